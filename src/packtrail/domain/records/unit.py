"""What happens to one unit between gate and load: checks, treatment, identity, opening, replacement.

Sources: ``practice.md`` 2, 9, 13, ``platform.md`` 9.1, ``domain.md`` 5.3 (GB/T 38698.1-2020, 4.1-4.4).
"""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.records.body import Body
from packtrail.domain.shapes import (
    CodeText,
    Count,
    DocumentNumber,
    Grams,
    Line,
    Millivolts,
    Moment,
    Name,
    OperatorRef,
    RecordId,
    Remark,
    Token,
    Uscc,
    Vin,
)


@dataclass(frozen=True, kw_only=True)
class ConditionCheck(Body, record_type="condition_check"):
    """状态检查: the condition of a unit, the latest counts and the earlier stay readable."""

    intake_record_id: RecordId
    condition_class: Token
    residual_voltage_mv: Millivolts | None
    insulation_kohm: Count | None
    surface_celsius: int | None
    recheck_at: Moment | None  # thermal cases are looked at again
    remark: Remark | None


@dataclass(frozen=True, kw_only=True)
class SafetyAnswer:
    """One item of the checklist: ``is_yes`` means the danger is there."""

    item: Token
    is_yes: bool
    remark: Line | None = None


@dataclass(frozen=True, kw_only=True)
class SafetyDetermination(Body, record_type="safety_determination"):
    """安全判定: consignor and consignee together, before packing; one yes fails the unit."""

    intake_record_id: RecordId
    checklist: Token
    checklist_version: Line
    answers: tuple[SafetyAnswer, ...]
    passed: bool
    consignor_name: Name
    consignee_name: Name | None
    consignee_uscc: Uscc | None


@dataclass(frozen=True, kw_only=True)
class Treatment(Body, record_type="treatment"):
    """处置: what was done to a unit that failed, before it may be looked at again."""

    intake_record_id: RecordId
    treatment_code: Token
    description: Remark


@dataclass(frozen=True, kw_only=True)
class QuarantineRelease(Body, record_type="quarantine_release"):
    """解除隔离: by two people, after treatment and a new determination (practice 9)."""

    intake_record_id: RecordId
    safety_record_id: RecordId
    second_operator_ref: OperatorRef
    reason_text: Remark


@dataclass(frozen=True, kw_only=True)
class IdentityResolution(Body, record_type="identity_resolution"):
    """编码认定: which code a unit has after all; its earlier names keep finding it."""

    intake_record_id: RecordId
    battery_code: CodeText | None
    code_scheme: Token
    basis: Token  # relabelled, maker_confirmed, certificate, platform_by_vin, second_reading
    reason_text: Remark
    second_operator_ref: OperatorRef | None


@dataclass(frozen=True, kw_only=True)
class PackOpened(Body, record_type="pack_opened"):
    """拆包: a parent gave these children; the parent is never deleted."""

    parent_record_id: RecordId
    child_record_ids: tuple[RecordId, ...]
    residue_mass_g: Grams | None
    reason_code: Token


@dataclass(frozen=True, kw_only=True)
class BatteryReplaced(Body, record_type="battery_replaced"):
    """更换: an old battery came off a vehicle and a new one went on (repair, swap)."""

    source_vin: Vin | None
    old_code: CodeText
    new_code: CodeText
    replaced_on: date
    unit_level: Token
    work_order_no: Line | None
    intake_record_id: RecordId | None
    document_number: DocumentNumber | None = None
