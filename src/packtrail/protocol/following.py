"""Where each unit is after a record that counts: the judge's small view of stock (``platform.md`` 10.1).

For the hub after each record that it takes, and for a station that asks beforehand what the hub would say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

from packtrail.domain.custody import HERE, Custody
from packtrail.domain.elsewhere import is_taken_in_elsewhere
from packtrail.domain.records import (
    Body,
    ConditionCheck,
    ConsigneeAck,
    Correction,
    CorrectionAnswered,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    IdentityResolution,
    IncidentClosed,
    Intake,
    PackOpened,
    QuarantineRelease,
    Record,
    ReturnedToSource,
    ReturnIn,
    SafetyDetermination,
    SecondConfirmation,
    Void,
)
from packtrail.domain.records.handoff import AckOutcome
from packtrail.domain.unit_folds import custody_taken_in
from packtrail.protocol.floor_state import as_it_stands
from packtrail.protocol.knowledge import KnownRecord, KnownUnit, standing
from packtrail.protocol.receipt import HELD_VALID
from packtrail.protocol.remembered import Remembered
from packtrail.protocol.told_anew import amended_by, tell_anew


def follow(one: Record, known: Remembered) -> None:
    """Moves the units that ``one`` speaks of; a type that moves nothing is passed over."""
    step = _STEPS.get(type(one.body))
    if step is not None:
        step(one, one.body, known)


def take_back(target: KnownRecord, known: Remembered) -> None:
    """Moves the units back that a record moved which counts no more; the opposite of ``follow``."""
    undo = _UNDO.get(target.record_type)
    if undo is not None:
        undo(target, known)


def in_told_order(known: Remembered, line_ids: Iterable[str]) -> list[str]:
    """Lines of several stations with the earliest recorded first, as desks have them (``domain.told_order``).

    Lines of one moment stay as they came.
    """
    found = ((line_id, known.as_corrected(line_id)) for line_id in line_ids)
    lines = [(one.recorded_at, line_id) for line_id, one in found if one is not None]
    return [line_id for _, line_id in sorted(lines, key=itemgetter(0))]


def _taken_in(one: Record, body: Intake, known: Remembered) -> None:
    if body.replaces_record_id is not None and _carries_on(one, body, known, body.replaces_record_id):
        return
    for each in known.live_units(body.battery_code) if body.battery_code else ():
        if each.is_forgotten:  # this is it, entered again from paper
            known.put_unit(replace(each, custody=Custody.VOIDED, handoff_id=None, line_id=None))
    known.put_unit(
        KnownUnit(
            unit_id=one.record_id,
            custody=custody_taken_in(body),
            battery_code=body.battery_code,
            taken_in_at=one.occurred_at,
            mass_g=body.gross_mass_g,
            is_ours=True,
            level=body.unit_level,
        )
    )
    waiting = known.open_lines(body.battery_code or "")
    for line_id in in_told_order(known, waiting)[:1] if waiting else ():
        _left_already(one.record_id, line_id, known)


def _left_already(unit_id: str, line_id: str, known: Remembered) -> None:
    """A line left as taken in elsewhere before this intake came: what became of it became of the unit."""
    line, unit = known.as_corrected(line_id), known.unit(unit_id)
    if line is None or unit is None or not isinstance(line.body, HandoffLine):
        return
    load = line.body.handoff_record_id
    known.put_unit(replace(unit, custody=Custody.ALLOCATED, handoff_id=load, line_id=line_id))
    known.close_line(line_id)
    about = (each for named in (load, line_id) if named for each in known.dependents(named))
    for each in known.in_order({step.record_id: step for step in about}.values()):
        step = known.as_corrected(each.record_id)
        if step is not None and _moves(step.body, line_id):
            follow(step, known)


def _moves(body: object, line_id: str) -> bool:
    """Whether a step of a load moves the unit on this line of it."""
    if isinstance(body, ConsigneeAck):
        return body.line_record_id == line_id
    return isinstance(body, HandoffRelease | HandoffCancelled)


def _carries_on(one: Record, body: Intake, known: Remembered, replaced: str) -> bool:
    """编码录错: the unit goes on where it is, under its new record; False when the old one never counted."""
    before = known.unit(replaced)
    if before is None or before.custody is Custody.VOIDED:
        return False
    known.put_unit(replace(before, custody=Custody.VOIDED, handoff_id=None, line_id=None))
    anew = replace(before, unit_id=one.record_id, battery_code=body.battery_code, level=body.unit_level)
    known.put_unit(anew)
    _stands(known, anew)
    return True


def _found(_: Record, body: Any, known: Remembered) -> None:
    """Something was found, decided or waits for somebody: the unit stands where that leaves it."""
    unit = _unit(known, body.intake_record_id)
    if unit is not None:
        _stands(known, unit)


def _stands(known: Remembered, unit: KnownUnit) -> None:
    """``unit`` under the code that its own records give it and, on the floor, where they leave it."""
    now = as_it_stands(unit.unit_id, known)
    if now is not None:
        moves = unit.custody in _FLOOR and now.custody in _FLOOR
        known.put_unit(
            replace(unit, custody=now.custody if moves else unit.custody, battery_code=now.battery_code)
        )


def _allocated(one: Record, body: HandoffLine, known: Remembered) -> None:
    named = body.intake_record_id, *one.depends_on
    unit = next((found for each in named if each and (found := _unit(known, each))), None)
    if unit is None and is_taken_in_elsewhere(body) and body.battery_code:
        here = (each for each in known.live_units(body.battery_code) if each.is_ours and each.custody in HERE)
        unit = next(here, None)
        if unit is None:
            known.open_line(body.battery_code, one.record_id)
    replaced = known.record(body.replaces_record_id) if body.replaces_record_id else None
    if unit is not None and replaced is not None and replaced.status in HELD_VALID:
        if unit.line_id == replaced.record_id:  # or it was on another load since
            known.put_unit(replace(unit, line_id=one.record_id))
    elif unit is not None:
        load = body.handoff_record_id or _first_of_type(known, one.depends_on, "handoff")
        known.put_unit(replace(unit, custody=Custody.ALLOCATED, handoff_id=load, line_id=one.record_id))


def _left(_: Record, body: HandoffRelease, known: Remembered) -> None:
    for line_id in body.line_record_ids:
        unit = _on_line(known, line_id)
        if unit is not None and unit.custody is Custody.ALLOCATED:
            _move(known, unit, Custody.IN_TRANSIT)


def _stayed(_: Record, body: HandoffCancelled, known: Remembered) -> None:
    for unit in known.units_on_load(body.handoff_record_id):
        if unit.custody in {Custody.ALLOCATED, Custody.IN_TRANSIT}:
            _back_on_the_floor(known, unit)


def _back_on_the_floor(known: Remembered, unit: KnownUnit) -> None:
    """Off its load: in storage, or isolated again where something was found of it."""
    stored = replace(unit, custody=Custody.IN_STORAGE, handoff_id=None, line_id=None)
    known.put_unit(stored)
    _stands(known, stored)


def _answered(_: Record, body: ConsigneeAck, known: Remembered) -> None:
    unit = _on_line(known, body.line_record_id) if body.line_record_id else None
    if unit is not None:
        _move(known, unit, _after(body.outcome))


def _after(outcome: object) -> Custody:
    return Custody.DELIVERED if outcome == AckOutcome.ACCEPTED else Custody.RETURNING


def _came_back(_: Record, body: ReturnIn, known: Remembered) -> None:
    unit = _unit(known, body.intake_record_id)
    if unit is not None:
        _back_on_the_floor(known, unit)


def _opened(_: Record, body: PackOpened, known: Remembered) -> None:
    _end(known, body.parent_record_id, Custody.OPENED)


def _exited(one: Record, body: ReturnedToSource | IncidentClosed, known: Remembered) -> None:
    if body.second_operator_ref is not None or _is_confirmed(one.record_id, known):
        _end(known, body.intake_record_id, _EXITS[one.record_type])
    else:
        _found(one, body, known)


def _is_confirmed(record_id: str, known: Remembered) -> bool:
    """Whether a second person stands by it already: his word may be there before the record counts."""
    return any(
        each.record_type == "second_confirmation" and (known.body(each.record_id) or {}).get("confirmed")
        for each in known.dependents(record_id)
    )


def _confirmed(_: Record, body: SecondConfirmation, known: Remembered) -> None:
    """What waited for a second person takes effect; what he declined never does."""
    target = known.record(body.target_record_id)
    if target is None or not target.counts or target.subject_id is None:
        return
    if body.confirmed and target.record_type in _EXITS:
        _end(known, target.subject_id, _EXITS[target.record_type])
    else:
        _stands_by_id(known, target.subject_id)


def _stands_by_id(known: Remembered, unit_id: str | None) -> None:
    unit = _unit(known, unit_id)
    if unit is not None:
        _stands(known, unit)


def _corrected(one: Record, _: Body, known: Remembered) -> None:
    """Of what a correction or its answer changes, only masses and outcomes are part of the stock."""
    target = amended_by(one, known)
    if target is not None:
        _told_anew(target, known)


def _told_anew(target: KnownRecord, known: Remembered) -> None:
    before, after = tell_anew(target, known)
    unit, mass = known.unit(target.record_id), after.get("gross_mass_g")
    if unit is not None and isinstance(mass, int):
        known.put_unit(replace(unit, mass_g=mass))
    if before.get("condition_class") != after.get("condition_class"):
        _stands_by_id(known, target.record_id if unit else target.subject_id)
    if target.record_type == "consignee_ack" and before.get("outcome") != after.get("outcome"):
        on_line = _on_line(known, target.subject_id or "")
        if on_line is not None and on_line.custody in {Custody.DELIVERED, Custody.RETURNING}:
            _move(known, on_line, _after(after.get("outcome")))


def _voided(one: Record, body: Void, known: Remembered) -> None:
    target = known.record(body.target_record_id)
    if target is None:
        return
    known.put_record(replace(target, is_voided=True))
    if target.counts and not body.replacement_record_ids:
        take_back(target, known)  # a unit that is written anew stays where it is meanwhile
    about = amended_by(one, known)
    if about is not None:
        _told_anew(about, known)


def _undo_intake(target: KnownRecord, known: Remembered) -> None:
    _end(known, target.record_id, Custody.VOIDED)


def _undo_line(target: KnownRecord, known: Remembered) -> None:
    unit = known.unit_on_line(target.record_id)
    if unit is not None:
        _back_on_the_floor(known, unit)


def _undo_release(target: KnownRecord, known: Remembered) -> None:
    for unit in known.units_on_load(target.subject_id or ""):
        if unit.custody is Custody.IN_TRANSIT:
            _move(known, unit, Custody.ALLOCATED)


def _undo_ack(target: KnownRecord, known: Remembered) -> None:
    unit = _on_line(known, target.subject_id or "")
    if unit is not None:
        _move(known, unit, Custody.IN_TRANSIT)


def _undo_return(target: KnownRecord, known: Remembered) -> None:
    unit, line_id = (
        _unit(known, target.subject_id),
        (known.body(target.record_id) or {}).get("line_record_id"),
    )
    line = standing(known, line_id) if isinstance(line_id, str) else None
    if unit is not None and line is not None and unit.custody in HERE:
        load = (known.body(line.record_id) or {}).get("handoff_record_id")
        known.put_unit(
            replace(
                unit,
                custody=Custody.RETURNING,
                line_id=line.record_id,
                handoff_id=load if isinstance(load, str) else None,
            )
        )


def _undo_exit(target: KnownRecord, known: Remembered) -> None:
    unit = _unit(known, target.subject_id)
    if unit is not None and unit.custody is _EXITS.get(target.record_type, Custody.OPENED):
        if unit.line_id:
            _move(known, unit, Custody.IN_TRANSIT)
        else:
            _back_on_the_floor(known, unit)
    else:
        _undo_finding(target, known)


def _undo_finding(target: KnownRecord, known: Remembered) -> None:
    _stands_by_id(known, target.subject_id)


def _undo_confirmation(target: KnownRecord, known: Remembered) -> None:
    was = known.record(target.subject_id or "")
    undo = _UNDO.get(was.record_type) if was is not None else None
    if was is not None and undo is not None:
        undo(was, known)


def _unit(known: Remembered, unit_id: str | None) -> KnownUnit | None:
    """A unit, or what it was written anew as."""
    found = standing(known, unit_id) if unit_id else None
    return known.unit(found.record_id if found else unit_id or "")


def _on_line(known: Remembered, line_id: str) -> KnownUnit | None:
    found = standing(known, line_id)
    return known.unit_on_line(found.record_id if found else line_id)


def _move(known: Remembered, unit: KnownUnit, custody: Custody) -> None:
    known.put_unit(replace(unit, custody=custody))


def _end(known: Remembered, unit_id: str, custody: Custody) -> None:
    unit = _unit(known, unit_id)
    if unit is not None:
        _move(known, unit, custody)


def _first_of_type(known: Remembered, ids: tuple[str, ...], record_type: str) -> str | None:
    found = (each for each in ids if (one := known.record(each)) and one.record_type == record_type)
    return next(found, None)


_FLOOR: Final = HERE - {Custody.ALLOCATED}

_EXITS: Final[Mapping[str, Custody]] = MappingProxyType(
    {"returned_to_source": Custody.RETURNED_TO_SOURCE, "incident_closed": Custody.INCIDENT_CLOSED}
)

_STEPS: Final[Mapping[type[Body], Callable[[Record, Any, Remembered], None]]] = MappingProxyType(
    {
        Intake: _taken_in,
        ConditionCheck: _found,
        SafetyDetermination: _found,
        QuarantineRelease: _found,
        IdentityResolution: _found,
        HandoffLine: _allocated,
        HandoffRelease: _left,
        HandoffCancelled: _stayed,
        ConsigneeAck: _answered,
        ReturnIn: _came_back,
        PackOpened: _opened,
        ReturnedToSource: _exited,
        IncidentClosed: _exited,
        SecondConfirmation: _confirmed,
        Correction: _corrected,
        CorrectionAnswered: _corrected,
        Void: _voided,
    }
)

_UNDO: Final[Mapping[str, Callable[[KnownRecord, Remembered], None]]] = MappingProxyType(
    {
        "intake": _undo_intake,
        "handoff_line": _undo_line,
        "handoff_release": _undo_release,
        "consignee_ack": _undo_ack,
        "return_in": _undo_return,
        "condition_check": _undo_finding,
        "safety_determination": _undo_finding,
        "identity_resolution": _undo_finding,
        "quarantine_release": _undo_finding,
        "second_confirmation": _undo_confirmation,
        "pack_opened": _undo_exit,
        "returned_to_source": _undo_exit,
        "incident_closed": _undo_exit,
    }
)
