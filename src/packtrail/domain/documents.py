"""The documents of the counter as the records make them: 回收入库单, 移交单 and its lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from packtrail.domain.elsewhere import is_taken_in_elsewhere
from packtrail.domain.entry import Entry
from packtrail.domain.records import (
    Body,
    ConsigneeAck,
    Delivery,
    Handoff,
    HandoffArrived,
    HandoffCancelled,
    HandoffDeparted,
    HandoffLine,
    HandoffRelease,
    IncidentClosed,
    Intake,
    Record,
    ReturnIn,
    SecondConfirmation,
)
from packtrail.domain.records.handoff import AckOutcome
from packtrail.domain.shapes import Digest, RecordId


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
    LOST = "lost"  # all of it was written off on the road
    SETTLED = "settled"
    CANCELLED = "cancelled"


class LineState(StrEnum):
    """What became of one line of a load."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETURNED = "returned"
    WRITTEN_OFF = "written_off"  # lost, stolen or burnt on the road: nobody can answer it


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryDocument:
    """回收入库单: who brought what, with the units counted so far."""

    delivery_id: RecordId
    number: str
    source_type: str
    deliverer_uscc: str | None
    deliverer_name: str | None
    claimed_count: int
    unit_count: int
    mass_g: int  # of the units whose mass is known
    taken_in_at: datetime
    vehicle_plate: str | None = None
    announced_id: RecordId | None = None
    is_voided: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoffDocument:
    """移交单: one load for one consignee."""

    handoff_id: RecordId
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
    release_id: RecordId | None
    release_hash: Digest | None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    accepted_count: int = 0
    refused_count: int = 0
    returned_count: int = 0
    received_mass_g: int = 0  # of the accepted lines, as the consignee weighed or took over
    answered_at: datetime | None = None  # the newest answer
    takes_damaged: bool = False
    override_by: str | None = None
    written_off_count: int = 0
    pending_exits: tuple[str, ...] = ()  # incidents on the road that wait for a second person
    has_ebike_declaration: bool = False  # 不用于电动自行车, signed by the recipient


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoffItem:
    """移交明细: one line as it prints."""

    line_id: RecordId
    handoff_id: RecordId
    line_no: int
    unit_id: RecordId | None
    battery_code: str | None
    local_id: str | None
    level: str
    chemistry_code: str | None
    mass_g: int | None
    mass_basis: str
    picked_by: str | None
    state: LineState = LineState.OPEN
    received_mass_g: int | None = None
    refusal_reason: str | None = None
    pending_exit: RecordId | None = None  # an incident that waits for a second person
    ack_id: RecordId | None = None  # the consignee's answer
    number: str = ""  # of its 移交单
    station: str | None = None  # the label of the other station that handed it on; None for ours
    open_reason: str | None = None  # taken_in_elsewhere, until the log with its intake was heard


def fold_delivery(document: DeliveryDocument | None, entry: Entry) -> DeliveryDocument:
    """The delivery after its own record, or after one of its units came in."""
    record, event = entry.record, entry.record.body
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
            vehicle_plate=event.vehicle_plate,
            announced_id=event.announced_record_id,
            is_voided=entry.is_voided,
        )
    if document is None or not isinstance(event, Intake):
        raise ValueError(f"{record.record_type} {record.record_id} names a delivery never recorded")
    return replace(
        document, unit_count=document.unit_count + 1, mass_g=document.mass_g + (event.gross_mass_g or 0)
    )


def fold_handoff(document: HandoffDocument | None, entry: Entry) -> HandoffDocument:
    """The handoff after its header or any step of its way."""
    record, event = entry.record, entry.record.body
    if isinstance(event, Handoff):
        return _sealed(entry, event)
    if document is None:
        raise ValueError(f"{record.record_type} {record.record_id} names a handoff never recorded")
    step = _STEPS.get(type(event))
    return step(document, event, record) if step else document


def fold_item(item: HandoffItem | None, entry: Entry) -> HandoffItem | None:
    """The line after its own record, the consignee's answer or its unit's return; None once it is void."""
    record, event = entry.record, entry.record.body
    if isinstance(event, HandoffLine):
        return None if entry.is_voided else handoff_item(record.record_id, event, entry.station)
    if item is None:
        return None
    if isinstance(event, Intake):
        return replace(item, unit_id=record.record_id, open_reason=None)
    if isinstance(event, ConsigneeAck):
        return replace(
            item,
            state=LineState.REFUSED if event.outcome == AckOutcome.REFUSED else LineState.ACCEPTED,
            received_mass_g=event.received_gross_mass_g,
            refusal_reason=event.refusal_reason,
            ack_id=record.record_id,
        )
    if isinstance(event, IncidentClosed | SecondConfirmation):
        return _item_lost(item, event, record)
    return replace(item, state=LineState.RETURNED) if isinstance(event, ReturnIn) else item


def _item_lost(item: HandoffItem, event: IncidentClosed | SecondConfirmation, record: Record) -> HandoffItem:
    if isinstance(event, SecondConfirmation):
        return _exit_confirmed(item, event)
    if event.second_operator_ref is None:
        return replace(item, pending_exit=record.record_id)
    return replace(item, state=LineState.WRITTEN_OFF)


