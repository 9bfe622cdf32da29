"""What the person at the camera can do so that the next frame is read: closer, still, tilt, light.

Measured on the place that looks like a symbol and gave no text. Each rule reads one cause off the pixels;
the one that spoils most comes first, since a person can do one thing at a time.
"""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from packtrail.scan.engines import Grey
from packtrail.scan.symbols import Corners

_CELL = 8  # pixels a side of the patches that are asked for glare
_WHITE = 243.0  # mean of a patch that a reflection has bleached
_FLAT = 5.0  # its spread: paper in good light still shows the grain of the sensor and some bars
_GLARE_SHARE = 0.1
_DARK = 60.0  # the lightest part of the place in poor light
_FAINT = 26.0  # spread from dark to light below which noise is as strong
_FEW_PIXELS = 2.2  # a module
_NARROW = 420.0  # pixels across a linear code: 24 characters have some 300 modules, and 1.4 pixels is little
_SMALL = 48.0  # pixels across a matrix code: the smallest that hold a battery code have 20 modules and more
_LINEAR = 2.5  # times wider than high
_SOFT_EDGE_PX = 3.5  # from dark to light; a sharp one takes under 3 in all that cameras deliver
_SOFT_EDGE = 0.6  # modules
_ACROSS_TOO = 0.15  # of the slopes along the long side: below this the place has edges one way only


class Hint(StrEnum):
    """One piece of advice; the end of a key ``scan.hint.…``."""

    CLOSER = "closer"  # too few pixels a module
    HOLD_STILL = "hold_still"  # the place moves, and its edges are soft
    FOCUS = "focus"  # soft while it stands still: too near for the lens, or the lens is still searching
    TILT = "tilt"  # bleached by a reflection
    LIGHT = "light"  # too dark, or too faint


@dataclass(frozen=True, slots=True)
class Condition:
    """What is measured on a place."""

    glare: float  # share of its patches that a reflection bleached
    lightest: float  # 95th percentile, 0 to 255
    contrast: float  # from the 5th to the 95th percentile
    module_px: float  # pixels of its narrow bars, estimated
    edge_px: float  # pixels that its edges take from dark to light, in the direction that is softer
    width_px: float  # its longer side
    is_linear: bool  # much wider than high


def condition_of(grey: Grey, corners: Corners) -> Condition | None:
    """Measure the place ``corners`` of ``grey``; None where it is too small to say anything."""
    place = _cut(grey, corners)
    if min(place.shape) < 2 * _CELL:
        return None
    darkest, lightest = (float(value) for value in np.percentile(place, (5, 95)))
    contrast = lightest - darkest
    return Condition(
        glare=_glare(place),
        lightest=lightest,
        contrast=contrast,
        module_px=_module_px(place),
        edge_px=_edge_px(place, contrast),
        width_px=float(max(place.shape)),
        is_linear=max(place.shape) > _LINEAR * min(place.shape),
    )


def hint_for(condition: Condition | None, *, is_moving: bool) -> Hint | None:
    """The one advice that helps most; None where nothing measured explains why it wasn't read."""
    if condition is None:
        return Hint.CLOSER
    soft = condition.edge_px > max(_SOFT_EDGE_PX, _SOFT_EDGE * condition.module_px)
    causes = (
        (condition.lightest < _DARK, Hint.LIGHT),
        (condition.glare > _GLARE_SHARE, Hint.TILT),
        (condition.width_px < (_NARROW if condition.is_linear else _SMALL), Hint.CLOSER),
        (soft, Hint.HOLD_STILL if is_moving else Hint.FOCUS),
        (condition.contrast < _FAINT, Hint.LIGHT),  # asked late: blur takes contrast as well
        (condition.module_px < _FEW_PIXELS, Hint.CLOSER),
        (is_moving, Hint.HOLD_STILL),
    )
    return next((hint for is_so, hint in causes if is_so), None)


def _cut(grey: Grey, corners: Corners) -> Grey:
    """The place turned level, in pixels of the frame."""
    a, b, _, d = (np.array(corner) for corner in corners)
    width, height = max(1, round(float(np.hypot(*(b - a))))), max(1, round(float(np.hypot(*(d - a)))))
    if width * height > grey.size:
        return grey
    to = np.array([[0, 0], [width, 0], [0, height]], dtype=np.float32)
    level = cv2.getAffineTransform(np.array([a, b, d], dtype=np.float32), to)
    return cv2.warpAffine(grey, level, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _glare(place: Grey) -> float:
    height, width = (side // _CELL * _CELL for side in place.shape)
    patches = place[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL).astype(np.float32)
    bleached = (patches.mean(axis=(1, 3)) > _WHITE) & (patches.std(axis=(1, 3)) < _FLAT)
    return float(bleached.mean())


def _module_px(place: Grey) -> float:
    """The narrow run between two edges along the long side: the lower third of all runs is one module."""
    block = max(15, (min(place.shape) // 2) | 1)
    light = cv2.adaptiveThreshold(place, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, 0)
    rows = light[:: max(1, light.shape[0] // 16)]
    runs = np.concatenate([np.diff(np.flatnonzero(np.diff(row.astype(np.int8)))) for row in rows])
    return float(np.percentile(runs, 33)) if runs.size else float(place.shape[1])


def _edge_px(place: Grey, contrast: float) -> float:
    """How many pixels the steepest edges would take for the whole contrast."""
    smooth = cv2.GaussianBlur(place, (0, 0), 0.7).astype(np.float32)
    slopes = [np.abs(np.diff(smooth, axis=axis)) for axis in (0, 1)]
    means = [float(slope.mean()) for slope in slopes]
    steepest = [
        float(np.percentile(slope, 98))
        for slope, mean in zip(slopes, means, strict=True)
        if mean >= _ACROSS_TOO * max(means)
    ]
    return contrast / max(min(steepest), 0.5)
