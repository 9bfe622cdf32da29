"""Add a photograph or paper to a vehicle's case."""

from packtrail.domain.acting import Acting
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.vehicle_case import EvidenceDraft, VehicleCase, VehicleRules, add_evidence
from packtrail.usecases.ports import Clock, NewId, Store
from packtrail.usecases.vehicle_cases import case_in


def add_case_evidence(
    case_id: str,
    draft: EvidenceDraft,
    *,
    rules: VehicleRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> VehicleCase:
    """Record what fills a place of the evidence set; a release of the pledge or of the police as well.

    Raises NotAllowed, a refusal of ``vehicle_case.steps`` or DraftIncomplete; nothing is written then.
    """
    require(by, Act.HANDLE_VEHICLE)
    with store.act() as tx:
        case = case_in(tx, case_id)
        acting = Acting(at=now(), operator_ref=by.ref, new_id=new_id)
        tx.append(*add_evidence(draft, case, rules=rules, acting=acting))
        return case_in(tx, case_id)
