"""One duty: how many days are left, what is due for which unit, and one button."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyState:
    """What a duty line says."""

    key: str
    number: str  # the days left, as a figure
    unit: str  # "工作日", "天", "逾期"
    what: str
    which: str  # the unit or vehicle, and the last day
    action: str
    tone: Tone = Tone.QUIET
    refusal: str | None = None


class DutyLine(QFrame):
    """A line of the day's list."""

    acted = Signal(str)  # the key of the duty

    def __init__(self, state: DutyState) -> None:
        super().__init__()
        self._key = state.key
        self._icon = IconLabel(size=20)
        self._number, self._unit, self._what, self._which = QLabel(), QLabel(), QLabel(), QLabel()
        self._button = RefusableButton()
        self._what.setWordWrap(True)
        self._which.setWordWrap(True)
        mark(self._number, role="number")
        mark(self._unit, role="hint")
        mark(self._what, role="strong")
        mark(self._which, role="secondary")
        mark(self, role="card")
        self._lay_out()
        self._button.clicked.connect(lambda: self.acted.emit(self._key))
        follow_look(self._restyle)
        self.show_state(state)

    def show_state(self, state: DutyState) -> None:
        """Show ``state``."""
        self._key = state.key
        self._icon.show_tone(state.tone, "clock" if state.tone is Tone.QUIET else None)
        self._number.setText(state.number)
        self._unit.setText(state.unit)
        self._what.setText(state.what)
        self._which.setText(state.which)
        self._button.setText(state.action)
        self._button.set_refusal(state.refusal)
        self._button.setAccessibleName(f"{state.action} {state.what}")
        mark(self._number, tone=state.tone.value if state.tone is not Tone.QUIET else "")
        self.setAccessibleName(f"{state.number} {state.unit} {state.what} {state.which}")

    def _lay_out(self) -> None:
        right = Qt.AlignmentFlag.AlignRight
        days = QVBoxLayout()
        days.setSpacing(0)
        days.addStretch(1)
        days.addWidget(self._number, 0, right)
        days.addWidget(self._unit, 0, right)
        days.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._what)
        words.addWidget(self._which)
        words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addLayout(days)
        self._row.addLayout(words, 1)
        self._row.addWidget(self._button)

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(8))
        self._row.setSpacing(look.px(12))
        self._number.setMinimumWidth(look.px(56))
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
