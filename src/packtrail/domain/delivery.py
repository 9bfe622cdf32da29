"""Taking in a delivery: what has to be known, and which records it becomes.

Sources: ``practice.md`` 1 (the delivery is a document), 12 (a live code is taken in as a conflict),
14 (only deliverer, count and code status are required), ``platform.md`` 9.2.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from packtrail.domain.delivery_draft import (
    HEAVIEST_G,
    MAKERS,
    PERSONS,
    WITHOUT_CODE,
    DeliveryDraft,
    DeliveryNumbers,
    UnitDraft,
    draft_of_code,
    same_again,
)
from packtrail.domain.delivery_faults import delivery_faults
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import CodeAlreadyLive
from packtrail.domain.genealogy import danger_carried
from packtrail.domain.late_entry import is_late, paper_of, true_time
from packtrail.domain.owed_papers import owed_body
from packtrail.domain.records import Delivery, DeliveryPrivate, Intake, IntakePrivate, NewRecord, private_part
from packtrail.domain.records.gate import CodeStatus, MassBasis
from packtrail.domain.unit import Unit
from packtrail.domain.uscc import check_uscc
from packtrail.domain.vin import parse_vin

__all__ = [
    "HEAVIEST_G",
    "MAKERS",
    "PERSONS",
    "WITHOUT_CODE",
    "DeliveryDraft",
    "DeliveryNumbers",
    "UnitDraft",
    "company_of",
    "conflicts",
    "delivery_faults",
    "draft_of_code",
    "intake_body",
    "persons_of",
    "place_of",
    "plain_uscc",
    "raw_scan_sha256",
    "same_again",
    "take_in",
]


def take_in(
    draft: DeliveryDraft,
    *,
    live: Mapping[str, Unit],
    numbers: DeliveryNumbers,
    at: datetime,
    operator_ref: str,
    new_id: Callable[[], str],
    parents: Mapping[str, Unit] = MappingProxyType({}),
) -> tuple[NewRecord, ...]:
    """The records that ``draft`` becomes: the delivery, one intake for each unit, then every paper it owes.

    ``live`` holds, by battery code, the units that are here or on the road already; ``parents``, by id, those
    that units were taken out of, whose danger comes with them. Raises DraftIncomplete with every fault, or
    CodeAlreadyLive for a code that is live and that nobody said is a second pack.
    """
    faults = delivery_faults(draft, at)
    if faults:
        raise DraftIncomplete(faults)
    others = conflicts(draft.units, live)
    delivery_id, happened_at = new_id(), true_time(draft, at)
    header = NewRecord(
        record_id=delivery_id,
        body=_delivery(draft, numbers.delivery),
        occurred_at=happened_at,
        operator_ref=operator_ref,
        depends_on=(draft.announced_id,) if draft.announced_id else (),
        attachments=draft.paper_photos,
        private=persons_of(draft),
    )
    intakes = tuple(
        NewRecord(
            record_id=new_id(),
            body=_with_danger(
                intake_body(
                    draft,
                    unit,
                    number=numbers.intakes[n],
                    local_id=numbers.local_ids[n],
                    delivery_id=delivery_id,
                    line_no=n + 1,
                    conflicts_with=others[n],
                ),
                parents.get(unit.parent_id or ""),
            ),
            occurred_at=happened_at,
            operator_ref=operator_ref,
            depends_on=(delivery_id, unit.parent_id) if unit.parent_id else (delivery_id,),
            attachments=unit.photos,
            private=place_of(unit),
        )
        for n, unit in enumerate(draft.units)
    )
    owed = tuple(
        NewRecord(
            record_id=new_id(),
            body=owed_body(each, delivery_id),
            occurred_at=happened_at,
            operator_ref=operator_ref,
            depends_on=(delivery_id,),
        )
        for each in draft.papers_owed
    )
    return (header, *intakes, *owed)


def _with_danger(intake: Intake, parent: Unit | None) -> Intake:
    """A part of a pack of ours is as dangerous as the pack, by whatever door it comes (practice 9)."""
    danger, recheck_at = danger_carried(parent) if parent else (None, None)
    return replace(intake, inherited_danger=danger, recheck_at=recheck_at) if danger else intake


def intake_body(
    draft: DeliveryDraft,
    unit: UnitDraft,
    *,
    number: str,
    local_id: str | None,
    delivery_id: str | None,
    line_no: int | None,
    conflicts_with: str | None,
) -> Intake:
    """What is recorded of one unit; ``draft`` says who brought it. Both are without faults."""
    return Intake(
        intake_id=number,
        unit_level=unit.level,
        code_scheme=unit.code_scheme,
        battery_code=unit.battery_code,
        code_status=CodeStatus.CONFLICT if unit.as_conflict else unit.code_status,
        code_source=unit.code_source,
        raw_scan_sha256=raw_scan_sha256(unit.raw_scan),
        chemistry_code=unit.chemistry_code,
        gross_mass_g=unit.mass_g,
        mass_basis=MassBasis.UNKNOWN if unit.mass_g is None else unit.mass_basis,
        condition_class=unit.condition_class,
        source_type=draft.source_type,
        source_uscc=plain_uscc(draft.deliverer_uscc),
        source_vin=parse_vin(unit.vin).text if unit.vin else None,
        late_entry=is_late(draft),
        delivery_record_id=delivery_id,
        line_no=line_no,
        local_id=local_id,
        original_battery_code=unit.original_battery_code or None,
        responsible_maker=unit.responsible_maker or _maker_that_delivers(draft),
        source_name=company_of(draft),
        source_work_order_no=unit.work_order_no or None,
        scrap_certificate_no=unit.certificate_no or None,
        parent_record_id=unit.parent_id,
        parent_code=unit.parent_code or None,
        arrived_opened=unit.arrived_opened,
        opened_by=unit.opened_by or None,
        residual_voltage_mv=unit.voltage_mv,
        code_reason=unit.code_reason,
        confirmed_warnings=unit.confirmed_warnings,
        conflicts_with=conflicts_with,
        paper_ref=paper_of(draft),
    )


def persons_of(draft: DeliveryDraft) -> dict[str, object]:
    """The persons at the gate, as the private part of the delivery's record keeps them."""
    person = draft.deliverer_person or (None if company_of(draft) else draft.deliverer_name)
    return private_part(
        DeliveryPrivate(
            deliverer_person=person, deliverer_phone=draft.deliverer_phone, driver_name=draft.driver_name
        )
    )


