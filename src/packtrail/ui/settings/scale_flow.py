"""Joins the scale's card with the scale; what it shows is live, so choosing and trying are one."""

from PySide6.QtCore import QObject

from packtrail.domain.scale import ScaleFormat
from packtrail.ui.scale_ways import ScaleWays
from packtrail.ui.settings.scale_panel import ScalePanel
from packtrail.wording import Wording


class ScaleFlow(QObject):
    """The scale's part of the settings. Make it on the GUI thread."""

    def __init__(self, ways: ScaleWays, wording: Wording) -> None:
        super().__init__()
        self.panel = ScalePanel(wording)
        self._ways = ways
        self.panel.port_chosen.connect(lambda port: self._choose(port=port))
        self.panel.format_chosen.connect(lambda key: self._choose(scale_format=ScaleFormat(key)))
        self.panel.baud_chosen.connect(lambda baud: self._choose(baud=baud))
        ways.changed.connect(self._show)
        self.refresh()

    def refresh(self) -> None:
        """Look which ports there are now."""
        self.panel.offer(self._ways.ports(), self._ways.bauds)
        self._show()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.panel.retranslate(wording)

    def _choose(
        self, *, port: str | None = None, scale_format: ScaleFormat | None = None, baud: int | None = None
    ) -> None:
        stand = self._ways.stand
        self._ways.choose(
            stand.port if port is None else port, scale_format or stand.scale_format, baud or stand.baud
        )

    def _show(self) -> None:
        self.panel.render_state(self._ways.stand)
