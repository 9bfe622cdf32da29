"""What each record makes of the unit it speaks of: custody, identity, danger, mass."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from packtrail.domain.custody import Custody
from packtrail.domain.elsewhere import DOUBLE_HAND_OUT, HandOut, further, left, on_load, without
from packtrail.domain.entry import Entry
from packtrail.domain.places import noted_place
from packtrail.domain.records import (
    BatteryRemoved,
    Body,
    ConditionCheck,
    ConsigneeAck,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    IdentityResolution,
    IncidentClosed,
    Intake,
    OpeningStock,
    PackOpened,
    QuarantineRelease,
    Record,
    ReturnedToSource,
    ReturnIn,
    SafetyDetermination,
    SecondConfirmation,
    Treatment,
    UnitMoved,
)
from packtrail.domain.records.gate import ConditionClass, MassBasis
from packtrail.domain.records.handoff import AckOutcome
from packtrail.domain.safety.danger import DangerLevel
from packtrail.domain.safety.history import Checked, Determined, SafetyFact, SafetyState, Treated, fold_safety
from packtrail.domain.unit import HARMLESS, Identity, Unit, custody_at_intake
from packtrail.domain.unit_identity import STORED, identity_at_intake, resolved, stored_custody


def fold_unit(unit: Unit | None, entry: Entry) -> Unit:
    """The unit after ``entry``.

    ``unit`` is None only before its own intake; anything else about an unknown unit is a bug
    (ValueError), since a view's subjects are only units that the record really speaks of.
    """
    record = entry.record
    if isinstance(record.body, Intake):
        return _taken_in(record, record.body, entry)
    if unit is None:
        raise ValueError(f"{record.record_type} {record.record_id} speaks of a unit never taken in")
    change = _CHANGES.get(type(record.body))
    if unit.custody is Custody.VOIDED or change is None:
        return unit
    seen = replace(unit, moved_at=record.occurred_at, head_hash=record.record_hash)
    return change(seen, record.body, entry)


def custody_taken_in(intake: Intake) -> Custody:
    """Where a unit stands right after its intake."""
    if intake.inherited_danger is not None:
        return Custody.QUARANTINED
    return custody_at_intake(intake.condition_class, intake.code_status)


def _taken_in(record: Record, intake: Intake, entry: Entry) -> Unit:
    custody = custody_taken_in(intake)
    safety = _safety_at_intake(record, intake)
    at = noted_place(entry.private_text("storage_location"))
    return Unit(
        unit_id=record.record_id,
        intake_number=intake.intake_id,
        delivery_id=intake.delivery_record_id,
        level=intake.unit_level,
        code_scheme=intake.code_scheme,
        battery_code=intake.battery_code,
        local_id=intake.local_id,
        code_status=intake.code_status,
        code_source=intake.code_source,
        chemistry_code=intake.chemistry_code,
        mass_g=intake.gross_mass_g,
        mass_basis=intake.mass_basis,
        condition_class=intake.condition_class,
        source_type=intake.source_type,
        responsible_maker=intake.responsible_maker,
        conflicts_with=intake.conflicts_with,
        taken_in_at=record.occurred_at,
        moved_at=record.occurred_at,
        custody=Custody.VOIDED if entry.is_voided else custody,
        handoff_id=None,
        head_hash=record.record_hash,
        identity=identity_at_intake(intake),
        original_code=intake.original_battery_code,
        vin=intake.source_vin,
        parent_id=intake.parent_record_id,
        zone=at.zone if at else None,
        slot=at.slot if at else None,
        is_dangerous=intake.condition_class not in HARMLESS or intake.inherited_danger is not None,
        is_high_risk=safety.worst.level is DangerLevel.HIGH,
        safety=safety,
        hot_at=_still_hot(safety),
        voltage_mv=intake.residual_voltage_mv,
        mass_in_g=intake.gross_mass_g,
        former_codes=intake.former_codes,
        replaces_id=intake.replaces_record_id,
        station=entry.station,
    )


def _safety_at_intake(record: Record, intake: Intake) -> SafetyState:
    """What was seen of it, and under that what had been found of the pack that it comes from."""
    at = record.occurred_at
    seen = fold_safety(SafetyState(), Checked(at=at, condition_class=intake.condition_class))
    if intake.inherited_danger is None:
        return seen
    found = Determined(
        at=at,
        passed=False,
        is_high_risk=intake.inherited_danger != DangerLevel.DAMAGED.name.lower(),
        is_thermal=intake.recheck_at is not None,
        recheck_at=intake.recheck_at,
    )
    return fold_safety(seen, found)


def _checked(unit: Unit, check: ConditionCheck, _: Entry) -> Unit:
    seen = replace(
        unit,
        condition_class=check.condition_class,
        voltage_mv=unit.voltage_mv if check.residual_voltage_mv is None else check.residual_voltage_mv,
        insulation_kohm=unit.insulation_kohm if check.insulation_kohm is None else check.insulation_kohm,
    )
    looked = _with_safety(
        seen,
        Checked(at=seen.moved_at, condition_class=check.condition_class, recheck_at=check.recheck_at),
    )
    if check.condition_class not in HARMLESS:
        return _isolated(looked)
    is_sound = check.condition_class == ConditionClass.NORMAL and not unit.is_dangerous
    if is_sound and unit.custody is Custody.RECEIVED and unit.identity is not Identity.CONFLICT:
        return replace(looked, custody=Custody.IN_STORAGE)
    return looked


def _determined(unit: Unit, safety: SafetyDetermination, entry: Entry) -> Unit:
    fact = Determined(
        at=unit.moved_at,
        passed=safety.passed,
        is_high_risk=safety.high_risk,
        is_thermal=safety.thermal,
        is_joint=safety.is_joint,
        consignee_uscc=safety.consignee_uscc,
        recheck_at=safety.recheck_at,
    )
    seen = _with_safety(unit, fact, determination_id=entry.record.record_id)
    return seen if safety.passed else _isolated(seen)


def _treated(unit: Unit, _: Treatment, __: Entry) -> Unit:
    return _with_safety(unit, Treated(at=unit.moved_at))


def _with_safety(unit: Unit, fact: SafetyFact, *, determination_id: str | None = None) -> Unit:
    safety = fold_safety(unit.safety, fact)
    stands = safety.determination is not None
    return replace(
        unit,
        safety=safety,
        safety_id=(determination_id or unit.safety_id) if stands else None,
        is_high_risk=safety.worst.level is DangerLevel.HIGH,
        hot_at=_still_hot(safety),
    )


def _still_hot(safety: SafetyState) -> datetime | None:
    return safety.hot_at if safety.cool_at is None else None


def _isolated(unit: Unit) -> Unit:
    """Something was found: out of ordinary storage, and whoever was asked to release it is asked in vain."""
    isolates = unit.custody in STORED
    return replace(
        unit,
        custody=Custody.QUARANTINED if isolates else unit.custody,
        is_dangerous=True,
        pending_release=None,
    )


def _release_asked(unit: Unit, release: QuarantineRelease, entry: Entry) -> Unit:
    if release.second_operator_ref is None:
        return replace(unit, pending_release=entry.record.record_id)
    return _released(unit)


def _released(unit: Unit) -> Unit:
    """Out of isolation; a unit of high risk stays there whatever was written (practice 9)."""
    if unit.is_high_risk or unit.custody is not Custody.QUARANTINED:
        return replace(unit, pending_release=None)
    custody = Custody.QUARANTINED if unit.pending_exit else Custody.IN_STORAGE
    return replace(unit, custody=custody, is_dangerous=False, pending_release=None)


def _exit_asked(unit: Unit, exit_: ReturnedToSource | IncidentClosed, entry: Entry) -> Unit:
    if exit_.second_operator_ref is None:
        isolated = Custody.QUARANTINED if unit.custody in STORED else unit.custody
        leads_to = _EXITS[type(exit_)]
        return replace(unit, custody=isolated, pending_exit=entry.record.record_id, pending_custody=leads_to)
    return _exited(unit, _EXITS[type(exit_)])


def _exited(unit: Unit, custody: Custody) -> Unit:
    return replace(unit, custody=custody, pending_exit=None, pending_custody=None, left_at=unit.moved_at)


def _confirmed(unit: Unit, second: SecondConfirmation, _: Entry) -> Unit:
    """Another person stands by it, or does not."""
    if second.target_record_id == unit.pending_release:
        return _released(unit) if second.confirmed else replace(unit, pending_release=None)
    if second.target_record_id == unit.pending_exit and unit.pending_custody is not None:
        if second.confirmed:
            return _exited(unit, unit.pending_custody)
        return _exit_declined(replace(unit, pending_exit=None, pending_custody=None))
    return unit


def _exit_declined(unit: Unit) -> Unit:
    if unit.custody is not Custody.QUARANTINED or unit.is_dangerous or unit.identity is Identity.CONFLICT:
        return unit
    return replace(unit, custody=stored_custody(unit))


def _opened(unit: Unit, opened: PackOpened, _: Entry) -> Unit:
    return replace(unit, custody=Custody.OPENED, residue_g=opened.residue_mass_g, left_at=unit.moved_at)


def _moved(unit: Unit, _: UnitMoved, entry: Entry) -> Unit:
    return replace(unit, zone=entry.private_text("zone"), slot=entry.private_text("slot"))


def _removed(unit: Unit, removed: BatteryRemoved, _: Entry) -> Unit:
    return replace(unit, vehicle_id=removed.vehicle_record_id)


def _was_here_before(unit: Unit, opening: OpeningStock, _: Entry) -> Unit:
    return replace(
        unit, original_intake_on=opening.original_intake_on, already_reported=opening.already_reported
    )


def _allocated(unit: Unit, line: HandoffLine, entry: Entry) -> Unit:
    """On a load; on a further one only noted beside, since it can't be on two (``elsewhere``)."""
    if unit.line_id is not None and unit.custody in _ON_A_LOAD:
        return _also_on(unit, further(unit.also_on, entry.record.record_id, line))
    return replace(
        _weighed(unit, line.gross_mass_g, line.mass_basis),
        custody=Custody.ALLOCATED,
        handoff_id=line.handoff_record_id,
        line_id=entry.record.record_id,
    )


