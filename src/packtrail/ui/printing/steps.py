"""What the buttons of a job do with it."""

from datetime import datetime
from functools import partial

from packtrail.domain import print_jobs
from packtrail.domain.print_jobs import PrintCause, PrintJob
from packtrail.ui.printing.state import PrintingState
from packtrail.usecases.print_queue import Step, print_elsewhere


def step_of(act: str, job: PrintJob, state: PrintingState) -> Step:
    """The step that the button ``act`` asks for; one that goes on refuses until a number is typed."""
    good = state.last_good(job) or 0
    steps: dict[str, Step] = {
        "cancel": print_jobs.cancel,
        "confirm": print_jobs.confirm,
        "jammed": partial(print_jobs.interrupt, cause=PrintCause.PERSON),
        "go_on": partial(print_jobs.go_on, last_good=good),
        "elsewhere": partial(_go_on_elsewhere, printer=state.printer, last_good=good),
    }
    return steps[act]


def _go_on_elsewhere(job: PrintJob, at: datetime, *, printer: str, last_good: int) -> PrintJob:
    return print_jobs.go_on(print_elsewhere(job, at, printer=printer), at, last_good=last_good)
