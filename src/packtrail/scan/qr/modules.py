"""What each module of a symbol laid flat says.

``soft_modules`` says how likely each is dark, by its own neighbourhood's dark and light, and takes out what
blur and motion have carried over from its neighbours.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.qr.warp import PER_MODULE, Field, Floats

Known = npt.NDArray[np.int8]
Mask = npt.NDArray[np.uint8]

# Left, middle and right third of a module's five pixels.
_THIRDS = np.array([[1, 1, 0, 0, 0], [0, 0.5, 1, 0.5, 0], [0, 0, 0, 1, 1]], dtype=np.float32) / 2
_LESSONS = 4
_PIECE = 64
_STIFFNESS = 0.02  # pull towards what is right without any blur
_AT_FIRST = np.zeros(82)
_AT_FIRST[[30, 31, 32, 39, 40, 41, 48, 49, 50]] = np.array([1, 2, 1, 2, 4, 2, 1, 2, 1]) / 16
_ALIKE = ((3, 0.75), (4, 0.25), (5, 0.05))  # modules a side that are alike, and what is left of their word


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
