"""What the acts of a vehicle's case read of the ledger."""

from packtrail.domain.custody import Custody
from packtrail.domain.vehicle_case import BatteryInCase, CaseState, EarlierLife, Replacement, VehicleCase
from packtrail.usecases.ports import View


def case_in(view: View, case_id: str) -> VehicleCase:
    """One case; LookupError for an id that no vehicle has."""
    case = view.one(VehicleCase, case_id)
    if case is None:
        raise LookupError(case_id)
    return case


def cases_of_vin(view: View, vin: str) -> tuple[VehicleCase, ...]:
    """The cases of a vehicle, the newest first; voided ones too."""
    return tuple(view.newest(VehicleCase, vin=vin))


def replacements_of(view: View, case: VehicleCase) -> tuple[Replacement, ...]:
    """What was replaced on the vehicle of a case, by the documents here; the newest first."""
    return tuple(view.newest(Replacement, vin=case.vin)) if case.vin else ()


def earlier_lives(view: View, code: str, case: VehicleCase) -> tuple[EarlierLife, ...]:
    """Where ``code`` was known besides this case: units of ours, void ones too, and other vehicles."""
    units = (
        EarlierLife(
            case_life="voided_unit" if unit.custody is Custody.VOIDED else "unit",
            number=unit.intake_number,
            record_id=unit.unit_id,
            vin=unit.vin,
        )
        for unit in view.units_with_code(code)
        if unit.vehicle_id != case.case_id
    )
    found = {one.case_id for one in view.newest(BatteryInCase, battery_code=code)} - {case.case_id}
    others = (other for other in (view.one(VehicleCase, each) for each in sorted(found)) if other)
    return (
        *units,
        *(
            EarlierLife(
                case_life="voided_case" if other.state is CaseState.VOIDED else "other_case",
                number=other.case_number,
                record_id=other.case_id,
                vin=other.vin,
            )
            for other in others
        ),
    )
