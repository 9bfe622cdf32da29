"""Joins the steps of the first day to what the station remembers."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.setup.first_day_card import FirstDayCard
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.first_day import PUT_OFF, FirstDay, Step, first_day, with_put_off
from packtrail.wording import Wording


class FirstDayFlow(QObject):
    """Make it on the GUI thread; ``refresh`` it whenever Settings come into sight."""

    go = Signal(str)  # to the panel of a Step
    failed = Signal(object)  # OutletError

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, wording: Wording, traces: Mapping[Step, str]
    ) -> None:
        super().__init__()
        self.panel = FirstDayCard(wording)
        self.state = FirstDay()
        self._acts, self._workers, self._traces = acts, workers, traces
        self.panel.go_asked.connect(self.go)
        self.panel.later_asked.connect(self._put_off)

    def refresh(self) -> None:
        """See how far it has come."""
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(first_day, traces=self._traces)),
            done=self._show,
            failed=self._fail,
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.panel.retranslate(wording)

    def _put_off(self, step: str) -> None:
        kept = with_put_off(self.state, Step(step))
        self._workers.run(
            self._workers.acts,
            partial(self._acts.remember, PUT_OFF, kept),
            done=lambda _: self.refresh(),
            failed=self._fail,
        )

    def _show(self, state: FirstDay) -> None:
        self.state = state
        self.panel.render_state(state)

    def _fail(self, error: OutletError) -> None:
        self.failed.emit(error)
