"""Note what a delivery or handoff came to in money, and list it for the bookkeeper (本地结算)."""

from dataclasses import dataclass
from datetime import date, datetime

from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.mass_balance import period_of
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.settlement import MoneyGoes, Settlement, SettlementDraft, settle
from packtrail.usecases.ports import Clock, Store, View


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementRow:
    """One line of the bookkeeper's sheet."""

    settlement: Settlement
    document_number: str
    document_at: datetime
    party_name: str | None
    party_uscc: str | None
    unit_count: int
    mass_g: int


def note_settlement(
    document_id: str, draft: SettlementDraft, *, by: Operator, store: Store, now: Clock
) -> Settlement:
    """Keep the settlement of the delivery or handoff ``document_id`` at this station; no record is written.

    Raises DraftIncomplete or NotAllowed; LookupError for a document that is neither.
    """
    require(by, Act.NOTE_SETTLEMENT)
    with store.act() as tx:
        document = _document(tx, document_id)
        is_delivery = isinstance(document, DeliveryDocument)
        settlement = settle(
            draft,
            document_id=document_id,
            money_goes=MoneyGoes.TO_DELIVERER if is_delivery else MoneyGoes.FROM_CONSIGNEE,
            noted_at=now(),
            noted_by=by.ref,
        )
        tx.note_settlement(settlement)
        return tx.settlements(document_id)[0]


def settlement_rows(view: View, from_day: date, to_day: date) -> list[SettlementRow]:
    """The standing settlement of each document that was noted on these legal days, both included."""
    return [_row(view, settlement) for settlement in view.settlements_noted(*period_of(from_day, to_day))]


def _row(view: View, settlement: Settlement) -> SettlementRow:
    document = _document(view, settlement.document_id)
    if isinstance(document, DeliveryDocument):
        return SettlementRow(
            settlement=settlement,
            document_number=document.number,
            document_at=document.taken_in_at,
            party_name=document.deliverer_name,
            party_uscc=document.deliverer_uscc,
            unit_count=document.unit_count,
            mass_g=document.mass_g,
        )
    return SettlementRow(
        settlement=settlement,
        document_number=document.number,
        document_at=document.handed_on_at,
        party_name=document.consignee_name,
        party_uscc=document.consignee_uscc,
        unit_count=document.line_count,
        mass_g=document.mass_g,
    )


def _document(view: View, document_id: str) -> DeliveryDocument | HandoffDocument:
    document = view.delivery(document_id) or view.handoff(document_id)
    if document is None:
        raise LookupError(document_id)
    return document
