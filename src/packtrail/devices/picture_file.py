"""One picture file behind the port of a camera: a photograph sent by phone, a scan of a label."""

from pathlib import Path

from PySide6.QtGui import QImage, QImageReader

from packtrail.devices.frame_image import StillFrame
from packtrail.devices.frames import FrameFailure, FrameSource


def read_picture(path: Path) -> QImage:
    """The picture, turned as its camera was held; an empty image when the file can't be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)  # phones and chat programs name files as they like
    return reader.read()


class PictureFile(FrameSource):
    """Brings its one frame at each start."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def start(self) -> None:
        """Bring the frame, or say that the file can't be read."""
        self._be_named(self._path.name)
        image = read_picture(self._path)
        if image.isNull():
            self.failed.emit(FrameFailure.UNREADABLE)
        else:
            self.frame_arrived.emit(StillFrame(image))

    def stop(self) -> None:
        """Nothing is under way between two starts."""
