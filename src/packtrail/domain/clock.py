"""Whether the PC's clock can be right, told from what it has said before (``platform.md`` 8.13).

A clock that went back is shown and blocks nothing: a battery at the gate is recorded, by the clock as it is.
"""

from datetime import datetime, timedelta

REMEMBERED = "clock.confirmed_to"
"""The choice that keeps up to which record somebody has looked at the clock and found it right."""

SLACK = timedelta(minutes=2)
"""A time server may set a clock back by so much on an ordinary day."""


def set_back_by(now: datetime, latest: datetime | None) -> timedelta | None:
    """How far ``now`` lies before the latest time recorded; None while the clock is in order."""
    if latest is None or latest - now <= SLACK:
        return None
    return latest - now