def _exit_confirmed(item: HandoffItem, second: SecondConfirmation) -> HandoffItem:
    if second.target_record_id != item.pending_exit:
        return item
    decided = replace(item, pending_exit=None)
    return replace(decided, state=LineState.WRITTEN_OFF) if second.confirmed else decided


def handoff_item(line_id: str, line: HandoffLine, station: str | None = None) -> HandoffItem:
    """The printed line that a ``handoff_line`` record makes; ``station`` wrote it, None for ours."""
    is_open = is_taken_in_elsewhere(line)
    return HandoffItem(
        line_id=line_id,
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
        number=line.handoff_id,
        station=station,
        open_reason=line.unconfirmed_reason if is_open else None,
    )


def _sealed(entry: Entry, event: Handoff) -> HandoffDocument:
    return HandoffDocument(
        handoff_id=entry.record.record_id,
        number=event.handoff_id,
        consignee_uscc=event.consignee_uscc,
        consignee_name=event.consignee_name,
        consignee_role=event.consignee_role,
        carrier_name=event.carrier_name,
        vehicle_plate=event.vehicle_plate,
        line_count=event.line_count,
        mass_g=event.total_gross_mass_g,
        handed_on_at=entry.record.occurred_at,
        state=HandoffState.CANCELLED if entry.is_voided else HandoffState.SEALED,
        release_id=None,
        release_hash=None,
        takes_damaged=event.takes_damaged,
        override_by=event.override_by,
    )


def _released(document: HandoffDocument, _: HandoffRelease, record: Record) -> HandoffDocument:
    return replace(
        document,
        state=HandoffState.RELEASED,
        release_id=record.record_id,
        release_hash=record.record_hash,
    )


def _departed(document: HandoffDocument, event: HandoffDeparted, _: Record) -> HandoffDocument:
    return replace(
        document,
        state=HandoffState.DEPARTED,
        departed_at=event.departed_at,
        vehicle_plate=event.vehicle_plate or document.vehicle_plate,
    )


def _arrived(document: HandoffDocument, event: HandoffArrived, _: Record) -> HandoffDocument:
    return replace(document, state=HandoffState.ARRIVED, arrived_at=event.arrived_at)


def _cancelled(document: HandoffDocument, _: HandoffCancelled, __: Record) -> HandoffDocument:
    return replace(document, state=HandoffState.CANCELLED)


def _answered(document: HandoffDocument, ack: ConsigneeAck, _: Record) -> HandoffDocument:
    refused = ack.outcome == AckOutcome.REFUSED
    counted = replace(
        document,
        accepted_count=document.accepted_count + (not refused),
        refused_count=document.refused_count + refused,
        received_mass_g=document.received_mass_g + (0 if refused else ack.received_gross_mass_g or 0),
        answered_at=ack.acknowledged_at,
        has_ebike_declaration=document.has_ebike_declaration or ack.declares_no_ebike_use,
    )
    return _when_answered(counted)


def _came_back(document: HandoffDocument, _: ReturnIn, __: Record) -> HandoffDocument:
    return _when_answered(replace(document, returned_count=document.returned_count + 1))


def _lost(document: HandoffDocument, event: IncidentClosed, record: Record) -> HandoffDocument:
    if event.second_operator_ref is None:
        return replace(document, pending_exits=(*document.pending_exits, record.record_id))
    return _when_answered(replace(document, written_off_count=document.written_off_count + 1))


def _loss_confirmed(document: HandoffDocument, second: SecondConfirmation, _: Record) -> HandoffDocument:
    waiting = tuple(each for each in document.pending_exits if each != second.target_record_id)
    if waiting == document.pending_exits:
        return document
    decided = replace(document, pending_exits=waiting)
    lost = document.written_off_count + second.confirmed
    return _when_answered(replace(decided, written_off_count=lost))


def _when_answered(document: HandoffDocument) -> HandoffDocument:
    """The state once every line is answered or written off; before that, as it is.

    What was refused and is back makes it returned, in whichever order the answers came.
    """
    accepted, refused = document.accepted_count, document.refused_count
    if accepted + refused + document.written_off_count < document.line_count:
        return document
    if refused and document.returned_count >= refused:
        return replace(document, state=HandoffState.RETURNED)
    if refused:
        return replace(document, state=HandoffState.PARTIALLY_ACCEPTED if accepted else HandoffState.REFUSED)
    if document.written_off_count:
        return replace(document, state=HandoffState.PARTIALLY_ACCEPTED if accepted else HandoffState.LOST)
    return replace(document, state=HandoffState.ACCEPTED)


_STEPS: Mapping[type[Body], Callable[[HandoffDocument, Any, Record], HandoffDocument]] = {
    HandoffRelease: _released,
    HandoffDeparted: _departed,
    HandoffArrived: _arrived,
    HandoffCancelled: _cancelled,
    ConsigneeAck: _answered,
    ReturnIn: _came_back,
    IncidentClosed: _lost,
    SecondConfirmation: _loss_confirmed,
}
