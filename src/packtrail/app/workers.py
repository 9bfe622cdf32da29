"""The one door through which anything that may take over 50 ms leaves the GUI thread.

Six lanes, each with its own named threads: ``acts`` writes and is one thread, because two writers made
an operator's act wait for seconds; ``reads`` looks things up; ``network`` waits; ``decode`` reads pictures;
``preview`` makes them ready to be shown, so that a hard label never makes the view stutter; ``printing``
waits for drivers. In a lane the operators' acts go before sync's, and equals in the order they came. No Qt.
"""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from packtrail.domain.errors import OutletError

Result = TypeVar("Result")
Bug = Callable[[Exception], None]


class Priority(IntEnum):
    """Who goes first; the lower number."""

    ACT = 0
    SYNC = 1
    STOP = 2  # the end of a lane's thread, behind all that was asked before


@dataclass(order=True, slots=True)
class _Job:
    priority: int
    number: int
    fn: Callable[[], Any] = field(compare=False)
    future: "Future[Any]" = field(compare=False)


class LaneClosed(RuntimeError):
    """Work was handed to a lane after it was closed: a bug in the order of shutting down."""


class Lane:
    """A few threads that take work in order of priority."""

    def __init__(self, name: str, *, threads: int, report_bug: Bug) -> None:
        self.name = name
        self._report_bug = report_bug
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._gate = threading.Lock()
        self._closed = False
        # Daemons, or the limit of close() would only move the waiting to the interpreter's end.
        self._threads = [
            threading.Thread(target=self._work, name=f"packtrail-{name}-{number}", daemon=True)
            for number in range(1, threads + 1)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, fn: Callable[[], Result], *, priority: int = Priority.ACT) -> "Future[Result]":
        """Do ``fn`` on this lane; the future carries its result, or what it raised.

        An OutletError is the caller's to show. Any other exception has already gone to ``report_bug``
        when the future ends with it. Raises LaneClosed after ``close``.
        """
        future: Future[Result] = Future()
        with self._gate:
            if self._closed:
                raise LaneClosed(self.name)
            self._jobs.put(_Job(priority, next(self._numbers), fn, future))
        return future

    def close(self, *, keep: Priority | None = None) -> None:
        """Take no more work. What is waiting is cancelled, except work of priority ``keep``."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            for job in self._waiting():
                if keep is not None and job.priority <= keep:
                    self._jobs.put(job)
                else:
                    job.future.cancel()
            for _ in self._threads:
                self._jobs.put(_Job(Priority.STOP, next(self._numbers), _nothing, Future()))

    def join(self, deadline: float) -> bool:
        """Whether every thread of the lane ended before ``deadline`` (of ``time.monotonic``)."""
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _waiting(self) -> Iterable[_Job]:
        jobs: list[_Job] = []
        while True:
            try:
                jobs.append(self._jobs.get_nowait())
            except queue.Empty:
                return jobs

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if job.priority == Priority.STOP:
                return
            if job.future.set_running_or_notify_cancel():
                self._do(job)
            del job  # a finished job must not keep its frames and rows alive while the lane is idle

    def _do(self, job: _Job) -> None:
        try:
            result = job.fn()
        except OutletError as refusal:
            job.future.set_exception(refusal)
        except Exception as bug:  # noqa: BLE001 - one of the two places: the worker hands a bug to the top and lives on
            self._report_bug(bug)
            job.future.set_exception(bug)
        else:
            job.future.set_result(result)


class Workers:
    """The six lanes of one process."""

    def __init__(self, *, report_bug: Bug, decoders: int = 1) -> None:
        self.acts = Lane("acts", threads=1, report_bug=report_bug)
        self.reads = Lane("reads", threads=2, report_bug=report_bug)
        self.network = Lane("network", threads=1, report_bug=report_bug)
        self.decode = Lane("decode", threads=decoders, report_bug=report_bug)
        self.preview = Lane("preview", threads=1, report_bug=report_bug)
        self.printing = Lane("printing", threads=1, report_bug=report_bug)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All lanes, in the order in which closing names them."""
        return (self.acts, self.reads, self.network, self.decode, self.preview, self.printing)

    def close(self, *, limit_s: float) -> tuple[str, ...]:
        """End all lanes within ``limit_s``; the names of those still busy then, to say what was left.

        Operators' acts that wait are still done: their operator has seen them taken. All else that
        waits is cancelled, and sync finds it again in the store.
        """
        deadline = time.monotonic() + limit_s
        self.acts.close(keep=Priority.ACT)
        for lane in self.lanes[1:]:
            lane.close()
        return tuple(lane.name for lane in self.lanes if not lane.join(deadline))


def _nothing() -> None:
    """The work of a stop."""
