"""One thing that was found: its tone as an icon, and a sentence."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, Tone
from packtrail.ui.widgets.icon_label import IconLabel


class ToldLine(QWidget):
    """A sentence that wraps beside its icon."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._text = IconLabel(size=16, line=BODY), QLabel()
        self._text.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        follow_look(self._restyle)

    def say(self, tone: Tone, sentence: str) -> None:
        """Show it."""
        self._icon.show_tone(tone)
        self._text.setText(sentence)

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(8))
