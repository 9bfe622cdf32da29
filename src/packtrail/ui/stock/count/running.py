"""Draws a count under way: where, the last scan large, the lists with their figures, and the ways on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from packtrail.domain.stock_take import CountScan
from packtrail.ui.stock.count import words
from packtrail.ui.stock.count.counting import Heard, Tally
from packtrail.ui.stock.count.state import CountState, Part, choices
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.result_band import ResultBand
from packtrail.ui.widgets.table_rows import Row
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording

FINISH_KEY, DROP_KEY = "F10", "Del"


class RunningCount(QWidget):
    """The count as it grows; a list that did not change is not drawn anew."""

    entered = Signal(str)
    part_chosen = Signal(str)
    unit_chosen = Signal(str)
    dropped = Signal(tuple)  # of CountScan: a place in the count is another's after a drop
    settled = Signal(object, str)  # CountScan, unit id
    paused = Signal()
    finished = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state: CountState | None = None
        self._rows: tuple[Row, ...] | None = None
        self._heard: Heard | None = None
        self._title, self._at = text_label("", "section"), text_label("", "secondary")
        self._band = ResultBand(wording)
        self._typed = FormField()
        self._parts, self._which = ChipRow(), ChipRow()
        self._which_name = text_label("", "strong")
        self._table, self._nothing = DataTable(), EmptyState("scanner", "")
        self._list = QStackedWidget()
        self._list.addWidget(self._table)
        self._list.addWidget(self._nothing)
        self._summary = text_label("", "strong")
        self._drop, self._pause = RefusableButton(), RefusableButton()
        self._drop.answer_to("stock.count_drop", DROP_KEY)
        self._finish = PrimaryButton(command="stock.count_finish")
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_count(self, state: CountState, tally: Tally) -> None:
        """Show how the count stands."""
        if self._is_less(tally):
            self._table.selectionModel().clear()  # its keys name other scans now
        self._state = state
        w = self._wording
        self._title.setText(words.title(w, tally.draft))
        self._at.setText(words.at_place(w, tally.draft))
        self._show_heard(state.last)
        for part, word in words.parts(w, tally):
            self._parts.rename(part, word)
        self._parts.choose(state.part.value)
        self._show_rows(state)
        self._show_choices()
        self._summary.setText(words.summary(w, tally))
        self._finish.set_refusal(words.refusal(w, tally))
        self._show_drop()

    def take_hand(self) -> None:
        """What is typed is a code."""
        self._typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._rows, self._heard = wording, None, None
        say = wording.say
        self._band.wait(wording)
        self._band.retranslate(wording)
        self._typed.say(say("stock.count.typed"))
        self._parts.set_choices(say("stock.count.lists"), [Choice(key=part.value, word="") for part in Part])
        self._which_name.setText(say("stock.count.which"))
        self._table.setAccessibleName(say("stock.count.table_name"))
        self._drop.setText(say("stock.count.drop"))
        self._pause.setText(say("stock.count.pause"))
        self._finish.say(say("stock.count.finish"), FINISH_KEY)
        if self._state is not None and self._state.tally is not None:
            self.show_count(self._state, self._state.tally)

    def _is_less(self, tally: Tally) -> bool:
        """Whether scans were taken back."""
        before = self._state.tally if self._state else None
        return before is not None and len(tally.findings) < len(before.findings)

    def _show_heard(self, heard: Heard | None) -> None:
        """Say it once; what is drawn again is not spoken again."""
        if heard is self._heard:
            return
        self._heard = heard
        if heard is None:
            self._band.wait(self._wording)
        else:
            self._band.show_result(words.result(self._wording, heard))

    def _show_rows(self, state: CountState) -> None:
        rows = words.rows(self._wording, state)
        if rows != self._rows:
            self._rows = rows
            self._table.show_rows(words.columns(self._wording), rows)
        self._list.setCurrentWidget(self._table if rows else self._nothing)
        if not rows:
            self._nothing.say("scanner", *words.nothing(self._wording, state.part))

    def _show_choices(self) -> None:
        tally = self._state.tally if self._state else None
        units = choices(tally, self._scan_at(self._table.key)) if tally else ()
        for part in (self._which_name, self._which):
            part.setVisible(bool(units))
        name = self._wording.say("stock.count.which")
        self._which.set_choices(name, [words.choice(self._wording, unit) for unit in units])
        self._which.choose(None)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._at, 1)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._summary, 1)
        for button in (self._drop, self._pause, self._finish):
            self._foot.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        for part in (self._band, self._typed, self._parts, self._which_name, self._which):
            self._column.addWidget(part)
        self._column.addWidget(self._list, 1)
        self._column.addLayout(self._foot)

    def _connect(self) -> None:
        self._typed.entered.connect(self._enter)
        self._parts.chosen.connect(self.part_chosen)
        self._table.row_highlighted.connect(lambda _: self._show_choices())
        self._table.row_chosen.connect(self._open)
        self._table.selectionModel().selectionChanged.connect(self._show_drop)
        self._which.chosen.connect(self._settle)
        self._drop.clicked.connect(lambda: self.dropped.emit(self._selected()))
        self._pause.clicked.connect(self.paused)
        self._finish.clicked.connect(self.finished)

    def _enter(self) -> None:
        text = self._typed.text.strip()
        self._typed.show_text("")
        if text:
            self.entered.emit(text)

    def _selected(self) -> tuple[CountScan, ...]:
        """The scans that are selected; what nobody has seen is no scan."""
        scans = map(self._scan, self._table.selected_keys())
        return tuple(scan for scan in scans if scan is not None)

    def _scan(self, key: str | None) -> CountScan | None:
        at, tally = self._scan_at(key), self._state.tally if self._state else None
        return tally.findings[at].scan if tally and at is not None else None

    def _scan_at(self, key: str | None) -> int | None:
        is_scan = key is not None and key.startswith(words.SCAN)
        return int(key.removeprefix(words.SCAN)) if key and is_scan else None

    def _open(self, key: str) -> None:
        unit_id = words.unit_of(self._state, key) if self._state else None
        if unit_id is not None:
            self.unit_chosen.emit(unit_id)

    def _settle(self, unit_id: str) -> None:
        scan = self._scan(self._table.key)
        if scan is not None:
            self.settled.emit(scan, unit_id)

    def _show_drop(self) -> None:
        self._drop.set_refusal(None if self._selected() else self._wording.say("stock.count.drop_first"))

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        self._head.setSpacing(look.px(16))
        self._foot.setSpacing(look.px(12))
        self._list.setMinimumHeight(look.px(120))
