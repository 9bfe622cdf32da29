"""From a picture of a matrix symbol to what each of its modules says: shared by QR and Data Matrix.

A symbol is first laid flat: ``flattened`` draws it with a fixed number of pixels a module from a map of
module coordinates to pixels. ``Warp`` bends that map to where the edges between modules really are, for
labels on round cells and for corners found by a hair's breadth. ``soft_modules`` then says for each module
how likely it is dark, by its own neighbourhood's dark and light, and takes out what blur and motion have
carried over from its neighbours.

Module coordinates: x across, y down, module (row r, column c) covers c..c+1 by r..r+1.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import Matrix

Field = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Known = npt.NDArray[np.int8]
Mask = npt.NDArray[np.uint8]

PER_MODULE = 5  # pixels a module in a flattened symbol: a middle and two pixels to either side
_MAX_DEGREE = 3
# Left, middle and right third of a module's five pixels.
_THIRDS = np.array([[1, 1, 0, 0, 0], [0, 0.5, 1, 0.5, 0], [0, 0, 0, 1, 1]], dtype=np.float32) / 2
_LESSONS = 4
_PIECE = 64
_STIFFNESS = 0.02  # pull towards what is right without any blur
_AT_FIRST = np.zeros(82)
_AT_FIRST[[30, 31, 32, 39, 40, 41, 48, 49, 50]] = np.array([1, 2, 1, 2, 4, 2, 1, 2, 1]) / 16
_ALIKE = ((3, 0.75), (4, 0.25), (5, 0.05))  # modules a side that are alike, and what is left of their word


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Where modules lie: a plane seen askew, then bent by a polynomial of low degree."""

    to_pixels: Matrix  # from module coordinates to pixels of the picture
    extent: tuple[float, float]  # columns and rows, to which the polynomial is scaled
    across: Floats  # coefficients of what is added to x, in modules
    down: Floats  # and to y

    @classmethod
    def plane(cls, to_pixels: Matrix, columns: int, rows: int) -> "Warp":
        """Flat, as the four corners say."""
        count = len(_powers(_MAX_DEGREE))
        return cls(to_pixels, (float(columns), float(rows)), np.zeros(count), np.zeros(count))

    def at(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Pixels of module coordinates ``xs`` and ``ys`` (arrays of one shape)."""
        terms = _terms(xs, ys, self.extent, _MAX_DEGREE)
        bent_x = xs + np.tensordot(self.across, terms, 1)
        bent_y = ys + np.tensordot(self.down, terms, 1)
        m = self.to_pixels
        depth = m[2, 0] * bent_x + m[2, 1] * bent_y + m[2, 2]
        depth = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
        return (
            (m[0, 0] * bent_x + m[0, 1] * bent_y + m[0, 2]) / depth,
            (m[1, 0] * bent_x + m[1, 1] * bent_y + m[1, 2]) / depth,
        )

    def bent(self, across: Floats, down: Floats) -> "Warp":
        """This warp with more bend added."""
        return Warp(self.to_pixels, self.extent, self.across + across, self.down + down)


def flattened(grey: Grey, warp: Warp, *, margin: int = 2) -> Field:
    """The symbol at ``PER_MODULE`` pixels a module with ``margin`` modules around it, as float32."""
    columns, rows = (round(each) for each in warp.extent)
    px, py = _map(warp, columns, rows, margin)
    left, top = max(0, int(px.min()) - 8), max(0, int(py.min()) - 8)
    right, bottom = int(min(px.max() + 9, grey.shape[1])), int(min(py.max() + 9, grey.shape[0]))
    if right - left < 4 or bottom - top < 4:
        return np.zeros(px.shape, dtype=np.float32)
    part = grey[top:bottom, left:right]
    px, py = px - left, py - top
    # Where the picture is much finer than what is drawn, average first: single pixels are noise.
    finer = np.sqrt(abs(_area(px, py)) / (columns + 2 * margin) / (rows + 2 * margin)) / PER_MODULE
    factor = int(min(finer, min(part.shape) / 4))
    if factor > 1:
        size = part.shape[1] // factor, part.shape[0] // factor
        sx, sy = part.shape[1] / size[0], part.shape[0] / size[1]
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        px, py = (px + 0.5) / sx - 0.5, (py + 0.5) / sy - 0.5
    drawn = cv2.remap(part, px, py, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, dtype=np.float32)


def _map(warp: Warp, columns: int, rows: int, margin: int) -> tuple[Field, Field]:
    """Pixels of the picture for each pixel drawn; worked out once a module and straight in between."""
    wide = margin + 1
    xs, ys = np.meshgrid(np.arange(-wide, columns + wide) + 0.5, np.arange(-wide, rows + wide) + 0.5)
    cut = slice(PER_MODULE, -PER_MODULE)
    size = xs.shape[1] * PER_MODULE, xs.shape[0] * PER_MODULE
    x, y = (
        np.ascontiguousarray(cv2.resize(each.astype(np.float32), size)[cut, cut], dtype=np.float32)
        for each in warp.at(xs, ys)
    )
    return x, y


def straightened(grey: Grey, warp: Warp, *, trusted: npt.NDArray[np.bool_], rounds: int = 2) -> Warp:
    """``warp`` bent until the edges between modules lie where they should.

    ``trusted`` (rows by columns) marks modules whose place is known already, as of finder patterns: from
    there the bend is followed outwards, so that it isn't off by whole modules at the far end.
    """
    for _ in range(rounds):
        warp = _bent_once(flattened(grey, warp, margin=0), warp, trusted)
    return warp


def _bent_once(flat: Field, warp: Warp, trusted: npt.NDArray[np.bool_]) -> Warp:
    offsets = [_offsets(flat, axis) for axis in (1, 0)]
    step = PER_MODULE
    nodes = np.arange(step, min(flat.shape) - step, 2 * step)
    rows, columns = np.meshgrid(
        np.arange(step, flat.shape[0] - step, 2 * step),
        np.arange(step, flat.shape[1] - step, 2 * step),
        indexing="ij",
    )
    if not len(nodes):
        return warp
    away = cv2.distanceTransform((~trusted).astype(np.uint8), cv2.DIST_L2, 3) / max(warp.extent)
    distance = away[rows // step, columns // step].ravel()
    xs, ys = (columns.ravel() + 0.5) / step, (rows.ravel() + 0.5) / step
    terms = _terms(xs, ys, warp.extent, _MAX_DEGREE)
    bends = []
    for moved, sure in offsets:
        bends.append(_followed(moved[rows, columns].ravel(), sure[rows, columns].ravel(), distance, terms))
    return warp.bent(bends[0], bends[1])


def _offsets(flat: Field, axis: int) -> tuple[Field, Field]:
    """By how many modules (-0.5 to 0.5) edges across ``axis`` are off around each pixel, and how sure."""
    edge = np.zeros_like(flat)
    if axis:
        edge[:, 1:] = np.abs(np.diff(flat, axis=1))
    else:
        edge[1:] = np.abs(np.diff(flat, axis=0))
    place = np.arange(flat.shape[axis]) * (2 * np.pi / PER_MODULE)
    wave = np.exp(1j * place).astype(np.complex64)
    turning = edge * (wave if axis else wave[:, np.newaxis])
    window = (5 * PER_MODULE, 5 * PER_MODULE)
    real, imaginary = cv2.blur(turning.real, window), cv2.blur(turning.imag, window)
    energy = cv2.blur(edge, window) + 1e-3
    length = np.hypot(real, imaginary)
    return (
        np.asarray(np.arctan2(imaginary, real) / (2 * np.pi), dtype=np.float32),
        np.asarray((length / energy) ** 2, dtype=np.float32),
    )


def _followed(moved: Field, sure: Field, distance: Floats, terms: Floats) -> Floats:
    """Coefficients of a polynomial through the offsets, each taken as the whole turn nearest to it."""
    coefficients = np.zeros(len(terms))
    rigid = np.diag([0.02 if sum(p) < 2 else 0.2 if sum(p) == 2 else 0.6 for p in _powers(_MAX_DEGREE)])
    for reach in (0.15, 0.3, 0.45, 0.7, 2.0, 2.0):
        expected = coefficients @ terms
        turned = moved + np.round(expected - moved)
        off = np.abs(turned - expected)
        weight = np.where(distance <= reach, sure, 0) / (1 + (off / 0.2) ** 2)
        weighted = terms * weight
        scale = max(weight.sum(), 1e-6) / 20
        coefficients = np.linalg.solve(weighted @ terms.T + rigid * scale, weighted @ turned)
    return np.asarray(coefficients, dtype=np.float64)


def _powers(degree: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]


def _terms(xs: Floats, ys: Floats, extent: tuple[float, float], degree: int) -> Floats:
    """The powers of x and y, both scaled to -1..1 over the symbol; one array for each."""
    x, y = 2 * xs / extent[0] - 1, 2 * ys / extent[1] - 1
    return np.stack([x**i * y**j for i, j in _powers(degree)])


def _area(px: Field, py: Field) -> float:
    """Pixels that the outline of the grid encloses."""
    xs = np.array([px[0, 0], px[0, -1], px[-1, -1], px[-1, 0]])
    ys = np.array([py[0, 0], py[0, -1], py[-1, -1], py[-1, 0]])
    return float((xs * np.roll(ys, -1) - ys * np.roll(xs, -1)).sum() / 2)


@dataclass(frozen=True, slots=True, eq=False)
class Soft:
    """What the modules of one flattened symbol say: log odds of dark to light, rows by columns."""

    plain: Field  # each module by itself against its neighbourhood
    unmixed: Field  # with what blur and motion carried over from its neighbours taken out


def agreement(flat: Field, known: Known, *, margin: int, reach: int = 7) -> float:
    """How well the modules that are known look it: 1 all clear, 0 chance. Quick: a first sieve."""
    plain, _, _ = _plain(flat, known, margin, reach)
    held = known >= 0
    return float((np.clip(plain, -1, 1) * (2.0 * known - 1))[held].mean())


def _plain(flat: Field, known: Known, margin: int, reach: int) -> tuple[Field, Field, Field]:
    """Each module against its neighbourhood, about +1 dark and -1 light; middle and half of both levels."""
    means = module_means(flat)
    dark, light = levels(means, np.pad(known, margin, constant_values=-1), reach)
    middle = np.asarray((dark + light) / 2, dtype=np.float32)
    half = np.asarray(np.maximum((light - dark) / 2, 1.0), dtype=np.float32)
    inner = slice(margin, -margin)
    return np.asarray(((middle - means) / half)[inner, inner], dtype=np.float32), middle, half


def soft_modules(flat: Field, known: Known, *, margin: int, reach: int = 7) -> Soft:
    """How likely each module is dark, in two ways; one or the other is nearer to the truth.

    ``flat`` is from ``flattened`` with the same ``margin`` (2 or more). ``known`` (rows by columns) has 1 for
    modules that must be dark, 0 light, -1 unknown: they teach how the symbol is lit and blurred. ``reach`` is
    the side, in modules, of what counts as neighbourhood.
    """
    plain, middle, half = _plain(flat, known, margin, reach)
    trust = _trust(plain, known)
    size = flat.shape[1], flat.shape[0]
    even = np.clip((cv2.resize(middle, size) - flat) / cv2.resize(half, size), -2.5, 2.5)
    unmixed = _unmixed(np.asarray(even, dtype=np.float32), plain, known, margin)
    return Soft(np.asarray(4 * plain * trust, dtype=np.float32), unmixed * trust)


def _unmixed(even: Field, plain: Field, known: Known, margin: int) -> Field:
    """The linear mixture of a module's own and its neighbours' light that says best what it is.

    It is learnt from the modules that are known, then from those as well that it is sure of: blur and motion
    of any form, as long as they are the same all over the symbol.
    """
    rows, columns = plain.shape
    thirds = _THIRDS @ even.reshape(even.shape[0] // PER_MODULE, PER_MODULE, -1)
    thirds = thirds.reshape(-1, even.shape[1])
    thirds = (thirds.reshape(thirds.shape[0], -1, PER_MODULE) @ _THIRDS.T).reshape(thirds.shape[0], -1)
    start = 3 * margin - 3
    views = np.lib.stride_tricks.sliding_window_view(thirds, (9, 9))
    around = views[start : start + 3 * rows : 3, start : start + 3 * columns : 3].reshape(rows * columns, 81)
    samples = np.concatenate([around, np.ones((rows * columns, 1))], axis=1).astype(np.float64)
    sure = (known >= 0).ravel()
    taught = np.where(sure, 2.0 * known.ravel() - 1, 0)
    said = plain.ravel().astype(np.float64)
    for turn in range(_LESSONS):
        target, weight = taught, sure.astype(np.float64)
        if turn:
            target = np.where(sure, taught, np.sign(said))
            weight = np.where(sure, 1.5, np.clip(np.abs(said), 0, 1) ** 2)
        weighted = samples * weight[:, np.newaxis]
        stiff = _STIFFNESS * weight.sum()
        left = _product(weighted, samples) + stiff * np.eye(82)
        said = samples @ np.linalg.solve(left, weighted.T @ target + stiff * _AT_FIRST)
    error = np.where(sure, said - taught, np.abs(said) - 1) ** 2
    nearby = cv2.blur(error.reshape(rows, columns), (5, 5))
    return np.asarray(2 * said.reshape(rows, columns) / (0.1 + (nearby + error.mean()) / 2), dtype=np.float32)


def _product(weighted: Floats, samples: Floats) -> Floats:
    """``weighted.T @ samples``, in pieces too small for the linear algebra library to wake its threads for.

    On two cores they wait for each other: the same product took 25 ms instead of 1.
    """
    pieces = [
        weighted[at : at + _PIECE].T @ samples[at : at + _PIECE] for at in range(0, len(samples), _PIECE)
    ]
    return np.asarray(np.sum(pieces, axis=0), dtype=np.float64)


def _trust(plain: Field, known: Known) -> Field:
    """Less than 1 where modules are all alike: glare and stickers hide more than they show.

    Masks keep dark and light in turn: 16 alike in a square come by chance once in some symbols, 25 never.
    """
    dark = (plain > 0).astype(np.uint8)
    # Finder patterns are alike by right; a timing or alignment pattern in a hidden patch is hidden too.
    free = _closed((known < 0).astype(np.uint8))
    trust = np.ones(plain.shape, dtype=np.float32)
    for side, share in _ALIKE:
        square = np.ones((side, side), dtype=np.uint8)
        hidden = np.maximum(_opened(dark & free, square), _opened((1 - dark) & free, square))
        trust[hidden > 0] = np.minimum(trust[hidden > 0], share)
        if side == _ALIKE[-1][0]:
            fringe = np.asarray(cv2.dilate(hidden, np.ones((3, 3), np.uint8))) > 0
            trust[fringe] = np.minimum(trust[fringe], 0.4)
    return trust


def _opened(mask: Mask, square: Mask) -> Mask:
    """Where ``square`` fits into ``mask``, which ends at the border of the symbol."""
    padded = np.pad(mask, len(square))
    inner = slice(len(square), -len(square))
    return np.asarray(cv2.morphologyEx(padded, cv2.MORPH_OPEN, square), dtype=np.uint8)[inner, inner]


def _closed(mask: Mask) -> Mask:
    """``mask`` with lines of one module filled in."""
    square = np.ones((3, 3), dtype=np.uint8)
    padded = np.pad(mask, 3)
    return np.asarray(cv2.morphologyEx(padded, cv2.MORPH_CLOSE, square), dtype=np.uint8)[3:-3, 3:-3]


def module_means(flat: Field) -> Field:
    """Grey level of each module: the mean of its inner three by three pixels of five by five."""
    rows, columns = flat.shape[0] // PER_MODULE, flat.shape[1] // PER_MODULE
    cells = flat.reshape(rows, PER_MODULE, columns, PER_MODULE)
    return np.asarray(cells[:, 1:-1, :, 1:-1].mean(axis=(1, 3)), dtype=np.float32)


def levels(means: Field, known: Known, reach: int) -> tuple[Field, Field]:
    """Grey level of dark and of light modules around each module, from its neighbours."""
    window = np.ones((reach, reach), dtype=np.uint8)
    low, high = cv2.erode(means, window), cv2.dilate(means, window)
    dark = light = cv2.blur((low + high) / 2, (reach, reach)).astype(np.float32)
    for _ in range(3):
        is_dark = np.where(known >= 0, known == 1, 2 * means < dark + light).astype(np.float32)
        dark, light = _average(means, is_dark, reach), _average(means, 1 - is_dark, reach)
    return dark, light


def _average(values: Field, weight: Field, reach: int) -> Field:
    """The weighted mean around each module, leaning on a wider circle where few count."""
    near = (reach, reach)
    wide = (3 * reach, 3 * reach)
    mass = cv2.blur(weight, near) + 0.1 * cv2.blur(weight, wide) + 1e-4 * (weight.mean() + 1e-3)
    total = (
        cv2.blur(values * weight, near)
        + 0.1 * cv2.blur(values * weight, wide)
        + 1e-4 * ((values * weight).mean() + 1e-3 * values.mean())
    )
    return np.asarray(total / mass, dtype=np.float32)
