"""Draws the opening stock: the last scan large, the lines so far, and beside them the form at hand."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from packtrail.ui.stock.opening import words
from packtrail.ui.stock.opening.state import Heard, OpeningState
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.result_band import ResultBand
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Row
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.trouble_banner import TroubleBanner
from packtrail.wording import Wording

NEW_KEY, CLOSE_KEY = "Ctrl+N", "Ctrl+E"


class OpeningScreen(Section):
    """The page of the opening stock; made once and shown anew."""

    begun = Signal()
    close_asked = Signal()
    unit_chosen = Signal(str)

    def __init__(self, wording: Wording, form: QWidget) -> None:
        super().__init__()
        self._wording = wording
        self._state = OpeningState()
        self._rows: tuple[Row, ...] | None = None
        self._heard: Heard | None = None
        self._banner, self._band = TroubleBanner(wording), ResultBand(wording)
        self._table, self._nothing = DataTable(), EmptyState("stock", "")
        self._list = QStackedWidget()
        self._list.addWidget(self._table)
        self._list.addWidget(self._nothing)
        self._summary = text_label("", "strong")
        self._new, self._close = RefusableButton(), RefusableButton()
        self._new.answer_to("stock.opening_new", NEW_KEY)
        self._close.answer_to("stock.opening_close", CLOSE_KEY)
        self._form, self._side = form, QScrollArea()
        self._lay_out()
        self._connect()
        follow_look(self._fit)
        self.retranslate(wording)

    def render_state(self, state: OpeningState) -> None:
        """Show ``state``."""
        self._state = state
        w, opening = self._wording, state.opening
        self._show_heard(state.last)
        rows = tuple(words.row(w, line) for line in opening.lines) if opening else ()
        if rows != self._rows:
            self._rows = rows
            self._table.show_rows(words.columns(w), rows)
        self._list.setCurrentWidget(self._table if rows else self._nothing)
        self._summary.setText(words.summary(w, opening) if opening else "")
        for button, refusal in zip((self._new, self._close), words.refusals(w, state), strict=True):
            button.set_refusal(refusal)
        self._side.setVisible(state.is_form_open)
        self._banner.show_trouble(state.trouble)

    def take_hand(self) -> None:
        """The page was opened, or a form is gone: the next thing is a scan, or Ctrl+N."""
        self._new.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._rows, self._heard = wording, None, None
        say = wording.say
        self.say(say("stock.opening.title"), say("stock.opening.hint"))
        for part in (self._banner, self._band):
            part.retranslate(wording)
        self._band.wait(wording)
        self._table.setAccessibleName(say("stock.opening.table_name"))
        self._nothing.say("stock", say("stock.opening.nothing"), say("stock.opening.nothing_hint"))
        self._new.setText(say("stock.opening.new", key=NEW_KEY))
        self._close.setText(say("stock.opening.close", key=CLOSE_KEY))
        self.render_state(self._state)

    def _show_heard(self, heard: Heard | None) -> None:
        """Say it once; what is drawn again is not spoken again."""
        if heard is self._heard:
            return
        self._heard = heard
        if heard is None:
            self._band.wait(self._wording)
        else:
            self._band.show_result(words.result(self._wording, heard))

    def _lay_out(self) -> None:
        holder, left = QWidget(), QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._form)
        inside.addStretch(1)
        self._side.setWidget(holder)
        self._side.setWidgetResizable(True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._summary, 1)
        for button in (self._new, self._close):
            self._foot.addWidget(button)
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.addWidget(self._band)
        self._left.addWidget(self._list, 1)
        self._left.addLayout(self._foot)
        self._row = QHBoxLayout()
        self._row.addWidget(left, 5)
        self._row.addWidget(self._side, 3)
        self.body.addWidget(self._banner)
        self.body.addLayout(self._row, 1)

    def _connect(self) -> None:
        self._new.clicked.connect(self.begun)
        self._close.clicked.connect(self.close_asked)
        self._table.row_chosen.connect(self.unit_chosen)

    def _fit(self, look: Look) -> None:
        for layout in (self._foot, self._row):
            layout.setSpacing(look.px(12))
        self._left.setSpacing(look.px(8))
        self._list.setMinimumHeight(look.px(120))
        self._side.setMinimumWidth(look.px(360))
