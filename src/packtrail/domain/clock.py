"""Whether the PC's clock can be right, told from what it has said before (``platform.md`` 8.13).

A clock that went back is shown and blocks nothing: a battery at the gate is recorded, by the clock as it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

REMEMBERED = "clock.confirmed_to"
"""The choice that keeps up to which record somebody has looked at the clock and found it right."""

SLACK = timedelta(minutes=2)
"""A time server may set a clock back by so much on an ordinary day."""

FRESH = timedelta(hours=24)
"""A comparison that is older says nothing of the clock today."""

MOST_OFFSET_MS = 120_000
"""From here on a clock drifts."""

SLOWEST_MS = 10_000
"""An answer that was longer on its way says too little of the time at which it was written."""


class ClockQuality(StrEnum):
    """How far the PC's clock is to be trusted."""

    SYNCED = "synced"
    DRIFTING = "drifting"
    UNSYNCED = "unsynced"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockSample:
    """The two clocks side by side, as one answer of a platform showed them.

    ``monotonic_ms`` counts within ``boot_id`` only: whoever sets the wall clock does not move it.
    """

    server_at: datetime  # as the answer is dated, to the second
    device_at: datetime  # when it was asked, by the PC's clock
    monotonic_ms: int
    boot_id: str
    rtt_ms: int

    @property
    def offset_ms(self) -> int:
        """What has to be added to the PC's clock to have the platform's."""
        halfway = self.device_at + timedelta(milliseconds=self.rtt_ms / 2)
        within_its_second = timedelta(milliseconds=500)
        return round((self.server_at + within_its_second - halfway) / timedelta(milliseconds=1))

    @property
    def is_usable(self) -> bool:
        """Whether the answer was quick enough to compare clocks by."""
        return 0 <= self.rtt_ms <= SLOWEST_MS


def quality(now: datetime, newest: ClockSample | None, set_back: timedelta | None) -> ClockQuality:
    """How far the PC's clock is to be trusted at ``now``, by the newest comparison and by our own records."""
    if set_back is not None:
        return ClockQuality.ROLLED_BACK
    if newest is None or not abs(now - newest.device_at) < FRESH:
        return ClockQuality.UNSYNCED
    drifts = abs(newest.offset_ms) >= MOST_OFFSET_MS
    return ClockQuality.DRIFTING if drifts else ClockQuality.SYNCED


def set_back_by(now: datetime, latest: datetime | None) -> timedelta | None:
    """How far ``now`` lies before the latest time recorded; None while the clock is in order."""
    if latest is None or latest - now <= SLACK:
        return None
    return latest - now
