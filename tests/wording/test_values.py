"""Masses, times and words of lists as an operator reads them."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState
from packtrail.domain.operators import Act, Role
from packtrail.domain.records import gate, handoff
from packtrail.domain.sync_state import SubmissionState
from packtrail.papers.content import kilograms as paper_kilograms
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.values import age_words, fact_words, mass_words, moment_words, word

VOCABULARIES: dict[str, type[StrEnum]] = {
    "condition": gate.ConditionClass,
    "code_status": gate.CodeStatus,
    "code_source": gate.CodeSource,
    "mass_basis": gate.MassBasis,
    "level": gate.UnitLevel,
    "source": gate.SourceType,
    "consignee_role": handoff.ConsigneeRole,
    "picked_by": handoff.PickedBy,
    "custody": Custody,
    "handoff_state": HandoffState,
    "submission": SubmissionState,
    "act": Act,
    "role": Role,
}


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("vocabulary", list(VOCABULARIES))
def test_every_word_that_we_write_can_be_said(vocabulary, language):
    w = wording(language)
    for token in VOCABULARIES[vocabulary]:
        assert w.knows(f"words.{vocabulary}.{token.value}")


def test_a_word_of_a_newer_program_is_shown_as_it_is():
    assert word(wording(CHINESE), "condition", "glowing") == "glowing"


def test_a_mass_has_one_decimal_and_thin_thousands():
    assert mass_words(12_345_678) == "12\u202f345.7"
    assert mass_words(0) == "0.0"
    assert mass_words(None) == "—"


@pytest.mark.parametrize(("grams", "kilograms"), [(250, "0.3"), (12_345_650, "12\u202f345.7"), (49, "0.0")])
def test_half_a_hundred_grams_goes_up_as_it_does_on_paper(grams, kilograms):
    assert mass_words(grams) == kilograms
    assert paper_kilograms(grams) == kilograms.replace("\u202f", "")


def test_a_moment_is_shanghais():
    assert moment_words(datetime(2026, 5, 4, 1, 41, tzinfo=UTC)) == "2026-05-04 09:41"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "刚刚"),
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=3), "3 分钟前"),
        (timedelta(hours=23, minutes=59), "23 小时前"),
        (timedelta(days=2, hours=5), "2 天前"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(ago, words):
    now = datetime(2026, 5, 4, tzinfo=UTC)
    assert age_words(wording(CHINESE), now - ago, now) == words


def test_facts_are_ready_to_stand_in_a_sentence():
    w = wording(CHINESE)
    assert fact_words(w, date(2026, 5, 4)) == "2026-05-04"
    assert fact_words(w, ("甲", "乙")) == "甲、乙"
    assert fact_words(w, 7) == "7"
