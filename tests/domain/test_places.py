"""The plan of the floor, and the labels on its places."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.errors_places import PlaceUnknown
from packtrail.domain.places import (
    LONGEST_NAME,
    Place,
    PlaceFaultKind,
    Places,
    Site,
    Zone,
    ZoneKind,
    default_places,
    known_place,
    label_text,
    noted_place,
    parse_label,
    place_faults,
    typed_place,
)

SHELVES = Zone(name="A", slots=("01", "02", "03"))
APART = Zone(name="异常隔离区", kind=ZoneKind.ISOLATION)
PLAN = Places((Site(name="本网点", zones=(SHELVES, APART)),))


def plan(*zones):
    return Places((Site(name="本网点", zones=zones),))


def kinds(places):
    return [fault.kind for fault in place_faults(places)]


def test_a_new_outlet_has_a_plan_that_can_be_saved_with_somewhere_for_danger_to_go():
    assert place_faults(default_places()) == ()
    assert {zone.kind for zone in default_places().zones} == set(ZoneKind)


@pytest.mark.parametrize("text", ["LOC:A/02", " loc:a/02\r\n", "ＬＯＣ：Ａ／０２", "LOC: A / 02 "])
def test_a_scanned_label_is_its_place_whatever_the_scanner_makes_of_it(text):
    assert known_place(PLAN, str(parse_label(text))) == Place("A", "02")


@pytest.mark.parametrize(
    "text", ["0TXPB01A000001A5A0000123", "", "LOC", "LOC:", "LOC:/02", "LOC:" + "A" * 200]
)
def test_a_battery_code_or_half_a_label_is_no_place(text):
    assert parse_label(text) is None


@given(st.sampled_from([Place("A"), Place("A", "03"), Place("异常隔离区")]))
def test_what_a_label_says_reads_back(place):
    assert parse_label(label_text(place)) == place
    assert known_place(PLAN, label_text(place)) == place


@given(st.text(max_size=300))
def test_whatever_is_scanned_is_a_place_or_named_as_unknown(text):
    try:
        named = [known_place(PLAN, text)]
    except PlaceUnknown as refusal:
        named = [typed_place(each) for each in refusal.proposals or ()]
    assert all(PLAN.has(each) for each in named)


@pytest.mark.parametrize(
    ("typed", "proposals"),
    [("A/O2", ("A/02",)), ("异常隔离", ("异常隔离区",)), ("屋顶", None), ("A/999", None)],
)
def test_an_unknown_place_is_named_with_those_that_it_may_have_been(typed, proposals):
    with pytest.raises(PlaceUnknown) as refusal:
        known_place(PLAN, typed)
    assert refusal.value.place == typed
    assert refusal.value.proposals == proposals


@pytest.mark.parametrize(
    ("noted", "place"),
    [
        (None, None),
        ("", None),
        ("A/02", Place("A", "02")),
        ("LOC:A/02", Place("A", "02")),
        ("门口", Place("门口")),
    ],
)
def test_what_somebody_noted_at_intake_is_a_place_in_their_words(noted, place):
    assert noted_place(noted) == place


def test_a_note_too_long_for_a_label_is_not_lost():
    assert noted_place("长" * 200) == Place("长" * 200)


@pytest.mark.parametrize(
    ("zones", "kind"),
    [
        ((), PlaceFaultKind.NO_ZONE),
        ((SHELVES,), PlaceFaultKind.NO_ISOLATION),
        ((APART, replace(SHELVES, name=" ")), PlaceFaultKind.NAME_MISSING),
        ((APART, replace(SHELVES, name="A/B")), PlaceFaultKind.NAME_UNUSABLE),
        ((APART, replace(SHELVES, name="A\n")), PlaceFaultKind.NAME_UNUSABLE),
        ((APART, replace(SHELVES, name="loc:A")), PlaceFaultKind.NAME_UNUSABLE),
        ((APART, replace(SHELVES, name="A" * (LONGEST_NAME + 1))), PlaceFaultKind.NAME_TOO_LONG),
        ((APART, SHELVES, replace(SHELVES, name="ａ")), PlaceFaultKind.NAME_TWICE),
        ((APART, replace(SHELVES, slots=("1", "１"))), PlaceFaultKind.NAME_TWICE),
        ((APART, replace(SHELVES, slots=tuple(map(str, range(5001))))), PlaceFaultKind.TOO_MANY_SLOTS),
        ((APART, *(Zone(name=f"Z{n}") for n in range(200))), PlaceFaultKind.TOO_MANY_ZONES),
        ((APART, replace(SHELVES, mass_limit_g=0)), PlaceFaultKind.LIMIT_WRONG),
        ((APART, replace(SHELVES, count_limit=-1)), PlaceFaultKind.LIMIT_WRONG),
        ((APART, replace(SHELVES, max_days=99_999)), PlaceFaultKind.LIMIT_WRONG),
    ],
)
def test_each_fault_of_a_plan_is_named(zones, kind):
    assert kinds(plan(*zones)) == [kind]


def test_all_faults_of_a_plan_come_at_once():
    wrong = plan(replace(SHELVES, name="", mass_limit_g=0))
    assert set(kinds(wrong)) == {
        PlaceFaultKind.NO_ISOLATION,
        PlaceFaultKind.NAME_MISSING,
        PlaceFaultKind.LIMIT_WRONG,
    }


def test_zones_have_one_name_each_over_all_sites():
    two = Places((Site(name="东", zones=(SHELVES, APART)), Site(name="西", zones=(SHELVES,))))
    assert kinds(two) == [PlaceFaultKind.NAME_TWICE]
    many = Places(tuple(Site(name=f"S{n}") for n in range(21)))
    assert PlaceFaultKind.TOO_MANY_SITES in kinds(many)
