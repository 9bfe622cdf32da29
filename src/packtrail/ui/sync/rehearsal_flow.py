"""Joins the rehearsal to the ledger; it reads, and neither writes nor sends."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.rehearsal import RehearsalState, RehearsalView
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.usecases.rehearse import Rehearsal, rehearse
from packtrail.wording import Wording


class RehearsalFlow(QObject):
    """What happens on the rehearsal's page."""

    error_asked = Signal(object)  # ReportError

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        failed: Callable[[OutletError], None],
    ) -> None:
        super().__init__()
        self.view = RehearsalView(wording)
        self.state = RehearsalState()
        self._acts, self._workers, self._told_failed = acts, workers, failed
        self._destination: str | None = None
        self.view.asked.connect(self.ask)
        self.view.error_asked.connect(self.error_asked)

    def show(self, destination: str | None) -> None:
        """Look at the backlog of ``destination``; the whole log while there is none."""
        self._destination = destination

    def ask(self) -> None:
        """Judge the backlog as it is now."""
        if self.state.is_working:
            return
        self._change(RehearsalState(is_working=True, result=self.state.result))
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_rehearsed, self._destination, self._acts.now())),
            done=self._show,
            failed=self._failed,
        )

    def _show(self, result: Rehearsal) -> None:
        self._change(RehearsalState(result=result))

    def _failed(self, error: OutletError) -> None:
        self._change(RehearsalState(result=self.state.result))
        self._told_failed(error)

    def _change(self, state: RehearsalState) -> None:
        self.state = state
        self.view.render_state(state)


def _rehearsed(destination: str | None, now: datetime, view: View) -> Rehearsal:
    return rehearse(view, destination, now)
