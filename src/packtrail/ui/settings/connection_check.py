"""测试连接 on the settings screen: each step to the platform, and what to do about the one that fails."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.settings.network_flow import NetworkActs, NetworkFlow
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.check_connection import HopResult
from packtrail.wording import Wording
from packtrail.wording.connection import hop_words, next_words
from packtrail.wording.errors import explain


class ConnectionPanel(QFrame):
    """The card: a button, and lines below it."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._section, self._button = Section(), RefusableButton(role="quiet")
        self._lines: list[ToldLine] = []
        self._button.clicked.connect(self.asked)
        mark(self, role="card")
        buttons, self._found = QWidget(), QVBoxLayout()
        FlowLayout(buttons).addWidget(self._button)
        self._section.body.addWidget(buttons)
        self._section.body.addLayout(self._found)
        self._section.body.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        follow_look(self._restyle)

    def put_above(self, widget: QWidget) -> None:
        """Put ``widget`` above the button: the way that it tests."""
        self._section.body.insertWidget(0, widget)

    def show_found(self, w: Wording, said: list[tuple[Tone, str]], *, is_working: bool) -> None:
        """Show what was found so far."""
        self._section.say(w.say("connection.card.title"), w.say("connection.card.hint"))
        self._button.setText(w.say("connection.card.begin"))
        self._button.set_refusal(w.say("connection.card.working") if is_working else None)
        while len(self._lines) < len(said):
            self._lines.append(ToldLine())
            self._found.addWidget(self._lines[-1])
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(said))
            if at < len(said):
                line.say(*said[at])

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._found.setSpacing(look.px(6))


class ConnectionCheck(QObject):
    """Joins the card to the network's lane. Make it on the GUI thread."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        network: NetworkActs | None = None,
    ) -> None:
        super().__init__()
        self.panel = ConnectionPanel()
        self.way = NetworkFlow(network, acts, workers, wording) if network else None
        if self.way:
            self.panel.put_above(self.way.panel)
        self.results: tuple[HopResult, ...] = ()
        self._acts, self._workers, self._wording = acts, workers, wording
        self._trouble: OutletError | None = None
        self._is_working = False
        self.panel.asked.connect(self._begin)
        self._show()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        if self.way:
            self.way.retranslate(wording)
        self._show()

    def _begin(self) -> None:
        self._is_working, self.results, self._trouble = True, (), None
        self._show()
        check = self._acts.check_connection
        self._workers.run(self._workers.network, check, done=self._found, failed=self._failed)

    def _found(self, results: tuple[HopResult, ...]) -> None:
        self._is_working, self.results = False, results
        self._show()

    def _failed(self, error: OutletError) -> None:
        self._is_working, self._trouble = False, error
        self._show()

    def _show(self) -> None:
        self.panel.show_found(self._wording, self._said(), is_working=self._is_working)

    def _said(self) -> list[tuple[Tone, str]]:
        w = self._wording
        if self._is_working:
            return [(Tone.QUIET, w.say("connection.card.working"))]
        if self._trouble is not None:
            return [(Tone.WARN, str(explain(w, self._trouble)))]
        lines = [
            (_tone(each), hop_words(w, each, marked=False)) for each in self.results if not each.is_skipped
        ]
        if not self.results:
            return []
        last = self.results[-1]
        lines.append(
            (Tone.WARN, next_words(w, last)) if last.fault else (Tone.OK, w.say("connection.all_passed"))
        )
        return lines


def _tone(result: HopResult) -> Tone:
    return Tone.DANGER if result.fault else Tone.OK
