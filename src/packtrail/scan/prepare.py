"""What is done to a picture before an engine looks at it, and the way back to the picture's own pixels.

A preparation is a function from grey to views: usually one, several where regions are cut out, none where
there is nothing to prepare.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.places import clockwise
from packtrail.scan.symbols import Corners

Matrix = npt.NDArray[np.float64]  # 3 x 3, homogeneous

LONG_SIDE = 1920  # engines slow down with the square of this and read hardly more above it
FRAME_SIDE = 1280
DOUBLED_UP_TO = 1400  # a picture with a longer side than this has pixels enough


@dataclass(frozen=True, slots=True)
class View:
    """A prepared picture, and how its pixels lie in the one it was made from."""

    grey: Grey
    back: Matrix

    def in_source(self, corners: Corners) -> Corners:
        """``corners`` of this view in pixels of the picture that was prepared."""
        here = np.array([corners], dtype=np.float64)
        there = cv2.perspectiveTransform(here, self.back)[0]
        return clockwise((float(x), float(y)) for x, y in there)


Preparation = Callable[[Grey], Iterator[View]]

_SAME = np.eye(3)
_SPOT = np.ones((5, 5), dtype=np.uint8)


def plain(grey: Grey) -> Iterator[View]:
    """As it is."""
    yield View(grey, _SAME)


def cut(grey: Grey, box: tuple[int, int, int, int]) -> Grey:
    """What ``box`` (left, top, width, height) of ``grey`` shows, in memory of its own."""
    left, top, width, height = box
    return np.ascontiguousarray(grey[top : top + height, left : left + width])


def as_a_frame(grey: Grey) -> Iterator[View]:
    """No larger than a camera's frame: what is enough there is enough of a photograph, and in time."""
    yield resized(grey, min(1.0, FRAME_SIDE / max(grey.shape)))


def half(grey: Grey) -> Iterator[View]:
    """Half as large: noise and fine scratches average out."""
    yield resized(grey, 0.5)


def doubled(grey: Grey) -> Iterator[View]:
    """Twice as large: engines want two pixels a module and more."""
    if max(grey.shape) <= DOUBLED_UP_TO:
        yield resized(grey, 2.0)


def adaptive_threshold(grey: Grey) -> Iterator[View]:
    """Black and white against the neighbourhood: dense Data Matrix on metal."""
    block = max(15, (min(grey.shape) // 30) | 1)
    light = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, block, 7)
    yield View(_bytes(light), _SAME)


def local_contrast(grey: Grey) -> Iterator[View]:
    """Contrast raised patch by patch (CLAHE): shadow and low light."""
    yield View(_bytes(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(grey)), _SAME)


def gamma_half(grey: Grey) -> Iterator[View]:
    """Dark parts drawn apart: symbols in the shade of a bright picture."""
    curve = np.round(255 * (np.arange(256) / 255) ** 0.5).astype(np.uint8)
    yield View(_bytes(cv2.LUT(grey, curve)), _SAME)


def inverted(grey: Grey) -> Iterator[View]:
    """Light for dark: zbar reads no light-on-dark symbol, and zxing-cpp no such Code 128."""
    yield View(_bytes(255 - grey), _SAME)


def dark_spots_joined(grey: Grey) -> Iterator[View]:
    """Dark dots grown into each other: marks that a needle or a printer set dot by dot."""
    yield View(_bytes(cv2.morphologyEx(grey, cv2.MORPH_OPEN, _SPOT)), _SAME)


def light_spots_joined(grey: Grey) -> Iterator[View]:
    """The same for light dots on dark ground."""
    yield View(_bytes(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _SPOT)), _SAME)


def softened(grey: Grey) -> Iterator[View]:
    """Grain and fine scratches smoothed away."""
    yield View(_bytes(cv2.GaussianBlur(grey, (0, 0), 1.5)), _SAME)


def sharpened(grey: Grey) -> Iterator[View]:
    """Edges drawn steeper than they are: slightly out of focus."""
    soft = cv2.GaussianBlur(grey, (0, 0), 2)
    yield View(_bytes(cv2.addWeighted(grey, 2.5, soft, -1.5, 0)), _SAME)


def resized(grey: Grey, factor: float) -> View:
    """``grey`` enlarged or reduced, with pixel centres where they belong; itself at factor 1."""
    if factor == 1:
        return View(grey, _SAME)
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    size = max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor))
    scaled = cv2.resize(grey, size, interpolation=method)
    x, y = grey.shape[1] / scaled.shape[1], grey.shape[0] / scaled.shape[0]
    back = np.array([[x, 0.0, (x - 1) / 2], [0.0, y, (y - 1) / 2], [0.0, 0.0, 1.0]])
    return View(_bytes(scaled), back)


def _bytes(image: npt.NDArray[np.generic]) -> Grey:
    """OpenCV's picture in the type that all of this works on; no copy where it is that already."""
    return image.astype(np.uint8, copy=False)
