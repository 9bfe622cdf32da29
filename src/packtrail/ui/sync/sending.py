"""Sends on the network's lane, never twice at once, and tells on the GUI thread how far it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.state import Progress, after
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import Destination, View
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_policy import MAINTENANCE, quiet_until


@dataclass(slots=True)
class _Run:
    """How far one destination has come; touched by the network's thread alone."""

    progress: Progress


class Sending(QObject):
    """One run at a time, over every destination in turn."""

    progressed = Signal(object)  # Progress
    ended = Signal(object)  # tuple[Progress, ...], one for each destination
    failed = Signal(object)  # OutletError

    def __init__(self, acts: OutletActs, workers: GuiWorkers) -> None:
        super().__init__()
        self.is_under_way = False
        self._is_by_hand = False
        self._acts, self._workers = acts, workers

    def start(self, resting: frozenset[str] | None = None) -> bool:
        """Begin, unless a run is under way already; whether it began.

        ``resting`` are the destinations that are not tried now. A person's run (None) tries every one,
        announced maintenance or not.
        """
        if self.is_under_way:
            return False
        self.is_under_way = True
        self._is_by_hand = resting is None
        self._acts.hold_sending(is_held=False)
        run = partial(self._run, resting or frozenset(), is_by_hand=self._is_by_hand)
        self._workers.run(self._workers.network, run, done=self._done, failed=self._refused)
        return True

    def hold(self) -> None:
        """Sending by itself was switched off: a run that nobody asked for ends with the answer under way."""
        if self.is_under_way and not self._is_by_hand:
            self._acts.hold_sending(is_held=True)

    def _run(self, resting: frozenset[str], *, is_by_hand: bool) -> tuple[Progress, ...]:
        destinations = self._acts.read(lambda view: tuple(view.destinations()))
        return tuple(
            self._send_to(each, is_by_hand=is_by_hand)
            for each in destinations
            if each.is_called and each.name not in resting
        )

    def _send_to(self, destination: Destination, *, is_by_hand: bool) -> Progress:
        quiet = None if is_by_hand else self._acts.read(partial(_quiet, destination.name, self._acts.now()))
        if quiet is not None:
            return Progress(title=destination.title, total=0, last=quiet)
        waiting = self._acts.read(lambda view: view.backlog(destination.name).unsent)
        run = _Run(Progress(title=destination.title, total=waiting))
        self.progressed.emit(run.progress)
        self._acts.send(destination, partial(self._tell, run))
        return run.progress

    def _tell(self, run: _Run, outcome: SendOutcome) -> None:
        run.progress = after(run.progress, outcome)
        self.progressed.emit(run.progress)

    def _done(self, runs: tuple[Progress, ...]) -> None:
        self.is_under_way = False
        self.ended.emit(runs)

    def _refused(self, error: OutletError) -> None:
        self.is_under_way = False
        self.failed.emit(error)


def _quiet(destination: str, now: datetime, view: View) -> SendOutcome | None:
    """Why the destination is left in peace now: it announced maintenance, by its own clock."""
    sample = view.clock_sample()
    at = now + timedelta(milliseconds=sample.offset_ms) if sample else now
    ends = quiet_until(view, destination, at)
    if ends is None:
        return None
    return SendOutcome(
        result=SendResult.NOT_SENT,
        cause=MAINTENANCE,
        retry_after_s=max(1, round((ends - at).total_seconds())),
        destination=destination,
    )
