"""Joins the records to the ledger: what is typed is looked for, a page's days are asked, a hit is opened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.errors import OutletError
from packtrail.domain.moments import MomentFault, legal_day, parse_typed_day
from packtrail.ui.acts import OutletActs
from packtrail.ui.newest import Newest
from packtrail.ui.records.export import Exporting, RegisterExport
from packtrail.ui.records.screen import RecordsScreen
from packtrail.ui.records.state import REPORTS, HitKind, Page, RecordsState, at_page, first_hit, stepped
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.close_day import PeriodReport, close_period
from packtrail.usecases.ports import View
from packtrail.usecases.registers import (
    RegisterPage,
    RegisterSum,
    register_begin,
    register_page,
)
from packtrail.usecases.search_ledger import Found, search_ledger
from packtrail.wording import Wording

T = TypeVar("T")


class RecordsFlow(QObject):
    """What happens among the records; nothing is written into the ledger there."""

    go = Signal(str, str)  # place and subject
    load_asked = Signal(str)  # a load, to be shown on its way
    open_paper = Signal(object)  # Path of the report of a day

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        today = legal_day(acts.now())
        self.state = RecordsState(today=today, day=today, month=today)
        self.screen = screen = RecordsScreen(wording, self.state)
        self._acts, self._workers, self._wording = acts, workers, wording
        self.export = RegisterExport(acts, workers)
        self._typed = Newest[str]()
        self._is_first_wanted = False  # Enter came before the answer
        self._asked = 0  # of pages; answers to any but the newest question are dropped
        self._is_begun = False  # the lines in sight are those of the page as it was asked last
        self._is_more_wanted = False  # the table asks once only
        screen.page_chosen.connect(lambda key: self._ask(at_page(self.state, Page(key))))
        screen.stepped.connect(lambda step: self._ask(stepped(self.state, step)))
        screen.day_entered.connect(self._go_to_day)
        screen.text_changed.connect(self._look_for)
        screen.search_entered.connect(self._open_first)
        screen.hit_chosen.connect(self._open)
        screen.more_wanted.connect(self._ask_more)
        screen.day_close_asked.connect(self.close_today)
        screen.retry_asked.connect(self.refresh)
        screen.export_asked.connect(self._export)
        screen.export_stopped.connect(self.export.cancel)
        screen.print_asked.connect(self._print_day)
        self.export.changed.connect(self._show_export)
        self.export.written.connect(lambda target, lines: screen.tell_exported(target.name, lines))
        self.export.failed.connect(self._tell)

    def refresh(self) -> None:
        """Ask anew: the screen was opened, or records were written while it was in sight."""
        self._keep_up()
        self._ask(replace(self.state, trouble=None))

    def written(self) -> None:
        """Records were written somewhere; only what is in sight is asked anew."""
        if self.screen.isVisible():
            self.refresh()

    def find(self, text: str) -> None:
        """Look for ``text``: the search of the window, or a scan that nothing else takes."""
        self._asked += 1
        self.state = at_page(self.state, Page.SEARCH)
        self._look_for(text)

    def close_today(self) -> None:
        """Show how today stands."""
        self._keep_up()
        self.show_day(self.state.today.isoformat())

    def show_day(self, day: str) -> None:
        """Show how ``day`` stands, a legal day as 2026-11-23."""
        self._ask(replace(at_page(self.state, Page.DAY), day=date.fromisoformat(day)))

    def _go_to_day(self, typed: str) -> None:
        """The page of a day that somebody typed; what is no such day leaves the page as it is."""
        self._keep_up()
        day = parse_typed_day(typed, today=self.state.today)
        if isinstance(day, MomentFault):
            self.screen.tell_no_day(typed, day)
        else:
            self._ask(replace(at_page(self.state, self.state.page), day=day))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.screen.retranslate(wording)

    def _keep_up(self) -> None:
        """After midnight what stood at today goes with it."""
        today = legal_day(self._acts.now())
        if today != self.state.today:
            day, month = self.state.day, self.state.month
            day = today if day == self.state.today else day
            month = today if month == self.state.today else month
            self.state = replace(self.state, today=today, day=day, month=month)

    def _export(self) -> None:
        if self.state.asked is not None:
            self.export.begin(self.state.asked, self._wording, self.screen)

    def _print_day(self) -> None:
        if self.state.is_printing:
            return
        self._show(replace(self.state, is_printing=True))
        self._workers.run(
            self._workers.preview,
            partial(self._acts.print_paper, ActPaper.DAY, self.state.day.isoformat()),
            done=self._printed,
            failed=self._print_failed,
        )

    def _printed(self, paper: Path) -> None:
        self._show(replace(self.state, is_printing=False))
        self.open_paper.emit(paper)

    def _print_failed(self, error: OutletError) -> None:
        self._show(replace(self.state, is_printing=False, trouble=error))

    def _show_export(self, exporting: Exporting | None) -> None:
        so_far = None if exporting is None else (exporting.done, exporting.total)
        self._show(replace(self.state, exporting=so_far))

    def _look_for(self, text: str) -> None:
        self._is_first_wanted = False
        self._show(replace(self.state, text=text, trouble=None))
        self._search(self._typed.offer(text))

    def _search(self, text: str | None) -> None:
        if text is not None:
            self._workers.run(
                self._workers.reads,
                partial(self._acts.read, lambda view: search_ledger(view, text)),
                done=self._found,
                failed=self._search_failed,
            )

    def _found(self, found: Found) -> None:
        self._show(replace(self.state, found=found))
        following = self._typed.finished()
        self._search(following)
        if following is None and self._is_first_wanted:
            self._open_first()

    def _open_first(self) -> None:
        """Open what stands first, once what was typed is answered; nobody who went on is called back."""
        state = self.state
        self._is_first_wanted = self._typed.is_working
        if self._is_first_wanted or state.page is not Page.SEARCH or not self.screen.isVisible():
            return
        first = first_hit(state.found)
        if first is not None and state.found is not None and state.found.text == state.text.strip():
            self._open(first)

    def _search_failed(self, error: OutletError) -> None:
        self._typed.begin_anew()
        self._is_first_wanted = False
        if self.state.page is Page.SEARCH:
            self._tell(error)

    def _ask(self, state: RecordsState) -> None:
        self._is_first_wanted = self._is_first_wanted and state.page is Page.SEARCH
        self._is_more_wanted = self._is_more_wanted and state.asked == self.state.asked
        self._show(state)
        self._asked += 1
        self._is_begun = False
        if state.page is Page.SEARCH:
            self._search(self._typed.offer(state.text))
        elif state.page in REPORTS:
            days, now = state.days, self._acts.now()
            self._read(lambda view: close_period(view, *days, now), self._show_report)
        elif (asked := state.asked) is not None:
            self._read(lambda view: register_begin(view, asked), self._show_first)

    def _ask_more(self) -> None:
        """The next lines; while the first are asked anew, as soon as these are there."""
        asked, at = self.state.asked, self.state.next_at
        if asked is not None and at is not None:
            self._is_more_wanted = True
            if self._is_begun:
                self._asked += 1
                self._read(lambda view: register_page(view, asked, at), self._show_more)

    def _read(self, question: Callable[[View], T], show: Callable[[T], None]) -> None:
        number = self._asked

        def done(answer: T) -> None:
            if number == self._asked:
                show(answer)

        def failed(error: OutletError) -> None:
            if number == self._asked:
                self._tell(error)

        self._workers.run(self._workers.reads, partial(self._acts.read, question), done=done, failed=failed)

    def _show_report(self, report: PeriodReport) -> None:
        self._show(replace(self.state, report=report))

    def _show_first(self, answer: tuple[RegisterPage, RegisterSum]) -> None:
        page, total = answer
        self._show(replace(self.state, lines=page.lines, total=total, next_at=page.next_at))
        self._is_begun = True
        if self._is_more_wanted:
            self._ask_more()

    def _show_more(self, page: RegisterPage) -> None:
        self._is_more_wanted = False
        lines = (*(self.state.lines or ()), *page.lines)
        self._show(replace(self.state, lines=lines, next_at=page.next_at))

    def _open(self, key: str) -> None:
        kind, _, subject = key.partition(":")
        if kind == HitKind.PARTY:
            self.find(subject)
        elif kind == HitKind.LOAD:
            self.load_asked.emit(subject)
        else:
            self.go.emit("vehicles" if kind == HitKind.VEHICLE else "stock", subject)

    def _tell(self, error: OutletError) -> None:
        self._show(replace(self.state, trouble=error))

    def _show(self, state: RecordsState) -> None:
        self.state = state
        self.screen.render_state(state)
