"""Versions only rise, and dates say which of them is in force on a day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.errors_refdata import RefdataDatesOverlap
from packtrail.domain.moments import SHANGHAI
from packtrail.domain.refdata import AdoptedRefdata, RefdataVersion, in_force, refuse_overlaps

NEW_YEAR = date(2027, 1, 1)
VERSIONS = st.builds(RefdataVersion, st.dates(), st.integers(1, 9999))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def adopted(version, first, last=None):
    return AdoptedRefdata(
        dataset="holiday_calendar",
        version=RefdataVersion.parse(version),
        digest="sha256:" + "0" * 64,
        effective_from=first,
        effective_to=last,
        signed_by=None,
        adopted_at=datetime(2026, 11, 21, tzinfo=SHANGHAI),
        record_id="01a1f684-8f48-7a11-8a00-000000000001",
    )


@given(VERSIONS)
def test_a_version_is_written_in_one_way(version):
    assert RefdataVersion.parse(str(version)) == version


def test_the_tenth_of_a_day_is_newer_than_the_ninth():
    texts = ["2026-11-21.10", "2026-11-21.9", "2026-11-20.11"]
    assert [str(version) for version in sorted(map(RefdataVersion.parse, texts))] == texts[::-1]


@given(st.text(max_size=15))
def test_any_other_text_is_no_version(text):
    try:
        assert str(RefdataVersion.parse(text)) == text
    except ValueError:
        return


def test_a_pack_for_next_year_waits_for_its_first_day():
    this_year = adopted("2026-01-01.1", date(2026, 1, 1))
    next_year = adopted("2026-11-21.1", NEW_YEAR)
    assert in_force([next_year, this_year], NEW_YEAR - timedelta(days=1)) == this_year
    assert in_force([next_year, this_year], NEW_YEAR) == next_year


def test_the_last_day_is_still_in_force_and_the_next_is_not():
    pack = adopted("2026-01-01.1", date(2026, 1, 1), date(2026, 12, 31))
    assert in_force([pack], date(2026, 12, 31)) == pack
    assert in_force([pack], NEW_YEAR) is None


def test_before_anything_was_taken_into_use_nothing_is_in_force():
    assert in_force([], NEW_YEAR) is None


@given(st.lists(st.tuples(st.integers(1, 99), DAYS, st.none() | DAYS)), DAYS)
def test_what_is_in_force_holds_the_day_and_nothing_newer_does(packs, day):
    entered = [adopted(f"2026-01-01.{number}", first, last) for number, first, last in packs]
    found = in_force(entered, day)
    holding = [pack for pack in entered if pack.is_in_force(day)]
    assert (found is None) == (holding == [])
    assert all(found.version >= pack.version for pack in holding)


@pytest.mark.parametrize("last", [date(2026, 6, 1), None])
def test_two_entries_of_one_name_on_one_day_are_refused(last):
    with pytest.raises(RefdataDatesOverlap) as refusal:
        refuse_overlaps("consignees", [("b", date(2026, 6, 1), None), ("b", date(2026, 1, 1), last)])
    assert (refusal.value.entry, refusal.value.day) == ("b", date(2026, 6, 1))


def test_entries_that_follow_each_other_or_are_of_others_do_not_overlap():
    refuse_overlaps(
        "consignees",
        [
            ("b", date(2026, 6, 2), None),
            ("b", date(2026, 1, 1), date(2026, 6, 1)),
            ("c", date(2026, 1, 1), None),
        ],
    )


@given(st.lists(st.tuples(st.sampled_from("ab"), DAYS, st.none() | DAYS), max_size=6))
def test_an_overlap_is_found_exactly_where_two_entries_hold_one_day(entries):
    entries = [(name, first, last) for name, first, last in entries if last is None or first <= last]
    shared = any(
        one[0] == other[0] and max(one[1], other[1]) <= min(one[2] or date.max, other[2] or date.max)
        for number, one in enumerate(entries)
        for other in entries[:number]
    )
    try:
        refuse_overlaps("consignees", entries)
    except RefdataDatesOverlap:
        assert shared
    else:
        assert not shared
