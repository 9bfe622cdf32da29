"""What can be done with a unit where it stands now, and why the rest can't.

The acts themselves refuse by the same rules; here they are asked before, so that a button can say it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from packtrail.domain.custody import Custody, may
from packtrail.domain.errors import OutletError
from packtrail.domain.errors_correcting import RewriteImpossible
from packtrail.domain.errors_places import MovedNotHere
from packtrail.domain.errors_unit import CodeNotInDoubt, NotIsolated, UnitNotHere
from packtrail.domain.exits import refuse_return, refuse_write_off
from packtrail.domain.isolation_acts import refuse_pending
from packtrail.domain.opening import refuse_opening
from packtrail.domain.operators import Act, require
from packtrail.domain.records import QuarantineRelease, UnitMoved
from packtrail.domain.safety import MustStayIsolated
from packtrail.domain.second_person import SamePersonTwice
from packtrail.domain.unit_acts import refuse_unless_here
from packtrail.ui.stock.life import UnitLife


class UnitAct(StrEnum):
    """The acts of a unit's page, in the order in which they stand there."""

    CHECK = "check"
    DETERMINE = "determine"
    TREAT = "treat"
    RELEASE = "release"
    CONFIRM = "confirm"
    RESOLVE = "resolve"
    REWRITE = "rewrite"
    MOVE = "move"
    VOID = "void"
    OPEN = "open"
    SEND_BACK = "send_back"
    WRITE_OFF = "write_off"


NEEDS: Final = {
    UnitAct.CHECK: Act.CHECK_UNIT,
    UnitAct.DETERMINE: Act.CHECK_UNIT,
    UnitAct.TREAT: Act.CHECK_UNIT,
    UnitAct.RELEASE: Act.RELEASE_ISOLATED,
    UnitAct.CONFIRM: Act.CONFIRM_SECOND,
    UnitAct.RESOLVE: Act.RESOLVE_IDENTITY,
    UnitAct.REWRITE: Act.RESOLVE_IDENTITY,
    UnitAct.MOVE: Act.MOVE_UNIT,
    UnitAct.VOID: Act.VOID,
    UnitAct.OPEN: Act.OPEN_PACK,
    UnitAct.SEND_BACK: Act.CLOSE_EXIT,
    UnitAct.WRITE_OFF: Act.CLOSE_EXIT,
}
"""What the acting person's role has to include."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One act, and what keeps it from being done now; None when nothing does."""

    act: UnitAct
    refusal: OutletError | None = None


def offers(life: UnitLife) -> tuple[Offer, ...]:
    """Every act of the page; a second person is asked for only where something waits for one."""
    wanted = (UnitAct.RELEASE, UnitAct.CONFIRM)
    hidden = wanted[life.waiting is None]
    return tuple(Offer(act, _refusal(act, life)) for act in UnitAct if act is not hidden)


def _refusal(act: UnitAct, life: UnitLife) -> OutletError | None:
    try:
        require(life.operator, NEEDS[act])
        _REFUSE[act](life)
    except OutletError as refused:
        return refused
    return None


def _refuse_absent(life: UnitLife) -> None:
    refuse_unless_here(life.unit)


def _refuse_release(life: UnitLife) -> None:
    refuse_pending(life.unit)
    if not may(QuarantineRelease, life.unit.custody):
        raise NotIsolated(life.unit.label, life.unit.custody)
    if life.lacks:
        raise MustStayIsolated(life.unit.label, life.lacks)


def _refuse_same_person(life: UnitLife) -> None:
    if life.waiting is not None and life.waiting.operator_ref == life.operator.ref:
        raise SamePersonTwice


def _refuse_settled(life: UnitLife) -> None:
    refuse_pending(life.unit)
    if not life.is_in_doubt:
        raise CodeNotInDoubt(life.unit.label)


def _refuse_closed(life: UnitLife) -> None:
    if life.unit.custody in {Custody.VOIDED, Custody.OPENED}:
        raise RewriteImpossible(life.unit.label, life.unit.custody)


def _refuse_gone(life: UnitLife) -> None:
    if not may(UnitMoved, life.unit.custody):
        raise MovedNotHere(life.unit.label, life.unit.left_at)


def _refuse_void(life: UnitLife) -> None:
    if life.unit.custody is Custody.VOIDED:
        raise UnitNotHere(life.unit.label, life.unit.custody)


def _refuse_return(life: UnitLife) -> None:
    refuse_return(life.unit, life.delivery)


_REFUSE: Final[Mapping[UnitAct, Callable[[UnitLife], None]]] = {
    UnitAct.CHECK: _refuse_absent,
    UnitAct.DETERMINE: _refuse_absent,
    UnitAct.TREAT: _refuse_absent,
    UnitAct.RELEASE: _refuse_release,
    UnitAct.CONFIRM: _refuse_same_person,
    UnitAct.RESOLVE: _refuse_settled,
    UnitAct.REWRITE: _refuse_closed,
    UnitAct.MOVE: _refuse_gone,
    UnitAct.VOID: _refuse_void,
    UnitAct.OPEN: lambda life: refuse_opening(life.unit),
    UnitAct.SEND_BACK: _refuse_return,
    UnitAct.WRITE_OFF: lambda life: refuse_write_off(life.unit),
}
