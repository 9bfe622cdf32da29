"""When a report is due: the golden table (counted day by day over two libraries), and what always holds."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.rulebook import load_rulebook
from packtrail.domain.deadlines import (
    CalendarMissing,
    DayUnit,
    Duty,
    Reporter,
    Standing,
    due,
    duty_due,
)

BOOK = load_rulebook()
OUTLET = (Reporter.RECYCLING_OUTLET, Reporter.VEHICLE_MAKER)
DAYS = st.dates(date(2018, 1, 1), date(2027, 3, 31))
RULES = st.builds(
    replace,
    st.sampled_from(BOOK.rules),
    days=st.integers(1, 90),
    unit=st.sampled_from(DayUnit),
    soon_workdays=st.integers(0, 20),
)

with (Path(__file__).parent / "golden.csv").open(encoding="utf-8", newline="") as table:
    GOLDEN = list(csv.DictReader(table))


def rule(rule_id: str):
    return next(one for one in BOOK.rules if one.rule_id == rule_id)


def ids_and_targets(found):
    return [(one.rule.rule_id, one.target.isoformat()) for one in (found.first, *found.others)]


@pytest.mark.rule("S15")
@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['rule_id']} {row['event_day']}")
def test_the_golden_table_is_met(row):
    event_day = date.fromisoformat(row["event_day"])
    of_rule = rule(row["rule_id"])
    assert of_rule.is_in_force(event_day)
    found = due(event_day, of_rule, BOOK.calendar)
    assert {
        "target": found.target.isoformat(),
        "extended": found.extended.isoformat(),
        "latest": found.latest.isoformat(),
        "provisional": "yes" if found.is_provisional else "no",
    } == {name: row[name] for name in ("target", "extended", "latest", "provisional")}


def test_the_golden_table_holds_every_rule_of_the_program():
    told = {row["rule_id"] for row in GOLDEN}
    assert {one.rule_id for one in BOOK.rules} == told
    assert len(GOLDEN) > 40


@pytest.mark.rule("S15")
def test_a_last_day_that_nobody_works_keeps_both_dates_and_aims_at_the_earlier():
    found = due(date(2026, 9, 1), rule("assumed-outlet-out"), BOOK.calendar)
    assert (found.literal, found.extended) == (date(2026, 10, 1), date(2026, 10, 8))
    assert found.target == found.literal


@pytest.mark.rule("S12")
def test_days_of_an_unclear_kind_are_counted_both_ways_and_the_earlier_is_the_target():
    found = due(date(2026, 9, 21), rule("cn-2026-73-a24-7-in"), BOOK.calendar)
    assert [(one.unit, one.literal) for one in found.readings] == [
        (DayUnit.CALENDAR_DAY, date(2026, 10, 21)),
        (DayUnit.WORKDAY, date(2026, 11, 9)),
    ]
    assert found.target == date(2026, 10, 21)


def test_a_day_between_two_readings_is_late_by_one_of_them_only():
    found = due(date(2026, 9, 21), rule("cn-2026-73-a24-7-in"), BOOK.calendar)
    late = {day: found.is_late_by_one_reading_only(date.fromisoformat(day)) for day in (
        "2026-10-21", "2026-10-22", "2026-11-09", "2026-11-10"
    )}  # fmt: skip
    assert late == {"2026-10-21": False, "2026-10-22": True, "2026-11-09": True, "2026-11-10": False}


def test_the_year_end_is_provisional_only_where_the_year_not_announced_has_a_part():
    days = {
        day: due(date.fromisoformat(day), rule("assumed-outlet-in"), BOOK.calendar).is_provisional
        for day in ("2026-12-01", "2026-12-02")
    }
    assert days == {"2026-12-01": False, "2026-12-02": True}


def test_a_count_into_a_year_without_calendar_is_refused():
    with pytest.raises(CalendarMissing):
        due(date(2027, 12, 20), rule("assumed-outlet-in"), BOOK.calendar)


@pytest.mark.practice(10)
def test_an_outlet_aims_at_its_own_target_first_and_sees_the_assumed_day_beside_it():
    found = duty_due(BOOK, Duty.INTAKE, OUTLET, date(2026, 11, 20))
    assert ids_and_targets(found) == [("house-target-in", "2026-11-23"), ("assumed-outlet-in", "2026-12-20")]
    assert found.outside.rule.standing is Standing.ASSUMPTION


def test_an_old_record_keeps_its_old_rule():
    found = duty_due(BOOK, Duty.HANDOFF, OUTLET, date(2026, 3, 31))
    assert ids_and_targets(found) == [
        ("house-target-out", "2026-04-03"),
        ("cn-2018-35-a11-out", "2026-05-15"),
    ]


def test_a_dismantler_has_fifteen_working_days_by_the_old_rule_and_thirty_assumed_by_the_new():
    old = duty_due(BOOK, Duty.REMOVAL, {Reporter.DISMANTLER}, date(2026, 3, 31))
    new = duty_due(BOOK, Duty.REMOVAL, {Reporter.DISMANTLER}, date(2026, 4, 1))
    assert ids_and_targets(old) == [("cn-2018-35-a13-removal", "2026-04-22")]
    assert ids_and_targets(new) == [("assumed-dismantler-removal", "2026-05-01")]


def test_where_only_the_house_set_a_day_nobody_outside_did():
    found = duty_due(BOOK, Duty.INTAKE, {Reporter.RECYCLING_OUTLET}, date(2026, 3, 31))
    assert found.outside is None


def test_before_the_first_rule_there_is_no_due_date():
    assert duty_due(BOOK, Duty.INTAKE, OUTLET, date(2018, 7, 31)) is None


def test_of_two_equal_targets_the_stronger_rule_is_named():
    house = replace(rule("house-target-in"), days=30)
    others = tuple(one for one in BOOK.rules if one.rule_id != house.rule_id)
    found = duty_due(replace(BOOK, rules=(house, *others)), Duty.INTAKE, OUTLET, date(2026, 5, 6))
    assert found.first.rule.rule_id == "assumed-outlet-in"


@given(DAYS, RULES)
def test_the_target_comes_after_the_event_and_never_after_any_reading(event_day, of_rule):
    found = due(event_day, of_rule, BOOK.calendar)
    assert event_day < found.target <= found.literal <= found.extended <= found.latest
    assert all(found.target <= one.literal <= one.extended for one in found.readings)
    assert all(BOOK.calendar.is_worked(one.extended) for one in found.readings)
    assert event_day <= found.soon_on <= found.target


@given(DAYS, RULES, st.integers(1, 30))
def test_one_day_more_is_never_due_earlier(event_day, of_rule, more):
    longer = replace(of_rule, days=of_rule.days + more)
    one, other = due(event_day, of_rule, BOOK.calendar), due(event_day, longer, BOOK.calendar)
    assert one.target < other.target
    assert one.latest <= other.latest


@given(DAYS, RULES)
def test_an_event_a_day_later_is_never_due_earlier(event_day, of_rule):
    one = due(event_day, of_rule, BOOK.calendar)
    other = due(event_day + timedelta(days=1), of_rule, BOOK.calendar)
    assert (one.target, one.latest) <= (other.target, other.latest)


@given(DAYS, st.sampled_from(Duty), st.sets(st.sampled_from(Reporter)))
def test_the_duty_s_target_is_the_earliest_of_all_its_rules(event_day, duty, reporters):
    found = duty_due(BOOK, duty, reporters, event_day)
    every = [one for reporter in reporters for one in BOOK.in_force(duty, reporter, event_day)]
    targets = sorted(due(event_day, one, BOOK.calendar).target for one in every)
    assert (found is None) == (not every)
    if found is not None:
        assert [one.target for one in (found.first, *found.others)] == targets
