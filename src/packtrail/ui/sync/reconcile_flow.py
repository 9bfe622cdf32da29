"""Joins the comparison of a month to the ledger."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.moments import legal_day
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.reconcile import MonthState, MonthView
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import Destination, View
from packtrail.usecases.reconcile_month import MonthReport, reconcile_month
from packtrail.wording import Wording

_MONTHS = 12


class MonthFlow(QObject):
    """What happens on the month's page."""

    record_asked = Signal(str)

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        failed: Callable[[OutletError], None],
    ) -> None:
        super().__init__()
        self.view = MonthView(wording)
        self.state = MonthState()
        self._acts, self._workers, self._failed = acts, workers, failed
        self._destination: Destination | None = None
        self.view.month_moved.connect(self._move)
        self.view.record_asked.connect(self.record_asked)

    def show(self, destination: Destination) -> None:
        """Compare the month that was looked at last, this month at first."""
        self._destination = destination
        today = legal_day(self._acts.now())
        self._ask(self.state.year or today.year, self.state.month or today.month)

    def _move(self, by: int) -> None:
        months = self.state.year * _MONTHS + self.state.month - 1 + by
        self._ask(months // _MONTHS, months % _MONTHS + 1)

    def _ask(self, year: int, month: int) -> None:
        if self._destination is None:
            return
        today = legal_day(self._acts.now())
        is_newest = (year, month) >= (today.year, today.month)
        self._change(MonthState(year=year, month=month, is_newest=is_newest))
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_compared, self._destination, year, month)),
            done=self._show,
            failed=self._failed,
        )

    def _show(self, report: MonthReport) -> None:
        state = self.state
        if (report.year, report.month) == (state.year, state.month):
            self._change(
                MonthState(year=state.year, month=state.month, is_newest=state.is_newest, report=report)
            )

    def _change(self, state: MonthState) -> None:
        self.state = state
        self.view.render_state(state)


def _compared(destination: Destination, year: int, month: int, view: View) -> MonthReport:
    return reconcile_month(view, destination, year, month)
