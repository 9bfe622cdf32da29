"""Collects Python's garbage on the GUI thread only.

A cycle that holds a widget may be found by whichever thread happens to allocate next, and a lane that deletes
a widget takes the program down. So the automatic collector is off while the window is open, and a timer
collects what a generation has gathered; a young one costs a fraction of a millisecond.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2_000


class GarbageOnGuiThread(QObject):
    """From its making until ``stop``, garbage goes only here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.collect()
        gc.freeze()  # what the program is made of needs no second look
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as the automatic collector would."""
        gathered = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (had, most) in enumerate(gathered) if had > most]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
