"""A battery unit as this station knows it: one pack, module or cell, from its intake on.

The unit IS its intake: ``unit_id`` is that record's id, since a code can be wrong, missing or on two
packs. Custody follows ``platform.md`` 10.1.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from packtrail.domain.records import HandoffCancelled, HandoffLine, HandoffRelease, Intake, Record
from packtrail.domain.records.gate import CodeStatus, ConditionClass


class Custody(StrEnum):
    """保管状态: who has the unit and what may be done with it."""

    EXPECTED = "expected"
    RECEIVED = "received"
    IN_STORAGE = "in_storage"
    QUARANTINED = "quarantined"
    ALLOCATED = "allocated"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED_TO_SOURCE = "returned_to_source"
    INCIDENT_CLOSED = "incident_closed"
    VOIDED = "voided"


HERE = frozenset({Custody.RECEIVED, Custody.IN_STORAGE, Custody.QUARANTINED, Custody.ALLOCATED})
"""In these states the unit stands on our floor and counts as stock."""

LIVE = HERE | {Custody.IN_TRANSIT, Custody.RETURNING}
"""In these states a second unit with the same code is a conflict."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """One battery unit, as the records up to now make it."""

    unit_id: str
    intake_number: str
    delivery_id: str | None
    level: str
    code_scheme: str
    battery_code: str | None
    local_id: str | None
    code_status: str
    code_source: str
    chemistry_code: str | None
    mass_g: int | None
    mass_basis: str
    condition_class: str
    source_type: str
    responsible_maker: str | None
    conflicts_with: str | None
    taken_in_at: datetime
    moved_at: datetime  # when the newest of its records happened
    custody: Custody
    handoff_id: str | None
    head_hash: str  # of the newest record that says something of this unit

    @property
    def label(self) -> str:
        """What staff call it: the battery code, or the provisional number of a unit without."""
        return self.battery_code or self.local_id or self.intake_number


UnitEvent = Intake | HandoffLine | HandoffRelease | HandoffCancelled


def custody_at_intake(condition_class: str, code_status: str) -> Custody:
    """Where a unit goes when it comes in: danger and doubt never block recording, they isolate.

    Sources: ``practice.md`` 9 and 12, ``platform.md`` 10.1.
    """
    if code_status == CodeStatus.CONFLICT:
        return Custody.QUARANTINED
    if condition_class == ConditionClass.NORMAL:
        return Custody.IN_STORAGE
    if condition_class == ConditionClass.UNDETERMINED:
        return Custody.RECEIVED
    return Custody.QUARANTINED


def fold_unit(unit: Unit | None, record: Record, event: UnitEvent) -> Unit:
    """The unit after ``record``, whose body is ``event``.

    ``unit`` is None only before its own intake; any other event on an unknown unit is a bug
    (ValueError), since ``touched`` names only units that the record really speaks of.
    """
    if isinstance(event, Intake):
        return _taken_in(record, event)
    if unit is None:
        raise ValueError(f"{record.record_type} {record.record_id} speaks of a unit never taken in")
    seen = replace(unit, moved_at=record.occurred_at, head_hash=record.record_hash)
    if isinstance(event, HandoffLine):
        return replace(seen, custody=Custody.ALLOCATED, handoff_id=event.handoff_record_id)
    if isinstance(event, HandoffRelease):
        return replace(seen, custody=Custody.IN_TRANSIT)
    if isinstance(event, HandoffCancelled):
        return replace(seen, custody=Custody.IN_STORAGE, handoff_id=None)
    assert_never(event)


def _taken_in(record: Record, intake: Intake) -> Unit:
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
        custody=custody_at_intake(intake.condition_class, intake.code_status),
        handoff_id=None,
        head_hash=record.record_hash,
    )
