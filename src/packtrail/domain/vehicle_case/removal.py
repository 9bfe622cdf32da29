"""电池拆卸: a battery leaves its vehicle and is taken in by us, as one act; then the case is closed.

The intake has the shape that every delivery's units have (``domain.delivery``): its source is the dismantler
itself, it names the vehicle and its certificate, and a label that can't be read has the same way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from packtrail.domain.acting import Acting, refuse_faults
from packtrail.domain.delivery import (
    WITHOUT_CODE,
    DeliveryDraft,
    UnitDraft,
    conflicts,
    delivery_faults,
    intake_body,
    place_of,
)
from packtrail.domain.draft_faults import DraftFault
from packtrail.domain.moments import legal_day
from packtrail.domain.records import (
    Attachment,
    BatteryRemoved,
    CaseClosed,
    NewRecord,
    OutletProfile,
)
from packtrail.domain.records.gate import SourceType
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case.blocks import closing_gaps, removal_warnings
from packtrail.domain.vehicle_case.case import CaseBattery, VehicleCase
from packtrail.domain.vehicle_case.compare import plain_code
from packtrail.domain.vehicle_case.errors import (
    BatteryRemovedAlready,
    CaseNotComplete,
    RemovedBeforeMatched,
)
from packtrail.domain.vehicle_case.rules import VehicleRules
from packtrail.domain.vehicle_case.shared import day_faults, evidence, photo_faults, written
from packtrail.domain.vehicle_case.steps import require_confirmed, require_step
from packtrail.domain.vehicle_case.words import CaseStep, EvidenceKind, MatchOutcome


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovalDraft:
    """One battery that came out."""

    match_id: str | None  # the battery, by its first match
    unit: UnitDraft
    removed_on: date | None = None  # None: today
    photos_before: tuple[Attachment, ...] = ()
    photos_after: tuple[Attachment, ...] = ()
    confirmed_warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovalNumbers:
    """The human numbers of a removal, drawn in the same transaction."""

    intake: str
    local_id: str | None  # None for a unit that has a code


def remove(
    draft: RemovalDraft,
    case: VehicleCase,
    *,
    rules: VehicleRules,
    outlet: OutletProfile,
    live: Mapping[str, Unit],
    numbers: RemovalNumbers,
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """The intake, the removal that names it, and the photographs as evidence.

    Raises a refusal of ``steps``, RemovedBeforeMatched, BatteryRemovedAlready, DraftIncomplete,
    NotConfirmed, or CodeAlreadyLive as any intake does.
    """
    require_step(case, CaseStep.REMOVE)
    battery = _battery(draft, case)
    removed_on = draft.removed_on or legal_day(acting.at)
    brought = _as_delivery(draft.unit, case, outlet)
    refuse_faults(
        (*delivery_faults(brought, acting.at), *_faults(draft, case, removed_on, legal_day(acting.at)))
    )
    warnings = removal_warnings(case, rules, removed_on)
    confirmed = require_confirmed(case.case_number, warnings, draft.confirmed_warnings)
    intake = _intake(brought, case, live, numbers, acting)
    code = plain_code(draft.unit.battery_code or "") if draft.unit.code_status not in WITHOUT_CODE else ""
    body = BatteryRemoved(
        vehicle_record_id=case.case_id,
        intake_record_id=intake.record_id,
        match=outcome_at_removal(battery, code or None),
        removed_on=removed_on,
        match_record_id=battery.match_id,
        battery_code=code or None,
        confirmed_warnings=confirmed,
    )
    return (
        intake,
        written(acting, body, (case.case_id, battery.match_id, intake.record_id, case.certificate_id)),
        *evidence(acting, case.case_id, EvidenceKind.PHOTO_BEFORE, draft.photos_before),
        *evidence(acting, case.case_id, EvidenceKind.PHOTO_AFTER, draft.photos_after),
    )


def outcome_at_removal(battery: CaseBattery, code: str | None) -> str:
    """What the match comes to once the label can be turned to the light; None: it can't be read even now."""
    if code is None or code == battery.battery_code:
        return battery.outcome
    return MatchOutcome.MATCH if code == battery.expected_code else MatchOutcome.MISMATCH


def close(case: VehicleCase, *, rules: VehicleRules, acting: Acting) -> NewRecord:
    """结案, once nothing is lacking; raises a refusal of ``steps`` or CaseNotComplete with what is."""
    require_step(case, CaseStep.CLOSE)
    gaps = closing_gaps(case, rules, legal_day(acting.at))
    if gaps:
        raise CaseNotComplete(case.case_number, gaps)
    body = CaseClosed(
        vehicle_record_id=case.case_id, evidence=tuple(dict.fromkeys((*case.papers, *case.evidence)))
    )
    found = (one.match_id for one in case.batteries)
    return written(acting, body, (case.case_id, case.certificate_id, *found))


def _battery(draft: RemovalDraft, case: VehicleCase) -> CaseBattery:
    battery = case.battery(draft.match_id or "")
    if battery is None:
        raise RemovedBeforeMatched(case.case_number)
    if battery.is_removed:
        raise BatteryRemovedAlready(battery.label, case.case_number)
    return battery


def _as_delivery(unit: UnitDraft, case: VehicleCase, outlet: OutletProfile) -> DeliveryDraft:
    """The vehicle's battery as if we had delivered it to ourselves; only the unit of it is written."""
    return DeliveryDraft(
        source_type=SourceType.SCRAP_DISMANTLER,
        deliverer_name=outlet.outlet_name,
        deliverer_uscc=outlet.outlet_uscc,
        claimed_count=1,
        units=(replace(unit, vin=case.vin, certificate_no=case.certificate_no),),
    )


def _intake(
    brought: DeliveryDraft,
    case: VehicleCase,
    live: Mapping[str, Unit],
    numbers: RemovalNumbers,
    acting: Acting,
) -> NewRecord:
    unit = brought.units[0]
    body = intake_body(
        brought,
        unit,
        number=numbers.intake,
        local_id=numbers.local_id,
        delivery_id=None,
        line_no=None,
        conflicts_with=conflicts(brought.units, live)[0],
    )
    return replace(written(acting, body, (case.case_id,), unit.photos), private=place_of(unit))


def _faults(draft: RemovalDraft, case: VehicleCase, removed_on: date, today: date) -> Iterator[DraftFault]:
    received_on = legal_day(case.received_at)
    yield from day_faults(removed_on, "removed_on", earliest=received_on, latest=today)
    yield from photo_faults(draft.photos_before, "photos_before")
    yield from photo_faults(draft.photos_after, "photos_after")
