"""Draws the switch of the spoken words; where the system has no voice it says so."""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.wording import Wording


class Speech(StrEnum):
    """How speech stands; the names end the keys of its words."""

    OFF = "off"
    ON = "on"
    NO_VOICE = "no_voice"  # wanted, and the system has none for the language


class SpeechCard(QFrame):
    """The card of speech on the settings screen."""

    switched = Signal(bool)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, Speech.OFF
        self._section, self._choice, self._line = Section(), ChipRow(), ToldLine()
        self._section.body.addWidget(self._choice)
        self._section.body.addWidget(self._line)
        self._choice.chosen.connect(lambda key: self.switched.emit(key == Speech.ON))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: Speech) -> None:
        """Show ``state``."""
        self._state = state
        self._choice.choose(Speech.OFF if state is Speech.OFF else Speech.ON)
        self._line.setVisible(state is Speech.NO_VOICE)
        self._line.say(Tone.WARN, self._wording.say("speech.no_voice"))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._section.say(wording.say("speech.title"), wording.say("speech.hint"))
        choices = [Choice(key=each, word=wording.say(f"speech.{each}")) for each in (Speech.OFF, Speech.ON)]
        self._choice.set_choices(wording.say("speech.title"), choices)
        self.render_state(self._state)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
