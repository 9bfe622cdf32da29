"""Draws the stock: chips and search on top, the table, and what it adds up to at the foot."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from packtrail.domain.moments import SHANGHAI
from packtrail.domain.unit import Unit
from packtrail.ui.stock import words
from packtrail.ui.stock.state import Filter, StockState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.search_field import SearchField
from packtrail.ui.widgets.table_rows import KEY_ROLE
from packtrail.ui.widgets.trouble_banner import TroubleBanner
from packtrail.wording import Wording

_LONG_AGO = datetime(2000, 1, 1, tzinfo=SHANGHAI)  # before the first answer there is no row to date

MOVE_KEY = "Ctrl+M"
LABELS_KEY = "Ctrl+Shift+T"


class StockScreen(QWidget):
    """The table of units; it asks for pages and never for the whole."""

    chip_chosen = Signal(str)
    text_changed = Signal(str)
    more_wanted = Signal()
    unit_chosen = Signal(str)  # to be shown in detail
    unit_passed = Signal(str)  # the cursor came by
    load_asked = Signal(tuple)  # unit ids
    move_asked = Signal(tuple)  # unit ids
    labels_asked = Signal(tuple)  # unit ids
    retry_asked = Signal()
    place_left = Signal()  # everything again, wherever it stands
    opening_asked = Signal()  # what stood here on the first day

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state = StockState()
        self._shown: tuple[Unit, ...] = ()
        self._chips = ChipRow()
        self._search = SearchField()
        self._place = RefusableButton()
        self._banner = TroubleBanner(wording)
        self._table = DataTable()
        self._nothing = EmptyState("stock", "")
        self._body = QStackedWidget()
        self._body.addWidget(self._table)
        self._body.addWidget(self._nothing)
        self._summary = QLabel()
        self._load, self._move, self._labels = (RefusableButton() for _ in range(3))
        self._move.answer_to("stock.move_chosen", MOVE_KEY)
        self._labels.answer_to("stock.labels_chosen", LABELS_KEY)
        mark(self._summary, role="strong")
        self._summary.setWordWrap(True)
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: StockState) -> None:
        """Show ``state``; a longer list of the same units only grows."""
        self._state = state
        self._chips.choose(state.chip)
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._place.setVisible(state.place is not None)
        if state.place is not None:
            self._place.setText(self._wording.say("stock.only_at", place=str(state.place)))
        self._show_rows(state)
        is_empty = state.total is not None and not state.units
        self._body.setCurrentWidget(self._nothing if is_empty else self._table)
        if is_empty:
            self._nothing.say("stock", *words.nothing(self._wording, state))
        self._summary.setText(words.summary(self._wording, state))
        self._show_load()
        self._banner.show_trouble(state.trouble, action=self._wording.say("stock.try_again"))

    def take_hand(self) -> None:
        """The screen was opened: the next thing is a code to look for."""
        self.focus_search()

    def focus_search(self) -> None:
        """Put the hand on the search of the table."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._banner.retranslate(wording)
        choices = [Choice(key=chip.value, word=say(f"stock.filter.{chip}")) for chip in Filter]
        self._chips.set_choices(say("stock.filter_name"), choices)
        self._search.setPlaceholderText(say("stock.search_placeholder"))
        self._search.setAccessibleName(say("stock.search_name"))
        self._table.setAccessibleName(say("stock.table_name"))
        self._shown = ()
        self.render_state(self._state)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._chips, 3)
        self._head.addWidget(self._place)
        self._head.addWidget(self._search, 2)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._summary, 1)
        self._foot.addWidget(self._labels)
        self._foot.addWidget(self._move)
        self._foot.addWidget(self._load)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._banner)
        self._column.addWidget(self._body, 1)
        self._column.addLayout(self._foot)

    def _connect(self) -> None:
        self._chips.chosen.connect(self.chip_chosen)
        self._place.clicked.connect(self.place_left)
        self._search.textEdited.connect(self.text_changed)
        self._search.textChanged.connect(self._tell_cleared)
        self._table.more_wanted.connect(self.more_wanted)
        self._table.row_chosen.connect(self.unit_chosen)
        self._table.clicked.connect(lambda index: self.unit_chosen.emit(str(index.data(KEY_ROLE))))
        self._table.row_highlighted.connect(self.unit_passed)
        self._table.selectionModel().selectionChanged.connect(self._show_load)
        self._load.clicked.connect(lambda: self.load_asked.emit(self._table.selected_keys()))
        self._labels.clicked.connect(lambda: self.labels_asked.emit(self._table.selected_keys()))
        self._move.clicked.connect(lambda: self.move_asked.emit(self._table.selected_keys()))
        self._nothing.acted.connect(self._go_on)
        self._banner.acted.connect(self.retry_asked)

    def _tell_cleared(self, text: str) -> None:
        """The cross in the field clears it without ``textEdited``."""
        if not text and self._state.text:
            self.text_changed.emit("")

    def _go_on(self) -> None:
        """The button of an empty table."""
        if self._state.is_first_day:
            self.opening_asked.emit()
        else:
            self.chip_chosen.emit(Filter.ALL.value)

    def _show_rows(self, state: StockState) -> None:
        now = state.now or _LONG_AGO
        fresh = state.units[len(self._shown) :]
        if self._shown and state.units[: len(self._shown)] == self._shown:
            if fresh:
                rows = [words.row(self._wording, unit, now) for unit in fresh]
                self._table.append_rows(rows, has_more=state.has_more)
        else:
            rows = [words.row(self._wording, unit, now) for unit in state.units]
            self._table.show_rows(words.columns(self._wording), rows, has_more=state.has_more)
        self._shown = state.units

    def _show_load(self) -> None:
        count = len(self._table.selected_keys())
        say = self._wording.say
        self._load.setText(
            say("stock.put_all_on_load", count=count_text(count)) if count > 1 else say("stock.put_on_load")
        )
        self._move.setText(say("stock.move_chosen", key=MOVE_KEY))
        self._labels.setText(say("stock.print_labels", key=LABELS_KEY))
        for button in (self._load, self._move, self._labels):
            button.set_refusal(None if count else say("stock.choose_first"))

    def _restyle(self, look: Look) -> None:
        for layout in (self._head, self._foot, self._column):
            layout.setSpacing(look.px(12))
        self._column.setSpacing(look.px(8))
        self._search.setMinimumWidth(look.px(180))
        self._search.setMaximumWidth(look.px(420))
        self._body.setMinimumHeight(look.px(180))
