"""Sends on the network's lane, never twice at once, and tells on the GUI thread how far it has come."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.state import Progress, after
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import Destination
from packtrail.usecases.send_batch import SendOutcome


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
        self._acts, self._workers = acts, workers

    def start(self) -> bool:
        """Begin, unless a run is under way already; whether it began."""
        if self.is_under_way:
            return False
        self.is_under_way = True
        self._workers.run(self._workers.network, self._run, done=self._done, failed=self._refused)
        return True

    def _run(self) -> tuple[Progress, ...]:
        destinations = self._acts.read(lambda view: tuple(view.destinations()))
        return tuple(self._send_to(each) for each in destinations if not each.is_portal)

    def _send_to(self, destination: Destination) -> Progress:
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
