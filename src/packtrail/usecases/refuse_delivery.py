"""拒收: turn a delivery away at the gate, with its number and its reason; nothing of it becomes ours."""

from collections.abc import Sequence

from packtrail.domain.delivery_draft import DeliveryDraft
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment
from packtrail.domain.refused_delivery import GateRefusalReason, RefusedDelivery, refuse
from packtrail.usecases.announce_delivery import open_announcement
from packtrail.usecases.numbers import document_number
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store


def refuse_delivery(
    draft: DeliveryDraft,
    reason_code: GateRefusalReason,
    reason_text: str,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    photos: Sequence[Attachment] = (),
    draft_id: str | None = None,
) -> RefusedDelivery:
    """Record that what ``draft`` began was turned away, and drop its saved form ``draft_id``.

    It draws a delivery's number, so that the papers of the gate have no gap. Raises DraftIncomplete,
    AnnouncementGone, NotAllowed, or what ``document_number`` raises; nothing is written then.
    """
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        at = now()
        if draft.announced_id:
            open_announcement(tx, draft.announced_id)
        (record,) = tx.append(
            refuse(
                draft,
                reason_code,
                reason_text,
                number=document_number(tx, draft, DocumentKind.DELIVERY, legal_day(at)),
                record_id=new_id(),
                at=at,
                operator_ref=by.ref,
                photos=photos,
            )
        )
        if draft_id:
            tx.drop_draft(draft_id)
        refused = tx.one(RefusedDelivery, record.record_id)
    if refused is None:
        raise LookupError(record.record_id)
    return refused
