"""Brings what a lane worked out back to the GUI thread, where widgets may be touched.

The lanes themselves have no Qt and stand in ``app/workers.py``; a screen gets this door and hands in
plain functions. A bug goes to the top (``sys.excepthook``) on the GUI thread, with its trace.
"""

import sys
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from packtrail.domain.errors import OutletError

Result = TypeVar("Result")


class Lane(Protocol):
    """Threads that take work, as ``app.workers.Lane`` does."""

    def run(self, fn: Callable[[], Result], *, priority: int = 0) -> "Future[Result]":
        """Do ``fn`` there; the future carries what came of it."""
        ...


class Lanes(Protocol):
    """The lanes of the process, as ``app.workers.Workers`` has them."""

    @property
    def acts(self) -> Lane:
        """The writer."""
        ...

    @property
    def reads(self) -> Lane:
        """What looks up."""
        ...

    @property
    def network(self) -> Lane:
        """What may wait for the other end."""
        ...

    @property
    def decode(self) -> Lane:
        """What reads pictures."""
        ...

    @property
    def preview(self) -> Lane:
        """What makes pictures ready to be shown."""
        ...


class _Outcome(QObject):
    """Lives on the GUI thread; what is emitted from any thread is called there."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrived.connect(self._call, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _call(self, show: Callable[[], None]) -> None:
        show()


class GuiWorkers:
    """The lanes as a screen uses them. Make it on the GUI thread."""

    def __init__(self, lanes: Lanes) -> None:
        self.acts = lanes.acts
        self.reads = lanes.reads
        self.network = lanes.network
        self.decode = lanes.decode
        self.preview = lanes.preview
        self._outcome = _Outcome()
        self._is_closed = False

    def close(self) -> None:
        """The window goes: nothing is begun from here any more, and nothing that ends is shown."""
        self._is_closed = True

    def run(
        self,
        lane: Lane,
        fn: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[OutletError], None],
        priority: int = 0,
    ) -> "Future[Result]":
        """Do ``fn`` on ``lane``, then ``done`` or ``failed`` on the GUI thread; neither after a cancel.

        After ``close`` nothing is done: the future is cancelled. Timers and answers on their way may
        still ask then.
        """
        if self._is_closed:
            never: Future[Result] = Future()
            never.cancel()
            return never
        future = lane.run(fn, priority=priority)
        future.add_done_callback(partial(self._ended, done, failed))
        return future

    def _ended(
        self,
        done: Callable[[Result], None],
        failed: Callable[[OutletError], None],
        future: "Future[Result]",
    ) -> None:
        if future.cancelled() or self._is_closed:
            return
        error = future.exception()
        if error is None:
            self._outcome.arrived.emit(partial(done, future.result()))
        elif isinstance(error, OutletError):
            self._outcome.arrived.emit(partial(failed, error))
        # else a bug, which the lane has reported


def is_lost(future: "Future[Result] | None") -> bool:
    """Whether a bug ended the work: nobody is told, and who waits for it would wait for ever."""
    if future is None or not future.done():
        return False
    return future.cancelled() or not isinstance(future.exception(), OutletError | None)


class BugsToTheTop:
    """What the lanes are given as ``report_bug``: takes a bug from any thread to ``sys.excepthook``."""

    def __init__(self) -> None:
        self._outcome = _Outcome()

    def report(self, bug: Exception) -> None:
        """Hand ``bug`` to the crash report, on the GUI thread."""
        self._outcome.arrived.emit(partial(_to_the_top, bug))


def _to_the_top(bug: Exception) -> None:
    sys.excepthook(type(bug), bug, bug.__traceback__)
