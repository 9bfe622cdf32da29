"""The outline of a matrix in an upright crop, where no library found one: four lines that texture ends at.

Outside a symbol it is light all along, inside it is dark all along (the L) or half of the way (the clock): at
each side the mean along the right line makes a step. Dirt, glare and tape take some of a step away, not
the line.
"""

from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.data_matrix.fitting import Contrast, Quads, sampled

_SLOPES = np.tan(np.radians(np.arange(-9, 10, 1.5)))
_STEP_WIDTH = 0.05  # of the region's side: about a module of the commonest sizes
_REACH = 0.22  # of the region's side: how far a line may be from where the texture seemed to end
_LINES = 2  # a side
_WALL = 0.5  # contrast: dark all along
_WALL_WIDTHS = (0.04, 0.07, 0.1, 0.14)  # of the outline's side
_LENGTH = 0.8  # of the side, around its middle, is looked along


def outlines(contrast: Contrast, width: float, height: float, limit: int) -> Quads:
    """Up to ``limit`` outlines around the middle of ``contrast``, best first: each 4 by x, y, clockwise.

    ``width`` and ``height`` are what the texture seemed to measure, in pixels.
    """
    middle = (contrast.shape[0] - 1) / 2
    upright = _lines(contrast, width, height)
    level = _lines(contrast.T, height, width)
    quads = []
    for left, right, top, bottom in product(*upright, *level):
        score = left[0] + right[0] + top[0] + bottom[0]
        corners = [
            _crossing(x, y, middle) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
        ]
        quads.append((score, np.array(corners)))
    quads.sort(key=lambda each: -each[0])
    return np.array([corners for _, corners in quads[:limit]])


def within_wall(contrast: Contrast, outline: npt.NDArray[np.float64]) -> Quads:
    """Outlines further inside ``outline`` where that is dark on all four sides; none where it isn't.

    No symbol is: what was outlined is print or an edge that stands where the quiet zone should be.
    """
    middle = outline.mean(axis=0)
    shares = np.linspace(0.1, 0.9, 33)[:, None]
    inner = middle + (1 - _STEP_WIDTH) * (outline - middle)
    for k in range(4):
        side = inner[k] * (1 - shares) + inner[(k + 1) % 4] * shares
        if sampled(contrast, side).mean() < _WALL:
            return np.empty((0, 4, 2))
    return np.array([middle + (1 - 2 * inset) * (outline - middle) for inset in _WALL_WIDTHS])


_Line = tuple[float, float, float]  # step, where it crosses the middle row, and its slope


def _lines(contrast: Contrast, width: float, height: float) -> tuple[list[_Line], list[_Line]]:
    """The likeliest left and right sides of what is around the middle."""
    middle = (contrast.shape[0] - 1) / 2
    half = int(_LENGTH * height / 2)
    band = np.ascontiguousarray(contrast[max(0, int(middle) - half) : int(middle) + half + 1])
    centre = (band.shape[0] - 1) / 2
    reach = max(2, round(_STEP_WIDTH * width))
    steps = np.empty((len(_SLOPES), band.shape[1]))
    for k, slope in enumerate(_SLOPES):
        shear = np.array([[1, slope, -slope * centre], [0, 1, 0]])
        turned = cv2.warpAffine(
            band, shear, band.shape[::-1], flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=0
        )
        total = np.concatenate([[0.0], np.cumsum(turned.mean(axis=0))])
        at = np.arange(band.shape[1])
        before, after = np.maximum(at - reach, 0), np.minimum(at + reach, band.shape[1])
        steps[k] = (total[after] + total[before] - 2 * total[at]) / reach
    return (
        _best(steps, middle - width / 2, _REACH * width, reach),
        _best(-steps, middle + width / 2, _REACH * width, reach),
    )


def _best(steps: npt.NDArray[np.float64], expected: float, within: float, apart: int) -> list[_Line]:
    """The strongest steps near ``expected``, at least ``apart`` pixels from each other."""
    first = max(0, int(expected - within))
    part = steps[:, first : int(expected + within) + 1].copy()
    found: list[_Line] = []
    while len(found) < _LINES and part.size and (not found or part.max() > 0.5 * found[0][0]):
        slope, at = np.unravel_index(int(np.argmax(part)), part.shape)
        found.append((float(part[slope, at]), float(first + at - 0.5), float(_SLOPES[slope])))
        part[:, max(0, int(at) - apart) : int(at) + apart + 1] = -np.inf
    return found


def _crossing(upright: _Line, level: _Line, middle: float) -> tuple[float, float]:
    """Where x = upright(y) and y = level(x) meet."""
    _, x0, a = upright
    _, y0, b = level
    y = (y0 + b * (x0 - a * middle - middle)) / (1 - a * b)
    return x0 + a * (y - middle), y
