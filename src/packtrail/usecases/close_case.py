"""Close a vehicle's case: 结案, once its evidence set is complete."""

from packtrail.domain.acting import Acting
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.vehicle_case import VehicleCase, VehicleRules, close
from packtrail.usecases.ports import Clock, NewId, Store
from packtrail.usecases.vehicle_cases import case_in


def close_case(
    case_id: str, *, rules: VehicleRules, by: Operator, store: Store, now: Clock, new_id: NewId
) -> VehicleCase:
    """Record that nothing is lacking.

    Raises NotAllowed, a refusal of ``vehicle_case.steps`` or CaseNotComplete with what is lacking.
    """
    require(by, Act.HANDLE_VEHICLE)
    with store.act() as tx:
        acting = Acting(at=now(), operator_ref=by.ref, new_id=new_id)
        tx.append(close(case_in(tx, case_id), rules=rules, acting=acting))
        return case_in(tx, case_id)
