"""Compares whole runs of characters with a profile: the best run, the best that its check character allows.

Neighbouring characters blur into each other, so none is judged alone: the cost of a run is that of each
character by itself and of each pair of neighbours (Ungerboeck's form of the Viterbi equaliser). The check
character makes a second trellis over the likeliest characters, with the running sum modulo 103 as its state.
"""

from dataclasses import dataclass
from itertools import pairwise

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
    margin: float  # at least so much the next best right run, with any value other, costs over it


# Over the best run by so much a value is a candidate, the first with which it is not too many. Margins end
# there: nothing is known of what was not looked at.
_LOOKED_AT = (100.0, 40.0, 25.0, 16.0)
_MOST_PAIRS = 24_000  # candidates times candidates of neighbours, summed


def best_checked(costs: Costs) -> Checked | None:
    """The best run that its check character allows.

    None where none of the likely values do, or where so much is open that it is no read anyway.
    """
    looked_at, kept = _candidates(single_costs(costs))
    if not kept:
        return None
    pairs = [costs.pair[place][np.ix_(a, b)] for place, (a, b) in enumerate(pairwise(kept))]
    own = [costs.own[place][values] for place, values in enumerate(kept)]
    forward = _forward(kept, own, pairs)
    # The check character is the sum itself: one residue for each of its values.
    ending = np.full((len(kept[-1]), CHECK_MODULUS), np.inf)
    ending[np.arange(len(kept[-1])), kept[-1] % CHECK_MODULUS] = own[-1]
    closing = (forward[-1][:, np.newaxis, :] + pairs[-1][:, :, np.newaxis]).min(axis=0) + ending
    through = _through(kept, own, pairs, forward, ending)
    through.append(closing.min(axis=1))
    best = float(min(row.min() for row in through))
    if not np.isfinite(best) or best > _FORBIDDEN / 2:
        return None
    values = tuple(int(values[row.argmin()]) for values, row in zip(kept, through, strict=True))
    seconds = [float(np.partition(row, 1)[1]) for row in through if len(row) > 1]
    over_best = best + costs.constant - best_run(costs)[1]
    margin = min([*(second - best for second in seconds), looked_at - over_best])
    return Checked(values, over_best, margin)


_Kept = list[npt.NDArray[np.intp]]


def _candidates(single: Floats) -> tuple[float, _Kept]:
    for looked_at in _LOOKED_AT:
        kept = [np.flatnonzero(row <= row.min() + looked_at) for row in single]
        if sum(len(a) * len(b) for a, b in pairwise(kept)) <= _MOST_PAIRS:
            return looked_at, kept
    return 0.0, []


def _forward(kept: _Kept, own: list[Floats], pairs: list[Floats]) -> list[Floats]:
    """For each place but the last, candidate by running sum: the cost of the best run up to there."""
    residues = np.arange(CHECK_MODULUS)
    first = np.full((len(kept[0]), CHECK_MODULUS), np.inf)
    first[np.arange(len(kept[0])), kept[0] % CHECK_MODULUS] = own[0]
    forward = [first]
    for place in range(1, len(kept) - 1):
        through = (forward[-1][:, np.newaxis, :] + pairs[place - 1][:, :, np.newaxis]).min(axis=0)
        before = (residues - place * kept[place][:, np.newaxis]) % CHECK_MODULUS
        forward.append(np.take_along_axis(through, before, axis=1) + own[place][:, np.newaxis])
    return forward


def _through(
    kept: _Kept, own: list[Floats], pairs: list[Floats], forward: list[Floats], ending: Floats
) -> list[Floats]:
    """For each place but the last and each candidate: the cost of the best allowed run that has it there."""
    residues = np.arange(CHECK_MODULUS)
    backward = (pairs[-1][:, :, np.newaxis] + ending[np.newaxis]).min(axis=1)
    through = [(forward[-1] + backward).min(axis=1)]
    for place in range(len(kept) - 3, -1, -1):
        after = (residues + (place + 1) * kept[place + 1][:, np.newaxis]) % CHECK_MODULUS
        onward = np.take_along_axis(backward, after, axis=1) + own[place + 1][:, np.newaxis]
        backward = (pairs[place][:, :, np.newaxis] + onward[np.newaxis]).min(axis=1)
        through.append((forward[place] + backward).min(axis=1))
    return through[::-1]
