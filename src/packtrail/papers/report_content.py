"""What stands on the papers that tell how things are at a moment, as plain values of the ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from packtrail.domain.deadlines import Duty, DutyState, Standing
from packtrail.domain.mass_balance import MassBalance
from packtrail.papers.act_content import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRoot:
    """The newest record of a log: its hash covers every one before it."""

    seq: int
    record_hash: str
    record_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreportedDuty:
    """All records of one day that owe the same report and of which nothing was shown."""

    duty: Duty
    event_on: date
    count: int
    target: date | None  # None where no rule sets a day, or no calendar reaches it
    standing: Standing | None
    state: DutyState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDestination:
    """What one destination has not answered for."""

    title: str
    unsent: int
    oldest_at: datetime | None
    undecided: int  # answered, and neither confirmed nor refused
    refused: int
    last_confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreportedRecord:
    """One record that a destination has not confirmed; ``issue`` is the code of its answer."""

    destination: str
    record_type: str
    subject: str
    recorded_at: datetime
    state: str
    issue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreportedPaper:
    """未报情况说明 at a moment."""

    issue: Issue
    root: LedgerRoot | None
    duties: tuple[UnreportedDuty, ...]
    destinations: tuple[AtDestination, ...]
    records: tuple[UnreportedRecord, ...]  # the oldest first
    left_out: int = 0  # older than those listed


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersOfDay:
    """What was drawn of one kind of document, and which numbers have none."""

    kind: str  # a DocumentKind
    drawn: int
    gaps: tuple[str, ...]
    unexplained: int  # of the gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """日报 of one legal day, as the ledger knows it at the issue's moment."""

    issue: Issue
    day: date
    is_over: bool
    root: LedgerRoot | None  # at the end of the day; None before the first record
    balance: MassBalance
    numbers: tuple[NumbersOfDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckLine:
    """One unit that is to be looked at again."""

    label: str
    place: str
    condition: str
    hot_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckSheet:
    """检查表 of the second looks of one legal day, with those that are over."""

    issue: Issue
    day: date
    lines: tuple[RecheckLine, ...]  # the first due first
