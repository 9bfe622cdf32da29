"""Record that a lorry was weighed as one load, in or out, agreed or disputed (磅单)."""

from packtrail.domain.handoff_way import refuse_step
from packtrail.domain.load import LineMass, LoadRules, WeighedLoad, WeighingDraft, weigh
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import LoadAck
from packtrail.usecases.known_documents import acting
from packtrail.usecases.ports import Clock, NewId, Store, View


def weigh_load(
    document_id: str,
    draft: WeighingDraft,
    *,
    rules: LoadRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> WeighedLoad:
    """Record one ticket of the delivery or handoff ``document_id``.

    Raises HandoffStepClosed, NotOnThisDocument, TicketWeighedAlready, DraftIncomplete or NotAllowed;
    LookupError for a document that is neither.
    """
    require(by, Act.FOLLOW_HANDOFF)
    with store.act() as tx:
        number, lines = _lines(tx, document_id)
        record = weigh(
            document_id,
            number,
            lines,
            tx.in_order(WeighedLoad, document_id=document_id),
            draft,
            rules=rules,
            acting=acting(by, now, new_id),
        )
        tx.append(record)
        weighed = tx.one(WeighedLoad, record.record_id)
    if weighed is None:
        raise LookupError(record.record_id)
    return weighed


def _lines(view: View, document_id: str) -> tuple[str, list[LineMass]]:
    """The document's number, and its lines with the masses that the ledger has of them now."""
    handoff = view.handoff(document_id)
    if handoff is not None:
        refuse_step(handoff, LoadAck)
        return handoff.number, [
            LineMass(item.line_id, item.mass_g, item.mass_basis)
            for item in view.items_of_handoff(document_id)
        ]
    delivery = view.delivery(document_id)
    if delivery is None:
        raise LookupError(document_id)
    return delivery.number, [
        LineMass(unit.unit_id, unit.mass_g, unit.mass_basis) for unit in view.units_of_delivery(document_id)
    ]
