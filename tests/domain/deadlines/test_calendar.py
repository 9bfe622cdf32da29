"""Which days are worked: by the notices, by two libraries that follow them, and where none is out yet."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.rulebook import load_rulebook
from packtrail.domain.deadlines import CalendarMissing, CalendarYear, RuleDataUnfit, WorkCalendar

CALENDAR = load_rulebook().calendar
CHINA = holidays.country_holidays("CN", years=range(2018, 2028))
DAYS = st.dates(date(2018, 1, 1), date(2027, 6, 30))

AMENDED_LABOUR_DAY = [date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5)]
"""The notice of 2019-03-22 lengthened that holiday; ``holidays`` knows it since a version that holds
python-dateutil below what we ship, so it is tested with an older one (0.109 differs on no day)."""

TABLE_2026 = {  # the notice of 2025-11-04, as written down from it by hand
    "off": [
        ("01-01", "01-03"),
        ("02-15", "02-23"),
        ("04-04", "04-06"),
        ("05-01", "05-05"),
        ("06-19", "06-21"),
        ("09-25", "09-27"),
        ("10-01", "10-07"),
    ],
    "worked": ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def days_from(first: str, last: str) -> list[date]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    return [day + timedelta(days=count) for count in range((end - day).days + 1)]


def year(number: int, off=(), worked=(), *, provisional: bool = False) -> CalendarYear:
    return CalendarYear(
        year=number,
        days_off=frozenset(map(date.fromisoformat, off)),
        make_up_days=frozenset(map(date.fromisoformat, worked)),
        is_provisional=provisional,
        source="notice",
    )


@pytest.mark.rule("S14")
@pytest.mark.parametrize("number", range(2018, 2027))
def test_a_year_differs_from_neither_library_on_any_day(number):
    every = days_from(f"{number}-01-01", f"{number}-12-31")
    ours = {day for day in every if CALENDAR.is_worked(day)}
    assert ours == {day for day in every if chinese_calendar.is_workday(day)}
    assert ours ^ {day for day in every if CHINA.is_working_day(day)} == {
        day for day in AMENDED_LABOUR_DAY if day.year == number
    }
    assert 240 < len(ours) < 260


@pytest.mark.rule("S14")
def test_labour_day_of_2019_is_the_amended_one():
    worked = [CALENDAR.is_worked(day) for day in days_from("2019-04-27", "2019-05-06")]
    assert worked == [False, True, True, True, False, False, False, False, True, True]


@pytest.mark.rule("S14")
def test_2026_is_the_table_of_the_notice_and_has_248_working_days():
    off = [day for first, last in TABLE_2026["off"] for day in days_from(f"2026-{first}", f"2026-{last}")]
    worked = [date.fromisoformat(f"2026-{day}") for day in TABLE_2026["worked"]]
    (told,) = (one for one in CALENDAR.years if one.year == 2026)
    assert told.days_off == frozenset(off)
    assert told.make_up_days == frozenset(worked)
    assert sum(CALENDAR.is_worked(day) for day in days_from("2026-01-01", "2026-12-31")) == 248


@pytest.mark.rule("S15")
@pytest.mark.parametrize(
    ("event", "fifteen", "thirty", "thirty_days"),
    [
        ("2026-02-10", "2026-03-09", "2026-03-30", "2026-03-12"),
        ("2026-04-28", "2026-05-21", "2026-06-11", "2026-05-28"),
        ("2026-09-21", "2026-10-19", "2026-11-09", "2026-10-21"),
    ],
)
def test_the_vectors_of_the_trade_dossier_are_met(event, fifteen, thirty, thirty_days):
    day = date.fromisoformat(event)
    assert CALENDAR.add_worked(day, 15).isoformat() == fifteen
    assert CALENDAR.add_worked(day, 30).isoformat() == thirty
    assert CALENDAR.add_days(day, 30).isoformat() == thirty_days


def test_2018_to_2026_are_announced_and_2027_is_provisional():
    assert {one.year: one.is_provisional for one in CALENDAR.years} == {
        **dict.fromkeys(range(2018, 2027), False),
        2027: True,
    }


def test_the_provisional_year_has_the_statutory_days_off_and_no_make_up_day():
    assert not CALENDAR.is_worked(date(2027, 1, 1))
    assert not CALENDAR.is_worked(date(2027, 5, 3))
    assert CALENDAR.years[-1].make_up_days == frozenset()


def test_a_make_up_sunday_is_worked_and_a_friday_off_is_not():
    assert CALENDAR.is_worked(date(2026, 9, 20))
    assert not CALENDAR.is_worked(date(2026, 9, 25))


def test_the_next_worked_day_of_a_worked_day_is_itself():
    assert CALENDAR.next_worked(date(2026, 11, 23)) == date(2026, 11, 23)
    assert CALENDAR.next_worked(date(2026, 10, 1)) == date(2026, 10, 8)


def test_the_day_of_the_event_is_not_counted():
    assert CALENDAR.add_worked(date(2026, 11, 23), 1) == date(2026, 11, 24)
    assert CALENDAR.add_worked(date(2026, 11, 23), 0) == date(2026, 11, 23)


def test_a_count_backwards_is_a_bug():
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_worked(date(2026, 11, 23), -1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_worked(date(2028, 1, 3)),
        lambda: CALENDAR.next_worked(date(2028, 1, 1)),
        lambda: CALENDAR.add_worked(date(2027, 12, 1), 40),
        lambda: CALENDAR.add_worked(date(2027, 12, 31), 1),
        lambda: CALENDAR.add_days(date(2027, 12, 20), 30),
    ],
)
def test_a_count_past_the_years_loaded_says_which_year_is_missing(ask):
    with pytest.raises(CalendarMissing) as raised:
        ask()
    assert (raised.value.year, raised.value.first_year, raised.value.last_year) == (2028, 2018, 2027)


@pytest.mark.parametrize("ask", [CALENDAR.is_worked, lambda day: CALENDAR.add_days(day, 30)])
def test_the_last_day_of_the_calendar_of_python_is_missing_like_any_other(ask):
    with pytest.raises(CalendarMissing):
        ask(date.max)


def test_a_count_from_before_the_years_loaded_is_refused_but_from_the_eve_of_them_is_known():
    with pytest.raises(CalendarMissing) as raised:
        CALENDAR.add_worked(date(2017, 12, 30), 1)
    assert raised.value.year == 2017
    assert CALENDAR.add_worked(date(2017, 12, 31), 1) == date(2018, 1, 2)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_adding_working_days_adds_up_and_never_goes_back(day, first, second):
    there = CALENDAR.add_worked(day, first)
    assert CALENDAR.add_worked(there, second) == CALENDAR.add_worked(day, first + second)
    assert there >= day + timedelta(days=first)
    assert first == 0 or CALENDAR.is_worked(there)


@given(DAYS, DAYS, st.integers(1, 60))
def test_a_later_event_is_never_due_earlier(one, other, count):
    earlier, later = sorted((one, other))
    assert CALENDAR.add_worked(earlier, count) <= CALENDAR.add_worked(later, count)


@given(DAYS, st.integers(0, 30))
def test_near_begins_when_no_more_than_that_many_working_days_are_left(day, workdays):
    near = CALENDAR.near_from(day, workdays)

    def left(since: date) -> int:
        since = max(since, date(2017, 12, 31))
        return sum(CALENDAR.is_worked(each) for each in days_from(str(since + timedelta(1)), str(day)))

    assert left(near) <= workdays
    before = near - timedelta(days=1)
    assert near == date(2018, 1, 1) or left(before) == workdays + 1


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (lambda: year(2026, off=["2025-12-31"]), "of_another_year"),
        (lambda: year(2026, worked=["2027-01-02"]), "of_another_year"),
        (lambda: year(2026, worked=["2026-01-05"]), "make_up_not_weekend"),
        (lambda: year(2026, off=["2026-01-04"], worked=["2026-01-04"]), "off_and_worked"),
        (lambda: WorkCalendar(()), "missing_field"),
        (lambda: WorkCalendar((year(2026), year(2026))), "twice"),
        (lambda: WorkCalendar((year(2025), year(2027))), "year_left_out"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(made, fault):
    with pytest.raises(RuleDataUnfit) as raised:
        made()
    assert raised.value.document_fault == fault
