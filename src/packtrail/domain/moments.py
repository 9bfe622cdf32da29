"""Times as the trade writes them: a moment carries ``+08:00`` to the second, a legal day is Shanghai's.

The PC's own zone never matters; China keeps one zone without daylight saving, so it is a fixed offset.
"""

from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


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
