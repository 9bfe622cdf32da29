"""Taking in a delivery: what has to be known, and which records it becomes.

Sources: ``practice.md`` 1 (the delivery is a document), 12 (a live code is taken in as a conflict),
14 (only deliverer, count and code status are required), ``platform.md`` 9.2.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from packtrail.domain.battery_code import BatteryCode, Form, Scheme
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind, long_texts, oversized
from packtrail.domain.errors import CodeAlreadyLive
from packtrail.domain.late_entry import is_late, late_entry_faults, paper_of, true_time
from packtrail.domain.records import Attachment, Delivery, DeliveryPrivate, Intake, IntakePrivate, NewRecord
from packtrail.domain.records.gate import (
    CodeSource,
    CodeStatus,
    ConditionClass,
    MassBasis,
    SourceType,
    UnitLevel,
)
from packtrail.domain.unit import Unit
from packtrail.domain.uscc import check_uscc
from packtrail.domain.vin import parse_vin

HEAVIEST_G: Mapping[str, int] = {
    UnitLevel.PACK: 5_000_000,
    UnitLevel.MODULE: 1_000_000,
    UnitLevel.CELL: 100_000,
}
"""Above this a mass is a typing error: a pack is below 5 t, a module below 1 t, a cell below 100 kg."""

MAKERS = frozenset({SourceType.BATTERY_MAKER, SourceType.VEHICLE_MAKER})
PERSONS = frozenset({SourceType.VEHICLE_OWNER})
"""Sources that are natural persons unless a 统一社会信用代码 says otherwise; their names never leave."""

WITHOUT_CODE = frozenset({CodeStatus.UNREADABLE, CodeStatus.ABSENT})


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDraft:
    """One battery as it stands at the gate, saved as typed."""

    level: str = UnitLevel.PACK
    code_scheme: str = Scheme.NONE
    battery_code: str | None = None
    code_status: str = CodeStatus.READ
    code_source: str = CodeSource.NONE
    raw_scan: str | None = None
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


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryNumbers:
    """The human numbers of one delivery, drawn in the same transaction that writes it."""

    delivery: str
    intakes: tuple[str, ...]
    local_ids: tuple[str | None, ...]  # None for a unit that has a code


def draft_of_code(code: BatteryCode, source: str, raw_scan: str) -> UnitDraft:
    """A unit with everything filled in that its battery code says."""
    return UnitDraft(
        level=code.level,
        code_scheme=Scheme.GBT34014_FULL if code.form is Form.FULL else Scheme.GBT34014_REUSE,
        battery_code=code.text,
        code_source=source,
        raw_scan=raw_scan,
        chemistry_code=code.chemistry_code,
    )


def delivery_faults(draft: DeliveryDraft, now: datetime | None = None) -> tuple[DraftFault, ...]:
    """Everything that keeps ``draft`` from being recorded, head first, then unit by unit.

    Without ``now`` a true time in the future passes.
    """
    return (
        *_head_faults(draft),
        *late_entry_faults(draft, now),
        *(fault for n, unit in _numbered(draft.units) for fault in _unit_faults(n, unit)),
    )


def take_in(
    draft: DeliveryDraft,
    *,
    live: Mapping[str, Unit],
    numbers: DeliveryNumbers,
    at: datetime,
    operator_ref: str,
    new_id: Callable[[], str],
) -> tuple[NewRecord, ...]:
    """The records that ``draft`` becomes: the delivery, then one intake for each unit.

    ``live`` holds, by battery code, the units that are here or on the road already. Raises
    DraftIncomplete with every fault, or CodeAlreadyLive for a code that is live and that nobody said
    is a second pack.
    """
    faults = delivery_faults(draft, at)
    if faults:
        raise DraftIncomplete(faults)
    delivery_id, happened_at = new_id(), true_time(draft, at)
    header = NewRecord(
        record_id=delivery_id,
        body=_delivery(draft, numbers.delivery),
        occurred_at=happened_at,
        operator_ref=operator_ref,
        attachments=draft.paper_photos,
        private=_private(
            DeliveryPrivate(
                deliverer_person=draft.deliverer_person
                or (None if _company(draft) else draft.deliverer_name),
                deliverer_phone=draft.deliverer_phone,
                driver_name=draft.driver_name,
            )
        ),
    )
    others = _conflicts(draft.units, live)
    intakes = tuple(
        NewRecord(
            record_id=new_id(),
            body=_intake(draft, unit, n, numbers, delivery_id, others[n - 1]),
            occurred_at=happened_at,
            operator_ref=operator_ref,
            depends_on=(delivery_id,),
            attachments=unit.photos,
            private=_private(IntakePrivate(storage_location=unit.storage_location, raw_scan=unit.raw_scan)),
        )
        for n, unit in _numbered(draft.units)
    )
    return (header, *intakes)


def _delivery(draft: DeliveryDraft, number: str) -> Delivery:
    return Delivery(
        delivery_number=number,
        source_type=draft.source_type,
        deliverer_uscc=plain_uscc(draft.deliverer_uscc),
        deliverer_name=_company(draft),
        claimed_count=draft.claimed_count or len(draft.units),
        vehicle_plate=draft.vehicle_plate or None,
        late_entry=is_late(draft),
        paper_ref=paper_of(draft),
    )


def _intake(
    draft: DeliveryDraft,
    unit: UnitDraft,
    line_no: int,
    numbers: DeliveryNumbers,
    delivery_id: str,
    conflicts_with: str | None,
) -> Intake:
    conflict = unit.as_conflict
    return Intake(
        intake_id=numbers.intakes[line_no - 1],
        unit_level=unit.level,
        code_scheme=unit.code_scheme,
        battery_code=unit.battery_code,
        code_status=CodeStatus.CONFLICT if conflict else unit.code_status,
        code_source=unit.code_source,
        raw_scan_sha256=raw_scan_sha256(unit.raw_scan),
        chemistry_code=unit.chemistry_code,
        gross_mass_g=unit.mass_g,
        mass_basis=unit.mass_basis,
        condition_class=unit.condition_class,
        source_type=draft.source_type,
        source_uscc=plain_uscc(draft.deliverer_uscc),
        source_vin=parse_vin(unit.vin).text if unit.vin else None,
        late_entry=is_late(draft),
        delivery_record_id=delivery_id,
        line_no=line_no,
        local_id=numbers.local_ids[line_no - 1],
        responsible_maker=unit.responsible_maker or _maker_that_delivers(draft),
        source_name=_company(draft),
        code_reason=unit.code_reason,
        confirmed_warnings=unit.confirmed_warnings,
        conflicts_with=conflicts_with,
        paper_ref=paper_of(draft),
    )


def _maker_that_delivers(draft: DeliveryDraft) -> str | None:
    """A maker that brings batteries answers for them, unless somebody says otherwise (``practice.md`` 7)."""
    return (draft.deliverer_name or None) if draft.source_type in MAKERS else None


def _company(draft: DeliveryDraft) -> str | None:
    """The deliverer as records may name him: never a person, whatever field his name was typed into."""
    is_person = draft.source_type in PERSONS and not draft.deliverer_uscc
    return None if is_person else draft.deliverer_name or None


def _conflicts(units: Sequence[UnitDraft], live: Mapping[str, Unit]) -> list[str | None]:
    """The live unit that each draft's code stands on already; two in one delivery count as well."""
    others: list[str | None] = []
    seen: set[str] = set()
    for unit in units:
        code = unit.battery_code
        known = live.get(code) if code else None
        if code and not unit.as_conflict and (known or code in seen):
            raise CodeAlreadyLive(
                battery_code=code,
                unit_id=known.unit_id if known else None,
                taken_in_at=known.taken_in_at if known else None,
            )
        others.append(known.unit_id if known else None)
        seen.add(code or "")
    return others


