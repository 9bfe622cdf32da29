"""Qt's pictures as arrays of grey, without copying pixels where Qt's memory can be borrowed safely."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from packtrail.devices.frames import Grey

_MUCH_WIDER = 1.5  # below that, drawing it smaller costs less than making it smaller


class _Borrowed:
    """Lends a grey image's memory to numpy, and keeps the image alive as long as an array uses it."""

    def __init__(self, image: QImage) -> None:
        self._image = image
        address = np.frombuffer(image.constBits(), np.uint8).ctypes.data
        self.__array_interface__: dict[str, Any] = {
            "version": 3,
            "typestr": "|u1",
            "shape": (image.height(), image.width()),
            "strides": (image.bytesPerLine(), 1),  # rows are padded to four bytes
            "data": (address, True),  # read-only
        }


def grey_of(image: QImage) -> Grey:
    """``image`` in grey, read-only; borrowed where it is 8-bit grey already, else converted once."""
    if image.isNull():
        return np.zeros((0, 0), np.uint8)
    grey = image
    if image.format() != QImage.Format.Format_Grayscale8:
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return np.asarray(_Borrowed(grey))


def pixels_of(image: QImage) -> Grey:
    """``image`` as rows by columns by blue, green, red and nothing; a copy."""
    if image.isNull():
        return np.zeros((0, 0, 4), np.uint8)
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows.reshape(plain.height(), plain.width(), 4).copy()


@dataclass(frozen=True, slots=True)
class StillFrame:
    """A frame from a file, or a moment that was kept."""

    picture: QImage

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.picture.width(), self.picture.height()

    def image(self) -> QImage:
        """The whole picture."""
        return self.picture

    def preview(self, width: int) -> QImage:
        """The picture, made smaller where it is much wider than ``width``."""
        if self.picture.width() < _MUCH_WIDER * max(1, width):
            return self.picture
        return self.picture.scaledToWidth(max(1, width), Qt.TransformationMode.SmoothTransformation)

    def pixels(self) -> Grey:
        """The whole picture as numbers."""
        return pixels_of(self.picture)

    def grey(self) -> Grey:
        """The picture to read."""
        return grey_of(self.picture)
