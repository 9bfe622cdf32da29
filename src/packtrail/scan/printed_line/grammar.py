"""The likeliest code in a recogniser's probabilities, and how sure each of its characters is.

A recogniser gives, step by step along the line, a probability for every character and for "nothing here".
Many ways along the steps spell one text (connectionist temporal classification, CTC): a character may last
several steps, and between two equal ones something else must stand. Here only texts of exactly one form of
the battery code count. The likeliest way gives the text; the sum over all ways gives the probability of
each character at each position, so that a doubt is a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from packtrail.domain.battery_code.form import ALPHANUMERIC, Slot

Weights = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

RARE = 0.1  # how much a character counts that the form lets pass and its book does not have there
STRAY = 0.05  # how much a letter or digit counts that is passed over before or after the code
_LEAST = 1e-12  # probabilities are kept above this, so that a logarithm stays finite


@dataclass(frozen=True, slots=True)
class Steps:
    """What a recogniser says, step by step from left to right; no step's sum passes 1."""

    characters: Weights  # steps x 36, in the order of ALPHANUMERIC
    nothing: Weights  # steps: blank, space, or a mark that prints between groups
    foreign: Weights  # steps: characters that no code has


@dataclass(frozen=True, slots=True)
class Spelled:
    """The likeliest text of one form, with the probability of every character at every position."""

    text: str
    positions: Weights  # positions x 36; each row sums to 1
    log_total: float  # logarithm of the probability that the line says any text of this form


def spell(steps: Steps, slots: Sequence[Slot]) -> Spelled | None:
    """The likeliest text of exactly ``slots``, or None where the line is too short to hold it.

    What stands before and after the code, the word 编码 say, is passed over; letters and digits there
    count against the text.
    """
    if len(steps.nothing) < len(slots):
        return None
    ways = _ways(steps, slots)
    forward = _forward(ways)
    if forward is None:
        return None
    return Spelled(
        text=_likeliest_way(ways), positions=_posterior(ways, forward), log_total=forward.log_total
    )


def _admitted(slots: Sequence[Slot]) -> Weights:
    """Positions x 36: 1 for what the form's book has there, RARE for what it only lets pass, else 0."""
    weight = np.zeros((len(slots), len(ALPHANUMERIC)))
    for at, slot in enumerate(slots):
        for character in slot.allowed:
            weight[at, ALPHANUMERIC.index(character)] = 1.0 if character in slot.strict else RARE
    return weight


@dataclass(frozen=True, slots=True)
class _Ways:
    """What each step costs on a way through the slots."""

    begin: Weights  # positions x 36: once for each character begun, 0 for what may not stand there
    spell: Weights  # steps x 36: for each step that a character lasts
    wait: Weights  # steps x (positions + 1): for each step between two characters


def _ways(steps: Steps, slots: Sequence[Slot]) -> _Ways:
    begin = _admitted(slots)
    wait = np.repeat(np.maximum(steps.nothing, _LEAST)[:, None], len(begin) + 1, axis=1)
    outside = steps.nothing + steps.foreign + STRAY * steps.characters.sum(axis=1)
    wait[:, 0] = wait[:, -1] = np.maximum(outside, _LEAST)
    return _Ways(begin, np.maximum(steps.characters, _LEAST), wait)


@dataclass(frozen=True, slots=True)
class _Forward:
    """Probability of every state before every step, each scaled to sum to 1."""

    waiting: Weights  # (steps + 1) x (positions + 1): so many characters are spelled, and none lasts
    lasting: Weights  # (steps + 1) x positions x 36: this character is being spelled at this position
    scales: Weights  # steps: what the sum was before scaling
    outcome: float  # scaled probability that all is spelled at the end

    @property
    def log_total(self) -> float:
        return float(np.log(self.outcome) + np.log(self.scales).sum())


def _forward(ways: _Ways) -> _Forward | None:
    steps, count = len(ways.spell), len(ways.begin)
    waiting, lasting = np.zeros((steps + 1, count + 1)), np.zeros((steps + 1, *ways.begin.shape))
    waiting[0, 0], scales = 1.0, np.ones(steps)
    for at in range(steps):
        waiting[at + 1] = waiting[at] * ways.wait[at]
        waiting[at + 1, 1:] += lasting[at].sum(axis=1) * ways.wait[at, 1:]
        begun = _entering(waiting[at], lasting[at]) * ways.begin
        lasting[at + 1] = (lasting[at] + begun) * ways.spell[at]
        scales[at] = waiting[at + 1].sum() + lasting[at + 1].sum()
        waiting[at + 1] /= scales[at]
        lasting[at + 1] /= scales[at]
    outcome = float(waiting[-1, -1] + lasting[-1, -1].sum())
    return _Forward(waiting, lasting, scales, outcome) if outcome > 0 else None


