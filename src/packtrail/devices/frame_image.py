"""Qt's pictures as arrays of grey, without copying pixels where Qt's memory can be borrowed safely."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from packtrail.devices.frames import Grey


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


def grey_of_plane(plane: memoryview, width: int, height: int, stride: int, step: int = 1) -> Grey:
    """The luminance of a camera's plane, copied once, because the plane is Qt's again afterwards.

    ``step`` is the distance of two pixels in bytes: 1 in planar formats, 2 in packed YUYV.
    """
    rows = np.frombuffer(plane, np.uint8, count=stride * (height - 1) + (width - 1) * step + 1)
    view = np.lib.stride_tricks.as_strided(rows, (height, width), (stride, step), writeable=False)
    return view.copy()


@dataclass(frozen=True, slots=True)
class StillFrame:
    """A frame from a file, or a moment that was kept."""

    picture: QImage

    def image(self) -> QImage:
        """The picture to show."""
        return self.picture

    def grey(self) -> Grey:
        """The picture to read."""
        return grey_of(self.picture)
