"""Hears from the system that there is a network again; where the system doesn't tell, nothing is heard.

Windows and desktops with NetworkManager tell. The desk also looks for itself (``desk/network_return.py``).
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

_THERE = frozenset(
    {
        QNetworkInformation.Reachability.Local,
        QNetworkInformation.Reachability.Site,
        QNetworkInformation.Reachability.Online,
    }
)


class NetworkWatch(QObject):
    """Emits ``returned`` when the system says that there is a network, after it said that there is none."""

    returned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._was_there = True
        self.is_told = QNetworkInformation.loadDefaultBackend()
        information = QNetworkInformation.instance() if self.is_told else None
        if information is not None:
            self.heard(information.reachability())
            information.reachabilityChanged.connect(self.heard)

    def heard(self, reachability: QNetworkInformation.Reachability) -> None:
        """What the system says now; "unknown" says nothing."""
        if reachability is QNetworkInformation.Reachability.Unknown:
            return
        was_there, self._was_there = self._was_there, reachability in _THERE
        if self._was_there and not was_there:
            self.returned.emit()
