"""Read what several desks of one outlet did with the same units without knowing of each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.documents import HandoffItem
from packtrail.domain.elsewhere import DOUBLE_HAND_OUT, TAKEN_IN_ELSEWHERE
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import OtherStation, View


@dataclass(frozen=True, kw_only=True, slots=True)
class DoubleHandOut:
    """One unit on several loads; it is settled once all but one of them are void or cancelled."""

    unit: Unit
    lines: tuple[HandoffItem, ...]  # the first is the load that counts


@dataclass(frozen=True, kw_only=True, slots=True)
class BetweenDesks:
    """Everything that is open between the stations of the outlet."""

    double_hand_outs: tuple[DoubleHandOut, ...] = ()
    unconfirmed: tuple[HandoffItem, ...] = ()  # whose intake no log brought yet
    incomplete: tuple[OtherStation, ...] = ()  # logs with records that wait or do not fit


def between_desks(view: View) -> BetweenDesks:
    """What a person has to look at, in log order."""
    return BetweenDesks(
        double_hand_outs=tuple(
            DoubleHandOut(unit=unit, lines=tuple(_lines(view, unit)))
            for unit in view.in_order(Unit, clash=DOUBLE_HAND_OUT)
        ),
        unconfirmed=tuple(view.in_order(HandoffItem, open_reason=TAKEN_IN_ELSEWHERE)),
        incomplete=tuple(each for each in view.other_stations() if each.waiting or each.faulty),
    )


def _lines(view: View, unit: Unit) -> Sequence[HandoffItem]:
    named = (unit.line_id, *(each.line_id for each in unit.also_on))
    found = (view.one(HandoffItem, line_id) for line_id in named if line_id)
    return [item for item in found if item is not None]
