"""Finds linear codes by the direction of their bars and turns them level.

Twenty-four characters in Code 128 are about 300 modules wide; with bars a tenth as high as that, a turn of
five degrees leaves no straight line across all bars and both engines return nothing. Bars are where all
gradients of a neighbourhood point the same way, and that way is also how far to turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import View

_CELL = 4  # pixels a side; direction is kept once a cell, after being taken from every pixel
_NEIGHBOURHOOD = 5  # cells a side that are asked for one direction together
_SMALLEST = 100  # cells
_ONE_WAY = 0.7  # how much of the gradient must lie in that direction
_FAINTEST = 40.0  # mean squared gradient below which a neighbourhood is called smooth
_SECTORS = 8  # directions are looked at apart, in overlapping fans, so that crossing codes stay apart
_FAN = np.cos(2 * np.pi / _SECTORS * 0.75)
_MAX_REGIONS = 8
_STRIP_WIDTH = 1400  # pixels a strip is enlarged towards: over 4 a module for 24 characters
_SOFTNESS = 4.0  # pixels of the strip: about a module, which is what blur spreads a bar over
_SHAPE = 2.0  # a linear code is wider than this times its height


@dataclass(frozen=True, slots=True)
class Region:
    """A turned rectangle that holds bars; ``angle_deg`` is how far its long side falls to the right."""

    centre: tuple[float, float]
    width: float
    height: float
    angle_deg: float


def linear_regions(grey: Grey) -> list[Region]:
    """Where ``grey`` holds what looks like a linear code, the largest first."""
    if min(grey.shape) < 2 * _NEIGHBOURHOOD * _CELL:
        return []
    direction = _directions(grey)
    found = [region for sector in range(_SECTORS) for region in _in_sector(direction, sector)]
    found.sort(key=lambda region: region.width * region.height, reverse=True)
    apart: list[Region] = []
    for region in found:
        if not any(_is_within(region, larger) for larger in apart):
            apart.append(region)
    return [_in_pixels(region) for region in apart[:_MAX_REGIONS]]


def _directions(grey: Grey) -> npt.NDArray[np.float32]:
    """For each cell the unit vector of twice the angle across its bars, and nothing where there are none.

    Twice, because the two edges of a bar have opposite gradients and one direction.
    """
    across = cv2.Scharr(grey, cv2.CV_32F, 1, 0) / 32
    down = cv2.Scharr(grey, cv2.CV_32F, 0, 1) / 32
    cells = (grey.shape[1] // _CELL, grey.shape[0] // _CELL)
    window = (_NEIGHBOURHOOD, _NEIGHBOURHOOD)
    xx, yy, xy = (
        cv2.blur(cv2.resize(product, cells, interpolation=cv2.INTER_AREA), window)
        for product in (across * across, down * down, across * down)
    )
    energy = xx + yy
    length = np.hypot(xx - yy, 2 * xy)
    striped = (energy > _FAINTEST) & (length > _ONE_WAY * energy)
    return np.where(striped, np.stack([xx - yy, 2 * xy]) / np.maximum(length, 1e-6), 0).astype(np.float32)


def _in_sector(direction: npt.NDArray[np.float32], sector: int) -> Iterator[Region]:
    """The striped patches whose direction lies in one fan, drawn as rectangles along it."""
    middle = (sector + 0.5) * 2 * np.pi / _SECTORS
    mask = direction[0] * np.cos(middle) + direction[1] * np.sin(middle) > _FAN
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in boxes[index])
        if area < _SMALLEST:
            continue
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == index)
        doubled = direction[:, rows + top, columns + left].mean(axis=1)
        region = _around(columns + left, rows + top, atan2(float(doubled[1]), float(doubled[0])) / 2)
        if region.width >= _SHAPE * region.height:
            yield region


def _around(xs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp], across: float) -> Region:
    """The rectangle along direction ``across`` that holds almost all of the points."""
    along = xs * cos(across) + ys * sin(across)
    upright = ys * cos(across) - xs * sin(across)
    first, last = np.percentile(along, (0.5, 99.5))
    top, bottom = np.percentile(upright, (2, 98))
    middle_along, middle_up = (first + last) / 2, (top + bottom) / 2
    centre = (
        float(middle_along * cos(across) - middle_up * sin(across)),
        float(middle_along * sin(across) + middle_up * cos(across)),
    )
    return Region(centre, float(last - first), float(bottom - top), degrees(across))


def _is_within(region: Region, larger: Region) -> bool:
    """Whether ``region`` is the neighbouring fan's view of the code that ``larger`` shows."""
    turned = radians(larger.angle_deg)
    right, below = region.centre[0] - larger.centre[0], region.centre[1] - larger.centre[1]
    along = right * cos(turned) + below * sin(turned)
    upright = below * cos(turned) - right * sin(turned)
    return abs(along) < larger.width / 2 and abs(upright) < larger.height / 2


def _in_pixels(region: Region) -> Region:
    """From cells to pixels, with room at both ends.

    The outer bars lie at the edge of the neighbourhood that found them, and the quiet zone belongs in.
    """
    return Region(
        ((region.centre[0] + 0.5) * _CELL, (region.centre[1] + 0.5) * _CELL),
        region.width * _CELL * 1.12,
        max(region.height * _CELL, 8.0),
        region.angle_deg,
    )


def level_strips(grey: Grey) -> Iterator[View]:
    """Each linear region turned level and enlarged, with paper of its own colour around it.

    The colour matters: labels are cut close, and without a quiet zone the engines don't start.
    """
    for region in linear_regions(grey):
        yield _level(grey, region)


def level_strips_inverted(grey: Grey) -> Iterator[View]:
    """The same, light for dark."""
    for strip in level_strips(grey):
        yield View(255 - strip.grey, strip.back)


def level_strips_averaged(grey: Grey) -> Iterator[View]:
    """The same, each column averaged over the middle of the bars and sharpened: small, noisy, soft codes."""
    for strip in level_strips(grey):
        height = strip.grey.shape[0]
        bars = strip.grey[height // 4 : height - height // 4].mean(axis=0, dtype=np.float32)
        soft = cv2.GaussianBlur(bars[np.newaxis], (0, 0), _SOFTNESS)[0]
        sharp = np.clip(bars + 1.5 * (bars - soft), 0, 255).astype(np.uint8)
        yield View(np.repeat(sharp[np.newaxis], height, axis=0), strip.back)


def _level(grey: Grey, region: Region) -> View:
    scale = min(max(_STRIP_WIDTH / region.width, 1.0), 3.0)
    width, height = round(region.width * scale), round(region.height * scale)
    turned = radians(region.angle_deg)
    cosine, sine = cos(turned) / scale, sin(turned) / scale
    back = np.array([
        [cosine, -sine, region.centre[0] - (cosine * width - sine * height) / 2],
        [sine, cosine, region.centre[1] - (sine * width + cosine * height) / 2],
        [0.0, 0.0, 1.0],
    ])  # fmt: skip
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    strip = cv2.warpAffine(grey, back[:2], (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return View(strip.astype(np.uint8, copy=False), back)
