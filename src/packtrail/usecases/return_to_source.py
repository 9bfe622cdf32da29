"""Send a unit back to the one who brought it, and to nobody else (退回交付方)."""

from packtrail.domain.exits import ExitReason, return_to_source
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.second_person import second_ref
from packtrail.domain.unit import Unit
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.ports import Clock, NewId, Store


def return_unit_to_source(
    unit_id: str,
    delivery_id: str,
    reason: ExitReason,
    *,
    second: Operator | None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Unit:
    """The unit, gone back with the deliverer of ``delivery_id``; without ``second`` it waits isolated.

    Raises ExitAfterAcceptance, ExitNotPossible, ExitPending, NotItsDeliverer, ReturnTooDangerous,
    DraftIncomplete, SamePersonTwice or NotAllowed.
    """
    require(by, Act.CLOSE_EXIT)
    confirmed_by = second_ref(by, second)
    with store.act() as tx:
        unit = known_unit(tx, unit_id)
        brought_by = tx.delivery(unit.delivery_id) if unit.delivery_id else None
        tx.append(
            return_to_source(
                unit,
                brought_by,
                delivery_id,
                reason,
                second_ref=confirmed_by,
                acting=acting(by, now, new_id),
            )
        )
        return known_unit(tx, unit_id)
