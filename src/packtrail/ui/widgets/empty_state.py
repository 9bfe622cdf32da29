"""What a screen says when there is nothing to show, and what to do then."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton


class EmptyState(QWidget):
    """An icon, a sentence, a hint and at most one button."""

    acted = Signal()

    def __init__(self, icon: str, sentence: str, hint: str = "", action: str = "") -> None:
        super().__init__()
        self._icon = IconLabel(icon, size=40, colour="ink_3")
        self._sentence, self._hint = QLabel(), QLabel()
        self._button = RefusableButton()
        self._button.clicked.connect(self.acted)
        mark(self._sentence, role="section")
        mark(self._hint, role="hint")
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._column.addWidget(self._icon, 0, centre)
        for label in (self._sentence, self._hint):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.addWidget(label)
        self._column.addWidget(self._button, 0, centre)
        self._column.addStretch(1)
        follow_look(self._restyle)
        self.say(icon, sentence, hint, action)

    def say(self, icon: str, sentence: str, hint: str = "", action: str = "") -> None:
        """Show all of it anew."""
        self._icon.show_icon(icon, colour="ink_3")
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(f"{sentence} {hint}".strip())

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        self._column.setContentsMargins(*[look.px(24)] * 4)
