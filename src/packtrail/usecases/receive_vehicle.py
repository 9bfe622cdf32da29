"""Receive a scrapped vehicle: open its case, with the batteries it should have and the papers it owes."""

from packtrail.domain.acting import Acting
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.vehicle_case import VehicleCase, VehicleDraft, VehicleRules, receive
from packtrail.domain.vin import parse_vin
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store
from packtrail.usecases.vehicle_cases import case_in, cases_of_vin


def receive_vehicle(
    draft: VehicleDraft,
    *,
    rules: VehicleRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    draft_id: str | None = None,
) -> VehicleCase:
    """Record ``draft`` under the next case number and drop its saved form ``draft_id``.

    Raises DraftIncomplete with every fault, VehicleCaseOpen, VehicleSeenBefore or NotAllowed; nothing is
    written then, and the saved draft stays.
    """
    require(by, Act.HANDLE_VEHICLE)
    with store.act() as tx:
        at = now()
        vin = parse_vin(draft.vin or "")
        records = receive(
            draft,
            rules=rules,
            same_vin=cases_of_vin(tx, vin.text) if vin.is_well_formed else (),
            case_number=tx.next_number(DocumentKind.VEHICLE_CASE, legal_day(at)),
            acting=Acting(at=at, operator_ref=by.ref, new_id=new_id),
        )
        case_id = tx.append(*records)[0].record_id
        if draft_id:
            tx.drop_draft(draft_id)
        return case_in(tx, case_id)
