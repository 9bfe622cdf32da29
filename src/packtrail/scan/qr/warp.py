"""Lays a matrix symbol flat: each module becomes the same few pixels, bent surfaces included.

``flattened`` draws a symbol from a map of module coordinates to pixels. ``Warp`` bends that map to where the
edges between modules really are, for labels on round cells and for corners found by a hair's breadth.

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

PER_MODULE = 5  # pixels a module in a flattened symbol: a middle and two pixels to either side
_MAX_DEGREE = 3


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
