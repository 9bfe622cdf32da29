"""期初库存: take in what stands on the floor on the first day, up to 500 units in one act."""

from collections.abc import Sequence
from datetime import date

from packtrail.domain.amendments import Amended
from packtrail.domain.delivery_draft import WITHOUT_CODE
from packtrail.domain.errors_gate import OpeningStockIsClosed
from packtrail.domain.moments import legal_day
from packtrail.domain.opening_stock import OpeningLine, UnitNumbers, take_opening
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Intake, OpeningStockClosed
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store, Tx, View
from packtrail.usecases.record_delivery import live_codes


def take_opening_stock(
    lines: Sequence[OpeningLine],
    *,
    draft_id: str | None = None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> tuple[Unit, ...]:
    """Record ``lines``, each with its intake; the units as they stand now, in the same order.

    Their saved form ``draft_id`` is dropped with them. A line that says it was reported to one of our
    destinations is not required there. Raises OpeningStockIsClosed, DraftIncomplete, CodeAlreadyLive or
    NotAllowed; nothing is written then, and the saved form stays.
    """
    require(by, Act.TAKE_OPENING_STOCK)
    with store.act() as tx:
        refuse_closed(tx)
        at = now()
        records = take_opening(
            lines,
            live=live_codes(tx, [line.unit for line in lines]),
            numbers=_numbers(tx, lines, legal_day(at)),
            at=at,
            operator_ref=by.ref,
            new_id=new_id,
        )
        written = tx.append(*records)
        if draft_id:
            tx.drop_draft(draft_id)
        taken = [tx.unit(record.record_id) for record in written if isinstance(record.body, Intake)]
    return tuple(unit for unit in taken if unit is not None)


def opening_closed(view: View) -> Amended | None:
    """The record that closed the opening stock, if one counts."""
    closed = view.of_type(OpeningStockClosed.record_type)
    return next((each for each in closed if not each.is_voided), None)


def refuse_closed(view: View) -> None:
    """Raise OpeningStockIsClosed once the count sheet is signed."""
    closed = opening_closed(view)
    if closed is not None:
        raise OpeningStockIsClosed(closed.record.occurred_at)


def _numbers(tx: Tx, lines: Sequence[OpeningLine], day: date) -> tuple[UnitNumbers, ...]:
    return tuple(
        UnitNumbers(
            tx.next_number(DocumentKind.INTAKE, day),
            tx.next_number(DocumentKind.LOCAL_ID, day) if line.unit.code_status in WITHOUT_CODE else None,
        )
        for line in lines
    )
