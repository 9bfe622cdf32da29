"""What stands above a desk for practice for as long as its window lives: that nothing here counts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.wording import Wording


class PracticeBar(QFrame):
    """A bar in the colour of practice; it can't be closed."""

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._icon, self._words = QLabel(), QLabel()
        self._words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._row = row
        mark(self, role="practice_bar")
        follow_look(self._restyle)
        self.retranslate(wording)

    def retranslate(self, wording: Wording) -> None:
        """Say it in another language."""
        self._words.setText(wording.say("practice.bar"))
        self.setAccessibleName(wording.say("practice.bar"))

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(6))
        self._row.setSpacing(look.px(8))
        size = look.px(18)
        self._icon.setPixmap(icon("info", look.colour("on_accent"), size).pixmap(size, size))
