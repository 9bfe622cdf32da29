"""Cuts the bars of one region into bands, each sampled along the code and straight across its bars.

A region is a rectangle; the bars in it lean with the view, fan out with perspective and sag on a drum. Where
they lean is taken from their own gradients, so that what lies above one another in the bands belongs to the
same bar, and a scratch in one band can be outvoted by the others.
"""

from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.regions import Region

Floats = npt.NDArray[np.float32]

Blocks = npt.NDArray[np.float64]

BANDS = 18
_ROWS_A_BAND = 2
_BLOCKS = 40  # along the code, each asked for its own lean and its own rows
_ROOM = 1.7  # times the region's height that is looked at for the bars' true ends
_LONGER = 1.3  # times the region's width: a glared or fanned out end is missing from the region
_ROOM_AT_ENDS = 0.06  # of the bars' length that is cut with them
_ALIKE = 0.35  # how far blocks of one code differ in height
_TRIM = 0.06  # of the bars' height left out, half of it at either end
_LONGEST = 2400  # samples along the code


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands of one region, ``values[band, sample]`` in grey levels, and where each sample lies."""

    values: Floats
    top: Floats  # sample by (x, y): the upper end of the bars, pixels of the picture
    bottom: Floats  # sample by (x, y): the lower end
    step: float  # pixels of the picture from one sample to the next


@dataclass(frozen=True, slots=True)
class Course:
    """How the bars run in a levelled strip: polynomials of the place along it, 0 to 1, in pixels."""

    lean: Blocks  # columns to the right for a row further down
    middle: Blocks  # row
    half: Blocks  # rows from the middle to either end
    span: tuple[float, float]  # where bars begin and end, with room


def cut_bands(grey: Grey, region: Region, step: float = 1.0) -> Bands:
    """The bands of ``region``, a sample every ``step`` pixels along it."""
    width = region.width * _LONGER
    height = max(region.height * _ROOM, region.height + 12.0)
    course = _course(_strip(grey, region, width, height))
    start, length = course.span[0] * width, (course.span[1] - course.span[0]) * width
    count = int(min(max(length / step, 16), _LONGEST))
    columns = np.float32(start) + (np.arange(count, dtype=np.float32) + 0.5) * np.float32(length / count)
    middle, half, lean = (
        np.polyval(line, columns / width).astype(np.float32)
        for line in (course.middle, course.half, course.lean)
    )
    rows = BANDS * _ROWS_A_BAND
    down = ((np.arange(rows, dtype=np.float32)[:, np.newaxis] + 0.5) / rows - 0.5) * 2
    below = half * down
    right = np.asarray(columns - width / 2 + lean * below, np.float32)
    map_x, map_y = _in_picture(region, right, np.asarray(middle - height / 2 + below, np.float32))
    samples = cv2.remap(grey, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    values = samples.reshape(BANDS, _ROWS_A_BAND, count).mean(axis=1, dtype=np.float32)
    upper = np.stack([map_x[0], map_y[0]], axis=1)
    lower = np.stack([map_x[-1], map_y[-1]], axis=1)
    return Bands(values, upper, lower, length / count)


def _in_picture(region: Region, right: Floats, below: Floats) -> tuple[Floats, Floats]:
    """Where places beside the middle of ``region`` lie in the picture."""
    turned = radians(region.angle_deg)
    cosine, sine = np.float32(cos(turned)), np.float32(sin(turned))
    x = np.float32(region.centre[0]) + right * cosine - below * sine
    y = np.float32(region.centre[1]) + right * sine + below * cosine
    return x, y


def _strip(grey: Grey, region: Region, width: float, height: float) -> Grey:
    """``region`` turned level, in pixels of the picture."""
    turned = radians(region.angle_deg)
    cosine, sine = cos(turned), sin(turned)
    x, y = region.centre
    back = np.array([
        [cosine, -sine, x - (cosine * width - sine * height) / 2],
        [sine, cosine, y - (sine * width + cosine * height) / 2],
    ])  # fmt: skip
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = round(width), round(height)
    return np.asarray(
        cv2.warpAffine(grey, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _course(strip: Grey) -> Course:
    """Where the bars of ``strip`` begin and end and how they lean, block by block, then as one line."""
    height = len(strip)
    right, down = cv2.Scharr(strip, cv2.CV_32F, 1, 0), cv2.Scharr(strip, cv2.CV_32F, 0, 1)
    across, along, mixed = (
        cv2.blur(cv2.resize(product, (_BLOCKS, height), interpolation=cv2.INTER_AREA), (1, 5))
        for product in (right * right, down * down, right * down)
    )
    tops, bottoms, strength = _rows_of_bars(np.clip(across - along, 0, None))
    weights = _in_one_line(tops, bottoms, strength)
    places = (np.arange(_BLOCKS) + 0.5) / _BLOCKS
    middle = _smoothed(places, (tops + bottoms) / 2, weights, 2 if (weights > 0.1).sum() > 6 else 1)
    half = _smoothed(places, (bottoms - tops) / 2, weights, 1)
    rows = np.arange(height)[:, np.newaxis]
    inside = np.abs(rows - np.polyval(middle, places)) < np.polyval(half, places)
    energy = (across * inside).sum(axis=0) + 1e-6
    lean = _smoothed(places, -(mixed * inside).sum(axis=0) / energy, np.sqrt(energy) * weights, 1)
    held = np.flatnonzero(inside.sum(axis=0) * (weights > 0.1))
    first, last = (held[0], held[-1] + 1) if len(held) else (0, _BLOCKS)
    room = _ROOM_AT_ENDS * (last - first) + 1
    span = max(first - room, 0) / _BLOCKS, min(last + room, _BLOCKS) / _BLOCKS
    return Course(lean, middle, half * (1 - _TRIM), span)


def _rows_of_bars(striped: Floats) -> tuple[Blocks, Blocks, Blocks]:
    """For each block first and last row of its bars, and how strong they are."""
    height = len(striped)
    usual = float(np.median(np.quantile(striped, 0.75, axis=0)))
    tops, bottoms = np.full(_BLOCKS, height * 0.25), np.full(_BLOCKS, height * 0.75)
    strength = np.zeros(_BLOCKS)
    for block in range(_BLOCKS):
        column = striped[:, block]
        run = _longest_run(column > max(0.35 * usual, 0.25 * float(column.max())))
        if run is not None:
            tops[block], bottoms[block] = run
            strength[block] = np.sqrt(float(column[int(run[0]) : int(run[1])].mean()))
    return tops, bottoms, strength


def _in_one_line(tops: Blocks, bottoms: Blocks, strength: Blocks) -> Blocks:
    """How far to believe each block: what lies on the line that most of the strong blocks share.

    Lettering, cables and the rim of the label are lower or higher than the bars, or lie elsewhere.
    """
    places = np.arange(_BLOCKS, dtype=np.float64)
    middles, heights = (tops + bottoms) / 2, bottoms - tops
    shares = np.minimum(strength / (np.quantile(strength, 0.8) + 1e-6), 1.0) * heights
    first, second = np.triu_indices(_BLOCKS, 3)
    slope = (middles[second] - middles[first]) / (second - first)
    typical = (heights[first] + heights[second]) / 2
    off = np.abs(
        middles[first][:, np.newaxis] + slope[:, np.newaxis] * (places - first[:, np.newaxis]) - middles
    )
    wide = np.abs(heights - typical[:, np.newaxis]) / typical[:, np.newaxis]
    near = (off < 0.3 * typical[:, np.newaxis] + 1) & (wide < _ALIKE)
    steep = np.abs(slope) * _BLOCKS > 6 * typical
    score = (near * shares).sum(axis=1) * np.where(steep, 0.2, 1)
    best = int(score.argmax())
    chosen, height = near[best], typical[best]
    for _ in range(2):  # a drum's line bends away from the straight one
        if chosen.sum() < 5:
            break
        line = np.polyval(_through(places[chosen], middles[chosen], shares[chosen] + 1e-3, 2), places)
        chosen = (np.abs(line - middles) < 0.3 * height + 1) & (
            np.abs(heights - height) < _ALIKE * height + 1
        )
    return np.where(chosen, shares / (height + 1e-6), 0.0)


def _longest_run(flags: npt.NDArray[np.bool_]) -> tuple[float, float] | None:
    """First and last place of the longest run of true ``flags``."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    if not len(edges):
        return None
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return float(starts[longest]), float(ends[longest])


def _smoothed(places: Blocks, values: Blocks, weights: Blocks, degree: int) -> Blocks:
    """The polynomial through ``values`` that a few wrong ones don't bend."""
    weights = weights + 1e-3
    fitted = _through(places, values, weights, degree)
    for _ in range(4):
        off = np.abs(values - np.polyval(fitted, places))
        scale = 2 * _median(off, weights) + 1e-6
        fitted = _through(places, values, weights / (1 + (off / scale) ** 2), degree)
    return fitted


def _through(places: Blocks, values: Blocks, weights: Blocks, degree: int) -> Blocks:
    """The weighted polynomial; of too few places the flattest, without a warning."""
    return np.asarray(np.polyfit(places, values, degree, w=weights, full=True)[0])


def _median(values: Blocks, weights: Blocks) -> float:
    order = np.argsort(values)
    middle = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    return float(values[order[min(int(middle), len(values) - 1)]])
