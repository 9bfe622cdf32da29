"""Where in a picture a Data Matrix may stand: places with strong edges in two perpendicular directions.

A dense matrix on metal has no frame and often no quiet zone, and an engine that walks along edges loses it
among scratches and letters. What it always has is texture: in any window of a few modules the weaker of the
two edge directions is about as strong as the stronger one. That is cheap to see in the whole picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, sin

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import Matrix, View

Map = npt.NDArray[np.float32]
Cells = npt.NDArray[np.int64]

_WORK_SIDE = 800  # the longer side at which texture is looked for
_CELL = 4  # pixels of that, summed into one cell of the texture map
_WINDOWS = (4, 6, 9, 14, 22, 34)  # cells: from the smallest symbol seen to one that fills the picture
_COARSE = 0.3  # of that once more, for symbols held close
_PEAKS = 16  # of each window that are looked at
_ALIKE = 0.5
_OUTLINED = 70  # of all of them
_MIN_TEXTURE = 3.0  # grey levels a pixel; below this it is noise
_PART = (0.4, 0.8)  # of the side: what lies inside is a part; if smaller, another symbol on a label
_NARROWEST = 0.2  # of the longer side: the six rectangular sizes are at least a quarter as high as wide


@dataclass(frozen=True, slots=True)
class Region:
    """A place worth reading, as an upright rectangle once turned back by ``angle``."""

    x: float  # centre, pixels of the picture
    y: float
    width: float  # pixels along ``angle``
    height: float
    angle: float  # radians, within a quarter turn: the direction of its rows or columns
    strength: float  # texture against what surrounds it; regions come strongest first

    @property
    def side(self) -> float:
        """The side of the square that is cut out for it."""
        return max(self.width, self.height)

    def holds(self, other: "Region") -> bool:
        """Whether ``other`` is smaller, and its middle not near the border of this."""
        near = max(abs(self.x - other.x), abs(self.y - other.y))
        return _PART[0] < other.side / self.side < _PART[1] and near < (self.side - 0.5 * other.side) / 2


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Mean products of the gradient, a value a cell."""

    xx: Map
    xy: Map
    yy: Map
    turn: Map  # of the gradient's fourfold angle: real and imaginary part in the last axis
    scale: float  # pixels of the picture in one cell

    @property
    def texture(self) -> Map:
        """The strength of the weaker edge direction, grey levels a pixel."""
        return _weaker(self.xx, self.xy, self.yy)


