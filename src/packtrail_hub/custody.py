"""Where each unit is after a record that counts; the hub's small view of stock (``platform.md`` 10.1)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from packtrail.domain.custody import HERE, Custody
from packtrail.domain.records import (
    Body,
    ConditionCheck,
    ConsigneeAck,
    Correction,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    IdentityResolution,
    IncidentClosed,
    Intake,
    QuarantineRelease,
    Record,
    ReturnedToSource,
    ReturnIn,
    Void,
)
from packtrail.domain.records.gate import CodeStatus
from packtrail.domain.records.handoff import AckOutcome
from packtrail.domain.unit import custody_at_intake
from packtrail.protocol.knowledge import KnownRecord
from packtrail_hub.known import HeldUnit, Known


def follow(one: Record, known: Known) -> None:
    """Moves the units that ``one`` speaks of; a type that moves nothing is passed over."""
    step = _STEPS.get(type(one.body))
    if step is not None:
        step(one, one.body, known)


def _taken_in(one: Record, body: Intake, known: Known) -> None:
    known.put_unit(
        HeldUnit(
            unit_id=one.record_id,
            custody=custody_at_intake(body.condition_class, body.code_status),
            battery_code=body.battery_code,
            taken_in_at=one.occurred_at,
            mass_g=body.gross_mass_g,
            is_ours=True,
            outlet_id=known.outlet_id,
            level=body.unit_level,
        )
    )


def _checked(_: Record, body: ConditionCheck, known: Known) -> None:
    unit = known.unit(body.intake_record_id)
    if unit is not None and unit.custody in HERE - {Custody.ALLOCATED, Custody.QUARANTINED}:
        _move(known, unit, custody_at_intake(body.condition_class, CodeStatus.READ))


def _released_from_quarantine(_: Record, body: QuarantineRelease, known: Known) -> None:
    unit = known.unit(body.intake_record_id)
    if unit is not None and unit.custody is Custody.QUARANTINED:
        _move(known, unit, Custody.IN_STORAGE)


def _identified(_: Record, body: IdentityResolution, known: Known) -> None:
    unit = known.unit(body.intake_record_id)
    if unit is not None:
        known.put_unit(replace(unit, battery_code=body.battery_code))


def _allocated(one: Record, body: HandoffLine, known: Known) -> None:
    named = body.intake_record_id, *one.depends_on
    unit = next((found for each in named if each and (found := known.unit(each))), None)
    if unit is not None:
        load = body.handoff_record_id or _first_of_type(known, one.depends_on, "handoff")
        known.put_unit(replace(unit, custody=Custody.ALLOCATED, handoff_id=load, line_id=one.record_id))


def _left(_: Record, body: HandoffRelease, known: Known) -> None:
    for line_id in body.line_record_ids:
        unit = known.unit_on_line(line_id)
        if unit is not None and unit.custody is Custody.ALLOCATED:
            _move(known, unit, Custody.IN_TRANSIT)


def _stayed(_: Record, body: HandoffCancelled, known: Known) -> None:
    for unit in known.units_on_load(body.handoff_record_id):
        if unit.custody in {Custody.ALLOCATED, Custody.IN_TRANSIT}:
            _unload(known, unit, Custody.IN_STORAGE)


def _answered(_: Record, body: ConsigneeAck, known: Known) -> None:
    unit = known.unit_on_line(body.line_record_id) if body.line_record_id else None
    if unit is not None:
        is_accepted = body.outcome == AckOutcome.ACCEPTED
        _move(known, unit, Custody.DELIVERED if is_accepted else Custody.RETURNING)


def _came_back(_: Record, body: ReturnIn, known: Known) -> None:
    unit = known.unit(body.intake_record_id)
    if unit is not None:
        _unload(known, unit, custody_at_intake(body.condition_class, CodeStatus.READ))


def _returned_to_source(_: Record, body: ReturnedToSource, known: Known) -> None:
    _end(known, body.intake_record_id, Custody.RETURNED_TO_SOURCE)


def _lost(_: Record, body: IncidentClosed, known: Known) -> None:
    _end(known, body.intake_record_id, Custody.INCIDENT_CLOSED)


def _corrected(_: Record, body: Correction, known: Known) -> None:
    """The corrected fields are the target's from here on; only its mass is part of the stock."""
    before = known.body(body.target_record_id) or {}
    changed = {change.path.removeprefix("/"): change.new for change in body.changes}
    known.put_body(body.target_record_id, {**before, **changed})
    unit = known.unit(body.target_record_id)
    mass = changed.get("gross_mass_g")
    if unit is not None and isinstance(mass, int):
        known.put_unit(replace(unit, mass_g=mass))


def _voided(_: Record, body: Void, known: Known) -> None:
    target = known.record(body.target_record_id)
    if target is None:
        return
    undo = _UNDO.get(target.record_type)
    if target.counts and undo is not None:
        undo(target, known)
    known.put_record(replace(target, is_voided=True))


def _undo_intake(target: KnownRecord, known: Known) -> None:
    _end(known, target.record_id, Custody.VOIDED)


def _undo_line(target: KnownRecord, known: Known) -> None:
    unit = known.unit_on_line(target.record_id)
    if unit is not None:
        _unload(known, unit, Custody.IN_STORAGE)


def _undo_release(target: KnownRecord, known: Known) -> None:
    for unit in known.units_on_load(target.subject_id or ""):
        if unit.custody is Custody.IN_TRANSIT:
            _move(known, unit, Custody.ALLOCATED)


def _undo_ack(target: KnownRecord, known: Known) -> None:
    unit = known.unit_on_line(target.subject_id or "")
    if unit is not None:
        _move(known, unit, Custody.IN_TRANSIT)


def _undo_exit(target: KnownRecord, known: Known) -> None:
    _end(known, target.subject_id or "", Custody.IN_STORAGE)


def _move(known: Known, unit: HeldUnit, custody: Custody) -> None:
    known.put_unit(replace(unit, custody=custody))


def _unload(known: Known, unit: HeldUnit, custody: Custody) -> None:
    known.put_unit(replace(unit, custody=custody, handoff_id=None, line_id=None))


def _end(known: Known, unit_id: str, custody: Custody) -> None:
    unit = known.unit(unit_id)
    if unit is not None:
        _move(known, unit, custody)


def _first_of_type(known: Known, ids: tuple[str, ...], record_type: str) -> str | None:
    found = (each for each in ids if (one := known.record(each)) and one.record_type == record_type)
    return next(found, None)


_STEPS: Final[Mapping[type[Body], Callable[[Record, Any, Known], None]]] = MappingProxyType(
    {
        Intake: _taken_in,
        ConditionCheck: _checked,
        QuarantineRelease: _released_from_quarantine,
        IdentityResolution: _identified,
        HandoffLine: _allocated,
        HandoffRelease: _left,
        HandoffCancelled: _stayed,
        ConsigneeAck: _answered,
        ReturnIn: _came_back,
        ReturnedToSource: _returned_to_source,
        IncidentClosed: _lost,
        Correction: _corrected,
        Void: _voided,
    }
)

_UNDO: Final[Mapping[str, Callable[[KnownRecord, Known], None]]] = MappingProxyType(
    {
        "intake": _undo_intake,
        "handoff_line": _undo_line,
        "handoff_release": _undo_release,
        "consignee_ack": _undo_ack,
        "returned_to_source": _undo_exit,
        "incident_closed": _undo_exit,
    }
)
