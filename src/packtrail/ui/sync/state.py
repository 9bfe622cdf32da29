"""How far the records have come, what stands in the way and whose turn it is; plain values, no Qt."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from packtrail.domain.errors import OutletError
from packtrail.domain.sync_state import UNSENT, AckLevel, Backlog, SubmissionState
from packtrail.protocol.problems import AUTHORITY_GENERIC_ERROR, CATALOGUE, DEPENDENCY_OPEN, Owner
from packtrail.ui.sync.back_off import AutoState
from packtrail.usecases.ports import Destination, Submission, View
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

PROBLEMS: Final = ANSWERED_OPEN - {SubmissionState.RECEIVED}
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


@dataclass(frozen=True, kw_only=True, slots=True)
class LadderState:
    """One destination: what it has of ours."""

    destination: Destination
    backlog: Backlog
    open_records: tuple[Submission, ...] = ()  # with the destination and not accepted
    only_received: int = 0  # duplicates of records that were never accepted

    @property
    def delivered(self) -> int:
        """With the destination, and not accepted."""
        return len(self.open_records) + self.only_received

    @property
    def accepted(self) -> int:
        """Accepted by the company's platform."""
        return self.backlog.confirmed - self.only_received

    @property
    def is_cut(self) -> bool:
        """Whether more are open than were counted."""
        return len(self.open_records) >= MOST_OPEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong, and the records that it is wrong with."""

    code: str
    upstream_text: str | None
    records: tuple[Submission, ...]


@dataclass(frozen=True, slots=True)
class OwnerGroup:
    """What one party has to put right."""

    owner: Owner
    problems: tuple[Problem, ...]


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
    level: Level | None = None  # the rung whose records are listed
    listed_of: str = ""  # at which destination
    listed: tuple[Submission, ...] = ()
    now: datetime | None = None

    @property
    def unsent(self) -> int:
        """What waits at this station."""
        return sum(ladder.backlog.unsent for ladder in self.ladders or ())

    @property
    def needs_enrolment(self) -> bool:
        """Whether there is no hub to report to yet."""
        return self.ladders is not None and all(each.destination.is_portal for each in self.ladders)


def ladders(view: View) -> tuple[LadderState, ...]:
    """Every destination, as it stands."""
    return tuple(_ladder(view, destination) for destination in view.destinations())


def records_on(destination: str, level: Level) -> Callable[[View], tuple[Submission, ...]]:
    """The question for the newest records of one rung."""

    def ask(view: View) -> tuple[Submission, ...]:
        states = STATES_OF[level]
        return tuple(view.submissions(destination, states, LISTED)) if states else ()

    return ask


def grouped(records: Iterable[Submission]) -> tuple[OwnerGroup, ...]:
    """The problems of ``records`` by who must act, our own first, the most frequent first."""
    found: dict[Owner, dict[tuple[str, str | None], list[Submission]]] = {owner: {} for owner in Owner}
    for record in records:
        if record.state not in PROBLEMS:
            continue
        for owner, code, upstream in _issues(record):
            found[owner].setdefault((code, upstream), []).append(record)
    return tuple(
        OwnerGroup(
            owner,
            tuple(
                Problem(code=code, upstream_text=upstream, records=tuple(named))
                for (code, upstream), named in sorted(problems.items(), key=lambda item: -len(item[1]))
            ),
        )
        for owner, problems in found.items()
        if problems
    )


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
    duplicates = view.submissions(name, (SubmissionState.DUPLICATE,), MOST_OPEN)
    return LadderState(
        destination=destination,
        backlog=view.backlog(name),
        open_records=tuple(view.submissions(name, ANSWERED_OPEN, MOST_OPEN)),
        only_received=sum(record.ack_level is AckLevel.RELAY_RECEIVED for record in duplicates),
    )


def _issues(record: Submission) -> Iterable[tuple[Owner, str, str | None]]:
    """Who must act, the code and the upstream's own text; each once, errors before mere warnings."""
    errors = [issue for issue in record.issues if issue.get("severity") == "error"] or record.issues
    if not errors:
        unexplained = DEPENDENCY_OPEN if record.state is SubmissionState.BLOCKED else AUTHORITY_GENERIC_ERROR
        return [(unexplained.owner, unexplained.code, None)]
    return list(dict.fromkeys(_issue(issue) for issue in errors))


def _issue(issue: Mapping[str, object]) -> tuple[Owner, str, str | None]:
    code = str(issue.get("code") or "")
    named = str(issue.get("owner") or "")
    entry = CATALOGUE.get(code)
    by_code = entry.owner if entry else Owner.PLATFORM
    upstream = issue.get("upstream_text")
    return Owner(named) if named in set(Owner) else by_code, code, str(upstream) if upstream else None
