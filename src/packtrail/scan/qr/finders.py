"""Finds the three square marks of QR codes: 1:1:3:1:1 along rows and columns, then their shape by rays.

Everything is asked of all candidates of a picture at once: a sheet with sixty codes has 180 marks, and most
frames of a camera have none and must cost next to nothing. Marks are dark on light; for the other polarity
the picture is turned over first.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_TOLERANCE = 0.6  # of a module, that each run may be off, beside the rounding of its ends
_ROUNDING = 0.7  # pixels
_SMALLEST = 8.0  # pixels that a mark must be wide in the picture searched
_WINDOW = 41  # pixels of the neighbourhood that decides dark or light
_CONTRAST = 2  # levels that a pixel must differ from it
_MAX_MARKS = 420  # a sheet of 80 codes has 240
_FEWEST_ROWS = 0.4  # of a module, that must show the runs
_RAYS = 32
_STEPS = 44  # along each ray
_REACH = 1.15  # how far a ray goes, in widths of the mark: the corner of a square seen askew
_EDGES = np.array([1.5, 2.5, 3.5])  # of the middle, the light ring and the dark ring, in modules
_RAGGED = 0.3  # share by which the three edges of one ray may disagree
_FEWEST_RAYS = 18
_UNSQUARE = 0.75  # modules that the outline may be off a square, on average


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Finder patterns and their own frames, as arrays over all of them."""

    centres: Floats  # n by 2, pixels
    axes: Floats  # n by 2 by 2: one module along either side is axes[i, :, 0] and axes[i, :, 1]
    scores: Floats  # n: 0 to 1, how square

    def __len__(self) -> int:
        return len(self.centres)


def find_marks(grey: Grey, scales: tuple[float, ...] = (1.0, 0.5, 0.25, 0.125)) -> Marks:
    """The finder patterns of ``grey``, looked for in it at each of ``scales``.

    Marks of 8 to some 60 pixels are found at 1; at 2 those of two pixels a module that are seen askew.
    """
    found: list[Marks] = []
    for scale in scales:
        size = round(grey.shape[1] * scale), round(grey.shape[0] * scale)
        if min(size) < 2 * _SMALLEST:
            continue
        picture = grey if scale == 1 else _resized(grey, size)
        soft = np.asarray(cv2.blur(picture, (3, 3)), dtype=np.uint8)
        marks = _shaped(picture, _candidates(soft))
        back = grey.shape[1] / size[0]
        found.append(Marks(marks.centres * back + (back - 1) / 2, marks.axes * back, marks.scores))
    return _best_apart(found)


def _resized(grey: Grey, size: tuple[int, int]) -> Grey:
    method = cv2.INTER_AREA if size[0] < grey.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=method), dtype=np.uint8)


def _candidates(soft: Grey) -> Floats:
    """x, y, width across and height of what has the right runs across and down; n by 4."""
    dark = cv2.adaptiveThreshold(
        soft, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _WINDOW, _CONTRAST
    )
    height, width = dark.shape
    across, down = _Runs(dark), _Runs(cv2.transpose(dark))
    middles = across.marks()
    y, x = np.divmod(middles[:, 0], width)
    candidates = np.column_stack([x, y, middles[:, 1]])
    centre, tall, kept = down.through(candidates[:, 0], candidates[:, 1])
    candidates = candidates[kept]
    centre_x, wide, again = across.through(centre[kept], candidates[:, 0])
    found = np.column_stack([centre_x, centre[kept], wide, tall[kept]])[again]
    alike = (found[:, 2] < 3 * found[:, 3]) & (found[:, 3] < 3 * found[:, 2])
    return _clustered(found[alike], (height, width))


