"""责任企业: name whose platform must hear of a unit; its lines go to that maker's portal from then on."""

from packtrail.domain.acting import Acting
from packtrail.domain.errors_gate import SubjectUnknown
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.responsible_maker import name_maker
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, NewId, Store


def name_responsible_maker(
    unit_id: str,
    maker: str | None,
    reason_text: str,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Unit:
    """Correct the responsible maker of one unit; None takes the name away.

    Raises SubjectUnknown for a unit that is none of ours, MakerIsSealed once a line of it was sealed for the
    old maker's portal, NotAllowed, or what ``domain.correcting.correct`` raises: DraftIncomplete without a
    reason or a change, TargetVoided.
    """
    require(by, Act.CORRECT)
    with store.act() as tx:
        unit, intake = tx.unit(unit_id), tx.amended(unit_id)
        if unit is None or intake is None:
            raise SubjectUnknown
        acting = Acting(at=now(), operator_ref=by.ref, new_id=new_id)
        tx.append(name_maker(intake, maker, reason_text, acting=acting))
        corrected = tx.unit(unit_id)
    if corrected is None:
        raise LookupError(unit_id)
    return corrected
