"""Draws the scale's card: where it is, how it speaks, and what it shows, to be compared with its display."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from packtrail.domain.scale import ScaleFormat
from packtrail.ui.scale_ways import ScaleStand
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.figures import signed_kg
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.wording import Wording

NO_PORT: Final = "none"


class ScalePanel(QFrame):
    """The scale's card on the settings screen."""

    port_chosen = Signal(str)  # empty for none
    format_chosen = Signal(str)
    baud_chosen = Signal(int)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._stand = ScaleStand()
        self._ports_there: tuple[tuple[str, str], ...] = ()
        self._bauds_there: tuple[int, ...] = ()
        self._section, self._line = Section(), ToldLine()
        self._rows = {name: (QLabel(), ChipRow()) for name in ("port", "format", "baud")}
        for label, row in self._rows.values():
            mark(label, role="secondary")
            self._section.body.addWidget(label)
            self._section.body.addWidget(row)
        self._section.body.addWidget(self._line)
        self._rows["port"][1].chosen.connect(lambda key: self.port_chosen.emit("" if key == NO_PORT else key))
        self._rows["format"][1].chosen.connect(self.format_chosen)
        self._rows["baud"][1].chosen.connect(lambda key: self.baud_chosen.emit(int(key)))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def offer(self, ports: Sequence[tuple[str, str]], bauds: tuple[int, ...]) -> None:
        """Offer what this computer has now."""
        self._ports_there, self._bauds_there = tuple(ports), bauds
        self._offer()
        self.render_state(self._stand)

    def render_state(self, stand: ScaleStand) -> None:
        """Show ``stand``."""
        is_other_port = stand.port != self._stand.port
        self._stand = stand
        if is_other_port:
            self._offer()
        self._rows["port"][1].choose(stand.port or NO_PORT)
        self._rows["format"][1].choose(stand.scale_format)
        self._rows["baud"][1].choose(str(stand.baud))
        for name in ("format", "baud"):
            for part in self._rows[name]:
                part.setVisible(bool(stand.port))
        self._line.setVisible(bool(stand.port))
        self._line.say(*stand_words(stand, self._wording))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._section.say(wording.say("scale.title"), wording.say("scale.hint"))
        for name, (label, _row) in self._rows.items():
            label.setText(wording.say(f"scale.{name}_name"))
        self._offer()
        self.render_state(self._stand)

    def _offer(self) -> None:
        say = self._wording.say
        there = dict(self._ports_there)
        if self._stand.port:
            there.setdefault(self._stand.port, "")
        ports = [Choice(key=NO_PORT, word=say("scale.no_port"))]
        ports += [Choice(key=name, word=f"{name} {what}".strip()) for name, what in there.items()]
        formats = [Choice(key=each, word=say(f"scale.format.{each}")) for each in ScaleFormat]
        bauds = [Choice(key=str(baud), word=str(baud)) for baud in self._bauds_there]
        for name, choices in (("port", ports), ("format", formats), ("baud", bauds)):
            self._rows[name][1].set_choices(say(f"scale.{name}_name"), choices)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)


def stand_words(stand: ScaleStand, w: Wording) -> tuple[Tone, str]:
    """What the scale shows, or why it shows nothing and what to do."""
    reading = stand.reading
    if not stand.is_open:
        return Tone.WARN, w.say("scale.waiting", port=stand.port)
    if reading is None:
        if stand.fits is None:
            return Tone.INFO, w.say("scale.silent")
        names = w.say("scale.or").join(w.say(f"scale.format.{each}") for each in stand.fits)
        return Tone.WARN, w.say("scale.misfit", formats=names) if names else w.say("scale.unreadable")
    if reading.fault is not None:
        return Tone.WARN, w.say(f"scale.why.{reading.fault}")
    key = "scale.shows_still" if stand.is_still else "scale.shows_moving"
    return Tone.OK, w.say(key, kg=signed_kg(reading.mass_g))
