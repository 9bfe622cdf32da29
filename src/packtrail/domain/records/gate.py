"""What happens at the gate: deliveries, the units they bring, loads on the scale, papers owed.

Sources: ``practice.md`` 1, 3, 4, 6, 7, 14 for the documents, ``platform.md`` 9.2 for the fields of an
intake; fields that came after the first wire version have defaults.
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
    Millivolts,
    Moment,
    Name,
    Plate,
    RecordId,
    Remark,
    Sha256Hex,
    Token,
    Uscc,
    Vin,
)


class UnitLevel(StrEnum):
    """产品类型: what a unit is as a thing."""

    PACK = "pack"
    MODULE = "module"
    CELL = "cell"
    LOT = "lot"  # an uncoded lot by the kilogram: production scrap of a maker (practice 6)


class CodeStatus(StrEnum):
    """编码状态: what became of reading the label."""

    READ = "read"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"
    ABSENT = "absent"
    CONFLICT = "conflict"


class CodeSource(StrEnum):
    """编码来源: how the code came into the program, which an inspector asks first."""

    SCAN_DATAMATRIX = "scan_datamatrix"
    SCAN_QR = "scan_qr"
    SCAN_CODE128 = "scan_code128"
    SCAN_WEDGE = "scan_wedge"  # a hand-held scanner, which does not tell the symbol
    PHOTO_DECODE = "photo_decode"
    MANUAL_DOUBLE_ENTRY = "manual_double_entry"
    MANUAL_SINGLE = "manual_single"
    IMPORT = "import"
    NONE = "none"


class MassBasis(StrEnum):
    """质量依据: only ``weighed`` may ever print as weighed (practice 4)."""

    WEIGHED = "weighed"
    NAMEPLATE = "nameplate"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class ConditionClass(StrEnum):
    """外观状态: anything but normal goes to quarantine (platform 9.2)."""

    NORMAL = "normal"
    DAMAGED_CASING = "damaged_casing"
    LEAKING = "leaking"
    DEFORMED = "deformed"
    FIRE_WATER_EXPOSED = "fire_water_exposed"
    OVERHEATING = "overheating"
    UNDETERMINED = "undetermined"


class SourceType(StrEnum):
    """来源类型: who let go of the battery."""

    VEHICLE_OWNER = "vehicle_owner"
    REPAIR_SHOP = "repair_shop"
    DEALER = "dealer"
    SCRAP_DISMANTLER = "scrap_dismantler"
    SWAP_OPERATOR = "swap_operator"
    LEASING = "leasing"
    BATTERY_MAKER = "battery_maker"
    VEHICLE_MAKER = "vehicle_maker"
    OTHER_OUTLET = "other_outlet"
    AUTHORITY_SEIZURE = "authority_seizure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class DeliveryAnnounced(Body, record_type="delivery_announced"):
    """预约待收: a deliverer's list came before the lorry; it is ticked off by scanning (practice 1)."""

    source_type: Token
    deliverer_uscc: Uscc | None
    deliverer_name: Name | None
    claimed_count: Count
    expected_codes: tuple[CodeText, ...]
    expected_mass_g: Grams | None
    list_origin: Token  # sheet, receipt_qr, tbatch, typed


@dataclass(frozen=True, kw_only=True)
class Delivery(Body, record_type="delivery"):
    """回收入库单: somebody brought batteries; each unit's intake names this record."""

    delivery_number: DocumentNumber
    source_type: Token
    deliverer_uscc: Uscc | None  # None for a natural person, whose name is private
    deliverer_name: Name | None
    claimed_count: Count
    vehicle_plate: Plate | None = None
    expected_codes: tuple[CodeText, ...] = ()  # the deliverer's list, before unloading
    papers_present: tuple[Token, ...] = ()
    weighbridge_ticket: Line | None = None
    gross_mass_g: Grams | None = None
    tare_mass_g: Grams | None = None
    net_mass_g: Grams | None = None
    outcome: Token = "taken_in"
    late_entry: bool = False
    paper_ref: Line | None = None
    announced_record_id: RecordId | None = None


@dataclass(frozen=True, kw_only=True)
class DeliveryPrivate:
    """Persons at the gate; stays at the station."""

    deliverer_person: Name | None = None
    deliverer_phone: Line | None = None
    deliverer_id_number: Line | None = None
    driver_name: Name | None = None


@dataclass(frozen=True, kw_only=True)
class DeliveryRefused(Body, record_type="delivery_refused"):
    """拒收: a delivery was turned away at the gate, and why."""

    delivery_number: DocumentNumber
    source_type: Token
    deliverer_uscc: Uscc | None
    deliverer_name: Name | None
    claimed_count: Count
    reason_code: Token
    reason_text: Remark
    vehicle_plate: Plate | None = None
    late_entry: bool = False
    paper_ref: Line | None = None
    announced_record_id: RecordId | None = None


