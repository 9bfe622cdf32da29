"""Put papers on their way to a printer and say what became of them; each step is on disk before it shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from packtrail.domain import print_jobs
from packtrail.domain.errors_printing import PrintJobMovedOn, PrintTooLarge
from packtrail.domain.print_jobs import ENDED, MOST_NUMBERS, UNSETTLED, PrintedUnit, PrintJob, PrintState
from packtrail.usecases.ports import Clock, NewId, Store, View

KEPT_ENDED = 30  # what came out well is offered again only for a while
LARGEST_PDF = 64 * 1024 * 1024

_UNDER_WAY = frozenset({PrintState.QUEUED, PrintState.HANDING})
_SETTLED = ENDED | {PrintState.SPOOLED}

Step = Callable[[PrintJob, datetime], PrintJob]


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintOrder:
    """What is to be printed, and where."""

    title: str
    paper_kind: str
    printer: str
    pdf: bytes
    pages: int
    copies: int = 1
    unit: PrintedUnit = PrintedUnit.PAGE


def queue_print(order: PrintOrder, *, store: Store, now: Clock, new_id: NewId) -> PrintJob:
    """Keep ``order`` with its paper until it is printed, whatever happens to this program.

    Raises PrintTooLarge.
    """
    total = order.pages * order.copies
    if not 0 < total <= MOST_NUMBERS or len(order.pdf) > LARGEST_PDF:
        raise PrintTooLarge(total, MOST_NUMBERS)
    at = now()
    job = PrintJob(
        job_id=new_id(),
        title=order.title,
        paper_kind=order.paper_kind,
        printer=order.printer,
        unit=order.unit,
        pages=order.pages,
        copies=order.copies,
        queued_at=at,
        changed_at=at,
    )
    with store.act() as tx:
        tx.add_print_job(job, order.pdf)
        for settled in tx.print_jobs_in(_SETTLED)[KEPT_ENDED:]:  # papers hold names
            tx.forget_print_job(settled.job_id)
    return job


def move_print(job_id: str, step: Step, *, store: Store, now: Clock) -> PrintJob:
    """Do one step of ``domain.print_jobs`` with a job as it stands now.

    Raises what the step raises, and PrintJobMovedOn for a job that was let go.
    """
    with store.act() as tx:
        job = tx.print_job(job_id)
        if job is None:
            raise PrintJobMovedOn(None, PrintState.DONE)
        moved = step(job, now())
        tx.save_print_job(moved)
    return moved


def print_elsewhere(job: PrintJob, at: datetime, *, printer: str) -> PrintJob:
    """A step: what is left of it goes to another printer."""
    if job.state not in {PrintState.QUEUED, PrintState.INTERRUPTED}:
        raise PrintJobMovedOn(job.title, job.state)
    return replace(job, printer=printer, changed_at=at)


def recover_prints(*, store: Store, now: Clock) -> Sequence[PrintJob]:
    """At the program's beginning: what it was in the middle of asks a person; what was touched."""
    with store.act() as tx:
        recovered = [print_jobs.recover(job, now()) for job in tx.print_jobs_in(_UNDER_WAY)]
        for job in recovered:
            tx.save_print_job(job)
    return recovered


def next_print(view: View) -> PrintJob | None:
    """The job whose turn it is: the oldest that waits, while none is under way."""
    jobs = view.print_jobs_in(_UNDER_WAY)
    if not jobs or any(job.state is PrintState.HANDING for job in jobs):
        return None
    return jobs[-1]


def jobs_to_show(view: View, newest: int) -> Sequence[PrintJob]:
    """The ``newest`` jobs, and behind them every older one that still asks or waits; newest first."""
    shown = list(view.print_jobs(newest))
    ids = {job.job_id for job in shown}
    return [*shown, *(job for job in view.print_jobs_in(UNSETTLED) if job.job_id not in ids)]
