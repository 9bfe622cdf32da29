"""Asks the ledger for pages of units: one question at a time, and only the newest one counts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.stock.state import Page, StockState, page, with_page
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import UnitQuery


class StockPages:
    """Keeps a table's state up to what is asked of it; ``show`` draws each new state."""

    def __init__(self, acts: OutletActs, workers: GuiWorkers, show: Callable[[StockState], None]) -> None:
        self.state = StockState()
        self._acts, self._workers, self._show = acts, workers, show
        self._is_asking = False
        self._is_stale = False  # what is being answered is no longer what is asked

    def ask(self, state: StockState) -> None:
        """Show ``state`` and fetch its first page; while an answer is awaited, the next one waits."""
        self.state = state
        self._show(state)
        if self._is_asking:
            self._is_stale = True
        else:
            self._fetch(state.query())

    def ask_more(self) -> None:
        """Fetch the page behind the last."""
        if self.state.has_more and not self._is_asking:
            self._fetch(self.state.query(len(self.state.units)))

    def _fetch(self, query: UnitQuery) -> None:
        self._is_asking, self._is_stale = True, False
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, page(query)),
            done=self._answered,
            failed=self._failed,
        )

    def _answered(self, answer: Page) -> None:
        self._is_asking = False
        if self._is_stale:
            self._fetch(self.state.query())
            return
        self.state = replace(with_page(self.state, answer), now=self._acts.now())
        self._show(self.state)

    def _failed(self, error: OutletError) -> None:
        self._is_asking = False
        self.state = replace(self.state, trouble=error)
        self._show(self.state)
