"""A delivery as it stands at the gate, saved as typed, before it is recorded.

Every field has a default: a draft that an older version saved still loads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from packtrail.domain.battery_code import BatteryCode, Form, Scheme
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.owed_papers import OwedDraft
from packtrail.domain.records import Attachment
from packtrail.domain.records.gate import (
    CodeSource,
    CodeStatus,
    ConditionClass,
    MassBasis,
    SourceType,
    UnitLevel,
)
from packtrail.domain.scan_way import ScanWay

HEAVIEST_G: Mapping[str, int] = {
    UnitLevel.PACK: 5_000_000,
    UnitLevel.MODULE: 1_000_000,
    UnitLevel.CELL: 100_000,
    UnitLevel.LOT: 50_000_000,
}
"""Above this a mass is a typing error: a pack is below 5 t, a module below 1 t, a cell below 100 kg, and a
lot of production scrap is what one lorry carries."""

MOST_MILLIVOLTS = 1_500_000
"""No pack on a road has more than 1,500 V; above it somebody typed millivolts for volts."""

MOST_CLAIMED = 100_000
"""So many pieces nobody brings at once."""

MAKERS = frozenset({SourceType.BATTERY_MAKER, SourceType.VEHICLE_MAKER})
PERSONS = frozenset({SourceType.VEHICLE_OWNER})
"""Sources that are natural persons unless a 统一社会信用代码 says otherwise; their names never leave."""

WITHOUT_CODE = frozenset({CodeStatus.UNREADABLE, CodeStatus.ABSENT})


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDraft:
    """One battery as it stands at the gate."""

    level: str = UnitLevel.PACK
    code_scheme: str = Scheme.NONE
    battery_code: str | None = None
    code_status: str = CodeStatus.READ
    code_source: str = CodeSource.NONE
    raw_scan: str | None = None
    scan_way: ScanWay | None = None
    code_reason: str | None = None  # why there is no code
    chemistry_code: str | None = None
    mass_g: int | None = None
    mass_basis: str = MassBasis.UNKNOWN
    condition_class: str = ConditionClass.NORMAL
    vin: str | None = None
    responsible_maker: str | None = None
    storage_location: str | None = None
    confirmed_warnings: tuple[str, ...] = ()
    photos: tuple[Attachment, ...] = ()
    as_conflict: bool = False  # the operator looked: it is a second pack with a live code
    original_battery_code: str | None = None  # of a reused battery: the code it had first
    work_order_no: str | None = None  # 维修工单号
    certificate_no: str | None = None  # 报废机动车回收证明编号
    parent_id: str | None = None  # the unit of ours that it was taken out of
    parent_code: str | None = None  # of a pack that somebody else opened, if known
    arrived_opened: bool = False  # 到货时已拆开 (practice 13)
    opened_by: str | None = None
    voltage_mv: int | None = None

    def __post_init__(self) -> None:
        """Codes as records carry them: one pack is not two by case, width or blanks."""
        for name in ("battery_code", "original_battery_code", "parent_code"):
            written = getattr(self, name)
            if written:
                object.__setattr__(self, name, fold(written).text or None)


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusalDraft:
    """Why a delivery is to be turned away, as far as it was typed."""

    reason_code: str = ""
    reason_text: str = ""
    photos: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryDraft:
    """A delivery before it is recorded."""

    source_type: str = SourceType.UNKNOWN
    deliverer_name: str | None = None
    deliverer_uscc: str | None = None
    deliverer_person: str | None = None  # a natural person; private
    deliverer_phone: str | None = None
    driver_name: str | None = None
    vehicle_plate: str | None = None
    claimed_count: int | None = None
    late_entry: bool = False
    paper_ref: str | None = None
    units: tuple[UnitDraft, ...] = ()
    occurred_at: datetime | None = None  # of a late entry: when the paper says it happened
    occurred_typed: str | None = None
    paper_number: str | None = None  # of a blank form of this station's pads
    paper_photos: tuple[Attachment, ...] = ()
    announced_id: str | None = None  # the announcement that it is ticked off against
    expected_codes: tuple[str, ...] = ()  # of a list that came with the lorry
    expected_mass_g: int | None = None  # what that list says all of it weighs; warns, and is not recorded
    papers_present: tuple[str, ...] = ()
    papers_owed: tuple[OwedDraft, ...] = ()
    weighbridge_ticket: str | None = None
    gross_mass_g: int | None = None
    tare_mass_g: int | None = None
    refusal: RefusalDraft | None = None  # somebody began to turn it away; recorded of a refusal alone


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryNumbers:
    """The human numbers of one delivery, drawn in the same transaction that writes it."""

    delivery: str
    intakes: tuple[str, ...]
    local_ids: tuple[str | None, ...]  # None for a unit that has a code


def draft_of_code(
    code: BatteryCode, source: str, raw_scan: str, scan_way: ScanWay | None = None
) -> UnitDraft:
    """A unit with everything filled in that its battery code says."""
    return UnitDraft(
        level=code.level,
        code_scheme=Scheme.GBT34014_FULL if code.form is Form.FULL else Scheme.GBT34014_REUSE,
        battery_code=code.text,
        code_source=source,
        raw_scan=raw_scan,
        scan_way=scan_way,
        chemistry_code=code.chemistry_code,
    )


def same_again(last: DeliveryDraft) -> DeliveryDraft:
    """再来一单: a new draft from the same deliverer, with the same lorry; nothing of the units or papers.

    What was true of the last lorry alone (count, scale, list, true time, paper) is left out: it would be
    wrong of this one, and nobody would notice.
    """
    kept = ("source_type", "deliverer_name", "deliverer_uscc", "deliverer_person", "deliverer_phone")
    return replace(
        DeliveryDraft(driver_name=last.driver_name, vehicle_plate=last.vehicle_plate),
        **{name: getattr(last, name) for name in kept},
    )
