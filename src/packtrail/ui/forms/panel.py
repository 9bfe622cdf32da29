"""Draws the form of one act: its fields, why it can't be done yet, and the two ways out of it."""

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from packtrail.ui.forms.rows import FormRow, row_for
from packtrail.ui.forms.state import Ask, AskKind, FormState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

_Key = tuple[str, AskKind]


class FormPanel(QFrame):
    """Shows a FormState; Esc leaves it before it leaves anything around it."""

    changed = Signal(str, str)
    photo_asked = Signal()
    confirmed = Signal()
    left = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._rows: dict[_Key, FormRow] = {}
        self._said = ""
        self._title, self._hint = QLabel(), QLabel()
        self._banner = Banner(wording)
        self._confirm, self._leave = RefusableButton(role="primary"), RefusableButton(role="quiet")
        self._confirm.setAutoDefault(True)
        for label, role in ((self._title, "section"), (self._hint, "hint")):
            label.setWordWrap(True)
            mark(label, role=role)
        mark(self, role="card")
        self._asked = QVBoxLayout()
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._confirm)
        self._foot.addWidget(self._leave)
        self._foot.addStretch(1)
        self._column = QVBoxLayout(self)
        for part in (self._title, self._hint):
            self._column.addWidget(part)
        self._column.addLayout(self._asked)
        self._column.addWidget(self._banner)
        self._column.addLayout(self._foot)
        self._confirm.clicked.connect(self.confirmed)
        self._leave.clicked.connect(self.left)
        follow_look(self._restyle)

    def show_form(self, state: FormState) -> None:
        """Show ``state``; a field that was there keeps the hand."""
        self._title.setText(state.title)
        self._hint.setText(state.hint)
        self._hint.setVisible(bool(state.hint))
        self._show_rows(state)
        self._confirm.setText(state.confirm)
        self._confirm.setAccessibleName(f"{state.title} {state.confirm}")
        self._confirm.set_refusal(state.refusal)
        self._leave.setText(state.leave)
        self.setAccessibleName(state.title)
        if state.trouble != self._said:
            self._said = state.trouble
            if state.trouble:
                self._banner.show_message(Tone.DANGER, state.trouble, can_dismiss=False)
            else:
                self._banner.clear()

    def take_hand(self, key: str | None = None) -> None:
        """Put the hand on the field ``key``, or on the first."""
        for (name, kind), row in self._rows.items():
            if kind not in {AskKind.NOTE, AskKind.HEAD} and key in {None, name}:
                row.take_hand()
                return
        self._confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the form is said at its next state."""
        self._banner.retranslate(wording)

    def event(self, event: QEvent, /) -> bool:
        """Esc is ours while the hand is in here, and not the window's."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.ShortcutOverride:
            return super().event(event)
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
        return event.isAccepted()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Esc leaves the form as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _show_rows(self, state: FormState) -> None:
        wanted = [(ask.key, ask.kind) for ask in state.asks]
        for key in [key for key in self._rows if key not in wanted]:
            row = self._rows.pop(key)
            self._asked.removeWidget(row)
            row.hide()
            row.deleteLater()
        kept = self._rows
        self._rows = {}
        for at, ask in enumerate(state.asks):
            row = kept.get((ask.key, ask.kind)) or self._new_row(at, ask)
            row.show_ask(ask, state.typed)
            self._rows[ask.key, ask.kind] = row
        self._order_tabs()

    def _new_row(self, at: int, ask: Ask) -> FormRow:
        row = row_for(ask)
        row.changed.connect(self.changed)
        row.photo_asked.connect(self.photo_asked)
        self._asked.insertWidget(at, row)
        return row

    def _order_tabs(self) -> None:
        """Tab goes down the form: a field that came in between would else come last."""
        rows = [*self._rows.values(), self._confirm, self._leave]
        for before, after in pairwise(rows):
            QWidget.setTabOrder(before, after)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        self._column.setSpacing(look.px(12))
        self._asked.setSpacing(look.px(12))
        self._foot.setSpacing(look.px(8))
