"""What the print queue needs of the ledger's file: jobs beside the records, each with its paper."""

from collections.abc import Collection, Sequence
from typing import Protocol

from packtrail.domain.print_jobs import PrintJob, PrintState


class PrintView(Protocol):
    """Jobs to read."""

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        """The newest jobs, newest first."""
        ...

    def print_jobs_in(self, states: Collection[PrintState]) -> Sequence[PrintJob]:
        """Every job in one of these states, newest first."""
        ...

    def print_job(self, job_id: str) -> PrintJob | None:
        """One job."""
        ...

    def print_content(self, job_id: str) -> bytes | None:
        """The PDF of a job."""
        ...


class PrintTx(Protocol):
    """Jobs to write."""

    def add_print_job(self, job: PrintJob, pdf: bytes) -> None:
        """Keep a new job with its paper."""
        ...

    def save_print_job(self, job: PrintJob) -> None:
        """Write how far a job has come, and to which printer it goes."""
        ...

    def forget_print_job(self, job_id: str) -> None:
        """Let a job and its paper go."""
        ...
