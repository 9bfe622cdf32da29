"""Puts finder patterns together to symbols: three in a corner, with a timing pattern between them.

On a sheet of codes the marks of neighbours stand in corners too; only between marks of one symbol do dark
and light change with every module. The count of those changes is the version as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import log
from typing import NamedTuple

import cv2
import numpy as np

from packtrail.scan.deadline import NO_DEADLINE, Deadline
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
_PATIENCE = 150  # groups tried since the last that was sure, the likeliest first
_PATIENCE_WITH_TWOS = 60
_CLEAR = 0.2  # least score of a mark; 99 of 100 real ones have 0.45
_SURELY = 0.75  # with which marks belong together and are asked no more
_TURNS = np.array([[[1.0, 0], [0, 1]], [[0, -1], [1, 0]], [[-1, 0], [0, -1]], [[0, 1], [-1, 0]]])
_MOST_DOUBTFUL = 20  # proposals that need a closer look
_MOST_TWOS = 12
_SLANT = 0.6  # how near to the diagonal the opposite mark of a symbol is
_LEAST_CHANGE_OF_TWO = 0.4  # one timing pattern alone
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


class _Guess(NamedTuple):
    """Marks that may be of one symbol; light, since a sheet of codes gives tens of thousands."""

    strain: float  # how far from a plain square of clear marks, near by: what is likeliest comes first
    marks: tuple[int, ...]
    corners: tuple[int, ...]  # for each: 0 top left, 1 top right, 2 bottom left
    turn: int  # quarters that the frame of the first has to be turned by
    modules: float  # along a side, from middle to middle, as the frames have it


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """A guess worked out: the frames of its marks, all turned alike."""

    marks: tuple[int, ...]
    corners: tuple[int, ...]
    centres: Floats  # n by 2
    axes: Floats  # n by 2 by 2, turned so that columns point right and down in all of them
    modules: float
    strain: float


@dataclass(frozen=True, slots=True, eq=False)
class _Sight:
    """How every mark sees every other in its own frame."""

    modules: Floats  # n by n, the two views of each pair taken together
    bend: Floats  # n by n: how far the two are from seeing each other straight on
    near: list[list[list[int]]]  # for each mark and each of four ways along its axes the nearest others
    across: list[tuple[int, int, int, float]]  # two marks at opposite corners, the turn, modules


def proposals_of(grey: Grey, marks: Marks, deadline: Deadline = NO_DEADLINE) -> list[Proposal]:
    """Symbols that ``marks`` may belong to, the likeliest first.

    A mark whose timing patterns leave no doubt belongs to one symbol; the others are offered in several,
    also by twos, for symbols that have lost a mark. Those found until ``deadline`` are offered.
    """
    clear = marks.scores >= _CLEAR
    marks = Marks(marks.centres[clear], marks.axes[clear], marks.scores[clear])
    if len(marks) < 2:
        return []
    sight = _seen(marks)
    sure: list[Proposal] = []
    doubtful: list[tuple[float, int, _Group]] = []
    settled: set[int] = set()
    patience = _PATIENCE
    for guess in sorted(_threes(marks, sight)):
        if settled & set(guess.marks):
            continue
        if not patience or deadline.is_over():
            break
        patience -= 1
        group = _group(marks, guess)
        versions = _versions(grey, group)
        if versions and versions[0][1] > _SURELY:
            patience = _PATIENCE
            settled |= set(group.marks)
            sure.append(_proposal(group, *versions[0]))
        doubtful += [(score, version, group) for version, score in versions[:2] if score > _LEAST_CHANGE]
    sure.sort(key=lambda each: -each.score)
    return [
        *sure,
        *_likeliest(doubtful, settled, _MOST_DOUBTFUL),
        *_likeliest(_rated_twos(grey, marks, sight, settled, deadline), settled, _MOST_TWOS),
    ]


def _likeliest(rated: list[tuple[float, int, _Group]], settled: set[int], most: int) -> Iterator[Proposal]:
    free = [each for each in rated if not settled & set(each[2].marks)]
    free.sort(key=lambda each: each[2].strain - 2 * each[0])
    for score, version, group in free[:most]:
        yield _proposal(group, version, score)


def _rated_twos(
    grey: Grey, marks: Marks, sight: _Sight, settled: set[int], deadline: Deadline
) -> list[tuple[float, int, _Group]]:
    rated = []
    guesses = [guess for guess in _twos(marks, sight) if not settled & set(guess.marks)]
    for guess in sorted(guesses)[:_PATIENCE_WITH_TWOS]:
        if deadline.is_over():
            break
        group = _group(marks, guess)
        least = _LEAST_CHANGE_OF_TWO if group.corners[0] == 0 else -1.0  # no timing pattern between opposites
        rated += [(score, version, group) for version, score in _versions(grey, group)[:2] if score > least]
    return rated


def _threes(marks: Marks, sight: _Sight) -> Iterator[_Guess]:
    """Every mark with one neighbour along an axis and another along the next one."""
    doubts = _doubts(marks)
    for corner, axis in product(range(len(marks)), range(4)):
        for right, below in product(sight.near[corner][axis], sight.near[corner][(axis + 1) % 4]):
            across, down = float(sight.modules[corner, right]), float(sight.modules[corner, below])
            uneven = abs(across - down) / max(across, down)
            if uneven < _UNEQUAL:
                far = log(max(across, down) / _APART[0]) / 4
                bend = float(sight.bend[corner, right] + sight.bend[corner, below])
                strain = bend + 2 * uneven + far + (doubts[corner] + doubts[right] + doubts[below]) / 3
                yield _Guess(strain, (corner, right, below), (0, 1, 2), axis, (across + down) / 2)


def _twos(marks: Marks, sight: _Sight) -> Iterator[_Guess]:
    """Every two marks along a side, as the upper or the left one, and every two at opposite corners."""
    doubts = _doubts(marks)
    for first, axis in product(range(len(marks)), range(4)):
        for second in sight.near[first][axis][:2]:
            modules = float(sight.modules[first, second])
            strain = float(sight.bend[first, second]) + (doubts[first] + doubts[second]) / 2
            yield _Guess(strain, (first, second), (0, 1), axis, modules)
            yield _Guess(strain, (first, second), (0, 2), (axis + 3) % 4, modules)
    for first, second, turn, modules in sight.across:
        yield _Guess(1.0 + (doubts[first] + doubts[second]) / 2, (first, second), (1, 2), turn, modules)


def _doubts(marks: Marks) -> list[float]:
    """What each mark adds to the strain of a guess: nothing where it is perfectly square."""
    return [1.5 - 1.5 * float(score) for score in marks.scores]


def _seen(marks: Marks) -> _Sight:
    towards = marks.centres - marks.centres[:, np.newaxis]
    seen = np.einsum("nij,nmj->nmi", np.linalg.inv(marks.axes), towards)
    along = np.asarray(np.abs(seen).max(axis=2), dtype=np.float64)
    beside = np.abs(seen).min(axis=2)
    reached = (along > _APART[0]) & (along < _APART[1])
    reached &= reached.T & (along < 2.5 * along.T) & (2.5 * along > along.T)
    in_line = (beside < _ASKEW * along + 1.5) & reached
    in_line &= in_line.T
    modules = np.sqrt(along * along.T)
    unlike = np.abs(np.log(np.maximum(along, 1e-3) / np.maximum(along.T, 1e-3)))
    bend = beside / np.maximum(along, 1) + unlike
    # 0 to 3: along the first axis, the second, and back along either.
    first = np.abs(seen[..., 0]) > np.abs(seen[..., 1])
    direction = np.where(first, np.where(seen[..., 0] > 0, 0, 2), np.where(seen[..., 1] > 0, 1, 3))
    near: list[list[list[int]]] = []
    across: list[tuple[int, int, int, float]] = []
    for mark in range(len(marks)):
        ways = [np.flatnonzero(in_line[mark] & (direction[mark] == axis)) for axis in range(4)]
        near.append([[int(o) for o in w[np.argsort(modules[mark, w])][:_NEIGHBOURS]] for w in ways])
        slant = np.flatnonzero(
            reached[mark] & (beside[mark] > _SLANT * along[mark]) & (beside.T[mark] > _SLANT * along.T[mark])
        )
        for other in slant[np.argsort(modules[mark, slant])][:2]:
            x, y = seen[mark, other]
            # The second mark is to the left and below when the frame is turned upright.
            turn = {(-1, 1): 0, (-1, -1): 1, (1, -1): 2, (1, 1): 3}[int(np.sign(x)), int(np.sign(y))]
            across.append((mark, int(other), turn, float(modules[mark, other])))
    return _Sight(modules, bend + bend.T, near, across)


def _group(marks: Marks, guess: _Guess) -> _Group:
    """``guess`` with the frames of its marks turned like that of the first."""
    first = marks.axes[guess.marks[0]] @ _TURNS[guess.turn]
    axes = [first]
    for other in guess.marks[1:]:
        choices = marks.axes[other] @ _TURNS
        along = choices[:, :, 0] / np.linalg.norm(choices[:, :, 0], axis=1, keepdims=True)
        axes.append(choices[int(np.argmax(along @ first[:, 0]))])
    members = list(guess.marks)
    return _Group(
        guess.marks, guess.corners, marks.centres[members], np.array(axes), guess.modules, guess.strain
    )


def _versions(grey: Grey, group: _Group) -> list[tuple[int, float]]:
    """The versions that fit the distance, with how well both timing patterns agree, best first."""
    expected = group.modules + 2 * _HALF
    reach = max(3.0, _SIZES_TRIED * expected)
    tried = [version for version in VERSIONS if abs(size_of(version) - expected) <= reach]
    lines = _timing_lines(grey, group)
    rated = []
    for version in tried:
        size = size_of(version)
        off = abs(size - expected) / expected
        agreeing = sum(_alternation(line, size - 14) for line in lines) / max(len(lines), 1)
        rated.append((version, agreeing - off / 2))
    return sorted(rated, key=lambda each: -each[1])


def _timing_lines(grey: Grey, group: _Group) -> Floats:
    """Grey levels along the timing patterns between the marks there are; n by ``_LINE_SAMPLES``."""
    points = []
    for index, corner in enumerate(group.corners):
        if group.corners[0] != 0 or corner == 0:
            continue
        along, other = corner - 1, 2 - corner
        start_axes, end_axes = group.axes[0], group.axes[index]
        start = group.centres[0] + _HALF * start_axes[:, along] + 3 * start_axes[:, other]
        stop = group.centres[index] - _HALF * end_axes[:, along] + 3 * end_axes[:, other]
        share = (np.arange(_LINE_SAMPLES) + 0.5) / _LINE_SAMPLES
        near = float(np.linalg.norm(start_axes[:, along]))
        far = float(np.linalg.norm(end_axes[:, along]))
        weight = np.sqrt(near / max(far, 1e-6))  # seen askew, the near half is longer than the far one
        place = share * weight / (share * weight + 1 - share)
        points.append(start + place[:, np.newaxis] * (stop - start))
    if not points:
        return np.zeros((0, _LINE_SAMPLES))
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


def _proposal(group: _Group, version: int, score: float) -> Proposal:
    """The map from modules to pixels goes by the middles and the corners of the marks."""
    size = size_of(version)
    middles = np.array([[_HALF, _HALF], [size - _HALF, _HALF], [_HALF, size - _HALF]])[list(group.corners)]
    offsets = np.array([[0, 0], [-1, -1], [1, -1], [1, 1], [-1, 1]]) * _HALF
    modules = (middles[:, np.newaxis] + offsets).reshape(-1, 2)
    pixels = (group.centres[:, np.newaxis] + np.einsum("mij,kj->mki", group.axes, offsets)).reshape(-1, 2)
    to_pixels = np.asarray(cv2.findHomography(modules, pixels, 0)[0], dtype=np.float64)
    return Proposal(version, to_pixels, score)
