"""What several stations of one outlet do with one unit without having heard of each other.

A desk may hand on a unit whose intake is in another desk's log (``taken_in_elsewhere``); and two desks may
hand on the same one. Neither can be refused while they are apart, so both are recorded, shown as open, and
settled once the other log is heard (``design.md``, Growth).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from packtrail.domain.records import HandoffLine
from packtrail.domain.shapes import RecordId

TAKEN_IN_ELSEWHERE: Final = "taken_in_elsewhere"
"""``unconfirmed_reason`` of a line whose unit another station of the outlet took in."""

DOUBLE_HAND_OUT: Final = "double_hand_out"


def is_taken_in_elsewhere(line: HandoffLine) -> bool:
    """Whether a line says so itself; which unit it means is known once that intake is heard."""
    return line.unconfirmed_reason == TAKEN_IN_ELSEWHERE and line.intake_record_id is None


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class TakenIn:
    """An intake by another station that a line may mean."""

    recorded_at: datetime
    record_id: RecordId


def meant(handed_on_at: datetime, taken_in: Iterable[TakenIn]) -> TakenIn | None:
    """The one of ``taken_in``, all of the line's code, that a line recorded at ``handed_on_at`` means.

    The last before it; where none is (clocks differ), the first after it. Depends on the records alone and
    not on which of them was heard first, so that every desk decides alike.
    """
    found = sorted(taken_in)
    before = [each for each in found if each.recorded_at <= handed_on_at]
    return before[-1] if before else next(iter(found), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOut:
    """A unit on a further load while it was on one already."""

    line_id: RecordId
    handoff_id: RecordId | None
    has_left: bool = False


def further(hand_outs: tuple[HandOut, ...], line_id: str, line: HandoffLine) -> tuple[HandOut, ...]:
    """With ``line``, the newest last."""
    return (*hand_outs, HandOut(line_id=line_id, handoff_id=line.handoff_record_id))


def on_load(hand_outs: tuple[HandOut, ...], handoff_id: str) -> HandOut | None:
    """The one on this load."""
    return next((each for each in hand_outs if each.handoff_id == handoff_id), None)


def left(hand_outs: tuple[HandOut, ...], handoff_id: str) -> tuple[HandOut, ...]:
    """After that load was released."""
    return tuple(
        replace(each, has_left=True) if each.handoff_id == handoff_id else each for each in hand_outs
    )


def without(hand_outs: tuple[HandOut, ...], handoff_id: str) -> tuple[HandOut, ...]:
    """After that load was cancelled."""
    return tuple(each for each in hand_outs if each.handoff_id != handoff_id)
