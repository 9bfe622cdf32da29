"""拒收: a delivery that was turned away at the gate stays on record with its reason, and is none of ours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.delivery import company_of, persons_of, plain_uscc
from packtrail.domain.delivery_draft import DeliveryDraft
from packtrail.domain.delivery_faults import deliverer_faults
from packtrail.domain.draft_faults import (
    LONGEST_TEXT,
    DraftFault,
    DraftIncomplete,
    FaultKind,
    long_texts,
)
from packtrail.domain.entry import Entry
from packtrail.domain.late_entry import is_late, late_entry_faults, paper_of, true_time
from packtrail.domain.records import Attachment, DeliveryRefused, NewRecord, Record
from packtrail.domain.shapes import RecordId


class GateRefusalReason(StrEnum):
    """拒收原因 at our own gate."""

    OVER_STOCK_LIMIT = "over_stock_limit"
    NOT_TRACTION_BATTERY = "not_traction_battery"
    SOURCE_DOUBTFUL = "source_doubtful"
    NOT_AS_ANNOUNCED = "not_as_announced"
    UNSAFE_TO_UNLOAD = "unsafe_to_unload"
    NO_EQUIPMENT = "no_equipment"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedDelivery:
    """拒收记录: who came, with how much, and why he left with it."""

    refusal_id: RecordId
    number: str
    source_type: str
    deliverer_uscc: str | None
    deliverer_name: str | None
    claimed_count: int
    reason_code: str
    reason_text: str
    refused_at: datetime
    vehicle_plate: str | None = None
    announced_id: RecordId | None = None
    is_voided: bool = False


def refuse(
    draft: DeliveryDraft,
    reason_code: GateRefusalReason,
    reason_text: str,
    *,
    number: str,
    record_id: str,
    at: datetime,
    operator_ref: str,
    photos: Sequence[Attachment] = (),
) -> NewRecord:
    """The record of a delivery that ``draft`` began and that nobody unloads.

    Its units are not looked at: they stay the deliverer's. Raises DraftIncomplete.
    """
    faults = tuple(_faults(draft, reason_text, at))
    if faults:
        raise DraftIncomplete(faults)
    return NewRecord(
        record_id=record_id,
        body=DeliveryRefused(
            delivery_number=number,
            source_type=draft.source_type,
            deliverer_uscc=plain_uscc(draft.deliverer_uscc),
            deliverer_name=company_of(draft),
            claimed_count=draft.claimed_count or len(draft.units),
            reason_code=reason_code,
            reason_text=reason_text.strip(),
            vehicle_plate=draft.vehicle_plate or None,
            late_entry=is_late(draft),
            paper_ref=paper_of(draft),
            announced_record_id=draft.announced_id,
        ),
        occurred_at=true_time(draft, at),
        operator_ref=operator_ref,
        depends_on=(draft.announced_id,) if draft.announced_id else (),
        attachments=(*photos, *draft.paper_photos),
        private=persons_of(draft),
    )


def refused_subjects(record: Record, _: object) -> Iterable[str | None]:
    """A refusal speaks of itself alone."""
    return (record.record_id,) if isinstance(record.body, DeliveryRefused) else ()


def fold_refused(_: RefusedDelivery | None, entry: Entry) -> RefusedDelivery:
    """The refusal, as amended."""
    record, event = entry.record, entry.record.body
    if not isinstance(event, DeliveryRefused):
        raise TypeError(record.record_type)
    return RefusedDelivery(
        refusal_id=record.record_id,
        number=event.delivery_number,
        source_type=event.source_type,
        deliverer_uscc=event.deliverer_uscc,
        deliverer_name=event.deliverer_name,
        claimed_count=event.claimed_count,
        reason_code=event.reason_code,
        reason_text=event.reason_text,
        refused_at=record.occurred_at,
        vehicle_plate=event.vehicle_plate,
        announced_id=event.announced_record_id,
        is_voided=entry.is_voided,
    )


def _faults(draft: DeliveryDraft, reason_text: str, at: datetime) -> Iterator[DraftFault]:
    yield from deliverer_faults(draft)
    yield from long_texts(draft, 0)
    yield from late_entry_faults(draft, at)
    if not reason_text.strip():
        yield DraftFault(FaultKind.REASON_TEXT_MISSING, "reason_text")
    if len(reason_text) > LONGEST_TEXT:
        yield DraftFault(FaultKind.TEXT_TOO_LONG, "reason_text", value=str(LONGEST_TEXT))
