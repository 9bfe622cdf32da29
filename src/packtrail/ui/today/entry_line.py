"""One document or destination at the right of the Today screen: what, how much, one button."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.refusal import RefusableButton


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryState:
    """What a line says; ``number`` is a document's, empty for a destination."""

    key: str
    what: str
    which: str
    number: str = ""
    action: str


class EntryLine(QFrame):
    """Draws an EntryState."""

    acted = Signal(str)

    def __init__(self, state: EntryState) -> None:
        super().__init__()
        self._key = state.key
        self._what, self._which, self._number = QLabel(), QLabel(), QLabel()
        self._button = RefusableButton(role="link")
        self._button.clicked.connect(lambda: self.acted.emit(self._key))
        for label in (self._what, self._which):
            label.setWordWrap(True)
        mark(self, role="card")
        mark(self._what, role="strong")
        mark(self._which, role="secondary")
        mark(self._number, role="hint")
        self._words = QVBoxLayout()
        for label in (self._what, self._which, self._number):
            self._words.addWidget(label)
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self._button)
        follow_look(self._restyle)
        self.show_state(state)

    def show_state(self, state: EntryState) -> None:
        """Show ``state``."""
        self._key = state.key
        self._what.setText(state.what)
        self._which.setText(state.which)
        self._number.setText(state.number)
        self._number.setVisible(bool(state.number))
        self._button.setText(state.action)
        self._button.setAccessibleName(f"{state.action} {state.what} {state.number}".strip())
        self.setAccessibleName(f"{state.what} {state.which} {state.number}".strip())

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        self._row.setSpacing(look.px(8))
        self._words.setSpacing(look.px(2))
