"""Draws the check of a hand-held scanner, and the serial port that one may be at."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from packtrail.ui.settings.scanner_check import PROBES, CheckState, Finding, Topic, findings, verdict
from packtrail.ui.settings.scanner_probe import ScannerProbe
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.wording import Wording

NO_PORT: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortState:
    """The serial port as it stands."""

    ports: tuple[tuple[str, str], ...] = ()
    port: str = ""
    baud: int = 0
    bauds: tuple[int, ...] = ()
    is_open: bool = False


class ScannerPanel(QFrame):
    """The scanner's card on the settings screen."""

    begun = Signal(str)  # kind of symbols
    stopped = Signal()
    typed_slowly = Signal(float)  # ms a key
    port_chosen = Signal(str)  # empty for none
    baud_chosen = Signal(int)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state, self._port = CheckState(), PortState()
        self._check, self._serial = Section(), Section()
        self._kinds, self._ports, self._bauds = ChipRow(), ChipRow(), ChipRow()
        self.probe = ScannerProbe()
        self._ask, self._kind_name, self._port_name, self._baud_name = QLabel(), QLabel(), QLabel(), QLabel()
        self._begin, self._stop = RefusableButton(role="primary"), RefusableButton(role="quiet")
        self._lines: list[ToldLine] = []
        self._port_line = ToldLine()
        self._lay_out()
        self._begin.clicked.connect(lambda: self.begun.emit(self._kinds.key or "matrix"))
        self._stop.clicked.connect(self.stopped)
        self.probe.typed_slowly.connect(self.typed_slowly)
        self._ports.chosen.connect(lambda key: self.port_chosen.emit("" if key == NO_PORT else key))
        self._bauds.chosen.connect(lambda key: self.baud_chosen.emit(int(key)))
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_check(self, state: CheckState) -> None:
        """Show the check; the symbol takes the hand when it begins, so that slow keys reach it."""
        begins = state.is_running and not self._state.is_running
        self._state = state
        say = self._wording.say
        probe = state.probe
        self.probe.show_probe(probe, say(f"scan.format.{probe.symbology}") if probe else "")
        self.probe.setVisible(probe is not None)
        self._ask.setText(_asked(state, self._wording))
        self._kinds.setVisible(not state.is_running)
        self._kind_name.setVisible(not state.is_running)
        self._kinds.choose(state.kind)
        self._begin.setText(say("handheld.check.again" if state.is_done else "handheld.check.begin"))
        self._begin.setVisible(probe is None)
        self._stop.setText(say("handheld.check.stop"))
        self._stop.setVisible(probe is not None)
        self._show_lines([(each.tone, sentence(each, self._wording)) for each in findings(state)])
        if begins:
            self.probe.setFocus()
            QTimer.singleShot(0, self, self._bring_into_sight)  # when the layout has made room

    def render_port(self, state: PortState) -> None:
        """Show the port."""
        self._port = state
        say = self._wording.say
        offered = dict(state.ports) | (
            {} if not state.port or state.port in dict(state.ports) else {state.port: ""}
        )
        choices = [Choice(key=NO_PORT, word=say("handheld.port.none"))]
        choices += [Choice(key=name, word=f"{name} {what}".strip()) for name, what in offered.items()]
        self._ports.set_choices(say("handheld.port.name"), choices)
        self._ports.choose(state.port or NO_PORT)
        bauds = [Choice(key=str(baud), word=str(baud)) for baud in state.bauds]
        self._bauds.set_choices(say("handheld.port.baud"), bauds)
        self._bauds.choose(str(state.baud))
        for part in (self._bauds, self._baud_name, self._port_line):
            part.setVisible(bool(state.port))
        tone, key = (Tone.OK, "open") if state.is_open else (Tone.WARN, "waiting")
        self._port_line.say(tone, say(f"handheld.port.{key}", port=state.port))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._check.say(say("handheld.check.title"), say("handheld.check.hint"))
        self._serial.say(say("handheld.port.title"), say("handheld.port.hint"))
        self._kind_name.setText(say("handheld.check.kind"))
        self._port_name.setText(say("handheld.port.name"))
        self._baud_name.setText(say("handheld.port.baud"))
        kinds = [Choice(key=kind, word=say(f"handheld.check.{kind}")) for kind in PROBES]
        self._kinds.set_choices(say("handheld.check.kind"), kinds)
        self.render_check(self._state)
        self.render_port(self._port)

    def _bring_into_sight(self) -> None:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            parent.ensureWidgetVisible(self.probe)

    def _show_lines(self, said: list[tuple[Tone, str]]) -> None:
        while len(self._lines) < len(said):
            self._lines.append(ToldLine())
            self._found.addWidget(self._lines[-1])
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(said))
            if at < len(said):
                line.say(*said[at])

    def _lay_out(self) -> None:
        self._ask.setWordWrap(True)
        for label in (self._kind_name, self._port_name, self._baud_name):
            mark(label, role="secondary")
        mark(self, role="card")
        self._found = QVBoxLayout()
        buttons = QWidget()
        row = FlowLayout(buttons)
        row.addWidget(self._begin)
        row.addWidget(self._stop)
        for part in (self._ask, self._kind_name, self._kinds, self.probe):
            self._check.body.addWidget(part)
        self._check.body.addLayout(self._found)
        self._check.body.addWidget(buttons)
        for line in (self._port_name, self._ports, self._baud_name, self._bauds, self._port_line):
            self._serial.body.addWidget(line)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._check)
        self._column.addWidget(self._serial)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._column.setSpacing(look.px(16))
        self._found.setSpacing(look.px(8))


def sentence(finding: Finding, w: Wording) -> str:
    """One finding in words."""
    if finding.topic in {Topic.NOTICE, Topic.REFUSED}:
        return w.say(f"handheld.{finding.topic}.{finding.word}")
    if finding.topic is Topic.GS and finding.word not in {"lost", "kept"}:
        return w.say(f"handheld.notice.{finding.word}")
    return w.say(f"handheld.found.{finding.topic}.{finding.word}", **dict(finding.facts))


def _asked(state: CheckState, w: Wording) -> str:
    probe = state.probe
    if probe is not None:
        total = len(PROBES[state.kind])
        what = w.say(f"scan.format.{probe.symbology}")
        asked = w.say("handheld.check.scan_this", number=len(state.scans) + 1, total=total, what=what)
        return f"{w.say('handheld.check.strange')} {asked}" if state.is_strange else asked
    return w.say(f"handheld.check.verdict.{verdict(state)}") if state.is_done else w.say("handheld.check.ask")