def _also_on(unit: Unit, hand_outs: tuple[HandOut, ...]) -> Unit:
    return replace(unit, also_on=hand_outs, clash=DOUBLE_HAND_OUT if hand_outs else None)


def _sent(unit: Unit, sent: HandoffRelease, _: Entry) -> Unit:
    if on_load(unit.also_on, sent.handoff_record_id):
        return _also_on(unit, left(unit.also_on, sent.handoff_record_id))
    return replace(unit, custody=Custody.IN_TRANSIT, left_at=unit.moved_at)


def _not_sent(unit: Unit, cancelled: HandoffCancelled, _: Entry) -> Unit:
    if on_load(unit.also_on, cancelled.handoff_record_id):
        return _also_on(unit, without(unit.also_on, cancelled.handoff_record_id))
    if unit.also_on:
        return _on_the_other(unit, *unit.also_on)
    return replace(unit, custody=_back(unit), handoff_id=None, line_id=None, left_at=None)


def _on_the_other(unit: Unit, other: HandOut, *more: HandOut) -> Unit:
    """The load that it was on did not leave, so it is on the other one, wherever that is."""
    moved = replace(
        unit,
        custody=Custody.IN_TRANSIT if other.has_left else Custody.ALLOCATED,
        line_id=other.line_id,
        handoff_id=other.handoff_id,
        left_at=unit.left_at if other.has_left else None,
    )
    return _also_on(moved, more)


