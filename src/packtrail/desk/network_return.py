"""Notices within seconds that the network is back, and lets what waits for it go.

The system's word is heard where it gives one. Beside that, while the last try reached nobody, one connection
to each platform is tried every ten seconds and nothing said on it: that works on every system and behind
every proxy. A connection counts only after one that failed: a platform that takes connections and then falls
silent is waited for as ever. Switched off, nothing is tried.
"""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.workers import GuiWorkers

EVERY_MS = 10_000
"""With five seconds for a connection and five of jitter a record is on its way within half a minute."""


class NetworkReturn(QObject):
    """Tells ``sync`` that the network is back."""

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, sync: SyncFlow, *, every_ms: int = EVERY_MS
    ) -> None:
        super().__init__()
        self._acts, self._workers, self._sync = acts, workers, sync
        self._is_looking = False
        self._was_gone = False
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Begin, and go on until ``stop``."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _look(self) -> None:
        if not self._sync.auto.is_cut_off:
            self._was_gone = False
        if self._is_looking or self._sync.is_busy or not self._sync.auto.is_cut_off:
            return
        self._is_looking = True
        look = partial(_is_anybody_reached, self._acts)
        self._workers.run(self._workers.network, look, done=self._looked, failed=self._failed)

    def _looked(self, is_reached: bool) -> None:  # noqa: FBT001 - what the look found
        self._is_looking = False
        was_gone, self._was_gone = self._was_gone, not is_reached
        if is_reached and was_gone:
            self._sync.network_returned()

    def _failed(self, _: OutletError) -> None:
        self._is_looking = False


def _is_anybody_reached(acts: OutletActs) -> bool:
    destinations = acts.read(lambda view: tuple(view.destinations()))
    return any(acts.reaches(each) for each in destinations if each.is_called)
