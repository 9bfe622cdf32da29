"""补交: the paper that was owed is here."""

from collections.abc import Sequence

from packtrail.domain.draft_faults import LONGEST_TEXT, DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors_gate import PaperNotOwed
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.owed_papers import OwedPaper
from packtrail.domain.records import Attachment, NewRecord, PaperSupplied
from packtrail.usecases.ports import Clock, NewId, Store


def supply_paper(
    owed_id: str,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    paper_number: str | None = None,
    photos: Sequence[Attachment] = (),
) -> OwedPaper:
    """Record that the paper came; its number or its photograph shows it.

    Raises PaperNotOwed when it came before or the promise was taken back, DraftIncomplete with neither a
    number nor a photo, NotAllowed.
    """
    require(by, Act.RECORD_DELIVERY)
    number = (paper_number or "").strip() or None
    if number is None and not photos:
        raise DraftIncomplete((DraftFault(FaultKind.EVIDENCE_MISSING, "photos"),))
    if number and len(number) > LONGEST_TEXT:
        raise DraftIncomplete((DraftFault(FaultKind.TEXT_TOO_LONG, "paper_number", value=str(LONGEST_TEXT)),))
    with store.act() as tx:
        owed = tx.one(OwedPaper, owed_id)
        if owed is None or not owed.is_open:
            raise PaperNotOwed(legal_day(owed.supplied_at) if owed and owed.supplied_at else None)
        tx.append(
            NewRecord(
                record_id=new_id(),
                body=PaperSupplied(owed_record_id=owed_id, paper_number=number),
                occurred_at=now(),
                operator_ref=by.ref,
                depends_on=(owed_id,),
                attachments=tuple(photos),
            )
        )
        supplied = tx.one(OwedPaper, owed_id)
    if supplied is None:
        raise LookupError(owed_id)
    return supplied
