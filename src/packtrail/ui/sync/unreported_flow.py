"""Joins the card of the 未报情况说明 to the ledger: asks what is pressing, and makes the paper."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.errors import OutletError
from packtrail.domain.moments import legal_day
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.state import SyncState
from packtrail.ui.sync.unreported_card import UnreportedCard
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.unreported import Pressing, pressing_duties
from packtrail.wording import Wording


class UnreportedFlow(QObject):
    """What the card does."""

    open_paper = Signal(object)  # Path
    moved = Signal()  # where the card belongs may have changed

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        failed: Callable[[OutletError], None],
    ) -> None:
        super().__init__()
        self.card = UnreportedCard(wording)
        self.pressing = Pressing()
        self._acts, self._workers, self._report = acts, workers, failed
        self._is_asking = self._is_stale = self._is_printing = False
        self.card.print_asked.connect(self.print_statement)

    def ask(self) -> None:
        """Ask what is pressing; once more when records were written meanwhile."""
        if self._is_asking:
            self._is_stale = True
            return
        self._is_asking, self._is_stale = True, False
        self._workers.run(
            self._workers.reads, partial(_pressing, self._acts), done=self._answered, failed=self._refused
        )

    def print_statement(self) -> None:
        """Make the paper of now; nothing while one is being made."""
        if self._is_printing:
            return
        self._printing(is_under_way=True)
        self._workers.run(
            self._workers.preview,
            partial(self._acts.print_paper, ActPaper.UNREPORTED),
            done=self._made,
            failed=self._not_made,
        )

    def _answered(self, pressing: Pressing) -> None:
        self._is_asking = False
        if self._is_stale:
            self.ask()
            return
        self.pressing = pressing
        self.card.show_pressing(pressing)
        self.moved.emit()

    def _refused(self, error: OutletError) -> None:
        self._is_asking = False
        self._report(error)

    def _made(self, paper: Path) -> None:
        self._printing(is_under_way=False)
        self.open_paper.emit(paper)

    def _not_made(self, error: OutletError) -> None:
        self._printing(is_under_way=False)
        self._report(error)

    def _printing(self, *, is_under_way: bool) -> None:
        self._is_printing = is_under_way
        self.card.show_printing(is_under_way=is_under_way)


def comes_first(state: SyncState, pressing: Pressing) -> bool:
    """Whether the statement belongs above everything: a day is near or past, and no report gets through."""
    now, ladders = state.now, state.ladders or ()
    is_stale = now is not None and any(each.stale_for(now) is not None for each in ladders)
    is_stuck = bool(state.auto.failures) or state.auto.stopped_by is not None or not state.auto.is_on
    return bool(pressing.count) and (state.needs_enrolment or is_stale or is_stuck)


def _pressing(acts: OutletActs) -> Pressing:
    rules, today = acts.rules(), legal_day(acts.now())
    return acts.read(lambda view: pressing_duties(view, rules.rulebook, today))
