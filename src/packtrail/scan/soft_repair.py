"""Repairing a Reed-Solomon sequence from how likely each of its bits is, rather than from its bits.

A lamp's mirror image that hides three modules of a codeword leaves five that can be seen; repaired codeword
by codeword those five are thrown away. Over bits the code is a system of linear equations: the least doubtful
bits that determine all others are taken as they were measured, one, two or three of them also the other way
round, and the solution that contradicts the picture least wins (ordered statistics decoding, Fossorier and
Lin 1995). Every fourth bit may be unknown where repair by codewords ends at every twentieth.

Whatever comes out is judged apart from how it was found: of all sequences that contradict the picture as
little, how many are consistent by pure chance? It is believed only if that number is far below one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import log

import numpy as np
import numpy.typing as npt

from packtrail.scan.reed_solomon import Bytes, ReedSolomon

LogOdds = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint8]

_FEWEST_SPARE = 1  # check codewords left over in a repair by codewords
_ERASURE_STEP = 2
_TRIPLES = 48  # of the most doubtful bits that are taken as measured, every three are tried
_SHARPNESS = np.geomspace(0.02, 40.0, 40)  # of the bound on how many sequences fit as well


@dataclass(frozen=True, slots=True)
class SoftRepair:
    """A consistent sequence, and how little it owes to chance."""

    codewords: Bytes  # data, then check codewords
    bits: float  # about one sequence in 2 ** bits that was never written would fit as well


def soft_repair(code: ReedSolomon, odds: LogOdds, checks: int, enough_bits: float) -> SoftRepair | None:
    """The likeliest consistent sequence.

    ``odds`` are codewords (data, then ``checks`` check codewords) by 8 bits, most significant first: the
    natural log odds that the bit is 1. The search ends at the first sequence with ``enough_bits``. None
    where the picture fits no sequence better than chance does.
    """
    best: SoftRepair | None = None
    for words in _candidates(code, odds, checks):
        bits = bits_of_chance(odds, words, checks)
        if bits > (best.bits if best else 0.0):
            best = SoftRepair(words, bits)
        if bits > enough_bits:
            break
    return best


def bits_of_chance(odds: LogOdds, words: Bytes, checks: int) -> float:
    """How far from chance it is that ``words`` fit ``odds`` as they do.

    The sequences that contradict the measured bits as little as ``words`` do are counted (Chernoff's bound);
    one in 256 ** ``checks`` of them is consistent by chance.
    """
    ones = np.unpackbits(words[:, None], axis=1).astype(np.bool_)
    against = float(np.abs(odds[(odds > 0) != ones]).sum())
    weights = np.abs(odds).ravel()
    fitting = _SHARPNESS * against + np.logaddexp(0, -np.outer(_SHARPNESS, weights)).sum(axis=1)
    return 8.0 * checks - float(fitting.min()) / log(2)


def _candidates(code: ReedSolomon, odds: LogOdds, checks: int) -> Iterator[Bytes]:
    yield from _by_codewords(code, odds, checks)
    yield from _by_bits(code, odds, checks)


def _by_codewords(code: ReedSolomon, odds: LogOdds, checks: int) -> Iterator[Bytes]:
    """Repairs with the most doubtful codewords erased in growing number: large stains, many bits at once."""
    received = np.packbits(odds > 0, axis=1)[:, 0]
    doubt = np.logaddexp(0, -np.abs(odds)).sum(axis=1)
    by_doubt = [int(each) for each in np.argsort(-doubt, kind="stable")]
    for erased in range(0, checks - _FEWEST_SPARE + 1, _ERASURE_STEP):
        repair = code.repair(received, checks, by_doubt[:erased])
        if repair is not None and repair.spare >= _FEWEST_SPARE:
            yield repair.codewords


def _by_bits(code: ReedSolomon, odds: LogOdds, checks: int) -> Iterator[Bytes]:
    flat = odds.ravel()
    weights, measured = np.abs(flat), flat > 0
    order = np.argsort(weights, kind="stable")
    equations, solved = _solved(_parity(code, len(odds), checks), order)
    free = np.setdiff1d(order, solved, assume_unique=True)
    free = free[np.argsort(weights[free], kind="stable")]  # the most doubtful first
    depends = equations[:, free].astype(np.float32)  # which free bits each solved bit is the sum of
    follow = (depends @ measured[free].astype(np.float32)) % 2 > 0.5
    # With signs for bits: agreement of each solved bit, and of each free one, with the picture.
    agreement = np.where(follow == measured[solved], 1.0, -1.0).astype(np.float32) * weights[solved]
    for flipped in _flips(1 - 2 * depends, agreement.astype(np.float32), weights[free].astype(np.float32)):
        solution = measured.copy()
        solution[free[flipped]] ^= True
        solution[solved] = (depends @ solution[free].astype(np.float32)) % 2 > 0.5
        yield np.packbits(solution.reshape(len(odds), 8), axis=1)[:, 0]


def _flips(
    signs: npt.NDArray[np.float32], agreement: npt.NDArray[np.float32], weights: npt.NDArray[np.float32]
) -> Iterator[list[int]]:
    """The best choice of none, one, two and three free bits to take the other way round.

    ``signs`` say what a free bit (column) does to a solved one (row), ``agreement`` how much the solved
    ones agree with the picture as it is, ``weights`` what it costs to contradict a free one.
    """
    yield []
    single = agreement @ signs - 2 * weights
    yield [int(np.argmax(single))]
    turned = agreement[:, None] * signs
    double = turned.T @ signs - 2 * (weights[:, None] + weights[None])
    np.fill_diagonal(double, -np.inf)
    yield [int(each) for each in np.unravel_index(int(np.argmax(double)), double.shape)]
    few = min(_TRIPLES, len(weights))
    near, cost = signs[:, :few], weights[:few]
    best, chosen = -np.inf, [0]
    for first in range(few - 2):
        later = near[:, first + 1 :]
        triple = (turned[:, first, None] * later).T @ later - 2 * (
            cost[first + 1 :, None] + cost[first + 1 :]
        )
        np.fill_diagonal(triple, -np.inf)
        value = float(triple.max()) - 2 * float(cost[first])
        if value > best:
            second, third = np.unravel_index(int(np.argmax(triple)), triple.shape)
            best, chosen = value, [first, first + 1 + int(second), first + 1 + int(third)]
    yield chosen


def _solved(parity: Bits, order: npt.NDArray[np.int64]) -> tuple[Bits, npt.NDArray[np.int64]]:
    """``parity`` solved for the earliest bits of ``order`` that it determines, an equation each."""
    equations = np.packbits(parity, axis=1)
    count = len(equations)
    solved = np.empty(count, dtype=np.int64)
    row = 0
    for bit in order:
        column = (equations[:, bit >> 3] >> (7 - (bit & 7))) & 1
        below = np.flatnonzero(column[row:])
        if not below.size:
            continue
        pivot = row + int(below[0])
        if pivot != row:
            equations[[row, pivot]] = equations[[pivot, row]]
            column[pivot], column[row] = column[row], 1
        column[row] = 0
        equations[column.astype(np.bool_)] ^= equations[row]
        solved[row] = bit
        row += 1
        if row == count:
            break
    return np.unpackbits(equations, axis=1)[:, : parity.shape[1]], solved


@cache
def _parity(code: ReedSolomon, length: int, checks: int) -> Bits:
    """The code's equations over bits, ``8 * checks`` by ``8 * length``: each sums to nothing."""
    syndromes = np.empty((checks, 8 * length), dtype=np.uint8)
    for bit in range(8):
        syndromes[:, bit::8] = code.roots(length, checks, 0x80 >> bit)
    return np.concatenate([(syndromes >> (7 - bit)) & 1 for bit in range(8)])