class _Runs:
    """Where a black and white picture changes along its rows."""

    def __init__(self, dark: npt.NDArray[np.generic]) -> None:
        pixels = dark.view(np.bool_)
        change = np.empty(pixels.shape, dtype=np.bool_)
        change[:, 0] = True  # each row begins a run of its own
        np.not_equal(pixels[:, 1:], pixels[:, :-1], out=change[:, 1:])
        self._width = pixels.shape[1]
        self._starts = np.append(np.flatnonzero(change), pixels.size)
        self._dark = pixels.ravel()[self._starts[:-1]]

    def marks(self) -> Floats:
        """Place (row times width plus column) of the middle and width of each 1:1:3:1:1; n by 2."""
        if len(self._starts) < 6:
            return np.zeros((0, 2))
        # The cheap half of the test first: most runs of a picture end here.
        lengths = np.diff(self._starts)
        middle = np.flatnonzero(self._dark[2:-2] & (lengths[2:-2] > 2)) + 2
        ring = lengths[middle - 1] + lengths[middle + 1]
        core = lengths[middle]
        first = middle[(core + 2 >= ring) & (core <= 3 * ring)] - 2
        return self._checked(first)[0]

    def through(self, row: Floats, column: Floats) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
        """Middle (along its row) and width of the mark around each point, and which points have one."""
        places = np.floor(row).astype(np.int64) * self._width
        places += np.clip(np.floor(column), 0, self._width - 1).astype(np.int64)
        run = np.searchsorted(self._starts, places, side="right") - 1
        first = np.clip(run - 2, 0, max(len(self._starts) - 6, 0))
        if len(self._starts) < 6:
            nothing = np.zeros(len(row))
            return nothing, nothing, np.zeros(len(row), dtype=np.bool_)
        middles, kept = self._checked(first, every=True)
        same = kept & (first == run - 2)
        return middles[:, 0] % self._width, middles[:, 1], same

    def _checked(self, first: Indices, *, every: bool = False) -> tuple[Floats, npt.NDArray[np.bool_]]:
        starts = self._starts
        ends = np.stack([starts[first + step] for step in range(6)])
        runs = np.diff(ends, axis=0)
        inner = ends[4] - ends[1]
        module = inner / 5
        off = _TOLERANCE * module + _ROUNDING
        kept = self._dark[first] & (1.4 * inner >= _SMALLEST) & (np.abs(runs[2] - 3 * module) < 1.3 * off)
        # The outer runs may be longer: where the quiet zone is missing they run into what lies beside.
        kept &= (np.abs(runs[1] - runs[3]) < 1.5 * off) & (np.minimum(runs[0], runs[4]) > module - off)
        kept &= ends[1] // self._width == (ends[4] - 1) // self._width
        middles = np.column_stack([(ends[2] + ends[3] - 1) / 2, 1.4 * inner]).astype(np.float64)
        return (middles, kept) if every else (middles[kept], kept[kept])


def _clustered(found: Floats, shape: tuple[int, ...]) -> Floats:
    """One candidate for each blot of centres that touch: a mark is met by many rows."""
    if not len(found):
        return found
    blots = np.zeros(shape, dtype=np.uint8)
    columns = np.clip(np.rint(found[:, 0]), 0, shape[1] - 1).astype(np.intp)
    rows = np.clip(np.rint(found[:, 1]), 0, shape[0] - 1).astype(np.intp)
    blots[rows, columns] = 1
    near = cv2.dilate(blots, np.ones((3, 3), dtype=np.uint8))
    count, labels = cv2.connectedComponents(near, connectivity=4, ltype=cv2.CV_32S)
    which = np.asarray(labels)[rows, columns]
    weight = np.bincount(which, minlength=count)
    sums = np.column_stack([np.bincount(which, found[:, column], count) for column in range(found.shape[1])])
    modules = sums[:, 2:].sum(axis=1) / np.maximum(weight, 1) / 14
    held = np.flatnonzero(weight >= np.maximum(1, _FEWEST_ROWS * modules))
    order = held[np.argsort(-weight[held], kind="stable")]
    return np.asarray(sums[order] / weight[order, np.newaxis], dtype=np.float64)


def _shaped(grey: Grey, candidates: Floats) -> Marks:
    """The candidates that are square inside square inside square, each with its own frame."""
    candidates = candidates[:_MAX_MARKS]
    if not len(candidates):
        return Marks(np.zeros((0, 2)), np.zeros((0, 2, 2)), np.zeros(0))
    reach = _REACH * np.maximum(candidates[:, 2], candidates[:, 3])
    angles = np.arange(_RAYS) * 2 * np.pi / _RAYS
    rays = np.stack([np.cos(angles), np.sin(angles)])
    edges, sound = _edges(grey, candidates[:, :2], reach, rays)
    sound &= sound.sum(axis=1, keepdims=True) >= _FEWEST_RAYS
    return _squares(candidates[:, :2], edges, sound, rays)


