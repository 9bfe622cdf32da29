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
    confirmed_warnings: tuple[Token, ...] = ()


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
    is_joint: bool = False  # named persons of both parties accepted it; their names are private
    high_risk: bool = False  # by the checklist's version
    thermal: bool = False
    recheck_at: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class SafetyPrivate:
    """The persons of both parties who determined; stays at the station."""

    consignor_person: Name | None = None
    consignee_person: Name | None = None


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
    second_operator_ref: OperatorRef | None  # None until a ``second_confirmation`` names this record
    reason_text: Remark


@dataclass(frozen=True, kw_only=True)
class UnitMoved(Body, record_type="unit_moved"):
    """移位: a unit stands somewhere else now; where is private."""

    intake_record_id: RecordId
    confirmed_warnings: tuple[Token, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitMovedPrivate:
    """The place; stays at the station."""

    zone: Line | None = None
    slot: Line | None = None


@dataclass(frozen=True, kw_only=True)
class SecondConfirmation(Body, record_type="second_confirmation"):
    """第二人确认: the person of this record's ``operator_ref`` confirms, or declines, another's act."""

    target_record_id: RecordId
    confirmed: bool
    way: Token  # present, one_time_code, later


@dataclass(frozen=True, kw_only=True)
class IdentityResolution(Body, record_type="identity_resolution"):
    """编码认定: which code a unit has after all; its earlier names keep finding it."""

    intake_record_id: RecordId
    battery_code: CodeText | None
    code_scheme: Token
    basis: Token  # relabelled, maker_confirmed, certificate, platform_by_vin, second_reading
    reason_text: Remark
    second_operator_ref: OperatorRef | None
    conflicts_with: RecordId | None = None  # another unit claims this code: neither is settled yet
    original_battery_code: CodeText | None = None  # 梯次: the code that it had first
    earlier_life_ids: tuple[RecordId, ...] = ()  # where this code was known before (practice 12)
    earlier_life_text: Remark | None = None  # how that is explained


@dataclass(frozen=True, kw_only=True)
class PackOpened(Body, record_type="pack_opened"):
    """拆包: a parent gave these children; the parent is never deleted."""

    parent_record_id: RecordId
    child_record_ids: tuple[RecordId, ...]
    residue_mass_g: Grams | None
    reason_code: Token
    filed_count: Count | None = None  # how many modules or cells the parent's filing says
    confirmed_warnings: tuple[Token, ...] = ()
    missing_codes: tuple[CodeText, ...] = ()  # filed for the parent, and not found in it


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
