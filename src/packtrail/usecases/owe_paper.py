"""欠缺: promise a paper that a document lacks, and see what is still owed."""

from datetime import date

from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors_gate import SubjectUnknown
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.owed_papers import OwedDraft, OwedDuty, OwedPaper, duties, owed_body, owed_faults
from packtrail.domain.records import NewRecord
from packtrail.usecases.ports import Clock, NewId, Store, View


def owe_paper(
    subject_id: str, draft: OwedDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> OwedPaper:
    """Record that the document ``subject_id`` lacks a paper, why, and until when it is promised.

    A later promise of the same paper stands beside the first. Raises DraftIncomplete, SubjectUnknown,
    NotAllowed.
    """
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        at = now()
        faults = tuple(owed_faults((draft,), at))
        if faults:
            raise DraftIncomplete(faults)
        refuse_unknown_subject(tx, subject_id)
        (record,) = tx.append(
            NewRecord(
                record_id=new_id(),
                body=owed_body(draft, subject_id),
                occurred_at=at,
                operator_ref=by.ref,
                depends_on=(subject_id,),
            )
        )
        owed_paper = tx.one(OwedPaper, record.record_id)
    if owed_paper is None:
        raise LookupError(record.record_id)
    return owed_paper


def refuse_unknown_subject(view: View, subject_id: str) -> None:
    """Raise SubjectUnknown unless ``subject_id`` is a record of ours that counts."""
    found = view.amended(subject_id)
    if found is None or found.is_voided:
        raise SubjectUnknown


def owed(view: View, today: date) -> tuple[OwedDuty, ...]:
    """Every paper that is still owed, the most urgent first."""
    return duties(view.in_order(OwedPaper, is_open=True), today)


def owed_by(view: View, subject_id: str) -> tuple[OwedPaper, ...]:
    """What one document owes or owed, in the order of the promises."""
    return tuple(view.in_order(OwedPaper, subject_id=subject_id))
