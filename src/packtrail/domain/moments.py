"""Times as the trade writes them: a moment carries ``+08:00`` to the second, a legal day is Shanghai's.

What somebody typed as a day or a time is read here and nowhere else, so that one date is refused everywhere.

The PC's own zone never matters; China keeps one zone without daylight saving, so it is a fixed offset.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

EARLIEST = date(2018, 1, 1)
"""No record of the trade is older: traceability began with 2018 No. 35."""

CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far a time may lie ahead: clocks of two PCs and a watch on the wall are never quite the same."""

LONGEST_TYPED = 40

_DAY = r"([0-9]{4})(?:\s*([-/.年])\s*([0-9]{1,2})\s*([-/.月])\s*([0-9]{1,2})|([0-9]{2})([0-9]{2}))"
_TIME = r"([0-9]{1,2})(?:\s*:\s*([0-9]{2})(?::([0-9]{2}))?|\s*[时点]\s*(?:([0-9]{1,2})\s*分?)?)(?:\+08:00)?"
_TYPED_DAY = re.compile(rf"{_DAY}\s*日?")
_TYPED_MOMENT = re.compile(rf"{_DAY}(?:\s*日\s*|\s+|T){_TIME}")


class MomentFault(StrEnum):
    """Why a typed day or time is none that a record can have."""

    UNREADABLE = "time_unreadable"
    NO_SUCH_MONTH = "no_such_month"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_HOUR = "no_such_hour"
    TOO_EARLY = "time_too_early"
    IN_FUTURE = "time_in_future"


def to_moment(instant: datetime) -> datetime:
    """``instant`` as Shanghai shows it, cut to the second; a naive time is a bug (ValueError)."""
    if instant.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return instant.astimezone(SHANGHAI).replace(microsecond=0)


def moment_text(instant: datetime) -> str:
    """RFC 3339 with ``+08:00``, as records and receipts carry it."""
    return to_moment(instant).isoformat()


def legal_day(instant: datetime) -> date:
    """The day in China on which ``instant`` falls."""
    return to_moment(instant).date()


def parse_typed_day(typed: str, *, today: date | None = None) -> date | MomentFault:
    """The day in ``typed`` (``2026-11-20``, ``2026/11/20``, ``2026年11月20日``, ``20261120``), or its fault.

    Years have four digits, full-width ones too. Without ``today`` the future is not refused.
    """
    found = _TYPED_DAY.fullmatch(_plain(typed))
    day = _day_of(found) if found else MomentFault.UNREADABLE
    if isinstance(day, date) and today is not None and day > today:
        return MomentFault.IN_FUTURE
    return day


def parse_typed_moment(typed: str, *, now: datetime | None = None) -> datetime | MomentFault:
    """The moment in ``typed``, a day as above and a time of Shanghai (``9:12``, ``09:12:30``, ``9时12分``).

    Raises nothing: what is wrong comes back. Without ``now`` the future is not refused.
    """
    found = _TYPED_MOMENT.fullmatch(_plain(typed))
    if found is None:
        return MomentFault.UNREADABLE
    day = _day_of(found)
    if isinstance(day, MomentFault):
        return day
    hour, minute, second, minute_in_words = (int(part or 0) for part in found.groups()[7:11])
    try:
        at = datetime.combine(day, time(hour, minute or minute_in_words, second), tzinfo=SHANGHAI)
    except ValueError:
        return MomentFault.NO_SUCH_HOUR
    return moment_fault(at, now) or at


def moment_fault(at: datetime, now: datetime | None) -> MomentFault | None:
    """Why ``at`` can't be when something happened; ``now`` None leaves the future alone."""
    if legal_day(at) < EARLIEST:
        return MomentFault.TOO_EARLY
    return MomentFault.IN_FUTURE if now is not None and at > now + CLOCK_TOLERANCE else None


def _plain(typed: str) -> str:
    """Half-width digits and signs; a text too long for a time is none."""
    return unicodedata.normalize("NFKC", typed).strip() if len(typed) <= LONGEST_TYPED else ""


def _day_of(found: re.Match[str]) -> date | MomentFault:
    year, first, month, second, day, packed_month, packed_day = found.groups()[:7]
    if (first == "年") is not (second == "月") or first not in {second, "年"}:
        return MomentFault.UNREADABLE
    month_number, day_number = int(month or packed_month), int(day or packed_day)
    if not 1 <= month_number <= 12:
        return MomentFault.NO_SUCH_MONTH
    try:
        typed = date(int(year), month_number, day_number)
    except ValueError:
        return MomentFault.NO_SUCH_DAY
    return MomentFault.TOO_EARLY if typed < EARLIEST else typed
