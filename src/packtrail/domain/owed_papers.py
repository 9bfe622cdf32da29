"""欠缺与补交: a paper that is not there becomes a duty with a day (``practice.md`` 14).

Only deliverer, count and code status are required at the gate. Whatever else is asked for may be owed, with
the reason and the day by which it was promised; nothing here ever blocks a record.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from packtrail.domain.draft_faults import LONGEST_TEXT, DraftFault, FaultKind
from packtrail.domain.entry import Entry
from packtrail.domain.moments import MomentFault, legal_day, parse_typed_day
from packtrail.domain.records import PaperOwed, PaperSupplied
from packtrail.domain.shapes import RecordId

LONGEST_PROMISE = timedelta(days=366)
"""A paper promised for later than this is a year typed wrong, not a promise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedDraft:
    """A paper that a delivery lacks, as typed; the day as picked, or as somebody is typing it."""

    paper: str  # a token: a paper or a field that ``sources.toml`` asks for
    reason: str = ""
    due_on: date | None = None
    due_typed: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedPaper:
    """欠缺凭证: one paper that was promised; open until it is here."""

    owed_id: RecordId
    subject_id: RecordId  # the delivery, unit or vehicle case that lacks it
    paper: str
    reason_text: str
    due_on: date
    owed_at: datetime
    is_open: bool = True
    supplied_at: datetime | None = None
    supplied_id: RecordId | None = None
    paper_number: str | None = None


@dataclass(frozen=True, slots=True)
class OwedDuty:
    """An open paper on a day."""

    owed: OwedPaper
    days_left: int  # negative once the day has passed

    @property
    def is_overdue(self) -> bool:
        """Whether the promised day is over."""
        return self.days_left < 0


def promised_day(draft: OwedDraft) -> date | MomentFault | None:
    """The day that was promised, what is wrong with it as typed, or None while there is none."""
    if draft.due_on is not None:
        return draft.due_on
    return parse_typed_day(draft.due_typed) if draft.due_typed else None


def owed_faults(drafts: Sequence[OwedDraft], at: datetime | None) -> Iterator[DraftFault]:
    """What keeps ``drafts`` from being promises; without ``at`` a day in the past passes."""
    seen: set[str] = set()
    for each in drafts:
        if each.paper in seen:
            yield DraftFault(FaultKind.OWED_TWICE, "papers_owed", value=each.paper)
        seen.add(each.paper)
        if not each.reason.strip():
            yield DraftFault(FaultKind.OWED_REASON_MISSING, "papers_owed", value=each.paper)
        if len(each.reason) > LONGEST_TEXT:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, "papers_owed", value=str(LONGEST_TEXT))
        yield from _day_faults(each, legal_day(at) if at else None)


def _day_faults(draft: OwedDraft, today: date | None) -> Iterator[DraftFault]:
    day = promised_day(draft)
    if day is None:
        yield DraftFault(FaultKind.OWED_DAY_MISSING, "papers_owed", value=draft.paper)
    elif isinstance(day, MomentFault):
        yield DraftFault(FaultKind(day.value), "papers_owed", value=draft.due_typed or "")
    elif today and day < today:
        yield DraftFault(FaultKind.OWED_DAY_PAST, "papers_owed", value=day.isoformat())
    elif today and day > today + LONGEST_PROMISE:
        yield DraftFault(FaultKind.OWED_DAY_FAR, "papers_owed", value=day.isoformat())


def owed_body(draft: OwedDraft, subject_id: str) -> PaperOwed:
    """The record of a promise without faults."""
    day = promised_day(draft)
    if not isinstance(day, date):
        raise TypeError("a promise without a day")
    return PaperOwed(
        subject_record_id=subject_id, paper=draft.paper, reason_text=draft.reason.strip(), due_on=day
    )


def fold_owed(owed: OwedPaper | None, entry: Entry) -> OwedPaper | None:
    """The promise after its own record or after the paper came; None once it is void."""
    record, event = entry.record, entry.record.body
    if isinstance(event, PaperOwed):
        if entry.is_voided:
            return None
        return OwedPaper(
            owed_id=record.record_id,
            subject_id=event.subject_record_id,
            paper=event.paper,
            reason_text=event.reason_text,
            due_on=event.due_on,
            owed_at=record.occurred_at,
        )
    if owed is None or not isinstance(event, PaperSupplied):
        return owed
    return replace(
        owed,
        is_open=False,
        supplied_at=record.occurred_at,
        supplied_id=record.record_id,
        paper_number=event.paper_number,
    )


def duties(owed: Iterable[OwedPaper], today: date) -> tuple[OwedDuty, ...]:
    """The open papers on ``today``, the most urgent first."""
    left = (OwedDuty(each, (each.due_on - today).days) for each in owed if each.is_open)
    return tuple(sorted(left, key=lambda duty: (duty.days_left, duty.owed.owed_at, duty.owed.owed_id)))
