"""Puts finder patterns together to symbols: three in a corner, with a timing pattern between them.

On a sheet of codes the marks of neighbours stand in corners too; only between marks of one symbol do dark
and light change with every module. The count of those changes is the version as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import log

import cv2
import numpy as np

from packtrail.scan.engines import Grey
from packtrail.scan.places import clockwise
from packtrail.scan.prepare import Matrix
from packtrail.scan.qr.finders import Floats, Marks
from packtrail.scan.qr.layout import VERSIONS, size_of
from packtrail.scan.symbols import Corners

_ASKEW = 0.35  # how far beside its axis a neighbour may lie, as a share of the way there
_APART = (10.0, 185.0)  # modules between two middles
_NEIGHBOURS = 5  # looked at along each axis
_UNEQUAL = 0.5  # share by which the two sides of a symbol may differ in modules
_SIZES_TRIED = 0.12  # share by which the size may be off what distances say
_HALF = 3.5  # modules from the middle of a mark to its edge
_LINE_SAMPLES = 512
_MOST_CORNERS = 1500  # tried, the likeliest first; a sheet of 80 codes settles its marks long before
_SURELY = 0.75  # with which marks belong together and are asked no more
_TURNS = np.array([[[1.0, 0], [0, 1]], [[0, -1], [1, 0]], [[-1, 0], [0, -1]], [[0, 1], [-1, 0]]])
_MOST_DOUBTFUL = 20  # proposals that need a closer look
_LEAST_CHANGE = 0.1  # correlation with a timing pattern below which it may be chance


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """Where a symbol may lie, and how many modules it has."""

    version: int
    to_pixels: Matrix  # from modules (0 to size, across and down) to pixels
    score: float  # how well the timing patterns agree: 1 perfect, 0 none

    @property
    def size(self) -> int:
        """Modules a side."""
        return size_of(self.version)

    @property
    def corners(self) -> Corners:
        """Of the symbol without its quiet zone."""
        size = float(self.size)
        square = np.array([[[0.0, 0.0], [size, 0.0], [size, size], [0.0, size]]])
        there = cv2.perspectiveTransform(square, self.to_pixels)[0]
        return clockwise((float(x), float(y)) for x, y in there)


@dataclass(frozen=True, slots=True, eq=False)
class _Corner:
    """Three marks: the one at the corner, the one to its right and the one below, and their frames."""

    marks: tuple[int, int, int]
    centres: Floats  # 3 by 2
    axes: Floats  # 3 by 2 by 2, turned so that columns point right and down in all three
    modules: float  # from middle to middle, as the frames have it
    strain: float  # how far from a plain square, near by: what is likeliest comes first


def proposals_of(grey: Grey, marks: Marks) -> list[Proposal]:
    """Symbols that ``marks`` may belong to, the likeliest first.

    A mark whose timing patterns leave no doubt belongs to one symbol; the others are offered in several.
    """
    corners = sorted(_corners(marks), key=lambda corner: corner.strain)
    sure: list[Proposal] = []
    doubtful: list[tuple[float, int, _Corner]] = []
    settled: set[int] = set()
    for corner in corners[:_MOST_CORNERS]:
        if settled & set(corner.marks):
            continue
        versions = _versions(grey, corner)
        if versions and versions[0][1] > _SURELY:
            settled |= set(corner.marks)
            sure.append(Proposal(versions[0][0], _homography(corner, versions[0][0]), versions[0][1]))
        doubtful += [(score, version, corner) for version, score in versions[:2] if score > _LEAST_CHANGE]
    doubtful = [each for each in doubtful if not settled & set(each[2].marks)]
    doubtful.sort(key=lambda each: each[2].strain - 2 * each[0])
    return sorted(sure, key=lambda each: -each.score) + [
        Proposal(version, _homography(corner, version), score)
        for score, version, corner in doubtful[:_MOST_DOUBTFUL]
    ]


def _corners(marks: Marks) -> Iterator[_Corner]:
    """Every mark with one neighbour along an axis and another along the next one."""
    if len(marks) < 3:
        return
    near, modules, bend = _neighbours(marks)
    for corner, axis in product(range(len(marks)), range(4)):
        for right, below in product(near[corner][axis], near[corner][(axis + 1) % 4]):
            across, down = float(modules[corner, right]), float(modules[corner, below])
            uneven = abs(across - down) / max(across, down)
            if uneven < _UNEQUAL:
                far = log(max(across, down) / _APART[0]) / 4
                strain = float(bend[corner, right] + bend[corner, below]) + 2 * uneven + far
                yield _corner_of(marks, (corner, right, below), axis, (across + down) / 2, strain)


def _neighbours(marks: Marks) -> tuple[list[list[list[int]]], Floats, Floats]:
    """For each mark and each of four ways along its axes the nearest others that see it likewise.

    With the modules from any mark to any other, and how far the two are from seeing each other straight on.
    """
    towards = marks.centres - marks.centres[:, np.newaxis]
    seen = np.einsum("nij,nmj->nmi", np.linalg.inv(marks.axes), towards)
    along = np.asarray(np.abs(seen).max(axis=2), dtype=np.float64)
    beside = np.abs(seen).min(axis=2)
    in_line = (beside < _ASKEW * along + 1.5) & (along > _APART[0]) & (along < _APART[1])
    in_line &= in_line.T & (along < 2.5 * along.T) & (2.5 * along > along.T)
    modules = np.sqrt(along * along.T)
    unlike = np.abs(np.log(np.maximum(along, 1e-3) / np.maximum(along.T, 1e-3)))
    bend = beside / np.maximum(along, 1) + unlike
    # 0 to 3: along the first axis, the second, and back along either.
    first = np.abs(seen[..., 0]) > np.abs(seen[..., 1])
    direction = np.where(first, np.where(seen[..., 0] > 0, 0, 2), np.where(seen[..., 1] > 0, 1, 3))
    near: list[list[list[int]]] = []
    for mark in range(len(marks)):
        ways = [np.flatnonzero(in_line[mark] & (direction[mark] == axis)) for axis in range(4)]
        near.append([[int(o) for o in w[np.argsort(modules[mark, w])][:_NEIGHBOURS]] for w in ways])
    return near, modules, bend + bend.T


def _corner_of(
    marks: Marks, three: tuple[int, int, int], axis: int, modules: float, strain: float
) -> _Corner:
    first = marks.axes[three[0]] @ _TURNS[axis]
    axes = [first]
    for other in three[1:]:
        choices = marks.axes[other] @ _TURNS
        along = choices[:, :, 0] / np.linalg.norm(choices[:, :, 0], axis=1, keepdims=True)
        axes.append(choices[int(np.argmax(along @ first[:, 0]))])
    return _Corner(three, marks.centres[list(three)], np.array(axes), modules, strain)


def _versions(grey: Grey, corner: _Corner) -> list[tuple[int, float]]:
    """The versions that fit the distance, with how well both timing patterns agree, best first."""
    expected = corner.modules + 2 * _HALF
    reach = max(3.0, _SIZES_TRIED * expected)
    tried = [version for version in VERSIONS if abs(size_of(version) - expected) <= reach]
    lines = _timing_lines(grey, corner)
    rated = []
    for version in tried:
        size = size_of(version)
        off = abs(size - expected) / expected
        rated.append((version, sum(_alternation(line, size - 14) for line in lines) / 2 - off / 2))
    return sorted(rated, key=lambda each: -each[1])


def _timing_lines(grey: Grey, corner: _Corner) -> Floats:
    """Grey levels along both timing patterns, from mark to mark; 2 by ``_LINE_SAMPLES``."""
    points = []
    for along, end in ((0, 1), (1, 2)):
        other = 1 - along
        start_axes, end_axes = corner.axes[0], corner.axes[end]
        start = corner.centres[0] + _HALF * start_axes[:, along] + 3 * start_axes[:, other]
        stop = corner.centres[end] - _HALF * end_axes[:, along] + 3 * end_axes[:, other]
        share = (np.arange(_LINE_SAMPLES) + 0.5) / _LINE_SAMPLES
        near = float(np.linalg.norm(start_axes[:, along]))
        far = float(np.linalg.norm(end_axes[:, along]))
        weight = np.sqrt(near / max(far, 1e-6))  # seen askew, the near half is longer than the far one
        place = share * weight / (share * weight + 1 - share)
        points.append(start + place[:, np.newaxis] * (stop - start))
    xs, ys = np.array(points, dtype=np.float32).transpose(2, 0, 1)
    values = cv2.remap(
        grey,
        np.ascontiguousarray(xs),
        np.ascontiguousarray(ys),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(values, dtype=np.float64)


def _alternation(line: Floats, modules: int) -> float:
    """Correlation of ``line`` with light and dark in turn, ``modules`` of them; -1 to 1."""
    values = line[((np.arange(modules) + 0.5) / modules * _LINE_SAMPLES).astype(np.intp)]
    padded = np.concatenate([values[1::-1], values, values[:-3:-1]])
    sums = np.cumsum(np.concatenate([[0.0], padded]))
    values = values - (sums[5:] - sums[:-5]) / 5
    signs = 1.0 - 2 * (np.arange(modules) % 2)
    power = np.sqrt(float(values @ values) * modules)
    return float(values @ signs / power) if power > 1e-6 else 0.0


def _homography(corner: _Corner, version: int) -> Matrix:
    """From modules to pixels, by the middles and the corners of the three marks."""
    size = size_of(version)
    middles = np.array([[_HALF, _HALF], [size - _HALF, _HALF], [_HALF, size - _HALF]])
    offsets = np.array([[0, 0], [-1, -1], [1, -1], [1, 1], [-1, 1]]) * _HALF
    modules = (middles[:, np.newaxis] + offsets).reshape(-1, 2)
    pixels = (corner.centres[:, np.newaxis] + np.einsum("mij,kj->mki", corner.axes, offsets)).reshape(-1, 2)
    return np.asarray(cv2.findHomography(modules, pixels, 0)[0], dtype=np.float64)
