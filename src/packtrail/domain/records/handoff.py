"""The way out: a load, its lines, the moment it is signed away, and what the consignee says.

Sources: ``platform.md`` 9.2 and 10.3, ``practice.md`` 4, 5, 11, 12.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.records.body import Body
from packtrail.domain.shapes import (
    CodeText,
    Count,
    Digest,
    DocumentNumber,
    Grams,
    Line,
    Moment,
    Name,
    OperatorRef,
    Plate,
    RecordId,
    Remark,
    Sha256Hex,
    Token,
    Uscc,
)


class ConsigneeRole(StrEnum):
    """收货人类型: whose evidence is asked depends on it (practice 11)."""

    REGENERATION_ENTERPRISE = "regeneration_enterprise"
    UTILISATION_ENTERPRISE = "utilisation_enterprise"
    REPURPOSING_ENTERPRISE = "repurposing_enterprise"
    BATTERY_MAKER = "battery_maker"
    VEHICLE_MAKER = "vehicle_maker"
    OTHER_OUTLET = "other_outlet"


class PickedBy(StrEnum):
    """How a line came on the load; ``list`` prints as 未现场扫码 (practice 5)."""

    SCAN = "scan"
    LIST = "list"


class AckOutcome(StrEnum):
    """收货结果 of one battery."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Handoff(Body, record_type="handoff"):
    """移交单: one load for one consignee."""

    handoff_id: DocumentNumber
    consignee_uscc: Uscc
    consignee_role: Token
    carrier_uscc: Uscc | None
    vehicle_plate: Plate | None
    packaging: Token | None
    line_count: Count
    total_gross_mass_g: Grams
    consignee_name: Name | None = None
    carrier_name: Name | None = None
    consignee_basis_version: Line | None = None
    un_class: Line | None = None
    contract_no: Line | None = None
    waybill_no: Line | None = None
    override_reason: Remark | None = None
    override_by: OperatorRef | None = None  # the supervisor who let it go all the same
    consignee_evidence: tuple[Token, ...] = ()  # the papers seen, by name
    evidence_checked_on: date | None = None
    rules_version: Line | None = None
    takes_damaged: bool = False  # the recipient is marked able to take damaged batteries
    un_number: Line | None = None
    packing_instruction: Line | None = None
    confirmed_warnings: tuple[Token, ...] = ()
    transfer_filing_no: Line | None = None  # to another province, 待确认
    late_entry: bool = False
    paper_ref: Line | None = None  # 纸质单号: of the form that it was written on first


@dataclass(frozen=True, kw_only=True)
class HandoffPrivate:
    """The driver; stays at the station."""

    driver_name: Name | None = None
    driver_phone: Line | None = None


@dataclass(frozen=True, kw_only=True)
class HandoffLine(Body, record_type="handoff_line"):
    """移交明细: one unit on one load; depends on its intake and its handoff."""

    handoff_id: DocumentNumber
    line_no: Count
    unit_level: Token
    battery_code: CodeText | None
    chemistry_code: Line | None
    gross_mass_g: Grams | None
    mass_basis: Token
    handoff_record_id: RecordId | None = None
    intake_record_id: RecordId | None = None
    local_id: DocumentNumber | None = None
    picked_by: Token | None = None
    code_source: Token | None = None  # how it was scanned at picking
    raw_scan_sha256: Sha256Hex | None = None
    unconfirmed_reason: Token | None = None  # taken_in_elsewhere: its intake is not known here
    remark: Remark | None = None
    safety_record_id: RecordId | None = None
    replaces_record_id: RecordId | None = None  # 编码录错: the line of this same unit, voided beside it


@dataclass(frozen=True, kw_only=True)
class HandoffRelease(Body, record_type="handoff_release"):
    """出库签发: the lines are sealed and the load may leave."""

    handoff_record_id: RecordId
    handoff_id: DocumentNumber
    line_record_ids: tuple[RecordId, ...]
    line_count: Count
    total_gross_mass_g: Grams
    safety_record_id: RecordId | None = None


@dataclass(frozen=True, kw_only=True)
class HandoffDeparted(Body, record_type="handoff_departed"):
    """发运."""

    handoff_record_id: RecordId
    departed_at: Moment
    vehicle_plate: Plate | None


@dataclass(frozen=True, kw_only=True)
class HandoffArrived(Body, record_type="handoff_arrived"):
    """到达: noted before the consignee has looked at each unit."""

    handoff_record_id: RecordId
    arrived_at: Moment


@dataclass(frozen=True, kw_only=True)
class HandoffCancelled(Body, record_type="handoff_cancelled"):
    """取消: a released load did not leave after all; its units are in stock again."""

    handoff_record_id: RecordId
    reason_code: Token
    reason_text: Remark


@dataclass(frozen=True, kw_only=True)
class ConsigneeAck(Body, record_type="consignee_ack"):
    """收货回执: what the consignee says of one line."""

    handoff_id: DocumentNumber
    line_no: Count
    outcome: Token
    received_gross_mass_g: Grams | None
    refusal_reason: Token | None
    acknowledged_at: Moment
    ack_source: Token  # system, signed_paper, phone
    paper_evidence_digest: Digest | None
    line_record_id: RecordId | None = None
    declares_no_ebike_use: bool = False  # 不用于电动自行车, signed by the recipient (practice 17)
    declaration_digest: Digest | None = None  # the signed declaration, photographed


@dataclass(frozen=True, kw_only=True)
class ReturnIn(Body, record_type="return_in"):
    """退回入库: a refused unit is back; it stays the same unit."""

    line_record_id: RecordId
    intake_record_id: RecordId
    gross_mass_g: Grams | None
    mass_basis: Token
    condition_class: Token
