"""The exact place, size and turn of a Data Matrix, from what is known of every symbol: its L and its clock.

Whatever proposed the four corners, they are rarely right to a third of a module, and nobody said how many
modules lie between them. All sizes of the right proportions and all four turns are laid over the picture;
the best are moved, corner by corner and side by side, until L, clock tracks and quiet zone fit best.
"""

from dataclasses import dataclass
from functools import cache
from math import dist

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.data_matrix.placement import placement
from packtrail.scan.data_matrix.sizes import SIZES, Size
from packtrail.scan.engines import Grey

Quads = npt.NDArray[np.float64]  # any number by 4 corners by x, y
Contrast = npt.NDArray[np.float32]  # height by width, 1 clearly darker than its surroundings, -1 lighter

_PROPORTION = 1.35  # how far width to height may be off what the size says: tilt
_SHAPES_REFINED = 3
_FIRST_FIT = 0.33  # of 1, before refining: 19 of 20 places without a symbol stay below
_RIVAL = 0.6  # of the best first guess: a worse one isn't refined
_SOFTENED = 0.8  # module
_DATA_LOOKED_AT = 60  # modules at least
_LEAST_FIT = 0.4  # of 1, refined: below this not even a badly damaged frame is there
_QUIET_WEIGHT = 0.5  # print may stand in it
_DATA_WEIGHT = 0.25  # data modules have no known colour, but one that is not grey


