from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.moments import (
    SHANGHAI,
    MomentFault,
    legal_day,
    moment_text,
    parse_typed_day,
    parse_typed_moment,
    to_moment,
)


def test_a_moment_carries_shanghais_offset_to_the_second():
    assert moment_text(datetime(2026, 11, 20, 1, 12, 0, 999, tzinfo=UTC)) == "2026-11-20T09:12:00+08:00"


def test_the_legal_day_is_chinas_and_not_the_pcs():
    assert legal_day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_a_time_without_its_offset_is_a_bug():
    with pytest.raises(ValueError, match="offset"):
        to_moment(datetime(2026, 11, 20))  # noqa: DTZ001 - the very thing that is refused


NOW = datetime(2026, 11, 20, 9, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-20",
        "2026/11/20",
        "2026.11.20",
        "2026年11月20日",
        "20261120",
        " ２０２６－１１－２０ ",
        "2026 - 11 - 20",
    ],
)
def test_a_day_is_read_as_people_write_it(typed):
    assert parse_typed_day(typed, today=date(2026, 11, 20)) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-20 09:12",
        "2026-11-20 9:12",
        "2026年11月20日9时12分",
        "2026年11月20日 9点12",
        "2026-11-20T09:12:00+08:00",
        "20261120 09：12",
    ],
)
def test_a_moment_is_read_as_people_write_it(typed):
    assert parse_typed_moment(typed, now=NOW) == NOW


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("2026-13-01", MomentFault.NO_SUCH_MONTH),
        ("2026-00-01", MomentFault.NO_SUCH_MONTH),
        ("2026-02-30", MomentFault.NO_SUCH_DAY),
        ("2025-02-29", MomentFault.NO_SUCH_DAY),
        ("1900-01-01", MomentFault.TOO_EARLY),
        ("2017-12-31", MomentFault.TOO_EARLY),
        ("2026-11-21", MomentFault.IN_FUTURE),
        ("26-11-20", MomentFault.UNREADABLE),
        ("2026-11/20", MomentFault.UNREADABLE),
        ("2026年11-20", MomentFault.UNREADABLE),
        ("昨天", MomentFault.UNREADABLE),
        ("", MomentFault.UNREADABLE),
        ("2026-11-20" + " " * 10_000, MomentFault.UNREADABLE),
    ],
)
def test_a_day_that_cannot_be_says_what_is_wrong_with_it(typed, fault):
    assert parse_typed_day(typed, today=date(2026, 11, 20)) is fault


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("2026-13-20 09:12", MomentFault.NO_SUCH_MONTH),
        ("2026-11-20 24:00", MomentFault.NO_SUCH_HOUR),
        ("2026-11-20 09:61", MomentFault.NO_SUCH_HOUR),
        ("1900-11-20 09:12", MomentFault.TOO_EARLY),
        ("2026-11-20 09:23", MomentFault.IN_FUTURE),
        ("2026-11-20", MomentFault.UNREADABLE),
        ("2026-11-209:12", MomentFault.UNREADABLE),
    ],
)
def test_a_moment_that_cannot_be_says_what_is_wrong_with_it(typed, fault):
    assert parse_typed_moment(typed, now=NOW) is fault


def test_a_clock_a_few_minutes_slow_makes_no_future():
    assert parse_typed_moment("2026-11-20 09:22", now=NOW) == NOW + timedelta(minutes=10)
    assert parse_typed_moment("2099-01-01 00:00") == datetime(2099, 1, 1, tzinfo=SHANGHAI)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_moment_or_a_fault(typed):
    found = parse_typed_moment(typed, now=NOW)
    assert isinstance(found, datetime | MomentFault)
    assert isinstance(parse_typed_day(typed, today=NOW.date()), date | MomentFault)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2026, 11, 20)))  # noqa: DTZ001 - Shanghai's, below
def test_every_moment_of_the_trade_can_be_typed(moment):
    at = to_moment(moment.replace(tzinfo=SHANGHAI))
    assert parse_typed_moment(f"{at:%Y-%m-%d %H:%M:%S}", now=NOW) == at
    assert parse_typed_day(f"{at:%Y%m%d}", today=NOW.date()) == at.date()
