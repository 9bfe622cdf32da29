"""Who writes the records of one act, and what the acts of the road and the exits ask of typed values."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.draft_faults import LONGEST, LONGEST_TEXT, DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.moments import moment_fault
from packtrail.domain.records import Attachment, Body, NewRecord
from packtrail.domain.resident_id import names_a_person

_IN_OWN_WORDS = frozenset({"description", "explanation", "reason_text", "remark"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Acting:
    """Who writes the records of one act, and when."""

    at: datetime  # now
    operator_ref: str
    new_id: Callable[[], str]


def new_record(
    body: Body,
    happened_at: datetime,
    acting: Acting,
    *depends_on: str,
    attachments: tuple[Attachment, ...] = (),
) -> NewRecord:
    """``body`` as a record of this act; ``happened_at`` may be before it."""
    return NewRecord(
        record_id=acting.new_id(),
        body=body,
        occurred_at=happened_at,
        operator_ref=acting.operator_ref,
        depends_on=depends_on,
        attachments=attachments,
    )


def reason_faults(reason_text: str) -> Iterator[DraftFault]:
    """What is wrong with a reason in words: nothing said, or too much."""
    if not reason_text.strip():
        yield DraftFault(FaultKind.REASON_TEXT_MISSING, "reason_text")
    yield from long_text("reason_text", reason_text)


def time_faults(field: str, told: datetime | None, acting: Acting) -> Iterator[DraftFault]:
    """What is wrong with a time that somebody told; nothing where nobody did."""
    fault = moment_fault(told, acting.at) if told is not None else None
    if fault is not None:
        yield DraftFault(FaultKind(fault.value), field, value=f"{told:%Y-%m-%d %H:%M}")


def long_text(field: str, text: str | None) -> Iterator[DraftFault]:
    """A text that no record has room for, or that says a person's number, since records are sent on."""
    longest = LONGEST.get(field, LONGEST_TEXT)
    if len(text or "") > longest:
        yield DraftFault(FaultKind.TEXT_TOO_LONG, field, value=str(longest))
    if field in _IN_OWN_WORDS and names_a_person(text or ""):
        yield DraftFault(FaultKind.ID_IN_PUBLIC, field)


def refuse_faults(faults: Iterable[DraftFault]) -> None:
    """Raise DraftIncomplete with all of ``faults``, if there are any."""
    found = tuple(faults)
    if found:
        raise DraftIncomplete(found)
