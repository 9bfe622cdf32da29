"""Stand by another person's act, or decline it: a release or an exit that waits for it (第二人确认)."""

from dataclasses import dataclass

from packtrail.domain.custody import LIVE, Custody
from packtrail.domain.isolation_acts import CONFIRMABLE, confirm
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Record
from packtrail.domain.safety import RecheckRule
from packtrail.domain.second_person import ConfirmedBy
from packtrail.domain.unit import Unit
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.known_units import standing_unit
from packtrail.usecases.ports import Clock, NewId, Store, View

_WHERE = LIVE - {Custody.RECEIVED, Custody.IN_STORAGE}
"""Where a unit can be while something of it waits: whatever stands in storage is isolated by the asking."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a second person."""

    target: Record  # who asked, when and why
    unit: Unit


def confirm_as_second(
    target_id: str,
    *,
    confirmed: bool,
    way: ConfirmedBy,
    rule: RecheckRule,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Unit:
    """Record the word of ``by`` on the act ``target_id``; a way out that has closed since is refused.

    Raises NothingToConfirm, SamePersonTwice, MustStayIsolated, ReturnTooDangerous, ExitNotPossible or
    NotAllowed; LookupError for a record that never waits for anybody.
    """
    require(by, Act.CONFIRM_SECOND)
    with store.act() as tx:
        target = tx.record(target_id)
        if target is None or not isinstance(target.body, CONFIRMABLE):
            raise LookupError(target_id)
        unit = standing_unit(tx, target.body.intake_record_id)
        tx.append(
            confirm(unit, target, confirmed=confirmed, way=way, rule=rule, acting=acting(by, now, new_id))
        )
        return known_unit(tx, unit.unit_id)


def waiting_for_second(view: View) -> tuple[Waiting, ...]:
    """Every release and exit that waits, in the order in which the units came."""
    found = []
    for unit in view.in_order(Unit, custody=_WHERE):
        for target_id in (unit.pending_release, unit.pending_exit):
            target = view.record(target_id) if target_id else None
            if target is not None:
                found.append(Waiting(target, unit))
    return tuple(found)
