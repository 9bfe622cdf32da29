"""来源声明: a natural person signed where the battery is from; what was owed for it is met."""

from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.owed_papers import OwedPaper
from packtrail.domain.records import NewRecord, PaperSupplied
from packtrail.domain.source_declaration import DECLARATION, DeclarationDraft, Declared, declare
from packtrail.usecases.owe_paper import refuse_unknown_subject
from packtrail.usecases.ports import Clock, NewId, Store, View


def declare_source(
    draft: DeclarationDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> Declared:
    """Record a declaration, and that the declaration which its subject owed is here.

    The ID is kept only with consent, at this station alone. Raises DraftIncomplete, SubjectUnknown,
    NotAllowed.
    """
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        at = now()
        refuse_unknown_subject(tx, draft.subject_id)
        declaration = declare(draft, record_id=new_id(), at=at, operator_ref=by.ref)
        owed = tx.in_order(OwedPaper, subject_id=draft.subject_id, paper=DECLARATION, is_open=True)
        tx.append(
            declaration,
            *(
                NewRecord(
                    record_id=new_id(),
                    body=PaperSupplied(owed_record_id=each.owed_id, paper_number=None),
                    occurred_at=at,
                    operator_ref=by.ref,
                    depends_on=(each.owed_id, declaration.record_id),
                )
                for each in owed
            ),
        )
        declared = tx.one(Declared, declaration.record_id)
    if declared is None:
        raise LookupError(declaration.record_id)
    return declared


def declarations(view: View, subject_id: str) -> tuple[Declared, ...]:
    """The declarations of one document, the oldest first."""
    return tuple(view.in_order(Declared, subject_id=subject_id))
