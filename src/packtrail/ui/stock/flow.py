"""Joins the stock table and the detail of a unit to the ledger."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.errors import OutletError
from packtrail.domain.places import Place
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.stock.acts import UnitAct
from packtrail.ui.stock.asking import PageAsking
from packtrail.ui.stock.count.flow import CountFlow, Tell
from packtrail.ui.stock.detail import UnitDetail
from packtrail.ui.stock.exit_forms import Left
from packtrail.ui.stock.floor.flow import FloorFlow
from packtrail.ui.stock.forms import form_of
from packtrail.ui.stock.life import UnitLife, ask_life
from packtrail.ui.stock.move.flow import MoveFlow
from packtrail.ui.stock.opening.flow import OpeningFlow
from packtrail.ui.stock.pages import StockPages
from packtrail.ui.stock.place import StockPlace
from packtrail.ui.stock.screen import StockScreen
from packtrail.ui.stock.state import Filter, StockState
from packtrail.ui.stock.unpack_form import PART, SCANNED, UnpackForm
from packtrail.ui.undo_flow import EXIT, Undoable
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.rewrite_code import Rewritten
from packtrail.usecases.scanned_units import code_scanned
from packtrail.wording import Wording


class StockFlow(QObject):
    """What happens on the stock screen."""

    load_asked = Signal(tuple)  # unit ids that belong on the handoff draft
    detail_asked = Signal(QWidget)  # to be shown beside the screen, under ``detail_title``
    labels_asked = Signal(tuple)  # unit ids whose labels are to be printed
    open_paper = Signal(object)  # Path of a life or a slip
    written = Signal(object)  # what an act gave: records were written
    toned = Signal(str)  # ok, again, no
    undoable = Signal(object)  # Undoable: moves and exits can be taken back for a while

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.screen = screen = StockScreen(wording)
        self.form = FormFlow(acts, workers, wording)
        self.detail = UnitDetail(wording, self.form.panel)
        self.asking = PageAsking(acts, workers, self.detail)
        self.count = CountFlow(acts, workers, wording)
        self.moving = MoveFlow(acts, workers, wording)
        self.floor = FloorFlow(acts, workers, wording)
        self.opening = OpeningFlow(acts, workers, wording)
        pages = {
            "table": screen,
            "floor": self.floor.screen,
            "moving": self.moving.screen,
            "count": self.count.screen,
            "opening": self.opening.screen,
        }
        self.place = StockPlace(wording, pages)
        self._life: UnitLife | None = None
        self._act = ""  # whose form is open
        self._is_printing = False
        self._acts, self._workers, self._wording = acts, workers, wording
        self._pages = StockPages(acts, workers, screen.render_state)
        screen.chip_chosen.connect(lambda chip: self._pages.ask(replace(self.state, chip=Filter(chip))))
        screen.text_changed.connect(lambda text: self._pages.ask(replace(self.state, text=text)))
        screen.more_wanted.connect(self._pages.ask_more)
        screen.unit_chosen.connect(self.open_unit)
        screen.unit_passed.connect(self._pass_by)
        screen.load_asked.connect(self.load_asked)
        screen.retry_asked.connect(self.refresh)
        self.detail.load_asked.connect(lambda unit_id: self.load_asked.emit((unit_id,)))
        self.detail.act_chosen.connect(self._begin)
        self.detail.again_asked.connect(self.asking.again)
        self.detail.print_asked.connect(self._print)
        self.detail.slip_asked.connect(self._print_slip)
        self.detail.correction_asked.connect(self._print_correction)
        self.detail.label_asked.connect(self._print_label)
        screen.labels_asked.connect(self.labels_asked)
        self.asking.changed.connect(self._show_asking)
        self.asking.told.connect(self._told)
        self.form.done.connect(self._done)
        self.form.left.connect(self._left)
        self.place.opened.connect(lambda _: self.refresh())
        for page in (self.count, self.moving, self.opening):
            page.toned.connect(self.toned)
            page.written.connect(self.written)
            page.unit_meant.connect(self.open_unit)
        for page in (self.moving, self.opening):
            page.undoable.connect(self.undoable)
        self.floor.place_meant.connect(self.list_place)
        screen.move_asked.connect(self._move_chosen)
        screen.opening_asked.connect(lambda: self.place.open("opening"))
        screen.place_left.connect(lambda: self._pages.ask(replace(self.state, place=None)))

    @property
    def is_busy(self) -> bool:
        """Whether an act is under way."""
        pages = (self.count, self.moving, self.floor, self.opening)
        return self.form.is_busy or any(page.is_busy for page in pages)

    @property
    def state(self) -> StockState:
        """What the table shows."""
        return self._pages.state

    @property
    def detail_title(self) -> str:
        """What stands above the detail."""
        return self._wording.say("stock.detail_title")

    def refresh(self) -> None:
        """Ask anew: the screen was opened, or records were written."""
        self._pages.ask(self.state)
        self.count.refresh()
        if self.place.page == "floor":
            self.floor.refresh()
        elif self.place.page == "opening":
            self.opening.refresh()
        if self.state.chosen is not None:
            self._ask_life(self.state.chosen, self._show_life)

    def scanned(self, text: str, tell: Tell) -> bool:
        """Take a scan where the page in sight, or a form that asks for a code, has a use for it."""
        page = self.place.page
        if page == "moving":
            return self.moving.scanned(text, tell)
        if page == "count" and self.count.scanned(text, tell):
            return True
        if page == "opening" and self.opening.scanned(text, tell):
            return True
        is_taken = self._fill_part(text) if isinstance(self.form.act, UnpackForm) else self.form.scanned(text)
        if is_taken:
            self.toned.emit("ok")
            tell("ok")
        return is_taken

    def _fill_part(self, text: str) -> bool:
        """Put a scanned part into the form of the opening; one that stands there already stays."""
        act = self.form.act
        code = code_scanned(text, self._acts.tables)
        key = act.next_part(self.form.typed, code) if isinstance(act, UnpackForm) else None
        if key is None or not self.form.give(key, code):
            return False
        return self.form.give(key.replace(PART, SCANNED), code)

    def back(self) -> None:
        """Esc: a count under way is left as it is kept, and what is at hand put down."""
        if self.place.page == "count":
            self.count.pause()
        elif self.place.page == "moving":
            self.moving.back()
        elif self.place.page == "floor":
            self.floor.back()
        elif self.place.page == "opening":
            self.opening.back()

    def find(self, text: str) -> None:
        """Look for ``text`` everywhere: a scan on this screen, or the search of the window."""
        if self.place.page != "table":
            self.place.open("table")
        self._pages.ask(replace(self.state, text=text, chip=Filter.ALL, place=None))

    def show(self, chip: Filter) -> None:
        """List what a chip stands for."""
        self.place.open("table")
        self._pages.ask(replace(self.state, chip=chip))

    def list_place(self, place: Place) -> None:
        """List what stands at one place of the floor."""
        self.place.open("table")
        self._pages.ask(replace(self.state, place=place, text="", chip=Filter.ALL))

    def _move_chosen(self, unit_ids: tuple[str, ...]) -> None:
        """The chosen units are in the hand; the next slot that is scanned takes them all."""
        self.place.open("moving")
        self.moving.take(unit_ids)

    def open_unit(self, unit_id: str) -> None:
        """Show one unit in detail."""
        self._choose(unit_id)
        self._ask_life(unit_id, self._open_life)

    def detail_closed(self) -> None:
        """The detail was put away; passing by a row doesn't open it again."""
        self._choose(None)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.place.retranslate(wording)
        self.screen.retranslate(wording)
        self.count.retranslate(wording)
        self.moving.retranslate(wording)
        self.floor.retranslate(wording)
        self.opening.retranslate(wording)
        self.detail.retranslate(wording)
        self.form.retranslate(wording)

    def _begin(self, act: str) -> None:
        if self._life is None or self.form.is_busy:
            return
        self._act = act
        self.form.open(form_of(UnitAct(act), self._life, self._acts.tables))
        self.detail.show_form(is_open=True)
        self.form.panel.take_hand()

    def _left(self) -> None:
        self.detail.show_form(is_open=False, act=self._act)

    def _done(self, result: object) -> None:
        self._left()
        if isinstance(result, Rewritten):
            self._choose(result.unit.unit_id)
        self.written.emit(result)
        if isinstance(result, Left):
            self._offer_undo(result)
        self.refresh()

    def _offer_undo(self, left: Left) -> None:
        self.undoable.emit(
            Undoable(
                kind=EXIT,
                number=left.unit.label,
                document_id=left.unit.unit_id,
                act_ids=(left.record_id,),
                draft=None,
                restore=lambda: True,
            )
        )

    def _choose(self, unit_id: str | None) -> None:
        if unit_id != self.state.chosen:
            self.form.leave()  # it was about another unit
            self.asking.close()
        self._pages.state = replace(self.state, chosen=unit_id)

    def _pass_by(self, unit_id: str) -> None:
        if self.state.chosen not in {None, unit_id}:
            self.open_unit(unit_id)

    def _ask_life(self, unit_id: str, show: Callable[[str, UnitLife | None], None]) -> None:
        self._workers.run(
            self._workers.reads,
            partial(ask_life, self._acts, unit_id),
            done=partial(show, unit_id),
            failed=self._show_trouble,
        )

    def _open_life(self, unit_id: str, life: UnitLife | None) -> None:
        self._show_life(unit_id, life)
        if life is not None and self.state.chosen == unit_id:
            self.detail_asked.emit(self.detail)
            self.asking.open(life.unit.battery_code, by_itself=life.why_not_asked is None)

    def _show_life(self, unit_id: str, life: UnitLife | None) -> None:
        if life is not None and self.state.chosen == unit_id:
            self._life = life
            self.detail.show_life(life, self._acts.now())

    def _show_asking(self) -> None:
        self.detail.show_asking(self.asking.state, is_printing=self._is_printing)

    def _print(self) -> None:
        code = self._life.unit.battery_code if self._life else None
        if code is not None and not self._is_printing:
            self._printing(is_under_way=True)
            self._workers.run(
                self._workers.reads,
                partial(self._acts.print_life, code),
                done=self._printed,
                failed=self._print_failed,
            )

    def _print_slip(self) -> None:
        if self._life is not None:
            self._print_paper(ActPaper.SLIP, self._life.unit.unit_id)

    def _print_correction(self) -> None:
        if self._life is not None and self._life.amended is not None:
            self._print_paper(ActPaper.CORRECTION, self._life.amended)

    def _print_paper(self, paper: ActPaper, subject: str) -> None:
        if not self._is_printing:
            self._printing(is_under_way=True)
            self._workers.run(
                self._workers.preview,
                partial(self._acts.print_paper, paper, subject),
                done=self._printed,
                failed=self._print_failed,
            )

    def _print_label(self) -> None:
        if self._life is not None:
            self.labels_asked.emit((self._life.unit.unit_id,))

    def _printing(self, *, is_under_way: bool) -> None:
        self._is_printing = is_under_way
        self._show_asking()

    def _printed(self, paper: Path) -> None:
        self._printing(is_under_way=False)
        self.open_paper.emit(paper)

    def _print_failed(self, error: OutletError) -> None:
        self._printing(is_under_way=False)
        self._show_trouble(error)

    def _told(self, code: str) -> None:
        """A hub answered: what it told joins the open page of that battery."""
        life, chosen = self._life, self.state.chosen
        if chosen is not None and life is not None and life.unit.battery_code == code:
            self._ask_life(chosen, self._show_life)

    def _show_trouble(self, error: OutletError) -> None:
        self._pages.state = replace(self.state, trouble=error)
        self.screen.render_state(self.state)