@dataclass(frozen=True, kw_only=True)
class Intake(Body, record_type="intake"):
    """入库登记: one battery unit came in."""

    intake_id: DocumentNumber
    unit_level: Token
    code_scheme: Token
    battery_code: CodeText | None
    code_status: Token
    code_source: Token
    raw_scan_sha256: Sha256Hex | None
    chemistry_code: Line | None
    gross_mass_g: Grams | None
    mass_basis: Token
    condition_class: Token
    source_type: Token
    source_uscc: Uscc | None
    source_vin: Vin | None
    late_entry: bool
    delivery_record_id: RecordId | None = None
    line_no: Count | None = None
    local_id: DocumentNumber | None = None  # 临时编号 of a unit without a readable code
    original_battery_code: CodeText | None = None  # the code a reused battery had first
    responsible_maker: Name | None = None
    source_name: Name | None = None
    source_work_order_no: Line | None = None
    scrap_certificate_no: Line | None = None
    parent_record_id: RecordId | None = None
    parent_code: CodeText | None = None
    arrived_opened: bool = False
    opened_by: Name | None = None
    residual_voltage_mv: Millivolts | None = None
    code_reason: Token | None = None  # why there is no code: burnt, torn, missing, painted …
    confirmed_warnings: tuple[Token, ...] = ()
    conflicts_with: RecordId | None = None  # the live unit that carries the same code
    paper_ref: Line | None = None
    replaces_record_id: RecordId | None = None  # 编码录错: the intake of this same unit, voided beside it
    former_codes: tuple[CodeText, ...] = ()  # under which it was recorded by mistake; they still find it
    inherited_danger: Token | None = None  # damaged, high: found of the pack that it was taken out of
    recheck_at: Moment | None = None  # of one out of a pack that was hot: when it is looked at again


@dataclass(frozen=True, kw_only=True)
class IntakePrivate:
    """Where a unit stands and what exactly the scanner delivered; stays at the station."""

    storage_location: Line | None = None
    raw_scan: Remark | None = None
    scan_symbology: Token | None = None
    scan_engine: Token | None = None
    scan_stage: Token | None = None
    scan_corners: tuple[int, ...] = ()  # x, y of four corners in pixels of the picture; may lie beside it
    scanned_at: Moment | None = None
    scan_device: Line | None = None  # the phone, where the camera was one's


@dataclass(frozen=True, kw_only=True)
class GroupIntake(Body, record_type="group_intake"):
    """成组入库: a run of modules, or a lot by the kilogram, as one act (practice 6)."""

    delivery_record_id: RecordId
    unit_level: Token
    intake_record_ids: tuple[RecordId, ...]
    group_mass_g: Grams
    parent_record_id: RecordId | None
    filed_count: Count | None  # how many the parent should hold
    missing_codes: tuple[CodeText, ...]
    lot_kind: Token | None  # production_scrap for an uncoded lot of a maker


@dataclass(frozen=True, kw_only=True)
class LoadAck(Body, record_type="load_ack"):
    """磅单: a lorry was weighed as one load, in or out (practice 4)."""

    document_record_id: RecordId  # the delivery or handoff
    ticket_number: Line
    gross_mass_g: Grams
    tare_mass_g: Grams
    net_mass_g: Grams
    line_record_ids: tuple[RecordId, ...]  # what stood on the scale
    agreed: bool
    weighed_at: Moment
    scale_of: Token | None = None  # whose scale: outlet, deliverer, consignee, third_party
    known_mass_g: Grams | None = None  # what the lines on the scale came to, by the ledger of that moment
    unweighed_count: Count | None = None  # how many of them by a nameplate or an estimate alone
    unknown_count: Count | None = None  # and how many without any mass
    tolerance_ppm: Count | None = None  # 允差 of the contract, in parts per million of the net mass


@dataclass(frozen=True, kw_only=True)
class OpeningStock(Body, record_type="opening_stock"):
    """期初库存: a unit that stood on the floor on the first day (practice 3)."""

    intake_record_id: RecordId
    original_intake_on: date | None
    already_reported: bool
    reported_where: Name | None
    reported_on: date | None
    reported_to: Token | None = None  # the destination, by our name, that needs no report of it


@dataclass(frozen=True, kw_only=True)
class OpeningStockClosed(Body, record_type="opening_stock_closed"):
    """期初盘点结束: the signed count sheet, closed by the administrator."""

    unit_count: Count
    total_mass_g: Grams
    count_sheet_sha256: Digest | None


@dataclass(frozen=True, kw_only=True)
class PaperOwed(Body, record_type="paper_owed"):
    """欠缺: a paper is missing, why, and until when it is promised (practice 14)."""

    subject_record_id: RecordId
    paper: Token
    reason_text: Remark
    due_on: date


@dataclass(frozen=True, kw_only=True)
class PaperSupplied(Body, record_type="paper_supplied"):
    """补交: the paper that was owed is here."""

    owed_record_id: RecordId
    paper_number: Line | None


@dataclass(frozen=True, kw_only=True)
class SourceDeclaration(Body, record_type="source_declaration"):
    """来源声明: a natural person signed where the battery is from and consented to the use of the ID."""

    subject_record_id: RecordId
    consent_to_id_use: bool
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class SourceDeclarationPrivate:
    """Who signed; stays at the station."""

    person_name: Name | None = None
    id_number: Line | None = None