def _answered(unit: Unit, ack: ConsigneeAck, _: Entry) -> Unit:
    if any(each.line_id == ack.line_record_id for each in unit.also_on):
        return unit  # of the other load; this one is told of as a double hand-out until one is void
    if ack.outcome == AckOutcome.REFUSED:
        return replace(unit, custody=Custody.RETURNING)
    return replace(_weighed(unit, ack.received_gross_mass_g, MassBasis.WEIGHED), custody=Custody.DELIVERED)


def _returned(unit: Unit, back: ReturnIn, _: Entry) -> Unit:
    here = replace(
        _weighed(unit, back.gross_mass_g, back.mass_basis),
        condition_class=back.condition_class,
        handoff_id=None,
        line_id=None,
        left_at=None,
        custody=custody_at_intake(back.condition_class, unit.code_status),
    )
    looked = _with_safety(here, Checked(at=here.moved_at, condition_class=back.condition_class))
    # what was determined was for the road that it came back from
    looked = replace(looked, safety=replace(looked.safety, determination=None), safety_id=None)
    if back.condition_class not in HARMLESS:
        return _isolated(looked)
    return replace(looked, custody=Custody.QUARANTINED) if unit.is_dangerous else looked


def _back(unit: Unit) -> Custody:
    isolates = unit.is_dangerous or unit.is_high_risk or unit.identity is Identity.CONFLICT
    return Custody.QUARANTINED if isolates else Custody.IN_STORAGE


def _weighed(unit: Unit, mass_g: int | None, basis: str) -> Unit:
    """The first known mass came in; every later one that differs is a weighing difference (practice 4)."""
    if mass_g is None:
        return unit
    known = replace(unit, mass_g=mass_g, mass_basis=basis)
    if unit.mass_g is None:
        return replace(known, mass_in_g=mass_g)
    return replace(known, difference_g=unit.difference_g + unit.mass_g - mass_g)


_ON_A_LOAD = frozenset({Custody.ALLOCATED, Custody.IN_TRANSIT, Custody.DELIVERED, Custody.RETURNING})

_EXITS: Mapping[type[Body], Custody] = {
    ReturnedToSource: Custody.RETURNED_TO_SOURCE,
    IncidentClosed: Custody.INCIDENT_CLOSED,
}

_CHANGES: Mapping[type[Body], Callable[[Unit, Any, Entry], Unit]] = {
    BatteryRemoved: _removed,
    ConditionCheck: _checked,
    ConsigneeAck: _answered,
    HandoffCancelled: _not_sent,
    HandoffLine: _allocated,
    HandoffRelease: _sent,
    IdentityResolution: resolved,
    IncidentClosed: _exit_asked,
    OpeningStock: _was_here_before,
    PackOpened: _opened,
    QuarantineRelease: _release_asked,
    ReturnIn: _returned,
    ReturnedToSource: _exit_asked,
    SafetyDetermination: _determined,
    SecondConfirmation: _confirmed,
    Treatment: _treated,
    UnitMoved: _moved,
}
