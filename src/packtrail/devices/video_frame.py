"""A camera's or a video's frame in memory of our own, checked as it arrives, for other threads to use.

Cameras deliver luminance and colour in planes. Qt's own conversion to a picture takes 10 ms and more at
1080p and holds the interpreter all the while; here the planes are made smaller first and only then turned
into colours, by OpenCV, which lets other threads go on. What a driver's frame claims is not trusted: size,
stride and length are compared before a byte is taken, and a frame that doesn't add up is no frame.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import cv2
import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from packtrail.devices.frame_image import StillFrame, pixels_of
from packtrail.devices.frames import Frame, Grey

SMALLEST, LARGEST = 32, 8192  # px of a side; a camera's picture is between them
MOST_STEP = 8  # so that the smallest picture still has pixels
_NOTHING: Final = np.zeros((0, 0), np.uint8)
_BROKEN = (
    RuntimeError,
    ValueError,
    TypeError,
    BufferError,
)  # what Qt's and numpy's edges raise over bad memory
_Pixel = QVideoFrameFormat.PixelFormat


class Layout(Enum):
    """How luminance and colour lie in memory."""

    TWO_PLANES = "two planes"  # luminance; both colours by turns, at half the size
    THREE_PLANES = "three planes"  # luminance; each colour at half the size
    PACKED = "packed"  # luminance and colour by turns
    GREY = "grey"
    JPEG = "jpeg"


_LAYOUTS = {
    _Pixel.Format_NV12: (Layout.TWO_PLANES, cv2.COLOR_YUV2BGRA_NV12),
    _Pixel.Format_NV21: (Layout.TWO_PLANES, cv2.COLOR_YUV2BGRA_NV21),
    _Pixel.Format_YUV420P: (Layout.THREE_PLANES, cv2.COLOR_YUV2BGRA_I420),
    _Pixel.Format_YV12: (Layout.THREE_PLANES, cv2.COLOR_YUV2BGRA_YV12),
    _Pixel.Format_YUYV: (Layout.PACKED, cv2.COLOR_YUV2BGRA_YUY2),
    _Pixel.Format_UYVY: (Layout.PACKED, cv2.COLOR_YUV2BGRA_UYVY),
    _Pixel.Format_Y8: (Layout.GREY, cv2.COLOR_GRAY2BGRA),
    _Pixel.Format_Jpeg: (Layout.JPEG, cv2.COLOR_BGR2BGRA),
}


@dataclass(frozen=True, slots=True)
class PlaneFrame:
    """One frame as it came from the device, copied."""

    layout: Layout
    to_bgra: int  # OpenCV's name of the step to colours
    size: tuple[int, int]
    planes: tuple[Grey, ...]

    def image(self) -> QImage:
        """The whole picture in colour."""
        return self.preview(self.size[0])

    def preview(self, width: int) -> QImage:
        """The picture made smaller by a whole number, not below ``width``."""
        step = min(MOST_STEP, max(1, self.size[0] // max(1, width)))
        return _COLOURS[self.layout](self, step)

    def pixels(self) -> Grey:
        """The whole picture in colour, as numbers."""
        return pixels_of(self.image())

    def grey(self) -> Grey:
        """The luminance."""
        if self.layout is Layout.JPEG:
            grey = cv2.imdecode(self.planes[0], cv2.IMREAD_GRAYSCALE)
            return _NOTHING if grey is None else grey.astype(np.uint8, copy=False)
        if self.layout is Layout.PACKED:
            first = int(self.to_bgra == cv2.COLOR_YUV2BGRA_UYVY)
            return np.ascontiguousarray(self.planes[0][:, first::2])
        return self.planes[0]


def frame_of(video: QVideoFrame) -> Frame | None:
    """``video`` copied out of the device's memory; None for one that is broken, or no picture's size."""
    width, height = video.width(), video.height()
    if not video.isValid() or not SMALLEST <= min(width, height) <= max(width, height) <= LARGEST:
        return None
    layout, to_bgra = _LAYOUTS.get(video.pixelFormat(), (None, 0))
    try:
        if layout is None:
            image = video.toImage()
            return None if image.isNull() else StillFrame(image)
        if not video.map(QVideoFrame.MapMode.ReadOnly):
            return None
        try:
            planes = _planes(video, layout, width, height)
        finally:
            video.unmap()
    except _BROKEN:
        return None
    return PlaneFrame(layout, to_bgra, (width, height), planes)


def _planes(video: QVideoFrame, layout: Layout, width: int, height: int) -> tuple[Grey, ...]:
    """Raises ValueError where the memory doesn't hold what the format says."""
    half = width // 2, height // 2  # of an odd side the last pixel may have no colour of its own
    match layout:
        case Layout.JPEG:
            return (_jpeg(video, width, height),)
        case Layout.TWO_PLANES:
            return _plane(video, 0, width, height), _plane(video, 1, 2 * half[0], half[1])
        case Layout.THREE_PLANES:
            return _plane(video, 0, width, height), _plane(video, 1, *half), _plane(video, 2, *half)
        case Layout.PACKED:
            return (_plane(video, 0, 4 * ((width + 1) // 2), height),)
        case Layout.GREY:
            return (_plane(video, 0, width, height),)


def _plane(video: QVideoFrame, index: int, row_bytes: int, rows: int) -> Grey:
    buffer = np.frombuffer(_memory(video, index), np.uint8)
    stride = video.bytesPerLine(index)
    if stride < row_bytes or buffer.size < stride * (rows - 1) + row_bytes:
        raise ValueError(stride)
    return np.lib.stride_tricks.as_strided(buffer, (rows, row_bytes), (stride, 1), writeable=False).copy()


def _jpeg(video: QVideoFrame, width: int, height: int) -> Grey:
    """The file that the camera sent; its own head has to say the same size as the frame does."""
    content = bytes(_memory(video, 0))
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    size = QImageReader(buffer).size()
    if (size.width(), size.height()) != (width, height):
        raise ValueError(size)
    return np.frombuffer(content, np.uint8)


def _memory(video: QVideoFrame, index: int) -> Any:
    return video.bits(index)


def _smaller(plane: Any, width: int, height: int, step: int) -> Any:
    """``plane`` to ``width`` by ``height``, exactly ``step`` times smaller; what is over is left away."""
    if step == 1:
        return np.ascontiguousarray(plane[:height, :width])
    part = plane[: height * step, : width * step]
    return cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)


def _two_planes(frame: PlaneFrame, step: int) -> QImage:
    width, height = (side // 2 // step for side in frame.size)
    light, colours = frame.planes
    image, pixels = _empty_image(2 * width, 2 * height)
    cv2.cvtColorTwoPlane(
        _smaller(light, 2 * width, 2 * height, step),
        _smaller(colours.reshape(colours.shape[0], -1, 2), width, height, step),
        frame.to_bgra,
        dst=pixels,
    )
    return image


def _three_planes(frame: PlaneFrame, step: int) -> QImage:
    width, height = (side // 2 // step for side in frame.size)
    light, one, other = frame.planes
    image, pixels = _empty_image(2 * width, 2 * height)
    parts = (
        _smaller(light, 2 * width, 2 * height, step),
        _smaller(one, width, height, step),
        _smaller(other, width, height, step),
    )
    stacked = np.concatenate([part.ravel() for part in parts]).reshape(3 * height, 2 * width)
    cv2.cvtColor(stacked, frame.to_bgra, dst=pixels)
    return image


def _packed(frame: PlaneFrame, step: int) -> QImage:
    pairs = frame.planes[0].reshape(frame.size[1], -1, 2)
    return _image_of(cv2.cvtColor(pairs[:, : frame.size[0] // 2 * 2], frame.to_bgra), step)


def _grey(frame: PlaneFrame, step: int) -> QImage:
    width, height = (side // step for side in frame.size)
    return _image_of(cv2.cvtColor(_smaller(frame.planes[0], width, height, step), frame.to_bgra), 1)


def _from_jpeg(frame: PlaneFrame, step: int) -> QImage:
    flags = {1: cv2.IMREAD_COLOR, 2: cv2.IMREAD_REDUCED_COLOR_2, 3: cv2.IMREAD_REDUCED_COLOR_2}
    colour = cv2.imdecode(frame.planes[0], flags.get(step, cv2.IMREAD_REDUCED_COLOR_4))
    return QImage() if colour is None else _image_of(cv2.cvtColor(colour, frame.to_bgra), 1)


def _image_of(bgra: Any, step: int) -> QImage:
    width, height = bgra.shape[1] // step, bgra.shape[0] // step
    image, pixels = _empty_image(width, height)
    pixels[:] = _smaller(bgra, width, height, step)
    return image


def _empty_image(width: int, height: int) -> tuple[QImage, Any]:
    """A picture, and its pixels to be filled: rows, columns, and blue, green, red, nothing."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    return image, np.frombuffer(image.bits(), np.uint8).reshape(height, width, 4)


_COLOURS: dict[Layout, Callable[[PlaneFrame, int], QImage]] = {
    Layout.TWO_PLANES: _two_planes,
    Layout.THREE_PLANES: _three_planes,
    Layout.PACKED: _packed,
    Layout.GREY: _grey,
    Layout.JPEG: _from_jpeg,
}
