"""When hubs are asked about battery codes by themselves, and when not.

Off means off: who switched sending off is asked for nothing, not even by a person's button. And an answer
that is minutes old is as good as a new one, so opening a page again asks nobody.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from packtrail.protocol.unit_life import LINES_IN_LOOKUP
from packtrail.usecases.ask_unit_life import TOLD
from packtrail.usecases.ports import KeptLife, View
from packtrail.usecases.sync_policy import quiet_until, sends_by_itself
from packtrail.usecases.sync_values import Step

FRESH_FOR: Final = timedelta(minutes=10)
"""For so long nobody is asked again by himself; a guess at how fast a battery moves."""

AFTER_A_FAILURE: Final = timedelta(minutes=1)
"""For so long nobody is tried again by himself who did not answer."""


_LONGEST_REST_S: Final = 86_400
"""Whoever asks for a year of peace is asked again after a day."""


class WhyNot(StrEnum):
    """Why nobody can be asked."""

    NOT_BOUND = "not_bound"
    SENDING_OFF = "sending_off"


def why_not(view: View) -> WhyNot | None:
    """Why no hub may be asked now; None when one may."""
    if not _hubs(view):
        return WhyNot.NOT_BOUND
    return None if sends_by_itself(view) else WhyNot.SENDING_OFF


def worth_asking(view: View, battery_codes: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Those of the codes that some hub told of long ago, or never; one in its maintenance is let be.

    One code alone is asked for with its whole life, so a short answer of a look-up of many is none for it.
    """
    codes = tuple(dict.fromkeys(battery_codes))
    told = [each for each in view.kept_lives(codes) if _is_fresh(each, now)]
    if len(codes) == 1:
        told = [each for each in told if _is_whole(each)]
    fresh = {(each.destination, each.life.battery_code) for each in told}
    hubs = tuple(each for each in _hubs(view) if quiet_until(view, each, now) is None)
    return tuple(code for code in codes if any((hub, code) not in fresh for hub in hubs))


def rest_after(steps: Iterable[Step]) -> timedelta | None:
    """For how long nobody asks again by himself after these; None where everybody answered."""
    failed = [each for each in steps if each.end != TOLD]
    asked = max((each.retry_after_s or 0 for each in failed), default=0)
    return max(AFTER_A_FAILURE, timedelta(seconds=min(asked, _LONGEST_REST_S))) if failed else None


def _hubs(view: View) -> tuple[str, ...]:
    return tuple(each.name for each in view.destinations() if each.is_called)


def _is_fresh(kept: KeptLife, now: datetime) -> bool:
    """A moment in the future is one of a clock that was put back, and says nothing of the age."""
    return abs(now - kept.told_at) < FRESH_FOR


def _is_whole(kept: KeptLife) -> bool:
    return not kept.life.left_out or len(kept.life.lines) > LINES_IN_LOOKUP
