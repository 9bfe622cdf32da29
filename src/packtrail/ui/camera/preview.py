"""Makes the picture that is shown, beside the reading and never behind it.

On a lane of its own: a label that takes the reader a second still moves in the view. The GUI thread only
draws what is ready, in about the pixels that the view has.
"""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from packtrail.domain.errors import OutletError
from packtrail.ui.newest import Newest
from packtrail.ui.ports import Frame
from packtrail.ui.workers import GuiWorkers, is_lost


class Preview(QObject):
    """Frames in, pictures out; in their order, the newest only."""

    made = Signal(QImage, object)  # the picture, and the size (width, height) of its frame

    def __init__(self, workers: GuiWorkers, width: Callable[[], int]) -> None:
        super().__init__()
        self._workers, self._width = workers, width  # the view's pixels, asked on the GUI thread
        self._newest: Newest[Frame] = Newest()
        self._is_on = True
        self._at_work: Future[tuple[QImage, tuple[int, int]]] | None = None

    def offer(self, frame: Frame) -> None:
        """Show ``frame``, unless a newer one comes first."""
        self._is_on = True
        if is_lost(self._at_work):
            self._newest.begin_anew()
        self._make(self._newest.offer(frame))

    def stop(self) -> None:
        """Nothing that is under way is shown any more."""
        self._is_on = False
        self._newest.forget()

    def _make(self, frame: Frame | None) -> None:
        if frame is None:
            return
        width = self._width()
        self._at_work = self._workers.run(
            self._workers.preview,
            lambda: (frame.preview(width), frame.size),
            done=lambda made: self._show(*made),
            failed=self._go_on,
        )

    def _show(self, image: QImage, size: tuple[int, int]) -> None:
        if self._is_on and not image.isNull():
            self.made.emit(image, size)
        self._make(self._newest.finished())

    def _go_on(self, _error: OutletError) -> None:
        self._make(self._newest.finished())