def regions(grey: Grey, limit: int = 40) -> list[Region]:
    """Up to ``limit`` places that look like a dense matrix, best first."""
    if min(grey.shape) < 16:
        return []
    longer = max(grey.shape)
    factor = 1.0 if longer <= _WORK_SIDE else min(0.5, _WORK_SIDE / longer)
    found = [*_at_scale(grey, factor, _OUTLINED), *_at_scale(grey, _COARSE * factor, _OUTLINED // 3)]
    found.sort(key=lambda each: -each.strength)
    return _distinct(found, limit)


def _at_scale(grey: Grey, factor: float, outlines: int) -> list[Region]:
    """What looks like a matrix in the picture reduced by ``factor``: modules of 2 to 8 pixels there."""
    if min(grey.shape) * factor < _CELL * _WINDOWS[0]:
        return []
    tensor = _tensor(grey, factor)
    texture = tensor.texture
    windows = [each for each in _WINDOWS if each <= min(texture.shape)]
    peaks = [(*peak, window) for window in windows for peak in _peaks(tensor, texture, window)]
    peaks.sort(reverse=True)
    peaks = peaks[:outlines]
    # What still belongs to a peak: the rim of a cap may be half as strong as the matrix on it.
    asked = [(peak, 0.5) for peak in peaks] + [(peak, 0.75) for peak in peaks[: outlines // 3]]
    outlined = (
        _outlined(tensor, texture, x, y, window, share * level) for (_, x, y, level, window), share in asked
    )
    return [each for each in outlined if each]


def upright(grey: Grey, region: Region, side: int, margin: float = 1.5) -> View:
    """The region turned level, ``side`` pixels square, with ``margin`` times its own side in sight."""
    factor = side / (region.side * margin)
    c, s = cos(region.angle) / factor, sin(region.angle) / factor
    half = (side - 1) / 2
    back = np.array(
        [
            [c, -s, region.x - c * half + s * half],
            [s, c, region.y - s * half - c * half],
            [0.0, 0.0, 1.0],
        ]
    )
    part, into = _part(grey, region, margin, min(1.0, 1.5 * factor))
    method = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_LINEAR
    crop = cv2.warpAffine(
        part,
        (into @ back)[:2],
        (side, side),
        flags=method | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return View(crop.astype(np.uint8, copy=False), back)


def _part(grey: Grey, region: Region, margin: float, factor: float) -> tuple[Grey, Matrix]:
    """What lies around a region, reduced by ``factor``, and the way there from pixels of the picture.

    Reduced first because interpolation between four pixels would jump over the others.
    """
    reach = 0.75 * margin * region.side + 2
    left, top = max(0, int(region.x - reach)), max(0, int(region.y - reach))
    part = grey[top : int(region.y + reach) + 1, left : int(region.x + reach) + 1]
    if factor < 1:
        part = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.uint8)
    into = np.array(
        [
            [factor, 0.0, (factor - 1) / 2 - factor * left],
            [0.0, factor, (factor - 1) / 2 - factor * top],
            [0.0, 0.0, 1.0],
        ]
    )
    return part, into


def _tensor(grey: Grey, factor: float) -> _Tensor:
    work = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else grey
    gx = cv2.Sobel(work, cv2.CV_32F, 1, 0, ksize=3, scale=0.25)
    gy = cv2.Sobel(work, cv2.CV_32F, 0, 1, ksize=3, scale=0.25)
    size = max(1, work.shape[1] // _CELL), max(1, work.shape[0] // _CELL)
    xx, yy, xy = (np.asarray(cv2.multiply(*each), np.float32) for each in ((gx, gx), (gy, gy), (gx, gy)))
    # (gx + i gy)^4 = (xx - yy)^2 - 4 xy^2 + 4i xy (xx - yy), over the square of the strength: a mean
    # of directions weighed by energy, in which two perpendicular ones agree.
    apart, energy = xx - yy, xx + yy + 1e-3
    real = (apart * apart - 4 * xy * xy) / energy
    imaginary = 4 * xy * apart / energy
    xx, xy, yy, real, imaginary = (
        np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA), np.float32)
        for each in (xx, xy, yy, real, imaginary)
    )
    return _Tensor(xx, xy, yy, np.dstack([real, imaginary]), grey.shape[1] / size[0])


def _weaker(xx: Map, xy: Map, yy: Map) -> Map:
    mean, apart = (xx + yy) / 2, (xx - yy) / 2
    return np.sqrt(np.maximum(mean - np.sqrt(apart * apart + xy * xy), 0))


def _alike(xx: Map, xy: Map, yy: Map) -> Map:
    """Energy across the weaker edge direction against that across the stronger, 0 to 1."""
    mean, apart = (xx + yy) / 2, (xx - yy) / 2
    more = np.sqrt(apart * apart + xy * xy)
    return np.asarray(np.maximum(mean - more, 0) / (mean + more + 1e-6), np.float32)


def _box(values: Map, window: int) -> Map:
    return np.asarray(cv2.boxFilter(values, -1, (window, window), borderType=cv2.BORDER_CONSTANT), np.float32)


def _peaks(tensor: _Tensor, texture: Map, window: int) -> Iterator[tuple[float, int, int, float]]:
    """How far a square of ``window`` cells stands out, its middle, and its texture; the best few."""
    inside = _box(texture, window)
    around = _box(texture, 2 * window + 1)
    standing_out = (inside - 0.7 * around) / (inside + _MIN_TEXTURE)
    kernel = np.ones((window | 1, window | 1), np.uint8)
    peaks = (standing_out >= cv2.dilate(standing_out, kernel)) & (inside > _MIN_TEXTURE)
    ys, xs = np.nonzero(peaks)
    xx, xy, yy = (_box(each, window)[ys, xs] for each in (tensor.xx, tensor.xy, tensor.yy))
    value = standing_out[ys, xs] * _alike(xx, xy, yy) ** _ALIKE * window**0.5
    for k in np.argsort(-value)[:_PEAKS]:
        yield float(value[k]), int(xs[k]), int(ys[k]), float(inside[ys[k], xs[k]])


def _outlined(tensor: _Tensor, texture: Map, x: int, y: int, window: int, level: float) -> Region | None:
    """The connected cells around a peak that are stronger than ``level``, as an upright rectangle."""
    reach = window + 2
    top, left = max(0, y - reach), max(0, x - reach)
    part = texture[top : y + reach + 1, left : x + reach + 1]
    _, labels = cv2.connectedComponents((part > level).astype(np.uint8), connectivity=4)
    label = labels[y - top, x - left]
    if not label:
        return None
    ys, xs = np.nonzero(labels == label)
    rows, columns = ys + top, xs + left
    real, imaginary = tensor.turn[rows, columns].sum(axis=0)
    angle = float(np.arctan2(imaginary, real)) / 4
    c, s = cos(angle), sin(angle)
    along, across = np.sort(xs * c + ys * s), np.sort(ys * c - xs * s)
    few = len(xs) // 33  # a thirtieth may stick out on each side
    a0, a1, b0, b1 = along[few], along[-1 - few], across[few], across[-1 - few]
    width, height = a1 - a0 + 1, b1 - b0 + 1
    if min(width, height) < _NARROWEST * max(width, height):
        return None
    middle_a, middle_b = (a0 + a1) / 2, (b0 + b1) / 2
    centre_x = (left + middle_a * c - middle_b * s + 0.5) * tensor.scale - 0.5
    centre_y = (top + middle_a * s + middle_b * c + 0.5) * tensor.scale - 0.5
    strength = _strength(tensor, texture, rows, columns) * min(1.0, len(xs) / (width * height))
    return Region(centre_x, centre_y, width * tensor.scale, height * tensor.scale, angle, strength)


def _strength(tensor: _Tensor, texture: Map, rows: Cells, columns: Cells) -> float:
    """How much the cells given look like a matrix: strong against their frame, alike both ways, many."""
    alike = float(_alike(*(each[rows, columns].sum() for each in (tensor.xx, tensor.xy, tensor.yy))))
    y0, y1, x0, x1 = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    outer = texture[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2]
    frame = outer.size - (y1 - y0) * (x1 - x0)
    outside = float(outer.sum() - texture[y0:y1, x0:x1].sum()) / max(1, frame)
    inside = float(texture[rows, columns].mean())
    return float((inside - 0.5 * outside) / (inside + _MIN_TEXTURE) * alike * len(rows) ** 0.25)


def _distinct(found: list[Region], limit: int) -> list[Region]:
    """Without those that say the same as a stronger one."""
    kept: list[Region] = []
    for each in found:
        if any(
            abs(each.x - other.x) + abs(each.y - other.y) < 0.3 * max(each.side, other.side)
            and 0.7 < each.side / other.side < 1.4
            for other in kept
        ):
            continue
        kept.append(each)
        if len(kept) == limit:
            break
    return kept
