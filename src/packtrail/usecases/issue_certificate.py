"""Record 报废机动车回收证明 of a case, once nothing stands against it."""

from packtrail.domain.acting import Acting
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.vehicle_case import (
    CertificateDraft,
    VehicleCase,
    VehicleRules,
    certificate_key,
    issue,
)
from packtrail.usecases.ports import Clock, NewId, Store
from packtrail.usecases.vehicle_cases import case_in


def issue_certificate(
    case_id: str,
    draft: CertificateDraft,
    *,
    rules: VehicleRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> VehicleCase:
    """Record the certificate that lies on the desk.

    Raises NotAllowed, a refusal of ``vehicle_case.steps``, DraftIncomplete, CertificateIssuedAlready,
    CertificateNumberUsed, CertificateBlocked, PrintedCodesDiffer or NotConfirmed; nothing is written then.
    """
    require(by, Act.HANDLE_VEHICLE)
    with store.act() as tx:
        key = certificate_key(draft.certificate_no or "")
        records = issue(
            draft,
            case_in(tx, case_id),
            rules=rules,
            same_number=tx.newest(VehicleCase, certificate_key=key) if key else (),
            acting=Acting(at=now(), operator_ref=by.ref, new_id=new_id),
        )
        tx.append(*records)
        return case_in(tx, case_id)