def _entering(waiting: Weights, lasting: Weights) -> Weights:
    """Positions x 36: what can begin each character, out of waiting or out of another one before it."""
    begun = np.repeat(waiting[:-1, None], lasting.shape[1], axis=1)
    begun[1:] += np.maximum(lasting[:-1].sum(axis=1, keepdims=True) - lasting[:-1], 0.0)
    return begun


def _posterior(ways: _Ways, forward: _Forward) -> Weights:
    """Positions x 36: the probability that a way begins this character at this position, over all ways."""
    steps, count = len(ways.spell), len(ways.begin)
    found = np.zeros(ways.begin.shape)
    to_wait, to_last = np.zeros(count + 1), np.zeros(ways.begin.shape)  # of the end, given each state
    to_wait[-1] = to_last[-1] = 1.0
    for at in range(steps - 1, -1, -1):
        staying, going_on = ways.wait[at] * to_wait, ways.spell[at] * to_last
        begun = going_on * ways.begin
        found += _entering(forward.waiting[at], forward.lasting[at]) * begun / forward.scales[at]
        to_wait, to_last = staying.copy(), going_on + staying[1:, None]
        to_wait[:-1] += begun.sum(axis=1)
        to_last[:-1] += np.maximum(begun[1:].sum(axis=1, keepdims=True) - begun[1:], 0.0)
        to_wait /= forward.scales[at]
        to_last /= forward.scales[at]
    shares: Weights = found / found.sum(axis=1, keepdims=True)
    return shares


def _likeliest_way(ways: _Ways) -> str:
    """The text of the single likeliest way, backtracked from its end."""
    steps, (count, letters) = len(ways.spell), ways.begin.shape
    begin = np.log(np.maximum(ways.begin, _LEAST**8))  # what may not stand there never wins
    spell_log, wait_log = np.log(ways.spell), np.log(ways.wait)
    waiting, lasting = np.full(count + 1, -np.inf), np.full((count, letters), -np.inf)
    waiting[0] = 0.0
    came_last = np.zeros((steps, count + 1), dtype=np.intp)  # into waiting: letter + 1, or 0 out of waiting
    came = np.zeros((steps, count, letters), dtype=np.intp)  # into lasting: -1 lasts on, 0 waited, letter + 1
    for at in range(steps):
        begun, out_of = _best_entering(waiting, lasting)
        begun += begin
        left = lasting.argmax(axis=1)
        ended = lasting[np.arange(count), left]
        came_last[at, 1:] = np.where(ended > waiting[1:], left + 1, 0)
        waiting[1:] = np.maximum(ended, waiting[1:])
        came[at] = np.where(lasting >= begun, -1, out_of)
        waiting, lasting = waiting + wait_log[at], np.maximum(lasting, begun) + spell_log[at]
    last = int(lasting[-1].argmax())
    state = (count, 0) if waiting[-1] >= lasting[-1, last] else (count - 1, last + 1)
    return _backtracked(state, came_last, came)


def _best_entering(waiting: Weights, lasting: Weights) -> tuple[Weights, Places]:
    """The best that can begin each character, and where it comes from: 0 waited, else letter + 1."""
    begun = np.repeat(waiting[:-1, None], lasting.shape[1], axis=1)
    out_of = np.zeros(begun.shape, dtype=np.intp)
    order = np.argsort(lasting[:-1], axis=1)
    rows = np.arange(len(order))
    first, second = order[:, -1], order[:, -2]
    other = np.repeat(first[:, None], lasting.shape[1], axis=1)
    other[rows, first] = second
    best = lasting[rows[:, None], other]
    better = best > begun[1:]
    out_of[1:] = np.where(better, other + 1, 0)
    begun[1:] = np.where(better, best, begun[1:])
    return begun, out_of


def _backtracked(state: tuple[int, int], came_last: Places, came: Places) -> str:
    """Follow the way back; a state is (spelled, 0) while waiting and (position, letter + 1) in a letter."""
    at, letter = state
    text = ""
    for step in range(len(came) - 1, -1, -1):
        if letter == 0:
            letter = int(came_last[step, at])
            at -= letter > 0
            continue
        before = int(came[step, at, letter - 1])
        if before < 0:
            continue
        text = ALPHANUMERIC[letter - 1] + text
        at, letter = (at - 1, before) if before else (at, 0)
    return text
