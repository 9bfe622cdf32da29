"""Draws the card of the settings that opens a desk for practice (练习), and says what that is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording


class PracticeCard(QFrame):
    """One sentence and one button."""

    asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._section, self._what = Section(), text_label("", "")
        self.button = RefusableButton()
        buttons = QWidget()
        FlowLayout(buttons).addWidget(self.button)
        self._section.body.addWidget(self._what)
        self._section.body.addWidget(buttons)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        self.button.clicked.connect(self.asked)
        follow_look(self._restyle)
        self.retranslate(wording)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._section.say(wording.say("practice.title"), wording.say("practice.hint"))
        self._what.setText(wording.say("practice.what"))
        self.button.setText(wording.say("practice.open"))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
