"""责任企业: name whose platform must hear of a unit, while its intake has not left in a batch."""

from packtrail.domain.acting import Acting
from packtrail.domain.errors_gate import SubjectUnknown
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.responsible_maker import name_maker
from packtrail.domain.sync_state import SubmissionState
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, NewId, Store, View

_UNSEALED = frozenset(
    {SubmissionState.NOT_REQUIRED, SubmissionState.PENDING, SubmissionState.WAITING_DEPENDENCY}
)


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

    Raises SubjectUnknown for a unit that is none of ours, MakerIsSealed, NotAllowed, or what
    ``domain.correcting.correct`` raises: DraftIncomplete without a reason or a change, TargetVoided.
    """
    require(by, Act.CORRECT)
    with store.act() as tx:
        unit, intake = tx.unit(unit_id), tx.amended(unit_id)
        if unit is None or intake is None:
            raise SubjectUnknown
        acting = Acting(at=now(), operator_ref=by.ref, new_id=new_id)
        tx.append(
            name_maker(
                intake,
                maker,
                reason_text,
                unit_label=unit.label,
                sealed_for=sealed_for(tx, unit_id),
                acting=acting,
            )
        )
        corrected = tx.unit(unit_id)
    if corrected is None:
        raise LookupError(unit_id)
    return corrected


def sealed_for(view: View, record_id: str) -> tuple[str, ...]:
    """The destinations that a batch with this record was sealed for and that did not turn it away whole."""
    found = [(each.name, view.submission(record_id, each.name)) for each in view.destinations()]
    return tuple(name for name, row in found if row is not None and row.state not in _UNSEALED)
