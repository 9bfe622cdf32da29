"""Draws the floor: the map at the left, beside it the same as a table, or the form of a zone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from packtrail.ui.stock.floor import words
from packtrail.ui.stock.floor.map import FloorMap
from packtrail.ui.stock.floor.state import FloorState
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.table_rows import Row
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.trouble_banner import TroubleBanner
from packtrail.wording import Wording

KEYS = {"list": "Ctrl+Return", "new": "Ctrl+N", "change": "Ctrl+E", "drop": "Ctrl+Delete"}


class FloorScreen(QWidget):
    """The page of the map; made once and shown anew."""

    walked = Signal(str)
    opened = Signal(str)  # the key of a spot whose batteries are to be listed
    asked = Signal(str)  # new, change, drop: what is to become of the plan

    def __init__(self, wording: Wording, form: QWidget) -> None:
        super().__init__()
        self._wording = wording
        self._state = FloorState()
        self._rows: tuple[Row, ...] | None = None
        self._banner = TroubleBanner(wording)
        self._map, self._scroll = FloorMap(wording), QScrollArea()
        self._table, self._elsewhere = DataTable(), text_label("", "secondary")
        self._buttons = {name: RefusableButton() for name in KEYS}
        self._form, self._side = form, QStackedWidget()
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: FloorState) -> None:
        """Show ``state``."""
        self._state = state
        w, floor = self._wording, state.floor
        if floor is not None:
            self._map.show_floor(w, floor, state.key)
            rows = words.rows(w, floor)
            if rows != self._rows:
                self._rows = rows
                self._table.show_rows(words.columns(w), rows)
            if state.key is not None and self._table.key != state.key:
                self._table.choose(state.key)
            self._elsewhere.setText(words.elsewhere(w, floor))
        for name in ("list", "change", "drop"):
            self._buttons[name].set_refusal(None if state.zone else w.say("stock.floor.choose_first"))
        self._banner.show_trouble(state.trouble)

    def show_form(self, *, is_open: bool) -> None:
        """The form stands in the place of the table."""
        self._side.setCurrentIndex(1 if is_open else 0)
        if not is_open:
            self.take_hand()

    def take_hand(self) -> None:
        """The page was opened: arrows walk over the map."""
        self._map.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._rows = wording, None
        say = wording.say
        self._banner.retranslate(wording)
        self._table.setAccessibleName(say("stock.floor.table_name"))
        self._scroll.setAccessibleName(say("stock.floor.map_name"))
        for name, button in self._buttons.items():
            button.setText(say(f"stock.floor.{name}"))
        self.render_state(self._state)

    def _lay_out(self) -> None:
        self._scroll.setWidget(self._map)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row, twin = QWidget(), QWidget()
        flow = FlowLayout(row)
        for button in self._buttons.values():
            flow.addWidget(button)
        self._twin = QVBoxLayout(twin)
        self._twin.setContentsMargins(0, 0, 0, 0)
        self._twin.addWidget(self._table, 1)
        self._twin.addWidget(self._elsewhere)
        self._twin.addWidget(row)
        self._side.addWidget(twin)
        self._side.addWidget(_scrolled(self._form))
        self._body = QHBoxLayout()
        self._body.addWidget(self._scroll, 3)
        self._body.addWidget(self._side, 2)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._banner)
        self._column.addLayout(self._body, 1)

    def _connect(self) -> None:
        self._map.walked.connect(self._walk)
        self._map.opened.connect(self.opened)
        self._table.row_highlighted.connect(self.walked)
        self._table.row_chosen.connect(self.opened)
        for name, button in self._buttons.items():
            button.answer_to(f"stock.floor.{name}", KEYS[name])
        self._buttons["list"].clicked.connect(lambda: self.opened.emit(self._state.key or ""))
        for name in ("new", "change", "drop"):
            self._buttons[name].clicked.connect(lambda *, name=name: self.asked.emit(name))

    def _walk(self, key: str) -> None:
        box = self._map.box
        if box is not None:
            self._scroll.ensureVisible(box.left, box.top + box.height // 2, box.width, box.height)
        self.walked.emit(key)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        self._body.setSpacing(look.px(12))
        self._twin.setSpacing(look.px(8))
        self._side.setMinimumWidth(look.px(400))
        self._scroll.setMinimumHeight(look.px(180))


def _scrolled(form: QWidget) -> QScrollArea:
    """A form keeps its height, however low the page is."""
    holder, area = QWidget(), QScrollArea()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(form)
    column.addStretch(1)
    area.setWidget(holder)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