def _edges(grey: Grey, centres: Floats, reach: Floats, rays: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """How far one module is along each ray (n by rays), and on which rays the three edges agree."""
    steps = (np.arange(_STEPS) + 0.5) / _STEPS
    along = reach[:, np.newaxis, np.newaxis] * steps
    xs = centres[:, 0, np.newaxis, np.newaxis] + along * rays[0][:, np.newaxis]
    ys = centres[:, 1, np.newaxis, np.newaxis] + along * rays[1][:, np.newaxis]
    values = _sampled(grey, xs, ys)
    inner = max(2, round(_STEPS / _REACH / 9))
    dark = values[:, :, :inner].mean(axis=(1, 2))
    light = np.median(values[:, :, inner : _STEPS // 2].max(axis=2), axis=1)
    bright = values > ((dark + light) / 2)[:, np.newaxis, np.newaxis]
    index = np.arange(_STEPS)
    places = []
    after = np.full((*bright.shape[:2], 1), -1)
    sound = np.ones(bright.shape[:2], dtype=np.bool_)
    for wanted in (True, False, True):
        turned = (bright == wanted) & (index > after)
        sound &= turned.any(axis=2)
        place = turned.argmax(axis=2)
        places.append(_between(values, place, (dark + light) / 2))
        after = place[:, :, np.newaxis]
    at = np.stack(places) / _STEPS * reach[:, np.newaxis]
    module = at.sum(axis=0) / _EDGES.sum()
    spread = np.abs(at / _EDGES[:, np.newaxis, np.newaxis] - module).max(axis=0)
    sound &= spread < _RAGGED * module + 0.4
    sound &= (light - dark > 3)[:, np.newaxis]
    return module, sound


def _between(values: npt.NDArray[np.float32], place: Indices, level: npt.NDArray[np.float32]) -> Floats:
    """The place of the crossing, in steps, between the sample at ``place`` and the one before it."""
    before = np.maximum(place - 1, 0)
    here = np.take_along_axis(values, place[:, :, np.newaxis], 2)[:, :, 0]
    there = np.take_along_axis(values, before[:, :, np.newaxis], 2)[:, :, 0]
    rise = here - there
    share = np.divide(level[:, np.newaxis] - there, rise, out=np.full(rise.shape, 0.5), where=rise != 0)
    return np.asarray(before + np.clip(share, 0, 1) + 0.5, dtype=np.float64)


def _sampled(grey: Grey, xs: Floats, ys: Floats) -> npt.NDArray[np.float32]:
    """Grey levels at points anywhere, between pixels and beyond the border too."""
    shape = xs.shape
    flat = (shape[0] * shape[1], shape[2])  # OpenCV takes maps up to 32767 a side
    maps = xs.astype(np.float32).reshape(flat), ys.astype(np.float32).reshape(flat)
    values = cv2.remap(grey, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values, dtype=np.float32).reshape(shape)


def _squares(centres: Floats, module: Floats, sound: npt.NDArray[np.bool_], rays: Floats) -> Marks:
    """Fit a parallelogram to each outline: its second moments give all but the turn, a harmonic the turn."""
    outline = _outline(module, sound)
    step = 2 * np.pi / _RAYS
    area = (outline**2).sum(axis=1) / 2 * step
    shift = np.einsum("nr,kr->nk", outline**3, rays) / 3 * step / area[:, np.newaxis]
    moments = np.einsum("nr,kr,lr->nkl", outline**4, rays, rays) / 4 * step
    values, vectors = np.linalg.eigh(3 * moments / area[:, np.newaxis, np.newaxis])  # half sides, squared
    values = np.maximum(values, 1e-6)
    root = np.einsum("nij,nj,nkj->nik", vectors, np.sqrt(values), vectors)
    white = np.einsum("nij,nj,nkj->nik", vectors, 1 / np.sqrt(values), vectors)
    rounded = np.einsum("nij,jr->nir", white, rays)  # where the outline is a square, but for its turn
    angle = np.arctan2(rounded[:, 1], rounded[:, 0])
    # Rays that whitening has brought closer together count less.
    reach = outline / np.sqrt((rounded**2).sum(axis=1))
    turn = (np.angle((reach * np.exp(4j * angle)).sum(axis=1)) - np.pi) / 4
    cosine, sine = np.cos(turn), np.sin(turn)
    rotation = np.stack([np.stack([cosine, -sine], 1), np.stack([sine, cosine], 1)], 1)
    axes = root @ rotation
    in_frame = np.einsum("nij,jr->nir", np.linalg.inv(axes), rays) * outline[:, np.newaxis]
    off = np.abs(np.abs(in_frame).max(axis=1) - 1) * _EDGES[2]
    rays_held = sound.sum(axis=1)
    error = np.where(sound, off, 0).sum(axis=1) / np.maximum(rays_held, 1)
    kept = (rays_held >= _FEWEST_RAYS) & (error < _UNSQUARE)
    scores = (1 - error / _UNSQUARE) * rays_held / _RAYS
    return Marks((centres + shift)[kept], (axes / _EDGES[2])[kept], scores[kept])


def _outline(module: Floats, sound: npt.NDArray[np.bool_]) -> Floats:
    """How far the outer edge is along each ray; where it can't be seen, as far as on the opposite side."""
    half = _RAYS // 2
    typical = np.where(sound, module, 0).sum(axis=1) / np.maximum(sound.sum(axis=1), 1)
    typical = np.maximum(typical, 1e-3)[:, np.newaxis]
    opposite = np.where(np.roll(sound, half, axis=1), np.roll(module, half, axis=1), typical)
    return np.asarray(np.where(sound, module, opposite) * _EDGES[2], dtype=np.float64)


def _best_apart(found: list[Marks]) -> Marks:
    """All marks, best first, and of those in one place only the best."""
    centres = np.concatenate([marks.centres for marks in found] or [np.zeros((0, 2))])
    axes = np.concatenate([marks.axes for marks in found] or [np.zeros((0, 2, 2))])
    scores = np.concatenate([marks.scores for marks in found] or [np.zeros(0)])
    order = np.argsort(-scores, kind="stable")
    centres, axes, scores = centres[order], axes[order], scores[order]
    size = np.sqrt(np.abs(np.linalg.det(axes)))
    away = np.linalg.norm(centres[:, np.newaxis] - centres, axis=2)
    near = away < 2 * np.minimum(size[:, np.newaxis], size)
    kept = ~np.tril(near, -1).any(axis=1)
    kept = np.flatnonzero(kept)[:_MAX_MARKS]
    return Marks(centres[kept], axes[kept], scores[kept])
