"""Joins the stock table to the ledger: one question at a time, and the newest is the one that counts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.stock.detail import UnitDetail
from packtrail.ui.stock.screen import StockScreen
from packtrail.ui.stock.state import Filter, Page, StockState, UnitLife, life_of, page, with_page
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import UnitQuery, View
from packtrail.wording import Wording

T = TypeVar("T")


class StockFlow(QObject):
    """What happens on the stock screen."""

    load_asked = Signal(tuple)  # unit ids that belong on the handoff draft
    detail_asked = Signal(QWidget)  # to be shown beside the screen, titled by ``detail_title``

    def __init__(self, screen: StockScreen, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__(screen)
        self.state = StockState()
        self.detail = UnitDetail(wording)
        self._screen, self._acts, self._workers = screen, acts, workers
        self._wording = wording
        self._asked: UnitQuery | None = None  # what is under way
        self._is_stale = False  # the answer under way is not the last word
        screen.chip_chosen.connect(lambda chip: self._ask_anew(replace(self.state, chip=Filter(chip))))
        screen.text_changed.connect(lambda text: self._ask_anew(replace(self.state, text=text)))
        screen.more_wanted.connect(self._ask_more)
        screen.unit_chosen.connect(self.open_unit)
        screen.unit_passed.connect(self._pass_by)
        screen.load_asked.connect(self.load_asked)
        screen.retry_asked.connect(self.refresh)
        self.detail.load_asked.connect(lambda unit_id: self.load_asked.emit((unit_id,)))

    @property
    def detail_title(self) -> str:
        """What stands above the detail."""
        return self._wording.say("stock.detail_title")

    def refresh(self) -> None:
        """Ask anew: the screen was opened, or records were written."""
        self._ask_anew(self.state)
        if self.state.chosen is not None:
            self._ask_life(self.state.chosen, self._show_life_again)

    def find(self, text: str) -> None:
        """Look for ``text`` everywhere: a scan on this screen, or the search of the window."""
        self._ask_anew(replace(self.state, text=text, chip=Filter.ALL))

    def open_unit(self, unit_id: str) -> None:
        """Show one unit in detail."""
        self.state = replace(self.state, chosen=unit_id)
        self._ask_life(unit_id, self._show_life)

    def detail_closed(self) -> None:
        """The detail was put away; passing by a row doesn't open it again."""
        self.state = replace(self.state, chosen=None)

    def retranslate(self, wording: Wording) -> None:
        """Say the detail in another language; the screen is told by the window."""
        self._wording = wording
        self.detail.retranslate(wording)

    def _ask_anew(self, state: StockState) -> None:
        self.state = state
        self._screen.render_state(state)
        self._ask(state.query())

    def _ask_more(self) -> None:
        if self.state.has_more and self._asked is None:
            self._ask(self.state.query(len(self.state.units)))

    def _ask(self, query: UnitQuery) -> None:
        if self._asked is not None:
            self._is_stale = True
            return
        self._asked, self._is_stale = query, False
        self._read(page(query), self._show_page, self._page_failed)

    def _show_page(self, answer: Page) -> None:
        self._asked = None
        if self._is_stale:
            self._ask(self.state.query())
            return
        self.state = replace(with_page(self.state, answer), now=self._acts.now())
        self._screen.render_state(self.state)

    def _page_failed(self, error: OutletError) -> None:
        self._asked = None
        self._show_trouble(error)

    def _show_trouble(self, error: OutletError) -> None:
        self.state = replace(self.state, trouble=error)
        self._screen.render_state(self.state)

    def _pass_by(self, unit_id: str) -> None:
        if self.state.chosen not in {None, unit_id}:
            self.open_unit(unit_id)

    def _ask_life(self, unit_id: str, show: Callable[[str, UnitLife | None], None]) -> None:
        self._read(life_of(unit_id, self._acts.tables), partial(show, unit_id), self._show_trouble)

    def _show_life(self, unit_id: str, life: UnitLife | None) -> None:
        self._show_life_again(unit_id, life)
        if life is not None and self.state.chosen == unit_id:
            self.detail_asked.emit(self.detail)

    def _show_life_again(self, unit_id: str, life: UnitLife | None) -> None:
        if life is not None and self.state.chosen == unit_id:
            self.detail.show_life(life, self._acts.now())

    def _read(
        self,
        question: Callable[[View], T],
        done: Callable[[T], None],
        failed: Callable[[OutletError], None],
    ) -> None:
        self._workers.run(self._workers.reads, partial(self._acts.read, question), done=done, failed=failed)
