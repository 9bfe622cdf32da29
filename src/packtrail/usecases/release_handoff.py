"""Sign a load away: header, lines and release together, or nothing (移交单签发)."""

from dataclasses import dataclass

from packtrail.domain.custody import HERE
from packtrail.domain.documents import HandoffDocument, HandoffItem
from packtrail.domain.handoff import HandoffDraft, LineDraft, refuse_if_not_ready, release
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.unit import Unit
from packtrail.usecases.numbers import document_number
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store, View


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What the act wrote, as the views show it now."""

    document: HandoffDocument
    items: tuple[HandoffItem, ...]


def release_handoff(
    draft: HandoffDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId, draft_id: str | None = None
) -> HandedOn:
    """Write the load of ``draft`` and drop its saved form ``draft_id``.

    Raises DraftIncomplete, NotInStock, UnitIsolated, HandedOnBeforeTakenIn, NotAllowed, or what
    ``document_number`` raises for a late entry; nothing is written then, and the saved draft stays.
    """
    require(by, Act.RELEASE_HANDOFF)
    with store.act() as tx:
        at = now()
        records = release(
            draft,
            [unit_of_line(tx, line) for line in draft.lines],
            number=document_number(tx, draft, DocumentKind.HANDOFF, legal_day(at)),
            at=at,
            operator_ref=by.ref,
            new_id=new_id,
        )
        handoff_id = tx.append(*records)[0].record_id
        if draft_id:
            tx.drop_draft(draft_id)
        document = tx.handoff(handoff_id)
        items = tuple(tx.items_of_handoff(handoff_id))
    if document is None:
        raise LookupError(handoff_id)
    return HandedOn(document, items)


def pick_unit(line: LineDraft, *, store: Store, now: Clock) -> Unit:
    """The unit that ``line`` means, if it may go on a load; asked at each scan, writes nothing.

    Raises NotInStock, UnitIsolated or HandedOnBeforeTakenIn.
    """
    with store.read() as view:
        return refuse_if_not_ready(line.code, unit_of_line(view, line), now())


def unit_of_line(view: View, line: LineDraft) -> Unit | None:
    """The unit that was picked; by its code, one that is here comes before one that has left."""
    if line.unit_id:
        return view.unit(line.unit_id)
    units = view.units_with_code(line.code)
    return next((unit for unit in units if unit.custody in HERE), units[0] if units else None)
