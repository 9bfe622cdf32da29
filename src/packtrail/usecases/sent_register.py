"""报送登记: what was sent when, with which numbers, and what came back; one receipt in its details."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.sync_state import SubmissionState
from packtrail.protocol.receipt import ReceiptDisputed, RecordResult, verify_receipt
from packtrail.usecases.ports import View
from packtrail.usecases.sync_ports import SentBatch, SentQuery


@dataclass(frozen=True, kw_only=True, slots=True)
class SentLine:
    """One batch of the register, and how its records stand now."""

    batch: SentBatch
    counts: dict[SubmissionState, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterPage:
    """A page of the register; ``next_before`` asks for the one behind it, None at the end."""

    lines: tuple[SentLine, ...]
    next_before: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptDetails:
    """One receipt as the platform signed it."""

    receipt_id: str
    receipt_seq: int
    batch_digest: str
    received_at: datetime
    processed_at: datetime
    counts: dict[str, int]
    results: tuple[RecordResult, ...]
    updates: tuple[RecordResult, ...]  # new words on earlier records


def register_page(view: View, query: SentQuery) -> RegisterPage:
    """A page of what was sealed for a destination, the newest first."""
    page = view.sent_batches(query)
    return RegisterPage(
        lines=tuple(SentLine(batch=each, counts=view.batch_counts(each.digest)) for each in page.batches),
        next_before=page.next_before,
    )


def receipt_details(view: View, destination: str, receipt_id: str) -> ReceiptDetails | None:
    """One receipt, its signature looked at again; None for one that isn't here or that nobody signed."""
    envelope = view.receipt_of(receipt_id)
    keys = next((each.hub_keys for each in view.destinations() if each.name == destination), {})
    if envelope is None:
        return None
    try:
        receipt = verify_receipt(envelope, keys)
    except ReceiptDisputed:
        return None
    return ReceiptDetails(
        receipt_id=receipt.receipt_id,
        receipt_seq=receipt.receipt_seq,
        batch_digest=receipt.batch_digest,
        received_at=receipt.received_at,
        processed_at=receipt.processed_at,
        counts=dict(receipt.counts),
        results=receipt.results,
        updates=receipt.updates,
    )
