"""How far the records have come, what stands in the way and whose turn it is; plain values, no Qt."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from packtrail.domain.deadlines import Proof
from packtrail.domain.errors import OutletError
from packtrail.domain.sync_state import UNSENT, AckLevel, Backlog, SubmissionState
from packtrail.ui.sync.back_off import AutoState
from packtrail.usecases.ports import Destination, Submission, View
from packtrail.usecases.relayed_changes import misses_word_since
from packtrail.usecases.send_batch import SendOutcome, SendResult

MOST_OPEN = 2000
LISTED = 500

ANSWERED_OPEN: Final = frozenset(
    {
        SubmissionState.RECEIVED,
        SubmissionState.DEFERRED,
        SubmissionState.BLOCKED,
        SubmissionState.REJECTED,
        SubmissionState.MANUAL_ACTION,
    }
)
"""The destination has the record and has not accepted it."""

CONFIRMED: Final = frozenset(
    {SubmissionState.ACCEPTED, SubmissionState.ACCEPTED_WITH_WARNINGS, SubmissionState.DUPLICATE}
)


class Level(StrEnum):
    """The rungs; each is counted by itself and none stands in for another."""

    HERE = "here"
    DELIVERED = "delivered"
    COMPANY = "company"
    NATIONAL = "national"


STATES_OF: Mapping[Level, frozenset[SubmissionState]] = {
    Level.HERE: UNSENT,
    Level.DELIVERED: ANSWERED_OPEN,
    Level.COMPANY: CONFIRMED,
    Level.NATIONAL: frozenset(),
}


class Page(StrEnum):
    """What the screen shows below its one button."""

    PROGRESS = "progress"
    REGISTER = "register"
    MONTH = "month"
    REHEARSAL = "rehearsal"
    WORKBOOK = "workbook"


STALE_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class LadderState:
    """One destination: what it has of ours."""

    destination: Destination
    backlog: Backlog
    open_records: tuple[Submission, ...] = ()  # with the destination and not accepted
    only_received: int = 0  # duplicates of records that were never accepted; all that a relay has
    at_authority: int = 0  # taken by the authority behind it
    passed_on: int = 0  # given to that authority, which has not answered
    misses_word_since: datetime | None = None  # a part of its later word never came through the relay

    @property
    def delivered(self) -> int:
        """With the destination, and not accepted."""
        return len(self.open_records) + self.only_received

    @property
    def accepted(self) -> int:
        """Accepted by the company's platform."""
        return self.backlog.confirmed - self.only_received

    def stale_for(self, now: datetime) -> timedelta | None:
        """For how long nothing was confirmed although something waits; None while that is less than a day."""
        since = self.backlog.last_confirmed_at or self.destination.enrolled_at
        oldest = self.backlog.oldest_recorded_at
        if self.destination.is_portal or oldest is None or now - max(since, oldest) < STALE_AFTER:
            return None
        return now - since

    @property
    def is_cut(self) -> bool:
        """Whether more are open than were counted."""
        return len(self.open_records) >= MOST_OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """One run of sending to one destination; ``total`` is what waited when it began."""

    title: str
    total: int
    batches: int = 0
    records: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    last: SendOutcome | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncState:
    """Everything on the screen; ``ladders`` is None until the first answer."""

    ladders: tuple[LadderState, ...] | None = None
    progress: Progress | None = None
    is_sending: bool = False
    auto: AutoState = field(default_factory=AutoState)
    is_enrolling: bool = False
    address: str = ""
    enrolment_code: str = ""
    trouble: OutletError | None = None
    page: Page = Page.PROGRESS
    by_hand: tuple[tuple[Proof, int], ...] = ()  # reported on proofs that a person gave, the best first
    level: Level | None = None  # the rung whose records are listed
    listed_of: str = ""  # at which destination
    listed: tuple[Submission, ...] = ()
    now: datetime | None = None

    @property
    def unsent(self) -> int:
        """What waits at this station."""
        return sum(ladder.backlog.unsent for ladder in self.ladders or ())

    @property
    def pages(self) -> tuple[Page, ...]:
        """What there is to look at: only a hub has receipts to compare with."""
        if self.ladders is None:
            return ()
        without = (Page.PROGRESS, Page.REHEARSAL, Page.WORKBOOK)
        return without if self.needs_enrolment else tuple(Page)

    @property
    def needs_enrolment(self) -> bool:
        """Whether there is no hub to report to yet."""
        return self.ladders is not None and all(each.destination.is_portal for each in self.ladders)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Every destination as it stands, and what was reported past all of them."""

    ladders: tuple[LadderState, ...]
    by_hand: tuple[tuple[Proof, int], ...]


def standing(view: View) -> Standing:
    """How far the records have come."""
    found = tuple(_ladder(view, destination) for destination in view.destinations())
    return Standing(ladders=found, by_hand=_by_hand(view))


def _by_hand(view: View) -> tuple[tuple[Proof, int], ...]:
    """What no receipt confirms and a person showed something for, by the rank of the proof."""
    counts: Counter[Proof] = Counter()
    for group in view.open_duties():
        if group.proof is not None:
            counts[group.proof] += group.count
    return tuple(sorted(counts.items(), key=lambda item: item[0].rank))


def records_on(destination: str, level: Level) -> Callable[[View], tuple[Submission, ...]]:
    """The question for the newest records of one rung."""

    def ask(view: View) -> tuple[Submission, ...]:
        states = STATES_OF[level]
        return tuple(view.submissions(destination, states, LISTED)) if states else ()

    return ask


def after(progress: Progress, outcome: SendOutcome) -> Progress:
    """``progress`` after one more batch."""
    if outcome.result is not SendResult.SETTLED:
        return replace(progress, last=outcome)
    counts = Counter(dict(progress.counts))
    counts.update(dict(outcome.counts))
    records = progress.records + outcome.records
    return replace(
        progress,
        batches=progress.batches + 1,
        records=records,
        total=max(progress.total, records),  # records written meanwhile go along
        counts=dict(counts),
        last=outcome,
    )


def _ladder(view: View, destination: Destination) -> LadderState:
    name = destination.name
    passed_on, at_authority = view.beyond_the_hub(name)
    if not destination.is_behind_relay and any(each.is_behind_relay for each in view.destinations()):
        only_received = view.only_received(name)  # it is the relay, which accepts nothing
    else:
        duplicates = view.submissions(name, (SubmissionState.DUPLICATE,), MOST_OPEN)
        only_received = sum(record.ack_level is AckLevel.RELAY_RECEIVED for record in duplicates)
    return LadderState(
        destination=destination,
        backlog=view.backlog(name),
        open_records=tuple(view.submissions(name, ANSWERED_OPEN, MOST_OPEN)),
        at_authority=at_authority,
        passed_on=passed_on,
        only_received=only_received,
        misses_word_since=misses_word_since(view) if destination.is_behind_relay else None,
    )
