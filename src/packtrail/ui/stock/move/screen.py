"""Draws the moves by two scans: what is at hand, the last scan large, and what was moved so far."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from packtrail.ui.stock.move import words
from packtrail.ui.stock.move.state import MoveState
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.result_band import Result, ResultBand
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Row
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording


class MoveScreen(Section):
    """The page of the moves; made once and shown anew."""

    entered = Signal(str)
    confirmed = Signal()
    left = Signal()
    unit_chosen = Signal(str)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state = MoveState()
        self._rows: tuple[Row, ...] | None = None
        self._result: Result | None = None
        self._at_hand, self._put_down = text_label("", "section"), RefusableButton()
        self._band = ResultBand(wording)
        self._typed = FormField()
        self._table, self._nothing = DataTable(), EmptyState("stock", "")
        self._list = QStackedWidget()
        self._list.addWidget(self._table)
        self._list.addWidget(self._nothing)
        self._lay_out()
        self._connect()
        follow_look(self._fit)
        self.retranslate(wording)

    def render_state(self, state: MoveState) -> None:
        """Show ``state``."""
        self._state = state
        w = self._wording
        self._at_hand.setText(words.at_hand(w, state))
        self._put_down.set_refusal(w.say("stock.moving.empty_handed") if state.is_empty_handed else None)
        self._show_result(words.result(w, state), needs_answer=state.warned is not None)
        self._show_rows(tuple(words.row(w, done) for done in state.done))

    def take_hand(self) -> None:
        """The page was opened: what is typed is a code or a slot."""
        self._typed.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_answer_first(self) -> None:
        """A scan came while a warning waited for an answer."""
        self._typed.show_message(Tone.WARN, self._wording.say("stock.moving.answer_first"))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._rows, self._result = wording, None, None
        say = wording.say
        self.say(say("stock.moving.title"), say("stock.moving.hint"))
        self._put_down.setText(say("stock.moving.put_down"))
        self._band.wait(wording)
        self._band.retranslate(wording)
        self._typed.say(say("stock.moving.typed"))
        self._table.setAccessibleName(say("stock.moving.table_name"))
        self._nothing.say("stock", say("stock.moving.nothing"), say("stock.moving.nothing_hint"))
        self.render_state(self._state)

    def _show_result(self, result: Result | None, *, needs_answer: bool) -> None:
        """Say it once; what is drawn again is not spoken again."""
        if result == self._result:
            return
        self._result = result
        self._typed.show_message(Tone.QUIET, "")
        if result is None:
            self._band.wait(self._wording)
        else:
            self._band.show_result(result)
        if needs_answer:
            self._band.focus_action()
        elif self.isVisible():
            self.take_hand()

    def _show_rows(self, rows: tuple[Row, ...]) -> None:
        if rows != self._rows:
            self._rows = rows
            self._table.show_rows(words.columns(self._wording), rows)
        self._list.setCurrentWidget(self._table if rows else self._nothing)

    def _lay_out(self) -> None:
        head = QWidget()
        self._head = QHBoxLayout(head)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self._at_hand, 1)
        self._head.addWidget(self._put_down)
        for part in (head, self._band, self._typed):
            self.body.addWidget(part)
        self.body.addWidget(self._list, 1)

    def _connect(self) -> None:
        self._typed.entered.connect(self._enter)
        self._put_down.clicked.connect(self.left)
        self._band.acted.connect(self.confirmed)
        self._band.second_acted.connect(self.left)
        self._table.row_chosen.connect(self._open)

    def _enter(self) -> None:
        text = self._typed.text.strip()
        self._typed.show_text("")
        if text:
            self.entered.emit(text)

    def _open(self, key: str) -> None:
        unit_id = next((done.unit.unit_id for done in self._state.done if done.record_id == key), None)
        if unit_id is not None:
            self.unit_chosen.emit(unit_id)

    def _fit(self, look: Look) -> None:
        self._list.setMinimumHeight(look.px(120))
