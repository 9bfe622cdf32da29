"""打印任务: what is known of something on its way to paper, and nothing beyond what is known.

A job is sheets or labels numbered from 1 over all copies. The highest that a driver proves is that it took
them all (spooled); whether paper came out, only a person sees. So an interrupted job asks for the last
good number and goes on behind it: what came out is not printed twice, and what did not is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from packtrail.domain.errors_printing import LastGoodWrong, PrintJobMovedOn

TO_FILE: Final = "packtrail:pdf"
"""The printer that writes a PDF file instead of paper; no system names one so."""

MOST_NUMBERS: Final = 20_000  # of one job: sheets times copies


class PrintState(StrEnum):
    """How far a job is known to have come."""

    QUEUED = "queued"
    HANDING = "handing"  # numbers go to the driver, one after another
    SPOOLED = "spooled"  # the driver took the last; no program knows more
    INTERRUPTED = "interrupted"  # stopped on its way; a person says what came out
    DONE = "done"  # a person said that all came out
    CANCELLED = "cancelled"


class PrintedUnit(StrEnum):
    """What a job counts."""

    PAGE = "page"
    LABEL = "label"


class PrintCause(StrEnum):
    """Why a job stopped."""

    PRINTER = "printer"  # the driver said no, or the printer is gone
    RESTARTED = "restarted"  # the program ended meanwhile
    PERSON = "person"  # somebody stopped it, or saw that it went wrong


ENDED: Final = frozenset({PrintState.DONE, PrintState.CANCELLED})
UNSETTLED: Final = frozenset({PrintState.QUEUED, PrintState.HANDING, PrintState.INTERRUPTED})
"""What the program or a person has to go on with, however long ago it was asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintJob:
    """One job. Numbers up to ``good_to`` a person vouches for; those up to ``handed_to`` the driver may have.

    ``handed_to`` is written before a number is handed over, so it is never too low.
    """

    job_id: str
    title: str
    paper_kind: str  # under which the printer is remembered: paper, labels
    printer: str  # as the system names it
    unit: PrintedUnit
    pages: int  # of one copy
    copies: int = 1
    state: PrintState = PrintState.QUEUED
    good_to: int = 0
    handed_to: int = 0
    cause: PrintCause | None = None  # of the newest interruption
    queued_at: datetime
    changed_at: datetime

    @property
    def total(self) -> int:
        """How many sheets or labels there are, all copies together."""
        return self.pages * self.copies

    @property
    def doubtful(self) -> int:
        """How many numbers may or may not have come out."""
        return self.handed_to - self.good_to

    @property
    def has_ended(self) -> bool:
        """Whether nothing is to be done about it."""
        return self.state in ENDED

    def numbers(self) -> Iterator[int]:
        """What is still to be handed over, in order."""
        return iter(range(self.good_to + 1, self.total + 1))

    def page_of(self, number: int) -> int:
        """The page, from 0, that ``number`` prints; one whole copy comes before the next."""
        return (number - 1) % self.pages


def begin(job: PrintJob, at: datetime) -> PrintJob:
    """Its numbers begin to go to the driver; from behind the last good one."""
    _only(job, PrintState.QUEUED)
    return replace(job, state=PrintState.HANDING, handed_to=job.good_to, changed_at=at)


def hand_over(job: PrintJob, at: datetime) -> PrintJob:
    """The next number is about to go to the driver."""
    _only(job, PrintState.HANDING)
    if job.handed_to >= job.total:
        raise ValueError(f"no number after {job.total}")
    return replace(job, handed_to=job.handed_to + 1, changed_at=at)


def spooled(job: PrintJob, at: datetime) -> PrintJob:
    """The driver took all of it."""
    _only(job, PrintState.HANDING)
    if job.handed_to != job.total:
        raise ValueError(f"{job.handed_to} of {job.total} were handed over")
    return replace(job, state=PrintState.SPOOLED, cause=None, changed_at=at)


def interrupt(job: PrintJob, at: datetime, *, cause: PrintCause) -> PrintJob:
    """It stopped on its way, or somebody saw that what the driver took did not all come out."""
    _only(job, PrintState.HANDING, PrintState.SPOOLED)
    return replace(job, state=PrintState.INTERRUPTED, cause=cause, changed_at=at)


def go_on(job: PrintJob, at: datetime, *, last_good: int) -> PrintJob:
    """Print again from behind ``last_good``, the number up to which paper came out right.

    With everything good it is done. Raises LastGoodWrong for a number that was never handed over.
    """
    _only(job, PrintState.INTERRUPTED)
    if not 0 <= last_good <= job.handed_to:
        raise LastGoodWrong(last_good, job.handed_to)
    state = PrintState.DONE if last_good == job.total else PrintState.QUEUED
    return replace(job, state=state, good_to=last_good, handed_to=last_good, cause=None, changed_at=at)


def confirm(job: PrintJob, at: datetime) -> PrintJob:
    """A person holds all of it in hand."""
    _only(job, PrintState.SPOOLED)
    return replace(job, state=PrintState.DONE, good_to=job.total, changed_at=at)


def cancel(job: PrintJob, at: datetime) -> PrintJob:
    """Nothing more of it is handed over; what the driver has it may still print."""
    _only(job, *UNSETTLED)
    return replace(job, state=PrintState.CANCELLED, changed_at=at)


def recover(job: PrintJob, at: datetime) -> PrintJob:
    """What a job is when the program begins anew: nothing prints by surprise, nothing is forgotten."""
    if job.state not in {PrintState.QUEUED, PrintState.HANDING}:
        return job
    return replace(job, state=PrintState.INTERRUPTED, cause=PrintCause.RESTARTED, changed_at=at)


def _only(job: PrintJob, *states: PrintState) -> None:
    if job.state not in states:
        raise PrintJobMovedOn(job.title, job.state)
