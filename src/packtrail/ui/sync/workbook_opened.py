"""Draws one sealed workbook: its failure file, the count that settles it, and the two other ways out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from packtrail.ui.sync import workbook_words as words
from packtrail.ui.sync.workbook_state import OpenedState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.usecases.workbook_ports import WorkbookState
from packtrail.wording import Wording

_WIDEST = 420


class OpenedView(QFrame):
    """Hidden while none is opened."""

    closed = Signal()
    read_back_asked = Signal()
    save_asked = Signal()
    picture_asked = Signal()
    confirmed = Signal()
    withdrawn = Signal()
    again_asked = Signal()
    edited = Signal(str, str)  # shown | reason | codes, what stands there

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state: OpenedState | None = None
        self._section, self._lines, self._failures = Section(), ToldLines(), DataTable()
        self._close, self._save = RefusableButton(role="link"), RefusableButton(role="quiet")
        self._read, self._picture = RefusableButton(role="quiet"), RefusableButton(role="quiet")
        self._confirm = RefusableButton(role="primary")
        self._withdraw, self._again = RefusableButton(role="quiet"), RefusableButton(role="quiet")
        self._shown, self._reason = FormField(longest=6), FormField(longest=500)
        self._codes = FormField(longest=4000)
        self._lay_out()
        self._connect()
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: OpenedState | None) -> None:
        """Show ``state``."""
        self._state = state
        self.setVisible(state is not None)
        if state is None:
            return
        w, book = self._wording, state.workbook
        title = w.say("sync.workbook.opened.title", number=book.number, stage=state.stage)
        self._section.say(title, w.say("sync.workbook.opened.hint", portal=state.portal))
        self._lines.say_all(words.opened_lines(w, state))
        rows = words.failure_rows(w, state)
        self._failures.setVisible(bool(rows))
        self._failures.setAccessibleName(w.say("sync.workbook.opened.failures"))
        self._failures.show_rows(words.failure_columns(w), rows)
        self._show_ways(w, state)

    def take_hand(self) -> None:
        """Put the hand on the first thing to do here."""
        (self._read if self._read.isVisible() else self._save).setFocus()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        for button, key in (
            (self._close, "close"),
            (self._save, "save"),
            (self._read, "read_back"),
            (self._confirm, "confirm"),
            (self._withdraw, "withdraw"),
            (self._again, "again"),
        ):
            button.setText(wording.say(f"sync.workbook.opened.{key}"))
        for field, key in ((self._shown, "shown"), (self._codes, "codes")):
            field.say(wording.say(f"sync.workbook.opened.{key}"))
        self.render_state(self._state)

    def _show_ways(self, w: Wording, state: OpenedState) -> None:
        is_open = state.workbook.state is WorkbookState.OPEN
        is_confirmed = state.workbook.state is WorkbookState.CONFIRMED
        for part in (self._read, self._shown, self._picture, self._confirm, self._withdraw):
            part.setVisible(is_open)
        for part in (self._codes, self._again):
            part.setVisible(is_confirmed)
        self._reason.setVisible(is_open or is_confirmed)
        if is_open or is_confirmed:
            self._reason.say(w.say(f"sync.workbook.opened.reason_{state.workbook.state}"))
        key = "picture_kept" if state.picture is not None else "picture"
        self._picture.setText(w.say(f"sync.workbook.opened.{key}"))
        busy = w.say(f"sync.workbook.busy.{state.busy}") if state.busy else None
        for button in (self._read, self._save, self._picture):
            button.set_refusal(busy)
        self._confirm.set_refusal(words.confirm_refusal(w, state))
        self._withdraw.set_refusal(words.reason_refusal(w, state))
        self._again.set_refusal(words.reason_refusal(w, state, needs_codes=True))
        self._shown.show_text(state.shown)
        self._reason.show_text(state.reason)
        self._codes.show_text(state.codes)

    def _lay_out(self) -> None:
        self._section.add_action(self._close)
        body = self._section.body
        body.addWidget(self._lines)
        body.addWidget(_row(self._read, self._save))
        body.addWidget(self._failures)
        body.addWidget(self._shown)
        body.addWidget(_row(self._confirm, self._picture))
        body.addWidget(self._codes)
        body.addWidget(self._reason)
        body.addWidget(_row(self._withdraw, self._again))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)

    def _connect(self) -> None:
        for button, signal in (
            (self._close, self.closed),
            (self._save, self.save_asked),
            (self._read, self.read_back_asked),
            (self._picture, self.picture_asked),
            (self._confirm, self.confirmed),
            (self._withdraw, self.withdrawn),
            (self._again, self.again_asked),
        ):
            button.clicked.connect(signal)
        for field, key in ((self._shown, "shown"), (self._reason, "reason"), (self._codes, "codes")):
            field.edited.connect(lambda text, key=key: self.edited.emit(key, text))
        self._shown.entered.connect(self._confirm.click)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._section.body.setSpacing(look.px(12))
        self._failures.setMinimumHeight(look.px(160))
        self._shown.setMaximumWidth(look.px(_WIDEST))


def _row(*buttons: RefusableButton) -> QWidget:
    row = QWidget()
    flow = FlowLayout(row, gap=12)
    for button in buttons:
        flow.addWidget(button)
    return row
