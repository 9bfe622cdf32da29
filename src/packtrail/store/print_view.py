"""The part of a view that the print queue asks; see ``usecases.print_ports``."""

from collections.abc import Collection, Sequence

from packtrail.domain.print_jobs import PrintJob, PrintState
from packtrail.store import print_queue
from packtrail.store.connection import Connection
from packtrail.usecases.print_ports import PrintView


class LedgerPrintView(PrintView):
    """Reads through the connection of the view that it is a part of."""

    @property
    def _connection(self) -> Connection:
        raise NotImplementedError

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        """The newest jobs, newest first."""
        return print_queue.jobs(self._connection, limit)

    def print_jobs_in(self, states: Collection[PrintState]) -> Sequence[PrintJob]:
        """Every job in one of these states, newest first."""
        return print_queue.jobs_in(self._connection, states)

    def print_job(self, job_id: str) -> PrintJob | None:
        """One job."""
        return print_queue.job(self._connection, job_id)

    def print_content(self, job_id: str) -> bytes | None:
        """The PDF of a job."""
        return print_queue.content(self._connection, job_id)
