"""本地结算: price, amount, contract, invoice, paid; for the bookkeeper alone (``practice.md`` 18).

Optional, and no record: it stays in the ledger of this station, is in no batch and reaches nobody. What was
noted is never changed; a later note of the same document takes its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.acting import refuse_faults
from packtrail.domain.draft_faults import DraftFault, FaultKind, long_texts

MOST_FEN = 10**12
"""Ten thousand million yuan; more is a typing error, for a price too."""

MOST_QUANTITY = 10**12


class PricePer(StrEnum):
    """计价单位."""

    KG = "kg"  # quantities in grams
    KWH = "kwh"  # in watt-hours
    PIECE = "piece"


class InvoiceKind(StrEnum):
    """发票: who issues it; a buyer of scrap may issue it for a natural person who sells (反向开票)."""

    INVOICE = "invoice"
    REVERSE_INVOICE = "reverse_invoice"


class MoneyGoes(StrEnum):
    """Which way: the outlet pays who delivers, or a recipient pays the outlet."""

    TO_DELIVERER = "to_deliverer"
    FROM_CONSIGNEE = "from_consignee"


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementDraft:
    """What somebody notes of one delivery or handoff; money in fen."""

    amount_fen: int | None = None  # None: by price and quantity
    price_fen: int | None = None  # for one kg, kWh or piece
    price_per: str | None = None  # a PricePer
    quantity: int | None = None  # in grams, watt-hours or pieces
    contract_no: str | None = None
    invoice_kind: str | None = None  # an InvoiceKind
    invoice_no: str | None = None
    paid_on: date | None = None
    remark: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """A settlement as it was noted."""

    document_id: str
    money_goes: str
    amount_fen: int
    price_fen: int | None
    price_per: str | None
    quantity: int | None
    contract_no: str | None
    invoice_kind: str | None
    invoice_no: str | None
    paid_on: date | None
    remark: str | None
    noted_at: datetime
    noted_by: str  # operator_ref

    @property
    def computed_fen(self) -> int | None:
        """By price and quantity; None where one of them is missing."""
        return computed_fen(self.price_fen, self.price_per, self.quantity)


def computed_fen(price_fen: int | None, price_per: str | None, quantity: int | None) -> int | None:
    """Price times quantity in whole fen, halves up; None where one of the three is missing."""
    if price_fen is None or price_per is None or quantity is None:
        return None
    if price_per == PricePer.PIECE:
        return price_fen * quantity
    return (price_fen * quantity + 500) // 1000


def settle(
    draft: SettlementDraft, *, document_id: str, money_goes: MoneyGoes, noted_at: datetime, noted_by: str
) -> Settlement:
    """The settlement that ``draft`` becomes; an amount that was typed stands beside price and quantity.

    Raises DraftIncomplete.
    """
    refuse_faults(_faults(draft))
    by_price = computed_fen(draft.price_fen, draft.price_per, draft.quantity)
    return Settlement(
        document_id=document_id,
        money_goes=money_goes,
        amount_fen=draft.amount_fen if draft.amount_fen is not None else by_price or 0,
        price_fen=draft.price_fen,
        price_per=draft.price_per,
        quantity=draft.quantity,
        contract_no=draft.contract_no or None,
        invoice_kind=draft.invoice_kind,
        invoice_no=draft.invoice_no or None,
        paid_on=draft.paid_on,
        remark=draft.remark or None,
        noted_at=noted_at,
        noted_by=noted_by,
    )


def _faults(draft: SettlementDraft) -> Iterator[DraftFault]:
    if draft.price_fen is not None and draft.price_per is None:
        yield DraftFault(FaultKind.PRICE_WITHOUT_BASIS, "price_per")
    by_price = computed_fen(draft.price_fen, draft.price_per, draft.quantity)
    if draft.amount_fen is None and by_price is None:
        yield DraftFault(FaultKind.AMOUNT_MISSING, "amount_fen")
    limits = (
        ("amount_fen", draft.amount_fen, MOST_FEN),
        ("price_fen", draft.price_fen, MOST_FEN),
        ("quantity", draft.quantity, MOST_QUANTITY),
        ("amount_fen", by_price, MOST_FEN),
    )
    for name, value, most in limits:
        if value is not None and not 0 <= value <= most:
            yield DraftFault(FaultKind.AMOUNT_IMPLAUSIBLE, name, value=str(value)[:20])
    yield from long_texts(draft, 0)
