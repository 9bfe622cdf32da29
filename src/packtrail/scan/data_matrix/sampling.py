"""How likely each module of a symbol in a picture is dark.

Light falls unevenly, so light and dark are fields across the symbol rather than two numbers. A module that is
far from both says nothing (a lamp's mirror image, tape), and neither do modules that all have one colour over
a stretch that data never have.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.data_matrix.fitting import Grid, sampled
from packtrail.scan.data_matrix.placement import placement
from packtrail.scan.engines import Grey

Values = npt.NDArray[np.float64]  # rows by columns of modules

_AVERAGED = 0.3  # of a module's side
_APART = 0.22  # modules between two samples of one
_ROUNDS = 3
_OUTLIERS = 0.02  # share of modules whose colour means nothing
_LEAST_SPREAD = 0.07  # of the distance between light and dark
_SATURATED = 252
# Modules of an unbroken square of one colour, and what is left of the evidence in it and right beside it.
_COVERED = ((4, 0.15, 0.7), (5, 0.01, 0.3))


@dataclass(frozen=True, slots=True)
class _Levels:
    dark: Values
    light: Values
    spread: float


def log_odds(grey: Grey, grid: Grid) -> Values | None:
    """Natural log odds that each module is dark; None where there is no contrast to speak of."""
    samples = _samples(grey, grid)
    levels = _levels(np.median(samples, axis=0), grid)
    if levels is None:
        return None
    place = (samples - levels.dark) / (levels.light - levels.dark)  # 0 dark, 1 light
    dark, light = (
        (1 - _OUTLIERS) * np.exp(-(off**2) / (2 * levels.spread**2)) + _OUTLIERS * levels.spread
        for off in (place, place - 1)
    )
    odds = (np.log(dark) - np.log(light)).mean(axis=0)
    return np.asarray(odds * _trust(odds > 0, grid), dtype=np.float64)


def _samples(grey: Grey, grid: Grid) -> Values:
    """Grey in nine places of each module's inner part, counted as dark on light: 9 by rows by columns."""
    width = max(1, round(_AVERAGED * grid.module_px))
    soft = cv2.blur(grey.astype(np.float32), (width, width)).astype(np.float32, copy=False)
    rows, columns = np.mgrid[: grid.size.rows, : grid.size.columns] + 0.5
    around = [(dy, dx) for dy in (-_APART, 0, _APART) for dx in (-_APART, 0, _APART)]
    all_rows = np.stack([rows + dy for dy, _ in around])
    all_columns = np.stack([columns + dx for _, dx in around])
    values = sampled(soft, grid.at(all_columns.ravel(), all_rows.ravel())).astype(np.float64)
    values = values.reshape(all_rows.shape)
    return 255 - values if grid.inverted else values


def _levels(values: Values, grid: Grid) -> _Levels | None:
    """Light and dark as planes over the symbol, from modules that are clearly one or the other."""
    places = placement(grid.size)
    rows, columns = np.mgrid[-1 : 1 : grid.size.rows * 1j, -1 : 1 : grid.size.columns * 1j]
    terms = np.stack([np.ones_like(rows), rows, columns], axis=-1)
    usable = values < _SATURATED if (values >= _SATURATED).mean() < 0.4 else np.ones_like(values, dtype=bool)
    known = places.frame & usable
    if (known & places.pattern).sum() < 4 or (known & ~places.pattern).sum() < 4:
        return None
    dark = np.full_like(values, np.median(values[known & places.pattern]))
    light = np.full_like(values, np.median(values[known & ~places.pattern]))
    for _ in range(_ROUNDS):
        if np.any(light - dark < 3.0):
            return None
        place = (values - dark) / (light - dark)
        is_dark, is_light = usable & (np.abs(place) < 0.4), usable & (np.abs(place - 1) < 0.4)
        if is_dark.sum() < 8 or is_light.sum() < 8:
            return None
        dark, light = (terms @ _plane(terms[which], values[which]) for which in (is_dark, is_light))
    if np.any(light - dark < 3.0):
        return None
    place = (values - dark) / (light - dark)
    off = np.minimum(np.abs(place), np.abs(place - 1))[usable]
    return _Levels(dark, light, max(_LEAST_SPREAD, 1.48 * float(np.median(off))))


def _plane(terms: Values, values: Values) -> Values:
    """Least squares, pulled a little towards no slope so that few modules can't tilt it."""
    pull = np.diag([0.0, 2.0, 2.0])
    return np.asarray(np.linalg.solve(terms.T @ terms + pull, terms.T @ values), dtype=np.float64)


def _trust(dark: npt.NDArray[np.bool_], grid: Grid) -> Values:
    """What is left of the evidence of modules in and beside squares of one colour that data rarely make."""
    trust = np.ones(dark.shape)
    for colour in (dark, ~dark):
        data = (colour & ~placement(grid.size).frame).astype(np.uint8)
        for side, inside, beside in _COVERED:
            found = cv2.morphologyEx(data, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
            near = cv2.dilate(found, np.ones((3, 3), np.uint8))
            trust[near > 0] = np.minimum(trust[near > 0], beside)
            trust[found > 0] = np.minimum(trust[found > 0], inside)
    return trust