@dataclass(frozen=True, slots=True)
class Grid:
    """A symbol laid over a picture."""

    size: Size
    corners: npt.NDArray[np.float64]  # 4 by x, y: the symbol's own top left, top right, bottom right, left
    fit: float  # how well L and clock agree, 1 at best
    inverted: bool  # light on dark

    def at(self, columns: npt.ArrayLike, rows: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Picture coordinates of points in modules from the symbol's top left corner."""
        u = np.asarray(columns, dtype=np.float64) / self.size.columns
        v = np.asarray(rows, dtype=np.float64) / self.size.rows
        return np.asarray(mapped(self.corners[None], u, v)[0], dtype=np.float64)

    @property
    def module_px(self) -> float:
        """Pixels a module, on average."""
        area = float(cv2.contourArea(self.corners.astype(np.float32)))
        return float((area / (self.size.rows * self.size.columns)) ** 0.5)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known before a symbol is read: points in shares of its width and height, and their colours."""

    u: npt.NDArray[np.float64]
    v: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float32]  # positive where dark, negative where light; all of one sum
    data_u: npt.NDArray[np.float64]
    data_v: npt.NDArray[np.float64]


def mapped(quads: Quads, u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where the points ``u``, ``v`` of a unit square lie in each quad: quads by points by x, y."""
    p0, p1, p2, p3 = (quads[:, k] for k in range(4))
    one, other, both = p1 - p2, p3 - p2, p0 - p1 + p2 - p3
    area = one[:, 0] * other[:, 1] - other[:, 0] * one[:, 1]
    area = np.where(np.abs(area) < 1e-9, 1e-9, area)
    g = ((both[:, 0] * other[:, 1] - other[:, 0] * both[:, 1]) / area)[:, None]
    h = ((one[:, 0] * both[:, 1] - both[:, 0] * one[:, 1]) / area)[:, None]
    a, b = p1 - p0 + g * p1, p3 - p0 + h * p3
    below = g * u + h * v + 1
    above = a[:, None] * u[None, :, None] + b[:, None] * v[None, :, None] + p0[:, None]
    return above / below[..., None]


def contrast_of(grey: Grey, reach: float) -> Contrast:
    """How dark each pixel is against what lies within ``reach`` pixels, -1 to 1."""
    wide = cv2.GaussianBlur(grey, (0, 0), 0.5).astype(np.float32)
    window = (2 * int(reach) + 1, 2 * int(reach) + 1)
    mean = cv2.blur(wide, window)
    spread = np.sqrt(np.maximum(cv2.blur(wide * wide, window) - mean * mean, 0))
    return np.clip((mean - wide) / (1.3 * spread + 2.0), -1, 1)


def fitted(contrast: Contrast, corners: Quads, *, is_walled: bool = False) -> list[Grid]:
    """The symbols that may lie within ``corners`` (4 by x, y, in any turn), best first, at most three.

    A symbol that ``is_walled`` has no quiet zone to be known by.
    """
    grids: list[Grid] = []
    every_turn = np.stack([np.roll(corners, -turn, axis=0) for turn in range(4)])
    for size in SIZES:
        turns = every_turn[_in_proportion(corners, size)]
        if not len(turns):
            continue
        scores = _frame_fit(contrast, turns, _known(size, is_walled=is_walled))
        best = int(np.argmax(np.abs(scores)))
        grids.append(Grid(size, turns[best], abs(float(scores[best])), bool(scores[best] < 0)))
    grids.sort(key=lambda grid: -grid.fit)
    worth = [grid for grid in grids[:_SHAPES_REFINED] if grid.fit > max(_FIRST_FIT, _RIVAL * grids[0].fit)]
    refined = [_refined(contrast, grid, _known(grid.size, is_walled=is_walled)) for grid in worth]
    return sorted((each for each in refined if each.fit > _LEAST_FIT), key=lambda grid: -grid.fit)


def _refined(contrast: Contrast, grid: Grid, known: _Known) -> Grid:
    """The corners moved to where the frame fits best, to a twentieth of a module."""
    sign = -1.0 if grid.inverted else 1.0
    # Averaged over most of a module the fit peaks where modules are sampled in their middle.
    width = max(1, round(_SOFTENED * grid.module_px))
    soft = cv2.blur(contrast, (width, width)).astype(np.float32, copy=False)
    corners, step = grid.corners, 0.7 * grid.module_px
    best = float(_total_fit(soft, corners[None], known, sign)[0])
    while step > 0.06 * grid.module_px:
        tried = corners[None] + step * _MOVES
        scores = _total_fit(soft, tried, known, sign)
        k = int(np.argmax(scores))
        if scores[k] > best + 1e-4:
            corners, best = tried[k], float(scores[k])
        else:
            step *= 0.5
    fit = sign * float(_frame_fit(contrast, corners[None], known)[0])
    return Grid(grid.size, corners, fit, grid.inverted)


def _moves() -> Quads:
    """One corner, one side, or all four corners, up, down, left and right; and larger and smaller."""
    together = [*((k,) for k in range(4)), *((k, (k + 1) % 4) for k in range(4)), (0, 1, 2, 3)]
    moves = []
    for corners in together:
        for direction in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            move = np.zeros((4, 2))
            move[list(corners)] = direction
            moves.append(move)
    return np.array(moves)


_MOVES = _moves()


def _in_proportion(quad: npt.NDArray[np.float64], size: Size) -> npt.NDArray[np.bool_]:
    """Which of the four turns of ``quad`` are about as wide against their height as ``size``."""
    top, right, bottom, left = (dist(quad[k], quad[(k + 1) % 4]) for k in range(4))
    wide, high = max(top + bottom, 1e-6), max(right + left, 1e-6)
    upright, lying = (share * size.rows / size.columns for share in (wide / high, high / wide))
    return np.array([1 / _PROPORTION < each < _PROPORTION for each in (upright, lying, upright, lying)])


@cache
def _known(size: Size, *, is_walled: bool) -> _Known:
    places = placement(size)
    rows, columns = np.nonzero(places.frame)
    dark = places.pattern[rows, columns]
    # The outermost ring counts once more, further out than in: it alone tells a shift by two modules.
    weight = np.where(dark, 1.0 / dark.sum(), -1.0 / max(1, (~dark).sum()))
    around_rows = np.concatenate(
        [
            np.full(size.columns, -1),
            np.full(size.columns, size.rows),
            np.arange(size.rows),
            np.arange(size.rows),
        ]
    )
    around_columns = np.concatenate(
        [
            np.arange(size.columns),
            np.arange(size.columns),
            np.full(size.rows, -1),
            np.full(size.rows, size.columns),
        ]
    )
    quiet_weight = 0.0 if is_walled else _QUIET_WEIGHT
    quiet = np.full(len(around_rows), -quiet_weight / len(around_rows))
    data = np.argwhere(~places.frame)
    data = data[:: max(1, len(data) // _DATA_LOOKED_AT)]
    return _Known(
        u=(np.concatenate([columns, around_columns]) + 0.5) / size.columns,
        v=(np.concatenate([rows, around_rows]) + 0.5) / size.rows,
        weight=(np.concatenate([weight, quiet]) / (2 + quiet_weight)).astype(np.float32),
        data_u=(data[:, 1] + 0.5) / size.columns,
        data_v=(data[:, 0] + 0.5) / size.rows,
    )


def sampled(contrast: Contrast, points: npt.NDArray[np.float64]) -> Contrast:
    """The picture's values between pixels; points outside count as neither dark nor light."""
    flat = points.reshape(-1, 1, 2).astype(np.float32)
    values = cv2.remap(contrast, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(values, dtype=np.float32).reshape(points.shape[:-1])


def _frame_fit(contrast: Contrast, quads: Quads, known: _Known) -> npt.NDArray[np.float32]:
    return np.asarray(sampled(contrast, mapped(quads, known.u, known.v)) @ known.weight, dtype=np.float32)


def _total_fit(contrast: Contrast, quads: Quads, known: _Known, sign: float) -> npt.NDArray[np.float32]:
    """The frame, and that modules are dark or light in their middle rather than grey."""
    data = np.abs(sampled(contrast, mapped(quads, known.data_u, known.data_v))).mean(axis=1)
    return np.asarray(sign * _frame_fit(contrast, quads, known) + _DATA_WEIGHT * data, dtype=np.float32)
