"""车电一体报废: the dismantler's case from the vehicle's arrival to its closed evidence set (practice 2)."""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.records.body import Body
from packtrail.domain.shapes import (
    CodeText,
    Count,
    DocumentNumber,
    Grams,
    Line,
    Name,
    Plate,
    RecordId,
    Remark,
    Token,
    Vin,
)


@dataclass(frozen=True, kw_only=True)
class VehicleReceived(Body, record_type="vehicle_received"):
    """车辆接收: a scrapped vehicle is here, with the batteries it should have."""

    case_number: DocumentNumber
    vin: Vin | None
    plate: Plate | None
    owner_kind: Token  # person, company, authority
    energy_type: Token
    case_kind: Token  # ordinary, supervised 监督解体, swap 换电车型, seized
    expected_codes: tuple[CodeText, ...]
    battery_count_seen: Count
    label_visible: bool  # False: 电池在车、标签不可见
    papers_present: tuple[Token, ...]
    kerb_mass_g: Grams | None
    pledged: bool | None  # a mortgage or pledge blocks the certificate
    vin_altered: bool | None
    brand_model: Line | None = None
    first_registered_on: date | None = None
    expected_origins: tuple[Token, ...] = ()  # of each code: registration, certificate, platform_by_vin
    expected_count: Count | None = None  # how many packs it should have, where somebody says so
    vin_as_read: Line | None = None  # what stands there instead of a well-formed VIN
    vin_reason: Token | None = None  # why there is none: ground_off, corroded, plate_missing, imported …
    earlier_case_record_id: RecordId | None = None  # the closed case that this VIN had before
    confirmed_warnings: tuple[Token, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VehiclePrivate:
    """The owner; stays at the station."""

    owner_name: Name | None = None
    owner_id_number: Line | None = None
    owner_phone: Line | None = None


@dataclass(frozen=True, kw_only=True)
class ExpectedCodesNamed(Body, record_type="expected_codes_named"):
    """应有编码: a paper or the platform says later which batteries it should have; none: it knows none."""

    vehicle_record_id: RecordId
    codes: tuple[CodeText, ...]
    origin: Token  # registration, certificate, platform_by_vin


@dataclass(frozen=True, kw_only=True)
class BatteryMatched(Body, record_type="battery_matched"):
    """车电匹配: what the label of a battery in the vehicle said against what is expected."""

    vehicle_record_id: RecordId
    battery_code: CodeText | None  # None: the label cannot be seen while it is in the vehicle
    expected_code: CodeText | None
    match: Token  # match, mismatch, unknown_offline, label_hidden
    code_origin: Token  # label, certificate, platform_by_vin
    code_source: Token
    proof: Token | None = None  # lawful_replacement, maker_statement: what explains a mismatch
    proof_text: Remark | None = None
    proof_record_id: RecordId | None = None  # the ``battery_replaced`` that proves it
    earlier_match_record_id: RecordId | None = None  # the first match of this same battery: looked at again
    earlier_life_record_id: RecordId | None = None  # the unit or case that had this code before
    earlier_life_text: Remark | None = None  # how that is explained (practice 12)


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Body, record_type="certificate_issued"):
    """回收证明: the certificate and the battery codes printed on it."""

    vehicle_record_id: RecordId
    certificate_no: Line
    issued_on: date
    printed_codes: tuple[CodeText, ...]
    missing_battery_proof: Token | None  # swap_model, lawful_replacement
    proof_text: Remark | None
    qr_host_known: bool | None = None  # the QR names the host that certificates name; never opened
    confirmed_warnings: tuple[Token, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BatteryRemoved(Body, record_type="battery_removed"):
    """电池拆卸: a battery left its vehicle and became a unit of the outlet."""

    vehicle_record_id: RecordId
    intake_record_id: RecordId
    match: Token  # match, mismatch, unknown_offline, label_hidden: not to be read even now
    removed_on: date
    match_record_id: RecordId | None = None  # the first match of this battery
    battery_code: CodeText | None = None  # as its label says once it is out
    confirmed_warnings: tuple[Token, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Body, record_type="case_closed"):
    """结案: the evidence set of a vehicle is complete."""

    vehicle_record_id: RecordId
    evidence: tuple[Token, ...]
