"""Which words and states go with a unit's identity, and what the safety of a part begins with."""

import dataclasses

import pytest

from packtrail.domain.custody import LIVE, Custody
from packtrail.domain.identity import CarriedAs, ResolutionBasis, life_of_unit, plain_code
from packtrail.domain.safety import MeasurementKind
from packtrail.domain.second_person import ConfirmedBy
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import CODE, OTHER_CODE, stored

WORDS = {
    "resolution_basis": ResolutionBasis,
    "carried_as": CarriedAs,
    "confirmed_by": ConfirmedBy,
    "unit_warning": MeasurementKind,
}


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("vocabulary", list(WORDS))
def test_every_word_of_an_identity_can_be_said(vocabulary, language):
    assert all(wording(language).knows(f"words.{vocabulary}.{each.value}") for each in WORDS[vocabulary])


@pytest.mark.practice(12)
@pytest.mark.parametrize("custody", list(Custody))
def test_a_life_is_live_while_its_unit_is_here_or_on_the_road(custody):
    life = life_of_unit(stored(custody=custody), CODE)
    assert (life.is_live, life.carried_as) == (custody in LIVE, CarriedAs.CODE)


@pytest.mark.practice(12)
@pytest.mark.parametrize(
    ("changes", "carried_as"),
    [
        ({"battery_code": OTHER_CODE, "original_code": CODE}, CarriedAs.ORIGINAL),
        ({"battery_code": OTHER_CODE, "former_codes": (CODE,)}, CarriedAs.FORMER),
        ({"battery_code": None, "local_id": CODE}, CarriedAs.CODE),
    ],
)
def test_a_life_says_as_what_it_was_known_under_the_code(changes, carried_as):
    life = life_of_unit(dataclasses.replace(stored(), **changes), CODE)
    assert life.carried_as is carried_as


def test_a_code_is_compared_as_records_write_it():
    assert plain_code(f" {CODE.lower()}\n") == CODE
    assert plain_code("   ") is None
    assert plain_code(None) is None
