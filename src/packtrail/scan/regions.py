"""Finds linear codes by the direction of their bars.

Twenty-four characters in Code 128 are about 300 modules wide; with bars a tenth as high as that, a turn of
five degrees leaves no straight line across all bars and both engines return nothing. Bars are where all
gradients of a neighbourhood point the same way, and that way is also how far to turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, cos, degrees, pi, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey

_CELL = 4  # pixels a side; direction is kept once a cell, after being taken from every pixel
_NEIGHBOURHOOD = 5  # cells a side that are asked for one direction together
_SMALLEST = 40  # cells
_ONE_WAY = (
    0.4  # how much of the gradient must lie in that direction; even noise as strong as bars leaves this
)
_FAINTEST = 0.3  # mean squared directed gradient below which a neighbourhood is called smooth
_OVER_NOISE = 0.35  # and how much of it there must be, against what is usual in the picture
_USUAL = 0.05  # quantile of the cells that says what is usual
_SECTORS = 8  # directions are looked at apart, in overlapping fans, so that crossing codes stay apart
_FAN = np.cos(2 * np.pi / _SECTORS * 0.75)
_JOIN = 9  # cells along the code over which broken bars are joined at once
_STANDS_OUT = 0.06  # of the strongest directed gradient in the picture
_LONG = 2.5  # how many times longer than high a patch shows its own direction
_MAX_REGIONS = 20  # twelve codes, and the runs of them that look like one
_MAX_PIECES = 24
_SHAPE = 2.0  # a linear code is wider than this times its height
_SAME_WAY_DEG = 8.0  # pieces of one code differ less in direction, even on a drum
_FANNED_DEG = 25.0  # bars seen from above or below fan out; such pieces touch
_CLOSE = 0.1  # of the joined width: pieces with less between them touch
_GAP = 0.5  # of the joined width: more than that is no gap in one code


@dataclass(frozen=True, slots=True)
class Region:
    """A turned rectangle that holds bars; ``angle_deg`` is how far its long side falls to the right."""

    centre: tuple[float, float]
    width: float
    height: float
    angle_deg: float


def linear_regions(grey: Grey) -> list[Region]:
    """Where ``grey`` holds what looks like a linear code, the largest first.

    Pieces in one line - glare or a patch between them - come joined, then each by itself.
    """
    if min(grey.shape) < 2 * _NEIGHBOURHOOD * _CELL:
        return []
    field = _directed(grey)
    found: list[_Piece] = []
    for floor in _floors(field):
        inside = [piece for sector in range(_SECTORS) for piece in _in_sector(field, sector, floor)]
        found += _apart(sorted(inside, key=_mass, reverse=True), found)
    pieces = sorted(found, key=_mass, reverse=True)[:_MAX_PIECES]
    ranked = sorted([*_joined(pieces), *pieces], key=_mass, reverse=True)
    shaped = [piece.region for piece in ranked if _is_shaped(piece.region)]
    return [_in_pixels(region) for region in shaped[:_MAX_REGIONS]]


_Window = tuple[slice, slice]  # rows and columns
_EVERYWHERE: _Window = (slice(None), slice(None))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A region in cells, and how much directed gradient it holds."""

    region: Region
    mass: float


def _mass(piece: _Piece) -> float:
    return piece.mass


def _apart(found: list[_Piece], before: list[_Piece]) -> list[_Piece]:
    """``found`` without the neighbouring fans' views of what is there already or was found ``before``."""
    apart: list[_Piece] = []
    for piece in found:
        if any(_hides(other.region, piece.region) for other in (*apart, *before)):
            continue
        if not any(_hides(piece.region, other.region) for other in before):
            apart.append(piece)
    return apart


def _hides(larger: Region, region: Region) -> bool:
    """Whether ``region`` is seen in ``larger``; a cable's edge, long across its gradient, hides no code."""
    return (_is_shaped(larger) or not _is_shaped(region)) and _is_within(region, larger)


