"""Take a delivery in: 回收入库单 and one intake for each unit, together or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from packtrail.domain.custody import LIVE
from packtrail.domain.delivery import WITHOUT_CODE, DeliveryDraft, DeliveryNumbers, UnitDraft, take_in
from packtrail.domain.documents import DeliveryDocument
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.unit import Unit
from packtrail.usecases.announce_delivery import open_announcement
from packtrail.usecases.known_units import standing_unit
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

    Raises DraftIncomplete, CodeAlreadyLive, AnnouncementGone, NotAllowed, or what ``document_number`` raises
    for a late entry; nothing is written then, and the saved draft stays.
    """
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        at = now()
        records = take_in(
            draft,
            parents=known_parents(tx, draft),
            live=live_codes(tx, draft.units),
            numbers=delivery_numbers(tx, draft, legal_day(at)),
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
    """The live unit that carries ``code``, if there is one; a code that it carried by mistake is free."""
    found = view.units_with_code(code)
    return next((unit for unit in found if unit.custody in LIVE and code not in unit.former_codes), None)


def live_codes(view: View, units: Sequence[UnitDraft]) -> dict[str, Unit]:
    """By each code of ``units``, first codes of reused batteries too, the live unit that carries it."""
    codes = {code for unit in units for code in (unit.battery_code, unit.original_battery_code) if code}
    return {code: unit for code in codes if (unit := live_unit(view, code))}


def known_parents(view: View, draft: DeliveryDraft, *, parent_id: str | None = None) -> dict[str, Unit]:
    """The units that those of ``draft`` were taken out of, as they stand now, by the id that names them.

    Raises AnnouncementGone for an announcement that was taken back; LookupError for a parent that is no
    unit: a screen offers only those that are.
    """
    if draft.announced_id:
        open_announcement(view, draft.announced_id)
    ids = {parent_id, *(unit.parent_id for unit in draft.units)}
    return {each: standing_unit(view, each) for each in ids if each is not None}


def delivery_numbers(tx: Tx, draft: DeliveryDraft, day: date) -> DeliveryNumbers:
    """The numbers of a delivery and its units, drawn now; raises what ``document_number`` does."""
    return DeliveryNumbers(
        delivery=document_number(tx, draft, DocumentKind.DELIVERY, day),
        intakes=tuple(tx.next_number(DocumentKind.INTAKE, day) for _ in draft.units),
        local_ids=tuple(
            tx.next_number(DocumentKind.LOCAL_ID, day) if unit.code_status in WITHOUT_CODE else None
            for unit in draft.units
        ),
    )
