"""From what the ledger knows of units to the slips that go with them to their slots."""

from collections.abc import Iterable

from packtrail.app.act_papers.issuing import outlet_of
from packtrail.app.handoff_paper import short_hash
from packtrail.domain.custody import Custody
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.places import Place
from packtrail.domain.records.gate import CodeStatus
from packtrail.domain.release_rules import danger_of
from packtrail.domain.safety import RecheckRule
from packtrail.domain.unit import Unit
from packtrail.papers.act_content import IntakeSlip, Issue
from packtrail.usecases.ports import View


def units_for_slips(view: View, subject_id: str) -> tuple[Unit, ...]:
    """The unit of this id, or all that a delivery brought and that count; raises PaperOfNothing.

    What another station took in has its slip there.
    """
    unit = view.unit(subject_id)
    units = (unit,) if unit and unit.station is None else tuple(_counting(view.units_of_delivery(subject_id)))
    if not units:
        raise PaperOfNothing(subject_id)
    return units


def slip_of(view: View, unit: Unit, rule: RecheckRule, *, is_copy: bool) -> IntakeSlip:
    """The slip of one unit as it stands now. Raises OutletNotNamed."""
    delivery = view.delivery(unit.delivery_id) if unit.delivery_id else None
    return IntakeSlip(
        issue=Issue(
            number=unit.intake_number,
            at=unit.moved_at,
            outlet=outlet_of(view),
            ledger_hash=short_hash(unit.head_hash),
            record_id=unit.unit_id,
            is_voided=unit.custody is Custody.VOIDED,
        ),
        battery_code=unit.label,
        code_is_read=unit.code_status == CodeStatus.READ,
        level=unit.level,
        chemistry=unit.chemistry_code or "",
        mass_g=unit.mass_g,
        mass_basis=unit.mass_basis,
        condition=unit.condition_class,
        danger=danger_of(unit).level.name.lower(),
        custody=unit.custody,
        place=str(Place(unit.zone, unit.slot)) if unit.zone else "",
        taken_in_at=unit.taken_in_at,
        delivery_number=delivery.number if delivery else "",
        recheck_at=unit.safety.recheck_due_at(rule),
        is_copy=is_copy,
    )


def _counting(units: Iterable[Unit]) -> Iterable[Unit]:
    return (unit for unit in units if unit.custody is not Custody.VOIDED)