def place_of(unit: UnitDraft) -> dict[str, object]:
    """Where a unit stands and what the scanner delivered, as the private part of its intake keeps it."""
    part = IntakePrivate(storage_location=unit.storage_location, raw_scan=unit.raw_scan)
    way = unit.scan_way
    if way is not None:
        part = replace(
            part,
            scan_symbology=way.symbology,
            scan_engine=way.engine,
            scan_stage=way.stage,
            scan_corners=way.corners,
            scanned_at=way.at,
            scan_device=way.device or None,
        )
    return private_part(part)


def conflicts(units: Sequence[UnitDraft], live: Mapping[str, Unit]) -> list[str | None]:
    """The live unit that each draft's code stands on already, None for most.

    Raises CodeAlreadyLive where nobody said that it is a second pack; two in one delivery count as well.
    The first code of a reused battery may be on several products made from one pack, but on no live pack.
    """
    others: list[str | None] = []
    seen: set[str] = set()
    for unit in units:
        code, known = unit.battery_code, _known(unit, live)
        if known and not unit.as_conflict:
            stands_on = code if code and code in known.codes else known.label
            raise CodeAlreadyLive(stands_on, unit_id=known.unit_id, taken_in_at=known.taken_in_at)
        if code and code in seen and not unit.as_conflict:
            raise CodeAlreadyLive(code, unit_id=None, taken_in_at=None)
        others.append(known.unit_id if known else None)
        seen.add(code or "")
    return others


def _known(unit: UnitDraft, live: Mapping[str, Unit]) -> Unit | None:
    known = live.get(unit.battery_code or "")
    first = live.get(unit.original_battery_code or "")
    return known or (first if first and first.battery_code == unit.original_battery_code else None)


def _delivery(draft: DeliveryDraft, number: str) -> Delivery:
    gross, tare = draft.gross_mass_g, draft.tare_mass_g
    return Delivery(
        delivery_number=number,
        source_type=draft.source_type,
        deliverer_uscc=plain_uscc(draft.deliverer_uscc),
        deliverer_name=company_of(draft),
        claimed_count=draft.claimed_count or len(draft.units),
        vehicle_plate=draft.vehicle_plate or None,
        expected_codes=draft.expected_codes,
        papers_present=draft.papers_present,
        weighbridge_ticket=draft.weighbridge_ticket or None,
        gross_mass_g=gross,
        tare_mass_g=tare,
        net_mass_g=None if gross is None or tare is None else gross - tare,
        late_entry=is_late(draft),
        paper_ref=paper_of(draft),
        announced_record_id=draft.announced_id,
    )


def _maker_that_delivers(draft: DeliveryDraft) -> str | None:
    """A maker that brings batteries answers for them, unless somebody says otherwise (``practice.md`` 7)."""
    return (draft.deliverer_name or None) if draft.source_type in MAKERS else None


def company_of(draft: DeliveryDraft) -> str | None:
    """The deliverer as records may name him: never a person, whatever field his name was typed into."""
    is_person = draft.source_type in PERSONS and not draft.deliverer_uscc
    return None if is_person else draft.deliverer_name or None


def plain_uscc(typed: str | None) -> str | None:
    """A 统一社会信用代码 as records carry it: upper case, without blanks and hyphens; None for nothing."""
    return check_uscc(typed).text if typed else None


def raw_scan_sha256(raw_scan: str | None) -> str | None:
    """Proof of what the scanner delivered, without telling it (``platform.md`` 8.6)."""
    return hashlib.sha256(raw_scan.encode("utf-8", "surrogatepass")).hexdigest() if raw_scan else None
