"""From what a region's bands show to what each character costs: model and characters agree in turns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from packtrail.scan.code128.evidence import Evidence, outvoted
from packtrail.scan.code128.model import (
    QUIET,
    Grid,
    Responses,
    Spread,
    expected_profile,
    grid_through,
    levelled,
    measured_spread,
    moved,
    responses,
    smooth_spread,
    toned,
)
from packtrail.scan.code128.tables import MODULES, PATTERNS, STOP_MODULES, STOP_PATTERN
from packtrail.scan.code128.trellis import Costs, best_run, costs_of, scaled

Floats = npt.NDArray[np.float64]

# First guesses at the spread: lens and motion in modules, and what it leaves of the gain.
_SPREADS = ((0.35, 0.0, 1.2), (0.65, 0.0, 1.4), (1.0, 0.0, 1.6), (0.45, 1.7, 1.5), (0.45, 2.6, 1.7))
_STIFFNESS = (0.3, 0.03, 0.003, 0.001, 0.001)  # of the grid, one a round
_OUTVOTED = (1, 3, 4)  # the rounds that weigh the bands anew
_GAIN_REACH = 3.5  # characters over which gain and level are taken together
_OUTSIDE = 0.02  # how far a sample beside the code counts: the label may end there
_LEAST_ERROR = 0.003  # of a bar's contrast, squared; no camera does better
_OUTERMOST = 2
_BAD_END = 0.99
UNSEEN = 1.0
_KNOWN = 0.2  # weight from which a sample counts as seen
_BARS = PATTERNS.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was seen, explained as a run of characters."""

    costs: Costs  # in nats
    error: float  # share of the energy of what was seen that the likeliest run leaves unexplained
    seen: float  # 0 to 1: share of the code that any band shows
    ends: tuple[float, float]  # the same error in the start and in the stop character alone, or UNSEEN
    edges: Floats  # samples of the evidence where the first bar begins and the last ends


@dataclass(frozen=True, slots=True)
class _State:
    grid: Grid
    spread: Spread
    profile: Floats
    weight: Floats
    values: list[int]
    response: Responses


def fit(seen: Evidence, edges: Floats) -> Fitted:
    """Explain what was ``seen`` by characters that begin about at ``edges`` (``grid.Path.edges``)."""
    low = max(int(edges[0]) - 8, 0)
    high = min(int(edges[-1]) + 8, len(seen.profile))
    bands = -np.ascontiguousarray(seen.bands[:, low:high])
    grid = grid_through(edges - low)
    outer = grid.edges
    samples = np.arange(high - low, dtype=np.float64)
    inside = (samples >= outer[QUIET] - 1) & (samples <= outer[-QUIET - 1] + 1)
    counts = np.where(inside, 1.0, _OUTSIDE)
    module = float(edges[-1] - edges[0]) / (len(outer) - 1 - 2 * QUIET)
    profile = seen.profile[low:high].astype(np.float64)
    state = _begun(grid, profile, seen.weight[low:high].astype(np.float64) * counts, module)
    costs = costs_of(state.response, state.profile, state.weight)
    for turn, stiffness in enumerate(_STIFFNESS):
        expected = _expected(state)
        if turn in _OUTVOTED:
            profile, weight = outvoted(bands, expected, MODULES * module)
            weight = weight * counts
        else:
            reach = int(_GAIN_REACH * MODULES * module)
            weight = state.weight
            profile = np.clip(levelled(state.profile, expected, weight, reach), -4, 4)
        profile = toned(profile, expected, weight)
        grid = moved(state.grid, profile, expected, weight, stiffness)
        spread = measured_spread(grid, _all_bits(state.values), profile, weight)
        response = responses(grid, spread, len(profile))
        costs = costs_of(response, profile, weight)
        state = _State(grid, spread, profile, weight, best_run(costs)[0], response)
    return _judged(state, costs, inside, low)


def _begun(grid: Grid, profile: Floats, weight: Floats, module: float) -> _State:
    """The likeliest run under the first guess at the spread that explains most."""
    found: list[tuple[float, _State]] = []
    for sigma, box, gain in _SPREADS:
        spread = smooth_spread(sigma * module, box * module, gain)
        response = responses(grid, spread, len(profile))
        values, cost = best_run(costs_of(response, profile, weight))
        found.append((cost, _State(grid, spread, profile, weight, values, response)))
    return min(found, key=lambda one: one[0])[1]


def _expected(state: _State) -> Floats:
    return expected_profile(state.response, _BARS[state.values], len(state.profile))


def _judged(state: _State, costs: Costs, inside: npt.NDArray[np.bool_], low: int) -> Fitted:
    """Costs in the unit that the errors left over say, and how good the whole is."""
    off = state.profile - _expected(state)
    total = float((state.weight * inside).sum())
    energy = float((state.weight * off**2)[inside].sum()) / total
    power = float((state.weight * (off - state.profile) ** 2)[inside].sum()) / total
    noise = max(energy, _LEAST_ERROR) * _lumpiness(off[inside & (state.weight > _KNOWN)])
    edges = state.grid.edges[[QUIET, -QUIET - 1]] + low
    seen = float((state.weight[inside] > _KNOWN).mean())
    ends = _end_errors(state, off, power)
    return Fitted(scaled(costs, 0.5 / noise), energy / power, seen, ends, edges)


def _end_errors(state: _State, off: Floats, power: float) -> tuple[float, float]:
    """How badly start and stop are explained: a path that missed the code's true end shows it there."""
    edges = state.grid.edges
    # Two modules at the very ends are left out: what stands beside the code shines into them.
    begin, end = QUIET + _OUTERMOST, len(edges) - 1 - QUIET - _OUTERMOST
    spans = (
        (edges[begin], edges[QUIET + MODULES]),
        (edges[len(edges) - 1 - QUIET - STOP_MODULES], edges[end]),
    )
    errors = []
    for low, high in spans:
        part = slice(max(int(low), 0), max(int(high), int(low) + 2))
        total = float(state.weight[part].sum())
        share = total / max(high - low, 1.0)
        error = float((state.weight[part] * off[part] ** 2).sum()) / (total + 1e-6) / power
        errors.append(min(error, _BAD_END) if share > _KNOWN else UNSEEN)
    return errors[0], errors[1]


def _lumpiness(off: Floats) -> float:
    """How many neighbouring samples share one error."""
    if len(off) < 12:
        return 6.0
    power = float((off**2).mean()) + 1e-12
    return 1 + 2 * sum(max(float((off[lag:] * off[:-lag]).mean()) / power, 0.0) for lag in range(1, 6))


def _all_bits(values: Sequence[int]) -> Floats:
    bars = _BARS[list(values)].ravel()
    quiet = -np.ones(QUIET)
    return np.concatenate([quiet, bars, STOP_PATTERN.astype(np.float64), quiet])
