"""The connected scale beside the form of a load's weighing: its reading taken as gross or as tare."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from packtrail.ui.scale_ways import ScaleStand
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Chip, ChipState
from packtrail.ui.widgets.figures import signed_kg
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

KEYS: Final = {"gross": "Ctrl+S", "tare": "Ctrl+T"}
"""The fields that take the reading, and their keys: as at intake, where they take and tare."""


def why_not(stand: ScaleStand) -> str | None:
    """The end of a key of ``scale.why``: why the reading can't be taken; None when it can.

    What an indicator shows net is neither the gross mass nor the tare of a lorry.
    """
    reading = stand.reading
    if not stand.is_open:
        return "waiting"
    if reading is None:
        return "silent"
    if reading.fault is not None:
        return reading.fault.value
    if reading.is_net:
        return "shows_net"
    if not stand.is_still:
        return "moving"
    return None if reading.mass_g > 0 else "nothing_on"


class LoadScaleBar(QFrame):
    """Draws a ScaleStand; without a scale it is not there."""

    taken = Signal(str)  # the key of the field that the reading belongs in

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._stand = wording, ScaleStand()
        self._mass, self._chip = QLabel(), Chip()
        self._buttons = {field: RefusableButton() for field in KEYS}
        for field, button in self._buttons.items():
            button.answer_to(f"handoff.take_{field}", KEYS[field])
            button.clicked.connect(partial(self.taken.emit, field))
        mark(self, role="card")
        mark(self._mass, role="number")
        self._lay_out()
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_stand(self, stand: ScaleStand) -> None:
        """Show ``stand``."""
        self._stand = stand
        say, reading = self._wording.say, stand.reading
        is_read = reading is not None and reading.fault is None
        shown = (
            say("scale.bar.reading", kg=signed_kg(reading.mass_g))
            if reading is not None and reading.fault is None
            else say("scale.bar.nothing")
        )
        chip = _chip(self._wording, is_read=is_read, is_still=stand.is_still)
        self._mass.setText(shown)
        self._chip.show_state(chip)
        why = why_not(stand)
        for button in self._buttons.values():
            button.set_refusal(say(f"scale.why.{why}", port=stand.port) if why else None)
        self.setAccessibleDescription(f"{shown} {chip.word}")

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.setAccessibleName(wording.say("scale.bar.name"))
        for field, button in self._buttons.items():
            button.setText(f"{wording.say(f'handoff.way.take_{field}')}  {KEYS[field]}")
        self.show_stand(self._stand)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._mass)
        self._head.addWidget(self._chip)
        self._head.addStretch(1)
        acts = FlowLayout()
        for button in self._buttons.values():
            acts.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addLayout(acts)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))
        self._head.setSpacing(look.px(12))


def _chip(w: Wording, *, is_read: bool, is_still: bool) -> ChipState:
    if not is_read:
        return ChipState(Tone.WARN, w.say("scale.bar.no_reading"))
    if is_still:
        return ChipState(Tone.OK, w.say("scale.bar.still"))
    return ChipState(Tone.INFO, w.say("scale.bar.moving"))
