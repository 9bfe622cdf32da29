"""Write a unit off that was lost, stolen or destroyed, here or on the road (事故核销)."""

from packtrail.domain.exits import ExitReason, close_incident
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.second_person import second_ref
from packtrail.domain.unit import Unit
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.ports import Clock, NewId, Store


def write_unit_off(
    unit_id: str,
    reason: ExitReason,
    *,
    second: Operator | None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Unit:
    """The unit, written off; without ``second`` isolated, or still on the road, until one confirms.

    Raises ExitNotPossible, ExitPending, DraftIncomplete, SamePersonTwice or NotAllowed.
    """
    require(by, Act.CLOSE_EXIT)
    confirmed_by = second_ref(by, second)
    with store.act() as tx:
        unit = known_unit(tx, unit_id)
        tx.append(close_incident(unit, reason, second_ref=confirmed_by, acting=acting(by, now, new_id)))
        return known_unit(tx, unit_id)