def _joined(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Rectangles over pieces that lie in one line, each built around its strongest piece."""
    left = list(pieces)
    while left:
        whole, rest, parts = left[0].region, left[1:], [left[0]]
        grown = True
        while grown:
            grown = False
            for piece in rest:
                if (together := _together(whole, piece.region)) is not None:
                    whole, grown, parts = together, True, [*parts, piece]
                    rest = [other for other in rest if other is not piece]
                    break
        left = rest if len(parts) > 1 else left[1:]
        if len(parts) > 1:
            yield _Piece(whole, sum(piece.mass for piece in parts))


def _together(whole: Region, piece: Region) -> Region | None:
    """One rectangle around both, if ``piece`` goes on where ``whole`` ends."""
    turned = radians(whole.angle_deg)
    right, below = piece.centre[0] - whole.centre[0], piece.centre[1] - whole.centre[1]
    along = right * cos(turned) + below * sin(turned)
    upright = below * cos(turned) - right * sin(turned)
    first = min(-whole.width / 2, along - piece.width / 2)
    last = max(whole.width / 2, along + piece.width / 2)
    width, height = last - first, max(whole.height, piece.height)
    gap = width - whole.width - piece.width
    turn = abs((whole.angle_deg - piece.angle_deg + 90) % 180 - 90)
    if turn > (_FANNED_DEG if gap < _CLOSE * width else _SAME_WAY_DEG) or gap > _GAP * width:
        return None
    if abs(upright) > 0.6 * height + 0.05 * abs(along):
        return None
    if min(whole.height, piece.height) < 0.35 * height:
        return None
    share = piece.width / (whole.width + piece.width)
    middle, rise = (first + last) / 2, upright * share
    centre = (
        whole.centre[0] + middle * cos(turned) - rise * sin(turned),
        whole.centre[1] + middle * sin(turned) + rise * cos(turned),
    )
    # The line through both middles is truer than either direction when they lie far apart.
    lean = degrees(atan2(upright, along)) if abs(along) > whole.width / 2 else 0.0
    lean = (lean + 90) % 180 - 90
    return Region(centre, width, height, whole.angle_deg + lean * share)


@dataclass(frozen=True, slots=True)
class _Field:
    """For each cell how strongly its gradient has one direction, and the unit vector of twice its angle."""

    strength: npt.NDArray[np.float32]  # 0 where there is no one direction
    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]


def _directed(grey: Grey) -> _Field:
    """Twice the angle, because the two edges of a bar have opposite gradients and one direction."""
    across, down = cv2.Scharr(grey, cv2.CV_32F, 1, 0), cv2.Scharr(grey, cv2.CV_32F, 0, 1)
    cells = (grey.shape[1] // _CELL, grey.shape[0] // _CELL)
    window = (_NEIGHBOURHOOD, _NEIGHBOURHOOD)
    xx, yy, xy = (
        cv2.blur(cv2.resize(product, cells, interpolation=cv2.INTER_AREA), window) / 1024  # Scharr's weights
        for product in (cv2.multiply(across, across), cv2.multiply(down, down), cv2.multiply(across, down))
    )
    energy, differs, crossed = xx + yy, xx - yy, 2 * xy
    length = np.sqrt(differs * differs + crossed * crossed)
    usual = float(np.quantile(energy[::3, ::3], _USUAL))
    striped = (length > max(_FAINTEST, _OVER_NOISE * usual)) & (length > _ONE_WAY * energy)
    scale = (striped / np.maximum(length, 1e-6)).astype(np.float32)
    x, y = (np.asarray(part * scale, np.float32) for part in (differs, crossed))
    return _Field((length * striped).astype(np.float32), x, y)


def _floors(field: _Field) -> list[float]:
    """From how strong a gradient on pieces are looked for: first what stands out, then whatever there is.

    Strong bars on a busy ground would else grow together with the ground.
    """
    strong = float(np.quantile(field.strength, 0.995)) * _STANDS_OUT
    faint = float(field.strength[field.strength > 0].min(initial=np.inf))
    if not np.isfinite(faint):
        return []
    return [strong, float(np.sqrt(strong * faint)), 0.0] if strong > 2 * faint else [0.0]


def _in_sector(field: _Field, sector: int, floor: float) -> Iterator[_Piece]:
    """The striped patches whose direction lies in one fan, drawn as rectangles along it."""
    middle = (sector + 0.5) * 2 * np.pi / _SECTORS
    mask = field.x * np.float32(np.cos(middle)) + field.y * np.float32(np.sin(middle)) > _FAN
    mask &= field.strength > floor
    for piece, held, window in _patches(field, mask, middle / 2):
        if _is_shaped(piece.region):
            yield piece
            continue
        # A cable or the rim of a label has grown together with the bars: it is one edge wide, bars go on.
        bars = np.zeros_like(mask)
        bars[window] = cv2.morphologyEx(held.astype(np.uint8), cv2.MORPH_OPEN, _line(middle / 2)) > 0
        parts = [part for part, _, _ in _patches(field, bars, middle / 2, window) if _is_shaped(part.region)]
        yield from parts or [piece]


def _is_shaped(region: Region) -> bool:
    return region.width >= _SHAPE * region.height


def _patches(
    field: _Field, mask: npt.NDArray[np.bool_], across: float, within: _Window = _EVERYWHERE
) -> Iterator[tuple[_Piece, npt.NDArray[np.bool_], _Window]]:
    """What hangs together in ``mask``, gaps along the code closed: its rectangle, its cells, their window.

    Nothing is looked for outside of ``within``.
    """
    there = mask[within]
    if int(np.count_nonzero(there)) < _SMALLEST:
        return
    closed = cv2.morphologyEx(there.astype(np.uint8), cv2.MORPH_CLOSE, _line(across))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(closed)
    for index in np.flatnonzero(boxes[:count, cv2.CC_STAT_AREA] >= _SMALLEST):
        if index == 0:  # what is left of the picture
            continue
        left, top, width, height = (int(value) for value in boxes[index][:4])
        label = labels[top : top + height, left : left + width] == index
        left, top = left + (within[1].start or 0), top + (within[0].start or 0)
        window = slice(top, top + height), slice(left, left + width)
        held = label & mask[window]
        rows, columns = np.nonzero(held)
        if len(rows) < _SMALLEST:
            continue
        doubled_x, doubled_y = float(field.x[window][held].mean()), float(field.y[window][held].mean())
        region = _around(columns + left, rows + top, atan2(doubled_y, doubled_x) / 2)
        yield _Piece(region, float(np.sqrt(field.strength[window][held]).sum())), held, window


def _line(across: float) -> npt.NDArray[np.uint8]:
    """Joins cells along one direction."""
    kernel = np.zeros((_JOIN, _JOIN), np.uint8)
    half = _JOIN // 2
    x, y = round(half * cos(across)), round(half * sin(across))
    cv2.line(kernel, (half - x, half - y), (half + x, half + y), 1)
    return kernel


def _around(xs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp], across: float) -> Region:
    """The rectangle that holds almost all of the points, along direction ``across`` or their own.

    Bars that fan out point elsewhere than the code they stand in, but a long patch shows its own direction.
    """
    covered = np.cov(np.stack([xs, ys]))
    spread, axes = np.linalg.eigh(covered)
    if spread[1] > _LONG**2 * spread[0]:
        own = atan2(float(axes[1, 1]), float(axes[0, 1]))
        turn = (own - across + pi / 2) % pi - pi / 2
        if abs(turn) < radians(_FANNED_DEG):
            across += turn
    along = xs * cos(across) + ys * sin(across)
    upright = ys * cos(across) - xs * sin(across)
    first, last = _all_but(along, 0.005)
    top, bottom = _all_but(upright, 0.02)
    middle_along, middle_up = (first + last) / 2, (top + bottom) / 2
    centre = (
        float(middle_along * cos(across) - middle_up * sin(across)),
        float(middle_along * sin(across) + middle_up * cos(across)),
    )
    return Region(centre, float(last - first), float(bottom - top), degrees(across))


def _all_but(values: npt.NDArray[np.float64], share: float) -> tuple[float, float]:
    """From where to where ``values`` lie, without that ``share`` at either end."""
    few = int(share * len(values))
    ends = np.partition(values, (few, len(values) - 1 - few))
    return float(ends[few]), float(ends[-1 - few])


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
