"""Pack, modules and cells as one tree, and the masses of an opening side by side."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.app.opening_rules import load_opening_rules, opening_rules_from
from packtrail.domain.custody import Custody
from packtrail.domain.errors_refdata import RefdataDatesOverlap
from packtrail.domain.genealogy import mass_of_opening, tree
from packtrail.domain.opening import OpeningDraft, counted, opening_faults
from packtrail.domain.opening_rules import OpeningWarningKind, opening_warnings
from packtrail.domain.records.gate import MassBasis, UnitLevel
from packtrail.domain.unit import Identity
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import stored
from tests.usecases.floor import module

GRAMS = st.integers(0, 5_000_000)
RULES = load_opening_rules()


def an_id(number):
    return f"01a1f684-8f48-7a11-8a00-{number:012d}"


def part(number, mass_g=None, **changes):
    return stored(
        f"M{number}",
        unit_id=an_id(number),
        level=UnitLevel.MODULE,
        mass_g=mass_g,
        mass_in_g=mass_g,
        **changes,
    )


@given(st.lists(GRAMS, max_size=40), GRAMS, st.none() | GRAMS)
def test_parent_is_children_residue_and_difference_to_the_gram(masses, parent_g, residue_g):
    parent = stored(mass_g=parent_g, custody=Custody.OPENED, residue_g=residue_g)
    balance = mass_of_opening(parent, [part(n, mass) for n, mass in enumerate(masses)])
    assert parent_g == balance.children_g + (residue_g or 0) + balance.difference_g


def test_no_difference_is_told_where_a_mass_is_not_known():
    parent = stored(mass_g=300_000, custody=Custody.OPENED)
    assert mass_of_opening(parent, [part(1, 10_000), part(2)]).difference_g is None
    assert mass_of_opening(stored(mass_g=None), [part(1, 10_000)]).difference_g is None


def test_a_voided_part_did_not_come_out_and_an_estimate_is_counted_as_one():
    parts = [part(1, 10_000, custody=Custody.VOIDED), part(2, 20_000, mass_basis=MassBasis.ESTIMATED)]
    balance = mass_of_opening(stored(mass_g=30_000), parts)
    assert (balance.children, balance.children_g, balance.estimated) == (1, 20_000, 1)


@pytest.mark.practice(15)
def test_a_part_that_was_recorded_anew_stands_in_the_tree_once():
    root = stored(unit_id=an_id(1))
    wrong, right = part(2, custody=Custody.VOIDED), part(3, replaces_id=an_id(2))
    assert [each.unit.unit_id for each in tree(root, {an_id(1): [wrong, right]}).parts] == [an_id(3)]


def test_a_tree_has_no_more_levels_than_there_are():
    loop = {an_id(1): [part(1)]}
    assert tree(stored(unit_id=an_id(1)), loop).count == 3


@pytest.mark.practice(6)
def test_a_filing_by_number_alone_is_counted_too():
    draft = OpeningDraft(
        parent_id=an_id(1), children=(module("M1"), module("M2")), reason_code="x", filed_count=24
    )
    assert (counted(draft).filed, counted(draft).missing, counted(draft).missing_codes) == (24, 22, ())
    unfiled = OpeningDraft(parent_id=an_id(1), children=(module("M1"),), reason_code="x")
    assert (counted(unfiled).filed, counted(unfiled).missing) == (None, 0)
    assert opening_faults(stored(), unfiled) == ()


@pytest.mark.practice(13)
@pytest.mark.rule("S50")
@pytest.mark.parametrize("kind", ["collection", "central_storage", "dismantler"])
def test_every_kind_of_outlet_is_told_on_any_day_and_by_what(kind):
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1)):
        (warning,) = opening_warnings(stored(), kind, RULES, day)
        assert warning.provenance.source


@pytest.mark.rule("opening-collection-2019")
def test_what_was_read_in_the_guide_is_confirmed_only_while_it_was_in_force():
    (before,) = opening_warnings(stored(), "collection", RULES, date(2026, 3, 31))
    (since,) = opening_warnings(stored(), "collection", RULES, date(2026, 4, 1))
    assert (before.is_to_be_confirmed, since.is_to_be_confirmed) == (False, True)
    assert before.kind is since.kind is OpeningWarningKind.BEYOND_SAFETY_INSPECTION


def test_a_kind_of_outlet_without_a_rule_is_told_that_there_is_none():
    (warning,) = opening_warnings(stored(), "workshop", RULES, date(2026, 5, 4))
    assert (warning.kind, warning.provenance) == (OpeningWarningKind.OPENING_TO_BE_CONFIRMED, None)


def test_a_dangerous_or_disputed_pack_warns_of_it():
    unit = stored(is_dangerous=True, identity=Identity.CONFLICT)
    _, *own = opening_warnings(unit, "dismantler", RULES, date(2026, 5, 4))
    assert [each.kind for each in own] == [
        OpeningWarningKind.DANGER_GOES_ON,
        OpeningWarningKind.IDENTITY_IN_CONFLICT,
    ]


def test_a_wrong_document_of_rules_is_refused_whole():
    document = dict(resources.toml("rules", "opening.toml"))
    with pytest.raises(RefdataDatesOverlap):
        opening_rules_from(
            {**document, "rule": [*document["rule"], {**document["rule"][1], "rule": "again"}]}
        )
    for changes, said in (
        ({"dataset": "weighing"}, "not of 'opening'"),
        ({"rule": []}, "at least 1 item"),
        ({"rule": [document["rule"][0]] * 2}, "stands there twice"),
    ):
        with pytest.raises(ValueError, match=said):
            opening_rules_from({**document, **changes})


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_word_of_an_opening_can_be_said(language):
    assert all(wording(language).knows(f"words.unit_warning.{kind.value}") for kind in OpeningWarningKind)
