"""The scale at hand: its reading large, whether it stands still, and the buttons that take it or tare."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from packtrail.ui.intake.weighing import Weighing
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Chip, ChipState
from packtrail.ui.widgets.figures import kg_exact, signed_kg
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

TAKE_KEY: Final = "Ctrl+S"
TARE_KEY: Final = "Ctrl+T"


class ScaleBar(QFrame):
    """Draws a Weighing; without a scale it is not there."""

    take_asked = Signal()
    tare_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, Weighing()
        self._mass, self._parts = QLabel(), QLabel()
        self._chip = Chip()
        self._take, self._tare = RefusableButton(), RefusableButton()
        self._take.answer_to("intake.weigh", TAKE_KEY)
        self._tare.answer_to("intake.tare", TARE_KEY)
        self._take.clicked.connect(self.take_asked)
        self._tare.clicked.connect(self.tare_asked)
        mark(self, role="card")
        mark(self._mass, role="number")
        mark(self._parts, role="secondary")
        self._parts.setWordWrap(True)
        self._lay_out()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: Weighing) -> None:
        """Show ``state``."""
        self._state = state
        say = self._wording.say
        self.setVisible(bool(state.stand.port))
        net = state.net_g
        shown = say("scale.bar.nothing") if net is None else say("scale.bar.reading", kg=signed_kg(net))
        chip = _chip(state, self._wording)
        self._mass.setText(shown)
        self._chip.show_state(chip)
        parts = _parts(state, self._wording)
        self._parts.setText(parts)
        self._parts.setVisible(bool(parts))
        self._tare.setText(f"{say('scale.bar.untare' if state.tare_g else 'scale.bar.tare')}  {TARE_KEY}")
        for button, why in ((self._take, state.why_not), (self._tare, state.why_no_tare)):
            button.set_refusal(say(f"scale.why.{why}", port=state.stand.port) if why else None)
        self.setAccessibleDescription(f"{shown} {chip.word}")

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.setAccessibleName(wording.say("scale.bar.name"))
        self._take.setText(f"{wording.say('scale.bar.take')}  {TAKE_KEY}")
        self.render_state(self._state)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._mass)
        self._head.addWidget(self._chip)
        self._head.addStretch(1)
        self._acts = FlowLayout()
        self._acts.addWidget(self._take)
        self._acts.addWidget(self._tare)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._parts)
        self._column.addLayout(self._acts)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))
        self._head.setSpacing(look.px(12))


def _chip(state: Weighing, w: Wording) -> ChipState:
    if state.net_g is None:
        return ChipState(Tone.WARN, w.say("scale.bar.no_reading"))
    if state.stand.is_still:
        return ChipState(Tone.OK, w.say("scale.bar.still"))
    return ChipState(Tone.INFO, w.say("scale.bar.moving"))


def _parts(state: Weighing, w: Wording) -> str:
    """毛重 and 皮重 where there is a tare; 净重 where the indicator took its own off."""
    reading = state.stand.reading
    if state.tare_g:
        gross = "—" if reading is None or reading.fault is not None else signed_kg(reading.mass_g)
        return w.say("scale.bar.tared", gross=gross, tare=kg_exact(state.tare_g))
    return w.say("scale.bar.net") if reading is not None and reading.is_net else ""
