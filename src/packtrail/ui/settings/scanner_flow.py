"""Joins the scanner's card with the scanners: a check takes every scan while it runs."""

from PySide6.QtCore import QObject

from packtrail.domain.handheld import HandScan, ScannerHabits
from packtrail.ui.settings.scanner_check import CheckState, begun, habits_of, heard, too_slow
from packtrail.ui.settings.scanner_panel import PortState, ScannerPanel
from packtrail.ui.settings.scanner_ways import ScannerWays
from packtrail.wording import Wording


class ScannerFlow(QObject):
    """The scanner's part of the settings. Make it on the GUI thread."""

    def __init__(self, ways: ScannerWays, wording: Wording) -> None:
        super().__init__()
        self.panel = ScannerPanel(wording)
        self.state = CheckState()
        self._ways = ways
        self.panel.begun.connect(self._begin)
        self.panel.stopped.connect(self.stop)
        self.panel.typed_slowly.connect(lambda ms: self._change(too_slow(self.state, ms)))
        self.panel.port_chosen.connect(lambda port: ways.choose_port(port, ways.baud))
        self.panel.baud_chosen.connect(lambda baud: ways.choose_port(ways.port, baud))
        for told in (ways.plugged, ways.unplugged, ways.not_there, ways.chosen):
            told.connect(lambda *_: self.refresh())
        self.refresh()

    @property
    def is_listening(self) -> bool:
        """Whether the next scan is the check's."""
        return self.state.probe is not None

    def heard(self, scan: HandScan) -> None:
        """Take a scan, one that can't be relied on too: that is what the check is for."""
        self._change(heard(self.state, scan))
        if self.state.is_done:
            self._ways.learn(habits_of(self.state))

    def stop(self) -> None:
        """Give the check up; also when the screen is left."""
        if self.is_listening:
            self._change(CheckState(kind=self.state.kind))

    def refresh(self) -> None:
        """Look which ports there are now."""
        ways = self._ways
        self.panel.render_port(
            PortState(
                ports=tuple(ways.ports()),
                port=ways.port,
                baud=ways.baud,
                bauds=ways.bauds,
                is_open=ways.is_port_open,
            )
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.panel.retranslate(wording)

    def _begin(self, kind: str) -> None:
        self._ways.learn(ScannerHabits())  # of the scanner that is here now, nothing is known
        self._change(begun(kind))

    def _change(self, state: CheckState) -> None:
        self.state = state
        self.panel.render_check(state)
