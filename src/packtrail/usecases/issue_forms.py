"""Reserve the numbers of a pad of blank forms: 空白单据, for the day on which the PC is dead."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.moments import legal_day
from packtrail.domain.numbers import PaperForm
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import FormsIssued, NewRecord
from packtrail.usecases.numbers import FORM_KINDS
from packtrail.usecases.ports import Clock, NewId, Store

MOST_ON_A_PAD = 100
"""Some days of a busy outlet; more loose forms would only be gaps to explain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedForms:
    """A pad as it is printed."""

    record_id: str
    form: PaperForm
    numbers: tuple[str, ...]
    issued_at: datetime


def issue_forms(
    form: PaperForm, count: int, *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> IssuedForms:
    """Draw ``count`` numbers for blank forms and record the pad, together or not at all.

    Raises DraftIncomplete for a pad of none or of more than ``MOST_ON_A_PAD``, NotAllowed.
    """
    require(by, Act.ISSUE_FORMS)
    if not 1 <= count <= MOST_ON_A_PAD:
        raise DraftIncomplete((DraftFault(FaultKind.PAD_SIZE, "count", value=str(MOST_ON_A_PAD)),))
    with store.act() as tx:
        at = now()
        numbers = tuple(tx.next_number(FORM_KINDS[form], legal_day(at)) for _ in range(count))
        (record,) = tx.append(
            NewRecord(
                record_id=new_id(),
                body=FormsIssued(form=form, numbers=numbers),
                occurred_at=at,
                operator_ref=by.ref,
            )
        )
    return IssuedForms(record_id=record.record_id, form=form, numbers=numbers, issued_at=record.occurred_at)
