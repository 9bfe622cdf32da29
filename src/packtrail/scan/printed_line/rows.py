"""Rows of print in a level picture, by their profile: dense upright edges in a long, low strip.

A strip of letters has many upright edges from one end to the other and none above and below it. That finds
rows without knowing letters; which of them is the code is the recogniser's to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, log, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import resized
from packtrail.scan.printed_line.canvas import Points

MOST_ROWS = 10
_LEVELS = (
    1.0,
    0.7,
    0.5,
    0.35,
    0.25,
)  # of the canvas: at one of them the letters are of the height looked for
_LOWEST, _HIGHEST = 6.5, 17.0  # px at a level
_JOIN = np.ones(
    (3, 11), dtype=np.uint8
)  # px: over the gap between two letters, not over that to a plate's edge
_KEEP = np.ones((5, 11), dtype=np.uint8)  # px: less than this is no print
_TALL = np.ones((24, 1), dtype=np.uint8)  # px: an upright edge as long as this is no letter's
_SHAPE_OF_CODE = 15.0  # length to height of 24 characters in common type
_SHORTEST, _LONGEST = 4.5, 34.0  # length to height: half a code in wide type, a code with words before it
_FILLED = 0.45  # how much of its box a row covers
_STEEPEST = 30.0  # degrees
_FAR = 10_000  # px: OpenCV draws no further
_FAINTEST = 8.0  # grey levels: an edge below is noise


@dataclass(frozen=True, slots=True)
class Row:
    """A strip that may hold print, as a turned rectangle of the level picture."""

    centre: tuple[float, float]
    length: float
    height: float
    angle_deg: float  # how far its right end lies lower

    def quad(self, *, upside_down: bool = False) -> Points:
        """Its corners in reading order, with a margin as the recogniser is used to."""
        along = np.array([cos(radians(self.angle_deg)), sin(radians(self.angle_deg))])
        down = np.array([-along[1], along[0]])
        far = along * (self.length / 2 + self.height * 0.45)
        deep = down * self.height * 0.72
        middle = np.array(self.centre)
        corners = np.array(
            [middle - far - deep, middle + far - deep, middle + far + deep, middle - far + deep]
        )
        return corners[[2, 3, 0, 1]] if upside_down else corners


def rows_in(level: Grey, shown: Grey, symbols: Sequence[Points] = ()) -> list[Row]:
    """Strips that may be rows of print, the likeliest first: of a code's shape, near a symbol.

    ``shown`` is 1 where the picture reaches and 0 beyond; nothing there is a row, nor what lies on one of
    the ``symbols``, corners x 2.
    """
    found = [row for factor in _LEVELS for row in _at_level(level, factor, shown, symbols)]
    found.sort(key=lambda row: _unlikeness(row) + _remoteness(row, symbols))
    apart: list[Row] = []
    for row in found:
        if not any(_is_same(row, kept) for kept in apart):
            apart.append(row)
    return apart[:MOST_ROWS]


def _at_level(level: Grey, factor: float, shown: Grey, symbols: Sequence[Points]) -> Iterator[Row]:
    small = level if factor == 1.0 else resized(level, factor).grey
    if min(small.shape) < _LOWEST or max(small.shape) < _LOWEST * _SHORTEST:
        return
    edges = np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0, ksize=3)) / 4
    edges *= _inner(shown, edges.shape)
    for corners in symbols:
        cv2.fillConvexPoly(edges, _grown(corners * factor), 0.0)
    around = cv2.boxFilter(edges, -1, (61, 61))
    dense = (edges > np.maximum(1.2 * around, _FAINTEST)).astype(np.uint8)
    letters = cv2.subtract(dense, cv2.morphologyEx(dense, cv2.MORPH_OPEN, _TALL))
    joined = cv2.morphologyEx(cv2.morphologyEx(letters, cv2.MORPH_CLOSE, _JOIN), cv2.MORPH_OPEN, _KEEP)
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        row = _row_of(outline.astype(np.int32, copy=False))
        if row is not None:
            yield Row(
                (row.centre[0] / factor, row.centre[1] / factor),
                row.length / factor,
                row.height / factor,
                row.angle_deg,
            )


def _inner(shown: Grey, shape: tuple[int, ...]) -> Grey:
    """``shown`` in ``shape`` without its very edge, which is no edge of print."""
    mask = cv2.resize(shown, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
    inner = cv2.erode(mask, np.ones((5, 5), dtype=np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=1.0)
    return inner.astype(np.uint8, copy=False)


def _grown(corners: Points) -> npt.NDArray[np.int32]:
    """``corners`` in whole pixels and a little further out: the edge of a symbol lies half outside them."""
    out = corners - corners.mean(axis=0)
    whole: npt.NDArray[np.int32] = np.clip(np.round(corners + 3.0 * np.sign(out)), -_FAR, _FAR).astype(
        np.int32
    )
    return whole


def _row_of(outline: npt.NDArray[np.int32]) -> Row | None:
    (x, y), (width, height), angle = cv2.minAreaRect(outline)
    if width < height:
        width, height, angle = height, width, angle - 90
    angle = (angle + 90) % 180 - 90
    shape = width / height if height else 0.0
    is_row = _LOWEST <= height <= _HIGHEST and _SHORTEST <= shape <= _LONGEST and abs(angle) <= _STEEPEST
    if not is_row or cv2.contourArea(outline) < _FILLED * width * height:
        return None
    return Row((float(x), float(y)), float(width), float(height), float(angle))


def _unlikeness(row: Row) -> float:
    return abs(log(row.length / row.height / _SHAPE_OF_CODE))


def _remoteness(row: Row, symbols: Sequence[Points]) -> float:
    """How many symbols' sides the row lies from the nearest symbol; 0 without one."""
    if not symbols:
        return 0.0
    away: list[float] = []
    for corners in symbols:
        inwards = cv2.pointPolygonTest(corners.astype(np.float32), row.centre, measureDist=True)
        away.append(max(0.0, -inwards) / max(1.0, float(np.ptp(corners, axis=0).max())))
    return min(away)


def _is_same(one: Row, other: Row) -> bool:
    near = abs(one.centre[1] - other.centre[1]) < 0.5 * min(one.height, other.height)
    return near and abs(one.centre[0] - other.centre[0]) < 0.25 * min(one.length, other.length)
