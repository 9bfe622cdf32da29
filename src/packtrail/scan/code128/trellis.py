"""Compares whole runs of characters with a profile: the best run, the best that its check character allows.

Neighbouring characters blur into each other, so none is judged alone: the cost of a run is that of each
character by itself and of each pair of neighbours (Ungerboeck's form of the Viterbi equaliser). The check
character makes a second trellis over the likeliest characters, with the running sum modulo 103 as its state.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from packtrail.scan.code128.model import Responses
from packtrail.scan.code128.tables import CHECK_MODULUS, PATTERNS, START_A

Floats = npt.NDArray[np.float64]
_FORBIDDEN = 1e9
_BARS = PATTERNS.astype(np.float64)


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs of characters: ``own[place, value]``, ``pair[place, value, next value]``; smaller is likelier."""

    own: Floats
    pair: Floats
    constant: float  # what remains whatever the characters are


def costs_of(response: Responses, profile: Floats, weight: Floats) -> Costs:
    """What each character at each place costs against ``profile``, as weighted squared error."""
    rest = profile - response.known
    rows = response.blocks.shape[1]
    samples = np.minimum(response.first[:, np.newaxis] + np.arange(rows), len(profile) - 1)
    near, weights = rest[samples], weight[samples]
    weighted = (response.blocks * weights[:, :, np.newaxis]).transpose(0, 2, 1)
    linear = (weighted @ near[:, :, np.newaxis])[:, :, 0] @ _BARS.T
    square = ((_BARS @ (weighted @ response.blocks)) * _BARS).sum(axis=2)
    own = square - 2 * linear
    own[0, :START_A] = _FORBIDDEN
    own[1:, START_A:] = _FORBIDDEN
    pair = 2 * (_BARS @ (weighted[1:] @ response.before).transpose(0, 2, 1) @ _BARS.T)
    return Costs(own, pair, float((weight * rest**2).sum()))


def scaled(costs: Costs, factor: float) -> Costs:
    """The same in another unit."""
    own = np.where(costs.own < _FORBIDDEN, costs.own * factor, _FORBIDDEN)
    return Costs(own, costs.pair * factor, costs.constant * factor)


def best_run(costs: Costs) -> tuple[list[int], float]:
    """The likeliest values, start and check characters among them, and their cost."""
    total = costs.own[0]
    came: list[npt.NDArray[np.intp]] = []
    for place in range(1, len(costs.own)):
        through = total[:, np.newaxis] + costs.pair[place - 1]
        came.append(through.argmin(axis=0))
        total = through.min(axis=0) + costs.own[place]
    values = [int(total.argmin())]
    for back in reversed(came):
        values.append(int(back[values[-1]]))
    return values[::-1], float(total.min()) + costs.constant


def single_costs(costs: Costs) -> Floats:
    """For each place and value the cost of the best run that has it there, over the best run's."""
    forward, backward = costs.own.copy(), np.zeros_like(costs.own)
    for place in range(1, len(costs.own)):
        forward[place] += (forward[place - 1][:, np.newaxis] + costs.pair[place - 1]).min(axis=0)
    for place in range(len(costs.own) - 2, -1, -1):
        backward[place] = (costs.pair[place] + (costs.own[place + 1] + backward[place + 1])).min(axis=1)
    single = forward + backward
    return np.asarray(single - single.min())


@dataclass(frozen=True, slots=True)
class Checked:
    """The likeliest run whose check character is right."""

    values: tuple[int, ...]  # start character first, check character last
    over_best: float  # how much it costs over the best run that needs no right check
    margin: float  # how much the next best right run, with any value other, costs over it
    single: Floats  # place by value: cost of the best right run with that value there, over the best


KEPT = 12  # values a place that the second trellis looks at


def best_checked(costs: Costs) -> Checked | None:
    """The best run that its check character allows; None where none of the likeliest values do."""
    single = single_costs(costs)
    kept = np.argsort(single, axis=1)[:, :KEPT]
    count = len(kept)
    own = np.take_along_axis(costs.own, kept, axis=1)
    residues = np.arange(CHECK_MODULUS)
    forward = np.full((count, KEPT, CHECK_MODULUS), np.inf)
    forward[0, np.arange(KEPT), kept[0] % CHECK_MODULUS] = own[0]
    pairs = [costs.pair[p][np.ix_(kept[p], kept[p + 1])] for p in range(count - 1)]
    for place in range(1, count - 1):
        through = (forward[place - 1][:, np.newaxis, :] + pairs[place - 1][:, :, np.newaxis]).min(axis=0)
        before = (residues - place * kept[place][:, np.newaxis]) % CHECK_MODULUS
        forward[place] = np.take_along_axis(through, before, axis=1) + own[place][:, np.newaxis]
    # The check character is the sum itself: one residue for each of its values.
    backward = np.full((count, KEPT, CHECK_MODULUS), np.inf)
    last = kept[-1]
    ending = np.full((KEPT, CHECK_MODULUS), np.inf)
    inside = last < CHECK_MODULUS
    ending[np.arange(KEPT)[inside], last[inside]] = own[-1][inside]
    backward[-2] = (pairs[-1][:, :, np.newaxis] + ending[np.newaxis]).min(axis=1)
    for place in range(count - 3, -1, -1):
        after = (residues + (place + 1) * kept[place + 1][:, np.newaxis]) % CHECK_MODULUS
        onward = np.take_along_axis(backward[place + 1], after, axis=1) + own[place + 1][:, np.newaxis]
        backward[place] = (pairs[place][:, :, np.newaxis] + onward[np.newaxis]).min(axis=1)
    through_all = np.full((count, KEPT), np.inf)
    through_all[:-1] = (forward[:-1] + backward[:-1]).min(axis=2)
    closing = (forward[-2][:, np.newaxis, :] + pairs[-1][:, :, np.newaxis]).min(axis=0) + ending
    through_all[-1] = closing.min(axis=1)
    best = float(through_all.min())
    if not np.isfinite(best) or best > _FORBIDDEN / 2:
        return None
    order = np.argsort(through_all, axis=1)
    values = tuple(int(v) for v in np.take_along_axis(kept, order[:, :1], axis=1)[:, 0])
    second = np.take_along_axis(through_all, order[:, 1:2], axis=1).min()
    everything = np.full(costs.own.shape, np.inf)
    np.put_along_axis(everything, kept, through_all - best, axis=1)
    _, free = best_run(costs)
    return Checked(values, best + costs.constant - free, float(second) - best, everything)