def _head_faults(draft: DeliveryDraft) -> Iterator[DraftFault]:
    if not draft.deliverer_name and not draft.deliverer_person:
        yield DraftFault(FaultKind.DELIVERER_MISSING, "deliverer_name")
    if draft.source_type == SourceType.UNKNOWN:
        yield DraftFault(FaultKind.SOURCE_MISSING, "source_type")
    if draft.deliverer_uscc and not check_uscc(draft.deliverer_uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "deliverer_uscc", value=draft.deliverer_uscc)
    if draft.claimed_count is not None and draft.claimed_count < 1:
        yield DraftFault(FaultKind.COUNT_MISSING, "claimed_count")
    if not draft.units:
        yield DraftFault(FaultKind.NOTHING_BROUGHT, "units")
    yield from oversized(draft, "units")


def _unit_faults(line: int, unit: UnitDraft) -> Iterator[DraftFault]:
    if unit.code_status in WITHOUT_CODE:
        if not unit.code_reason:
            yield DraftFault(FaultKind.REASON_MISSING, "code_reason", line)
        if not unit.photos:
            yield DraftFault(FaultKind.PHOTO_MISSING, "photos", line)
    elif not (unit.battery_code or "").strip():
        yield DraftFault(FaultKind.CODE_MISSING, "battery_code", line)
    if unit.mass_g is not None:
        if unit.mass_g <= 0:
            yield DraftFault(FaultKind.MASS_NOT_POSITIVE, "mass_g", line, str(unit.mass_g))
        elif unit.mass_g > HEAVIEST_G.get(unit.level, 0):
            yield DraftFault(FaultKind.MASS_IMPLAUSIBLE, "mass_g", line, str(unit.mass_g))
        if unit.mass_basis == MassBasis.UNKNOWN:
            yield DraftFault(FaultKind.MASS_WITHOUT_BASIS, "mass_basis", line)
    if unit.vin and not parse_vin(unit.vin).is_well_formed:
        yield DraftFault(FaultKind.VIN_WRONG, "vin", line, unit.vin)
    yield from long_texts(unit, line)


def _numbered(units: Sequence[UnitDraft]) -> Iterator[tuple[int, UnitDraft]]:
    return iter(enumerate(units, start=1))


def _private(part: DeliveryPrivate | IntakePrivate) -> dict[str, object]:
    return {name: entry for name, entry in asdict(part).items() if entry}


def plain_uscc(typed: str | None) -> str | None:
    """A 统一社会信用代码 as records carry it: upper case, without blanks and hyphens; None for nothing."""
    return check_uscc(typed).text if typed else None


def raw_scan_sha256(raw_scan: str | None) -> str | None:
    """Proof of what the scanner delivered, without telling it (``platform.md`` 8.6)."""
    return hashlib.sha256(raw_scan.encode("utf-8", "surrogatepass")).hexdigest() if raw_scan else None
