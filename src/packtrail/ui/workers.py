"""Brings what a lane worked out back to the GUI thread, where widgets may be touched.

The lanes themselves have no Qt and stand in ``app/workers.py``; a screen gets this door and hands in
plain functions. A bug goes to the top (``sys.excepthook``) on the GUI thread, with its trace.
"""

import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

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

    @property
    def printing(self) -> Lane:
        """What waits for printers' drivers; one thread."""
        ...


class _Errand:
    """What a lane was asked, and who wants to know; let go of on the GUI thread only.

    A lane is done with its work a moment after the answer is out. Were it the last to hold a flow then,
    it would delete that flow's widgets in its own thread.
    """

    def __init__(
        self, fn: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[OutletError], None]
    ) -> None:
        self._held: tuple[Callable[[], Any], Callable[[Any], None], Callable[[OutletError], None]] | None
        self._held = fn, done, failed

    def work(self) -> Any:
        """Do it; in the lane."""
        if self._held is None:
            raise RuntimeError("an errand was begun after its answer")
        try:
            return self._held[0]()
        except Exception as error:
            _empty_the_frames(error)
            raise

    def tell(self, future: "Future[Any]") -> None:
        """Call who wants to know; a bug has gone to the top already, and a cancel tells nobody."""
        if self._held is None or future.cancelled():
            return
        _, done, failed = self._held
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, OutletError):
            failed(error)

    def let_go(self) -> None:
        """Forget everyone."""
        self._held = None


def _empty_the_frames(error: BaseException | None) -> None:
    """Take the locals out of a trace, whose lines stay: a flow may stand among them."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


class _Home(QObject):
    """Lives on the GUI thread as long as the application; what any thread emits is called there."""

    arrived = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self.is_closed = False
        self.arrived.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    @Slot(object, object)
    def _arrive(self, errand: _Errand, future: "Future[Any]") -> None:
        try:
            if not self.is_closed:
                errand.tell(future)
        finally:
            errand.let_go()


class GuiWorkers:
    """The lanes as a screen uses them. Make it on the GUI thread."""

    def __init__(self, lanes: Lanes) -> None:
        self.acts = lanes.acts
        self.reads = lanes.reads
        self.network = lanes.network
        self.decode = lanes.decode
        self.preview = lanes.preview
        self.printing = lanes.printing
        self._home = _Home()

    def close(self) -> None:
        """The window goes: nothing is begun from here any more, and nothing that ends is shown."""
        self._home.is_closed = True

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
        if self._home.is_closed:
            never: Future[Result] = Future()
            never.cancel()
            return never
        errand = _Errand(fn, done, failed)
        future: Future[Result] = lane.run(errand.work, priority=priority)
        future.add_done_callback(partial(self._home.arrived.emit, errand))
        return future


def is_lost(future: "Future[Result] | None") -> bool:
    """Whether a bug ended the work: nobody is told, and who waits for it would wait for ever."""
    if future is None or not future.done():
        return False
    return future.cancelled() or not isinstance(future.exception(), OutletError | None)


class BugsToTheTop:
    """What the lanes are given as ``report_bug``: takes a bug from any thread to ``sys.excepthook``."""

    def __init__(self) -> None:
        self._reported = _Bugs()

    def report(self, bug: Exception) -> None:
        """Hand ``bug`` to the crash report, on the GUI thread."""
        self._reported.bug.emit(bug)


class _Bugs(QObject):
    bug = Signal(object)

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self.bug.connect(self._to_the_top, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _to_the_top(self, bug: Exception) -> None:
        sys.excepthook(type(bug), bug, bug.__traceback__)
