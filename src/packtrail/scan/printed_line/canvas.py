"""The part of a picture in which the line of print is looked for, laid level.

Labels print the code below, above or beside its symbol, so the symbol's corners say where to look and which
way is level; its perspective holds for what stands near it. Without a symbol a person's box says the same.
"""

from collections.abc import Iterator
from math import dist

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import Matrix, View
from packtrail.scan.symbols import Corners

Points = npt.NDArray[np.float64]  # points x 2

REACH_OF_SHORT, REACH_OF_LONG = 3.2, 0.3  # sides of the symbol, beyond its edges; the larger counts
_LONGEST = 1600  # px: letters that are legible in a frame are legible in this
_FLATTEST = 0.06  # height to width: a linear code's corners may be those of one scan line
_MOST_BENT = 1.5  # how much a far corner may be enlarged or reduced before the perspective isn't believed

_GRID = 33  # points a side, by which it is found how much of the rectangle the picture shows

_UPRIGHT = np.eye(3)


def around(grey: Grey, corners: Corners) -> View | None:
    """What lies around a symbol, level with it; None for corners that enclose nothing in the picture."""
    quad = _quad(grey, corners, 8.0)
    if quad is None:
        return None
    width, height = _sides(quad)
    reach = max(REACH_OF_SHORT * min(width, height), REACH_OF_LONG * max(width, height))
    back = None
    if min(width, height) > _FLATTEST * max(width, height):
        back = _perspective(_level(width, height), quad, reach)
    if back is None:
        back = _turned(quad, width, height)
    return _cut(grey, back, (-reach, -reach, width + reach, height + reach))


def inside(grey: Grey, box: Corners) -> View | None:
    """What a person's box holds, level with it; None for a box that encloses nothing of the picture."""
    quad = _quad(grey, box, 4.0)
    if quad is None:
        return None
    width, height = _sides(quad)
    if min(width, height) < 4:
        return None
    back = cv2.getPerspectiveTransform(
        _level(width, height).astype(np.float32), quad.astype(np.float32)
    ).astype(np.float64)
    return _cut(grey, back, (0, 0, width, height))


def whole(grey: Grey) -> View | None:
    """All of the picture: nobody said where to look."""
    return _cut(grey, _UPRIGHT, (0, 0, float(grey.shape[1]), float(grey.shape[0])))


def turned(view: View) -> Iterator[View]:
    """``view`` as it is, and a quarter turn to each side; reading upside down costs no new canvas."""
    yield view
    height = view.grey.shape[0]
    clockwise = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height - 1.0], [0.0, 0.0, 1.0]])
    yield View(
        cv2.rotate(view.grey, cv2.ROTATE_90_CLOCKWISE).astype(np.uint8, copy=False), view.back @ clockwise
    )


def carried(points: npt.ArrayLike, by: Matrix) -> Points:
    """Points x 2, mapped."""
    there: Points = cv2.perspectiveTransform(np.asarray(points, dtype=np.float64)[None], by)[0].astype(
        np.float64
    )
    return there


def _quad(grey: Grey, corners: Corners, least: float) -> Points | None:
    """The corners as numbers, if they are some, not far off the picture and ``least`` px long."""
    quad = np.array(corners, dtype=np.float64)
    reach = 3.0 * max(grey.shape)
    if not np.isfinite(quad).all() or np.abs(quad).max() > reach or max(_sides(quad)) < least:
        return None
    return quad


def _sides(quad: Points) -> tuple[float, float]:
    """Mean width and height."""
    width = (dist(quad[0], quad[1]) + dist(quad[3], quad[2])) / 2
    return width, (dist(quad[0], quad[3]) + dist(quad[1], quad[2])) / 2


def _level(width: float, height: float) -> Points:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)


def _perspective(level: Points, quad: Points, reach: float) -> Matrix | None:
    """From level to the picture, or None where a small error of a corner would bend what lies far off."""
    back = cv2.getPerspectiveTransform(level.astype(np.float32), quad.astype(np.float32)).astype(np.float64)
    far = level + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach
    near = back @ np.array([*level.mean(axis=0), 1.0])
    depth = np.array([(back @ np.array([x, y, 1.0]))[2] for x, y in far]) / near[2]
    return back if depth.min() > 1 / _MOST_BENT and depth.max() < _MOST_BENT else None


def _turned(quad: Points, width: float, height: float) -> Matrix:
    """From level to the picture by turning and shifting alone, along the symbol's longer sides."""
    along = (
        (quad[1] - quad[0] + quad[2] - quad[3])
        if width >= height
        else (quad[3] - quad[0] + quad[2] - quad[1])
    )
    across = along / np.linalg.norm(along)
    right = across if width >= height else np.array([across[1], -across[0]])
    down = np.array([-right[1], right[0]])
    start = quad.mean(axis=0) - right * width / 2 - down * height / 2
    return np.array([[right[0], down[0], start[0]], [right[1], down[1], start[1]], [0.0, 0.0, 1.0]])


def _cut(grey: Grey, back: Matrix, wanted: tuple[float, float, float, float]) -> View | None:
    """The rectangle ``wanted`` of the level plane, as far as the picture reaches."""
    across, down = np.linspace(wanted[0], wanted[2], _GRID), np.linspace(wanted[1], wanted[3], _GRID)
    grid = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    there = carried(grid, back)
    kept = grid[((there >= 0) & (there <= (grey.shape[1], grey.shape[0]))).all(axis=1)]
    if not len(kept):
        return None
    step = np.array([across[1] - across[0], down[1] - down[0]])
    left, top = np.maximum(kept.min(axis=0) - step, wanted[:2])
    right, bottom = np.minimum(kept.max(axis=0) + step, wanted[2:])
    if not (right - left >= 8 and bottom - top >= 8):
        return None
    factor = min(1.0, _LONGEST / max(right - left, bottom - top))
    size = round((right - left) * factor), round((bottom - top) * factor)
    place = np.array([[1 / factor, 0.0, left], [0.0, 1 / factor, top], [0.0, 0.0, 1.0]])
    whole_way = back @ place
    level = cv2.warpPerspective(
        grey, whole_way, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return View(level.astype(np.uint8, copy=False), whole_way)
