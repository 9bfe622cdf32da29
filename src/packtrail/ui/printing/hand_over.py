"""Hands one job after another to its printer, page by page.

Each number is on disk before its page goes to the driver; the two lanes take turns and neither waits for the
other, nor the window for them. Whatever goes wrong leaves a job that asks a person.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain import print_jobs
from packtrail.domain.errors import OutletError
from packtrail.domain.errors_printing import PrintJobMovedOn
from packtrail.domain.print_jobs import PrintCause, PrintJob
from packtrail.ui.printing.ports import PrinterDevice, PrintRun
from packtrail.ui.printing.queue import Queue
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.print_queue import Step


class HandOver(QObject):
    """Works through the queue. Make it on the GUI thread; ``wake`` it when there is something to do."""

    moved = Signal(object)  # PrintJob: this is how far it is now
    failed = Signal(object)  # OutletError, of the job that just stopped
    stopped = Signal()  # after ``stop``: nothing more goes to a driver

    def __init__(self, queue: Queue, device: PrinterDevice, workers: GuiWorkers) -> None:
        super().__init__()
        self._queue, self._device, self._workers = queue, device, workers
        self._is_busy = self._is_stopped = self._is_woken = False
        self._run: PrintRun | None = None
        self._job: PrintJob | None = None  # the one that is under way, as it is now
        self._undriven: PrintJob | None = None  # stopped, and the ledger did not take that it did

    @property
    def is_busy(self) -> bool:
        """Whether something is being done with a job."""
        return self._is_busy

    @property
    def under_way(self) -> PrintJob | None:
        """The job whose pages are on their way to a driver."""
        return self._job

    def wake(self) -> None:
        """Begin with the job whose turn it is, unless one is under way."""
        self._is_woken = True
        if self._is_busy or self._is_stopped:
            return
        self._is_busy, self._is_woken = True, False
        if self._undriven is None:
            self._look()
        else:
            self._interrupt(self._undriven, otherwise=self._look)

    def _look(self) -> None:
        self._workers.run(self._workers.reads, self._queue.next, done=self._found, failed=self._nothing_found)

    def stop(self) -> None:
        """The window goes: the run is given up behind the page that is with the driver just now.

        Its job asks at the next start. ``stopped`` tells when all of it is over.
        """
        self._is_stopped = True
        run, self._run = self._run, None
        if run is not None:
            self._abort(run)
        elif not self._is_busy:
            self.stopped.emit()

    def _abort(self, run: PrintRun) -> None:
        self._workers.run(
            self._workers.printing, run.abort, done=lambda _: self._settle(), failed=lambda _: self._settle()
        )

    def _found(self, found: tuple[PrintJob, bytes] | None) -> None:
        if found is None or self._is_stopped:
            self._rest()
            return
        job, pdf = found
        self._job = job
        self._step(job, print_jobs.begin, partial(self._open, pdf))

    def _nothing_found(self, error: OutletError) -> None:
        self._settle()
        self.failed.emit(error)

    def _open(self, pdf: bytes, job: PrintJob) -> None:
        if self._is_stopped:
            self._settle()
            return
        self._workers.run(
            self._workers.printing,
            partial(self._device.begin, pdf, printer=job.printer, title=job.title),
            done=partial(self._opened, job),
            failed=partial(self._broke, job),
        )

    def _opened(self, job: PrintJob, run: PrintRun) -> None:
        if self._is_stopped:
            self._abort(run)
            return
        self._run = run
        self._next(job)

    def _next(self, job: PrintJob) -> None:
        """The next number is written down, then its page goes over; behind the last the driver has it all."""
        run = self._run
        if run is None or self._is_stopped:
            return
        if job.handed_to < job.total:
            self._step(job, print_jobs.hand_over, partial(self._hand_over, run))
            return
        self._workers.run(
            self._workers.printing,
            run.finish,
            done=lambda _: self._step(job, print_jobs.spooled, self._ended),
            failed=partial(self._broke, job),
        )

    def _hand_over(self, run: PrintRun, job: PrintJob) -> None:
        self._workers.run(
            self._workers.printing,
            partial(run.hand_over, job.page_of(job.handed_to)),
            done=lambda _: self._next(job),
            failed=partial(self._broke, job),
        )

    def _step(self, job: PrintJob, step: Step, then: Callable[[PrintJob], None]) -> None:
        def done(moved: PrintJob) -> None:
            self._job = moved
            self.moved.emit(moved)
            then(moved)

        self._workers.run(
            self._workers.acts,
            partial(self._queue.move, job.job_id, step),
            done=done,
            failed=partial(self._broke, job),
        )

    def _broke(self, job: PrintJob, error: OutletError) -> None:
        """The printer said no, or somebody cancelled meanwhile."""
        run, self._run = self._run, None
        if run is not None:
            self._workers.printing.run(run.abort)
        if isinstance(error, PrintJobMovedOn):
            self._ended(job)
            return
        self.failed.emit(error)
        self._interrupt(job, otherwise=self._rest)

    def _interrupt(self, job: PrintJob, *, otherwise: Callable[[], None]) -> None:
        """The job asks a person; ``otherwise`` for one that is under way no more, or never was."""
        self._undriven = job
        self._workers.run(
            self._workers.acts,
            partial(self._queue.move, job.job_id, partial(print_jobs.interrupt, cause=PrintCause.PRINTER)),
            done=self._interrupted,
            failed=partial(self._not_interrupted, otherwise),
        )

    def _interrupted(self, job: PrintJob) -> None:
        self._undriven = None
        self.moved.emit(job)
        self._ended(job)

    def _not_interrupted(self, otherwise: Callable[[], None], error: OutletError) -> None:
        """A ledger that takes nothing is not asked again before somebody does something."""
        if isinstance(error, PrintJobMovedOn):
            self._undriven = None
            otherwise()
            return
        self.failed.emit(error)
        self._rest()

    def _ended(self, _: PrintJob) -> None:
        self._run = None
        self._settle()
        self.wake()

    def _rest(self) -> None:
        """Wait for ``wake``; somebody may have called while this was busy."""
        self._settle()
        if self._is_woken:
            self.wake()

    def _settle(self) -> None:
        """Nothing is under way now."""
        self._is_busy, self._job = False, None
        if self._is_stopped:
            self.stopped.emit()
