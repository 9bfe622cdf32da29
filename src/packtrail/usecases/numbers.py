"""Which number a document gets, which numbers have none, and what somebody says of those."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT, DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors_numbers import NoGap, NotOnAPad, PadNumberUsed, PadOfAnotherForm
from packtrail.domain.late_entry import LateDraft
from packtrail.domain.numbers import PaperForm
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import FormsIssued, GapExplained, NewRecord, Record
from packtrail.usecases.ports import Clock, DocumentKind, NewId, NumberState, Store, Tx, View

LONGEST_REASON = 500

FORM_KINDS = {PaperForm.DELIVERY: DocumentKind.DELIVERY, PaperForm.HANDOFF: DocumentKind.HANDOFF}


class GapState(StrEnum):
    """缺号状态: what is known of a number without a document."""

    ON_PAD = "on_pad"  # on a blank form that was not entered yet
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """One number without a document."""

    number: str
    state: GapState
    reason_text: str | None  # as it was explained
    pad_issued_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gaps:
    """What was drawn on some days, and every number of it without a document.

    An act that failed took its number back with it and leaves none. What an epoch drew after the copy that
    this ledger was restored from is on paper and at the hub alone, and can't be told here.
    """

    kind: DocumentKind
    from_day: date
    to_day: date
    drawn: int
    gaps: tuple[Gap, ...]

    @property
    def unexplained(self) -> tuple[Gap, ...]:
        """Those that somebody still has to say something of."""
        return tuple(gap for gap in self.gaps if gap.state is GapState.UNEXPLAINED)


def number_gaps(view: View, kind: DocumentKind, from_day: date, to_day: date) -> Gaps:
    """Every number of ``kind`` drawn or reserved on these days that no document carries.

    A voided document keeps its number and is no gap. KeyError for a kind that is no document's.
    """
    runs = view.number_runs(kind, from_day, to_day)
    found = [state for run in runs for state in run.gaps]
    named = {each for state in found for each in (state.pad_id, state.explained_id) if each}
    records = {record_id: record for record_id in named if (record := view.record(record_id))}
    return Gaps(
        kind=kind,
        from_day=from_day,
        to_day=to_day,
        drawn=sum(run.drawn for run in runs),
        gaps=tuple(_gap(state, records) for state in found),
    )


def explain_gap(
    numbers: Sequence[str], reason: str, *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> Record:
    """Record why ``numbers`` have no document: a form was spoilt, a pad burnt with the office.

    A later explanation goes before an earlier one. Raises DraftIncomplete without a reason or numbers, NoGap
    for a number that isn't this station's or has its document, NotAllowed; nothing is written then.
    """
    require(by, Act.EXPLAIN_GAP)
    faults = _faults(numbers, reason)
    if faults:
        raise DraftIncomplete(faults)
    with store.act() as tx:
        body = GapExplained(numbers=_gaps_named(tx, numbers), reason_text=reason.strip())
        (record,) = tx.append(
            NewRecord(record_id=new_id(), body=body, occurred_at=now(), operator_ref=by.ref)
        )
    return record


def document_number(tx: Tx, draft: LateDraft, kind: DocumentKind, day: date) -> str:
    """The number that ``draft`` gets: its blank form's, or the next one.

    Raises NotOnAPad, PadOfAnotherForm or PadNumberUsed.
    """
    return form_number(tx, draft.paper_number, kind) if draft.paper_number else tx.next_number(kind, day)


def form_number(view: View, typed: str, kind: DocumentKind) -> str:
    """The number of the blank form that ``typed`` means, if a document of ``kind`` may still carry it.

    Raises NotOnAPad, PadOfAnotherForm or PadNumberUsed. One that was explained as a gap is taken as well:
    the form was found after all.
    """
    state = view.number_state(typed)
    if state is None or state.pad_id is None:
        raise NotOnAPad(typed)
    if state.kind is not kind:
        raise PadOfAnotherForm(
            state.number, next(form for form, of in FORM_KINDS.items() if of is state.kind)
        )
    if state.has_document:
        raise PadNumberUsed(state.number)
    return state.number


def _gap(state: NumberState, records: dict[str, Record]) -> Gap:
    pad = records.get(state.pad_id or "")
    explained = records.get(state.explained_id or "")
    reason = explained.body.reason_text if explained and isinstance(explained.body, GapExplained) else None
    if reason is not None:
        known = GapState.EXPLAINED
    else:
        known = GapState.ON_PAD if pad and isinstance(pad.body, FormsIssued) else GapState.UNEXPLAINED
    return Gap(
        number=state.number,
        state=known,
        reason_text=reason,
        pad_issued_at=pad.occurred_at if pad else None,
    )


def _faults(numbers: Sequence[str], reason: str) -> tuple[DraftFault, ...]:
    faults = []
    if not numbers:
        faults.append(DraftFault(FaultKind.NOTHING_CHOSEN, "numbers"))
    if len(numbers) > MOST_IN_ONE_DOCUMENT:
        faults.append(DraftFault(FaultKind.TOO_MANY, "numbers", value=str(MOST_IN_ONE_DOCUMENT)))
    if not reason.strip():
        faults.append(DraftFault(FaultKind.GAP_REASON_MISSING, "reason_text"))
    if len(reason) > LONGEST_REASON:
        faults.append(DraftFault(FaultKind.TEXT_TOO_LONG, "reason_text", value=str(LONGEST_REASON)))
    return tuple(faults)


def _gaps_named(view: View, numbers: Sequence[str]) -> tuple[str, ...]:
    """The numbers as they are printed, each once."""
    named = []
    for typed in numbers:
        state = view.number_state(typed)
        if state is None or state.has_document:
            raise NoGap(typed, document=state.number if state else None)
        named.append(state.number)
    return tuple(dict.fromkeys(named))
