"""A folder of pictures behind the port of a camera: a day's photographs, or a demonstration."""

from pathlib import Path

from PySide6.QtCore import QTimer

from packtrail.devices.frame_image import StillFrame
from packtrail.devices.frames import Film, FrameFailure
from packtrail.devices.picture_file import read_picture

ENDINGS = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """The picture files of ``folder`` by name; what can't be listed has none."""
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    )


class PictureFolder(Film):
    """Brings the pictures one after the other: by itself every ``every_ms``, or when asked for the next."""

    def __init__(self, folder: Path, *, every_ms: int | None = None) -> None:
        super().__init__()
        self._folder = folder
        self._left: list[Path] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.show_next)
        self._every_ms = every_ms

    def start(self) -> None:
        """Begin with the first picture."""
        self._left = list(pictures_in(self._folder))
        if not self._left:
            self._be_named(self._folder.name)
            self.failed.emit(FrameFailure.EMPTY_FOLDER)
            return
        if self._every_ms is not None:
            self._timer.start(self._every_ms)
        self.show_next()

    def stop(self) -> None:
        """Bring no more; a new start begins with the first again."""
        self._timer.stop()
        self._left = []

    def show_next(self) -> None:
        """Bring the next picture. One that can't be read is named and passed over."""
        if not self._left:
            return
        path = self._left.pop(0)
        self._be_named(path.name)
        image = read_picture(path)
        if image.isNull():
            self.failed.emit(FrameFailure.UNREADABLE)
        else:
            self.frame_arrived.emit(StillFrame(image))
        if not self._left:
            self._timer.stop()
            self.ended.emit()
