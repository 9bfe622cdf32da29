"""What the records make of a unit's identity, and where a unit belongs that nothing isolates.

Sources: ``practice.md`` 12, ``platform.md`` 10.1. Two units that claim one code are both isolated until one
of them turns out to be another.
"""

from dataclasses import replace

from packtrail.domain.custody import Custody
from packtrail.domain.entry import Entry
from packtrail.domain.records import IdentityResolution, Intake
from packtrail.domain.records.gate import CodeStatus, ConditionClass
from packtrail.domain.unit import Identity, Unit

STORED = frozenset({Custody.RECEIVED, Custody.IN_STORAGE})
"""On the floor, and neither isolated nor on a load."""


def identity_at_intake(intake: Intake) -> Identity:
    """How sure it is at the gate which battery this is."""
    if intake.code_status in {CodeStatus.UNREADABLE, CodeStatus.PARTIAL}:
        return Identity.UNREADABLE
    if intake.code_status in {CodeStatus.ABSENT, CodeStatus.CONFLICT}:
        return Identity(intake.code_status)
    return Identity.FORMAT_VALID if intake.code_scheme.startswith("gbt34014") else Identity.UNVERIFIED


def stored_custody(unit: Unit) -> Custody:
    """Where a unit belongs that nothing isolates; one that nobody looked at was never put away."""
    unlooked_at = unit.condition_class == ConditionClass.UNDETERMINED
    return Custody.RECEIVED if unlooked_at else Custody.IN_STORAGE


def resolved(unit: Unit, resolution: IdentityResolution, _: Entry) -> Unit:
    """编码认定: the unit under its new code; its earlier one keeps finding it."""
    code = resolution.battery_code
    renamed = code != unit.battery_code
    former = (*unit.former_codes, unit.battery_code) if renamed and unit.battery_code else unit.former_codes
    known = replace(
        unit,
        battery_code=code,
        code_scheme=resolution.code_scheme,
        former_codes=former,
        original_code=resolution.original_battery_code or unit.original_code,
        conflicts_with=resolution.conflicts_with,
    )
    return _disputed(known) if resolution.conflicts_with else _settled(known)


def _disputed(unit: Unit) -> Unit:
    """Two units claim one code: each is isolated until one of them turns out to be another."""
    return replace(
        unit,
        code_status=CodeStatus.CONFLICT,
        identity=Identity.CONFLICT,
        custody=Custody.QUARANTINED if unit.custody in STORED else unit.custody,
        pending_release=None,
    )


def _settled(unit: Unit) -> Unit:
    without = CodeStatus.ABSENT if unit.code_status == CodeStatus.CONFLICT else unit.code_status
    stays = unit.is_dangerous or unit.pending_exit or unit.custody is not Custody.QUARANTINED
    return replace(
        unit,
        code_status=CodeStatus.READ if unit.battery_code else without,
        identity=Identity.RESOLVED_MANUALLY,
        custody=unit.custody if stays else stored_custody(unit),
    )
