"""对账: a month of ours beside what a destination said of it: we sent, they have, and where the two differ.

What they have is read from their receipts anew, each verified and each record's hash compared, not from our
own notes of them: a month that agrees with itself would prove nothing. A maker's portal signs nothing; there
our notes of its failure sheets and of the operator's word are all there is, and the page says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.moments import SHANGHAI
from packtrail.domain.sync_state import UNSENT, AckLevel, SubmissionState
from packtrail.protocol.receipt import HELD_VALID, ReceiptDisputed, RecordResult, RecordStatus, verify_receipt
from packtrail.usecases.ports import Destination, View
from packtrail.usecases.sync_ports import MonthLine


class Difference(StrEnum):
    """Why a record of ours is not simply theirs as well; the worst first."""

    OTHER_CONTENT = "other_content"  # their receipt is for another record under this number
    LOST = "lost"  # we noted it as accepted, and no receipt says so
    REFUSED = "refused"  # rejected, or waiting for one that is
    UNDECIDED = "undecided"  # they have it and have not decided
    UNANSWERED = "unanswered"  # sent, and nothing came back
    UNSENT = "unsent"


class Basis(StrEnum):
    """What the comparison rests on; never merged (``practice.md`` 10)."""

    RECEIPTS = "receipts"
    STATEMENTS = "statements"  # of a portal: failure sheets and the operator's word


@dataclass(frozen=True, kw_only=True, slots=True)
class Differing:
    """One record on which the two sides differ."""

    record_id: str
    record_type: str
    subject: str
    recorded_at: datetime
    difference: Difference
    state: SubmissionState
    codes: tuple[str, ...]  # why, as they said


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthReport:
    """One month at one destination."""

    destination: str
    year: int
    month: int
    basis: Basis
    ours: int  # records of the month that the destination has to know
    sent: int  # of them, sent at least once
    theirs: int  # of them, answered for with our hash: they have it
    accepted: int  # of them, taken as valid
    at_authority: int  # of them, taken by the authority behind it
    not_required: int  # reported by another road, beside ``ours``
    bad_receipts: int  # receipts that we keep and that nobody we know signed; not counted
    differing: tuple[Differing, ...]

    @property
    def agrees(self) -> bool:
        """Whether they have everything that we have."""
        return not self.differing and not self.bad_receipts


@dataclass(frozen=True, slots=True)
class _Word:
    """The newest that a destination's receipts say of one record."""

    record_hash: str
    status: str
    codes: tuple[str, ...]


def month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """The first moment of a month in Shanghai, and of the next; ValueError for a month there is not."""
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=SHANGHAI), datetime(*following, 1, tzinfo=SHANGHAI)


def reconcile_month(view: View, destination: Destination, year: int, month: int) -> MonthReport:
    """The month's records, by the day on which they were recorded, beside the destination's word."""
    after, until = month_bounds(year, month)
    lines = view.month_lines(destination.name, after, until)
    owed = [each for each in lines if each.state is not SubmissionState.NOT_REQUIRED]
    words, bad = ({}, 0) if destination.is_portal else _words(view, destination, after, until)
    judged = [(each, _theirs(each, words, destination)) for each in owed]
    return MonthReport(
        destination=destination.name,
        year=year,
        month=month,
        basis=Basis.STATEMENTS if destination.is_portal else Basis.RECEIPTS,
        ours=len(owed),
        sent=sum(each.is_tried or found is not None for each, found in judged),
        theirs=sum(found is not None and found.record_hash == each.record_hash for each, found in judged),
        accepted=sum(_difference(each, found) is None for each, found in judged),
        at_authority=sum(each.ack_level is AckLevel.AUTHORITY_ACCEPTED for each in owed),
        not_required=len(lines) - len(owed),
        bad_receipts=bad,
        differing=tuple(_worst_first(_differing(judged))),
    )


def _words(
    view: View, destination: Destination, after: datetime, until: datetime
) -> tuple[dict[str, _Word], int]:
    """The newest word on each record, and how many receipts can't be believed."""
    found: dict[str, _Word] = {}
    bad = 0
    station_id = view.station().station_id
    for digest, envelope in view.receipt_envelopes(destination.name, after, until):
        try:
            receipt = verify_receipt(
                envelope,
                destination.hub_keys,
                expect_batch_digest=digest,
                expect_station_id=station_id,
            )
        except ReceiptDisputed:
            bad += 1
            continue
        for result in (*receipt.results, *receipt.updates):
            found[result.record_id] = _word(result)
    return found, bad


def _word(result: RecordResult) -> _Word:
    status = result.status
    if status == RecordStatus.DUPLICATE and result.first_status is not None:
        status = result.first_status
    return _Word(result.record_hash, status, tuple(dict.fromkeys(each.code for each in result.issues)))


def _theirs(line: MonthLine, words: dict[str, _Word], destination: Destination) -> _Word | None:
    if not destination.is_portal:
        return words.get(line.record_id)
    if line.state in UNSENT:
        return None
    is_taken = line.ack_level is not AckLevel.NONE and line.state not in _REFUSED
    status = RecordStatus.ACCEPTED if is_taken else RecordStatus.REJECTED
    return _Word(line.record_hash, status, _codes(line))


_REFUSED = frozenset({SubmissionState.REJECTED, SubmissionState.BLOCKED, SubmissionState.MANUAL_ACTION})
_TAKEN = frozenset(
    {SubmissionState.ACCEPTED, SubmissionState.ACCEPTED_WITH_WARNINGS, SubmissionState.SUPERSEDED}
)


def _difference(line: MonthLine, found: _Word | None) -> Difference | None:
    """How the two sides differ; a later refusal that we heard of goes before an earlier receipt."""
    if found is None:
        if line.state in _TAKEN:
            return Difference.LOST
        return Difference.UNANSWERED if line.is_tried else Difference.UNSENT
    if found.record_hash != line.record_hash:
        return Difference.OTHER_CONTENT
    if line.state in _REFUSED or found.status in {RecordStatus.REJECTED, RecordStatus.BLOCKED}:
        return Difference.REFUSED
    return None if found.status in HELD_VALID else Difference.UNDECIDED


def _differing(judged: Iterable[tuple[MonthLine, _Word | None]]) -> Iterable[Differing]:
    for line, found in judged:
        difference = _difference(line, found)
        if difference is not None:
            yield Differing(
                record_id=line.record_id,
                record_type=line.record_type,
                subject=line.subject,
                recorded_at=line.recorded_at,
                difference=difference,
                state=line.state,
                codes=_codes(line) or (found.codes if found else ()),
            )


def _worst_first(found: Iterable[Differing]) -> list[Differing]:
    order = list(Difference)
    return sorted(found, key=lambda each: (order.index(each.difference), each.recorded_at))


def _codes(line: MonthLine) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(issue.get("code") or "") for issue in line.issues))
