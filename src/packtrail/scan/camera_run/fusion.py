"""Several looks at one label made into one picture: noise averages out, and a reflection moves on.

A hand moves between frames, so each look is laid over the first before they are combined. Where a look is
bleached it has no say; elsewhere the middle of all looks counts, which also drops what passes by.
"""

from collections import deque

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.camera_run.tracks import Box
from packtrail.scan.engines import Grey
from packtrail.scan.prepare import View, cut

MOST_LOOKS = 6
_LEAST_LIKENESS = 0.6  # correlation after laying over; below this it shows another place or hopeless blur
_BLEACHED = 248
_BLEACHED_AROUND = 7  # pixels: the edge of a reflection is no better than its middle
_LONG_SIDE = 320  # pixels of the copies that are laid over one another
_STEPS = 40
_CLOSE_ENOUGH = 1e-4

Warp = npt.NDArray[np.float32]


class Fusion:
    """The last looks at one place."""

    def __init__(self) -> None:
        self._looks: deque[Grey] = deque(maxlen=MOST_LOOKS)
        self._warps: deque[Warp] = deque(maxlen=MOST_LOOKS)
        self._first: Grey | None = None
        self._corner = (0, 0)

    def add(self, grey: Grey, box: Box) -> bool:
        """Take in what ``box`` of the frame ``grey`` shows; False where it doesn't fit the looks before."""
        look = cut(grey, box)
        if self._first is None:
            self._first, self._corner = look, box[:2]
            warp = np.eye(2, 3, dtype=np.float32)
        else:
            laid = laid_over(self._first, look)
            if laid is None:
                return False
            warp = laid
        self._looks.append(look)
        self._warps.append(warp)
        return True

    def view(self) -> View | None:
        """All looks as one picture, in the pixels of the first; None before there are two."""
        if self._first is None or len(self._looks) < 2:
            return None
        height, width = self._first.shape
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        layers = [
            cv2.warpAffine(look, warp, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
            for look, warp in zip(self._looks, self._warps, strict=True)
        ]
        back = np.array([[1.0, 0, self._corner[0]], [0, 1.0, self._corner[1]], [0, 0, 1.0]])
        return View(combined(np.stack(layers).astype(np.uint8, copy=False)), back)


def laid_over(first: Grey, other: Grey) -> Warp | None:
    """The affine step from pixels of ``first`` to those of ``other``; None where they don't show the same."""
    scale = min(1.0, _LONG_SIDE / max(first.shape))
    small, moved = _ready(first, scale), _ready(other, scale)
    start = np.eye(2, 3, dtype=np.float32)
    start[0, 2] = (moved.shape[1] - small.shape[1]) / 2
    start[1, 2] = (moved.shape[0] - small.shape[0]) / 2
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _STEPS, _CLOSE_ENOUGH)
    try:
        likeness, warp = cv2.findTransformECC(
            small, moved, start, cv2.MOTION_AFFINE, criteria, np.empty(0, dtype=np.uint8), 5
        )
    except cv2.error:  # it did not converge
        return None
    if likeness < _LEAST_LIKENESS:
        return None
    return np.asarray(warp * (1, 1, 1 / scale), dtype=np.float32)


def combined(layers: npt.NDArray[np.uint8]) -> Grey:
    """The middle of all ``layers`` pixel by pixel, leaving out where one is bleached and others are not."""
    kernel = np.ones((_BLEACHED_AROUND, _BLEACHED_AROUND), dtype=np.uint8)
    bleached = np.stack([cv2.dilate((layer >= _BLEACHED).astype(np.uint8), kernel) for layer in layers]) > 0
    bleached &= ~bleached.all(axis=0)
    # Bleached ones go to the end; the middle is that of the others.
    ranked = _ranked(np.where(bleached, np.uint8(255), layers))
    count = len(layers) - bleached.sum(axis=0, dtype=np.intp)[np.newaxis]
    below, above = (np.take_along_axis(ranked, at, axis=0)[0] for at in ((count - 1) // 2, count // 2))
    return np.asarray((below.astype(np.uint16) + above) // 2, dtype=np.uint8)


def _ranked(layers: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """``layers`` sorted pixel by pixel, by neighbours changing places: whole planes at once are quick."""
    for turn in range(len(layers)):
        upper, lower = layers[turn % 2 : -1 : 2], layers[turn % 2 + 1 :: 2]
        smaller = np.minimum(upper, lower)
        np.maximum(upper, lower, out=lower)
        upper[...] = smaller
    return layers


def _ready(grey: Grey, scale: float) -> Grey:
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), 1.2).astype(np.uint8)
