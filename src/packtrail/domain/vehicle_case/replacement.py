"""更换电池 at repair shops and swap operators: which battery came off which vehicle, and its 回收凭证."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from packtrail.domain.acting import Acting
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind, long_texts
from packtrail.domain.moments import EARLIEST, legal_day
from packtrail.domain.records import Attachment, BatteryReplaced, NewRecord, OutletProfile
from packtrail.domain.records.gate import UnitLevel
from packtrail.domain.vehicle_case.case import Replacement
from packtrail.domain.vehicle_case.compare import plain_code
from packtrail.domain.vehicle_case.receive import code_faults
from packtrail.domain.vehicle_case.shared import day_faults, photo_faults, written
from packtrail.domain.vin import parse_vin

REPLACED = frozenset({UnitLevel.PACK, UnitLevel.MODULE, UnitLevel.CELL})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplacementDraft:
    """A replacement before it is recorded."""

    vin: str | None = None  # None where a swap station doesn't know it
    old_code: str = ""
    new_code: str = ""
    replaced_on: date | None = None
    unit_level: str = UnitLevel.PACK
    work_order_no: str | None = None
    unit_id: str | None = None  # the old one's intake, once it is here
    photos: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Voucher:
    """回收凭证: what the deliverer takes home (``practice.md`` 1)."""

    document_number: str
    outlet_name: str
    outlet_uscc: str
    vin: str | None
    old_code: str
    new_code: str
    level: str
    replaced_on: date
    work_order_no: str | None
    intake_number: str | None  # 入库登记 of the old battery, once it is here


def replaced(draft: ReplacementDraft, *, document_number: str, acting: Acting) -> NewRecord:
    """The ``battery_replaced`` that ``draft`` becomes; raises DraftIncomplete with every fault."""
    faults = tuple(_faults(draft, legal_day(acting.at)))
    if faults or draft.replaced_on is None:
        raise DraftIncomplete(faults)
    body = BatteryReplaced(
        source_vin=parse_vin(draft.vin).text if draft.vin else None,
        old_code=plain_code(draft.old_code),
        new_code=plain_code(draft.new_code),
        replaced_on=draft.replaced_on,
        unit_level=draft.unit_level,
        work_order_no=(draft.work_order_no or "").strip() or None,
        intake_record_id=draft.unit_id,
        document_number=document_number,
    )
    return written(acting, body, (draft.unit_id,), draft.photos)


def voucher(replacement: Replacement, outlet: OutletProfile, *, intake_number: str | None = None) -> Voucher:
    """What the 回收凭证 of ``replacement`` says."""
    return Voucher(
        document_number=replacement.document_number or "",
        outlet_name=outlet.outlet_name,
        outlet_uscc=outlet.outlet_uscc,
        vin=replacement.vin,
        old_code=replacement.old_code,
        new_code=replacement.new_code,
        level=replacement.level,
        replaced_on=replacement.replaced_on,
        work_order_no=replacement.work_order_no,
        intake_number=intake_number,
    )


def _faults(draft: ReplacementDraft, today: date) -> Iterator[DraftFault]:
    if draft.vin and not parse_vin(draft.vin).is_well_formed:
        yield DraftFault(FaultKind.VIN_WRONG, "vin", value=draft.vin[:40])
    codes = {"old_code": draft.old_code, "new_code": draft.new_code}
    for name, code in codes.items():
        for fault in code_faults([code], name):
            yield DraftFault(fault.kind, name, value=fault.value)
    if plain_code(draft.old_code) and plain_code(draft.old_code) == plain_code(draft.new_code):
        yield DraftFault(FaultKind.CODE_TWICE, "new_code", value=plain_code(draft.new_code))
    yield from day_faults(draft.replaced_on, "replaced_on", earliest=EARLIEST, latest=today)
    if draft.unit_level not in REPLACED:
        yield DraftFault(FaultKind.LEVEL_MISSING, "unit_level")
    yield from photo_faults(draft.photos, "photos")
    yield from (each for each in long_texts(draft, 0) if each.field not in {"old_code", "new_code"})
