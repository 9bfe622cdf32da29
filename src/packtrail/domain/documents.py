"""The two documents of the counter as the records make them: 回收入库单 and 移交单."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from packtrail.domain.records import (
    Delivery,
    Handoff,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    Intake,
    Record,
)


class HandoffState(StrEnum):
    """移交单状态, ``platform.md`` 10.3; what lies in a draft is no document yet."""

    SEALED = "sealed"
    RELEASED = "released"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    REFUSED = "refused"
    RETURNED = "returned"
    SETTLED = "settled"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryDocument:
    """回收入库单: who brought what, with the units counted so far."""

    delivery_id: str
    number: str
    source_type: str
    deliverer_uscc: str | None
    deliverer_name: str | None
    claimed_count: int
    unit_count: int
    mass_g: int  # of the units whose mass is known
    taken_in_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoffDocument:
    """移交单: one load for one consignee."""

    handoff_id: str
    number: str
    consignee_uscc: str
    consignee_name: str | None
    consignee_role: str
    carrier_name: str | None
    vehicle_plate: str | None
    line_count: int
    mass_g: int
    handed_on_at: datetime
    state: HandoffState
    release_id: str | None
    release_hash: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoffItem:
    """移交明细: one line as it prints."""

    line_id: str
    handoff_id: str
    line_no: int
    unit_id: str | None
    battery_code: str | None
    local_id: str | None
    level: str
    chemistry_code: str | None
    mass_g: int | None
    mass_basis: str
    picked_by: str | None


def fold_delivery(
    document: DeliveryDocument | None, record: Record, event: Delivery | Intake
) -> DeliveryDocument:
    """The delivery after its own record, or after one of its units came in."""
    if isinstance(event, Delivery):
        return DeliveryDocument(
            delivery_id=record.record_id,
            number=event.delivery_number,
            source_type=event.source_type,
            deliverer_uscc=event.deliverer_uscc,
            deliverer_name=event.deliverer_name,
            claimed_count=event.claimed_count,
            unit_count=0,
            mass_g=0,
            taken_in_at=record.occurred_at,
        )
    if document is None:
        raise ValueError(f"intake {record.record_id} names a delivery never recorded")
    return replace(
        document, unit_count=document.unit_count + 1, mass_g=document.mass_g + (event.gross_mass_g or 0)
    )


def fold_handoff(
    document: HandoffDocument | None, record: Record, event: Handoff | HandoffRelease | HandoffCancelled
) -> HandoffDocument:
    """The handoff after its header, its release or its cancellation."""
    if isinstance(event, Handoff):
        return HandoffDocument(
            handoff_id=record.record_id,
            number=event.handoff_id,
            consignee_uscc=event.consignee_uscc,
            consignee_name=event.consignee_name,
            consignee_role=event.consignee_role,
            carrier_name=event.carrier_name,
            vehicle_plate=event.vehicle_plate,
            line_count=event.line_count,
            mass_g=event.total_gross_mass_g,
            handed_on_at=record.occurred_at,
            state=HandoffState.SEALED,
            release_id=None,
            release_hash=None,
        )
    if document is None:
        raise ValueError(f"{record.record_type} {record.record_id} names a handoff never recorded")
    if isinstance(event, HandoffRelease):
        return replace(
            document,
            state=HandoffState.RELEASED,
            release_id=record.record_id,
            release_hash=record.record_hash,
        )
    return replace(document, state=HandoffState.CANCELLED)


def handoff_item(record: Record, line: HandoffLine) -> HandoffItem:
    """The printed line that a ``handoff_line`` record makes."""
    return HandoffItem(
        line_id=record.record_id,
        handoff_id=line.handoff_record_id or "",
        line_no=line.line_no,
        unit_id=line.intake_record_id,
        battery_code=line.battery_code,
        local_id=line.local_id,
        level=line.unit_level,
        chemistry_code=line.chemistry_code,
        mass_g=line.gross_mass_g,
        mass_basis=line.mass_basis,
        picked_by=line.picked_by,
    )
