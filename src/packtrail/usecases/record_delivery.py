"""Take a delivery in: 回收入库单 and one intake for each unit, together or not at all."""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.custody import LIVE
from packtrail.domain.delivery import WITHOUT_CODE, DeliveryDraft, DeliveryNumbers, take_in
from packtrail.domain.documents import DeliveryDocument
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.unit import Unit
from packtrail.usecases.numbers import document_number
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store, Tx, View


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the act wrote, as the views show it now."""

    document: DeliveryDocument
    units: tuple[Unit, ...]


def record_delivery(
    draft: DeliveryDraft,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    draft_id: str | None = None,
) -> TakenIn:
    """Record ``draft`` and drop its saved form ``draft_id``; numbers are drawn in the same transaction.

    Raises DraftIncomplete, CodeAlreadyLive, NotAllowed, or what ``document_number`` raises for a late entry;
    nothing is written then, and the saved draft stays.
    """
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        at = now()
        records = take_in(
            draft,
            live=_live(tx, draft),
            numbers=_numbers(tx, draft, legal_day(at)),
            at=at,
            operator_ref=by.ref,
            new_id=new_id,
        )
        written = tx.append(*records)
        if draft_id:
            tx.drop_draft(draft_id)
        document = tx.delivery(written[0].record_id)
        units = tuple(tx.units_of_delivery(written[0].record_id))
    if document is None:
        raise LookupError(written[0].record_id)
    return TakenIn(document, units)


def live_unit(view: View, code: str) -> Unit | None:
    """The live unit that carries ``code``, if there is one."""
    return next((unit for unit in view.units_with_code(code) if unit.custody in LIVE), None)


def _live(view: View, draft: DeliveryDraft) -> dict[str, Unit]:
    codes = {unit.battery_code for unit in draft.units if unit.battery_code}
    return {code: unit for code in codes if (unit := live_unit(view, code))}


def _numbers(tx: Tx, draft: DeliveryDraft, day: date) -> DeliveryNumbers:
    return DeliveryNumbers(
        delivery=document_number(tx, draft, DocumentKind.DELIVERY, day),
        intakes=tuple(tx.next_number(DocumentKind.INTAKE, day) for _ in draft.units),
        local_ids=tuple(
            tx.next_number(DocumentKind.LOCAL_ID, day) if unit.code_status in WITHOUT_CODE else None
            for unit in draft.units
        ),
    )
