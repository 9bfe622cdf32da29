"""What one look at a code says of each character, what several looks say together, and when that is a read.

The check character is one in 103: alone it lets a damaged read in a hundred through. So a run of characters
is a read only when it is far likelier than any other run that its check character allows, and when the check
character had little to mend. Everything else is a partial read: which characters are sure, which are not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from packtrail.scan.code128.tables import PATTERNS, START_A, TO_A, TO_B, TO_C, spelled, text_of
from packtrail.scan.code128.trellis import Costs, best_checked, single_costs

Floats32 = npt.NDArray[np.float32]
Floats64 = npt.NDArray[np.float64]

UNKNOWN = "\N{MIDDLE DOT}"  # stands in a partial read for a character that was not made out
_MOST = 40.0  # nats: one look never says more than this against a character
MARGIN = 15.0  # nats between a read and the next best that its check character allows
_MENDED = 8.0  # nats that the check character may have cost against the likeliest run
_SURE = 0.9  # probability from which a character of a partial read is shown


def _prior() -> Floats32:
    """Nats against each value before anything is seen: labels hold digits and capital letters.

    It ranks what the bars leave open; a text of other characters needs only clearer bars.
    """
    costs = np.full(len(PATTERNS), -np.log(0.2 / 63))
    costs[16:26] = costs[33:59] = -np.log(0.79 / 36)
    costs[[96, 97, 98, 101, 102]] = -np.log(0.01 / 5)
    costs[START_A:] = 0
    return np.asarray(costs - costs[33], np.float32)


PRIOR = _prior()


@dataclass(frozen=True, slots=True)
class SoftCharacters:
    """What was seen at each place of one code, start character first, check character last."""

    costs: Floats32  # place by value, nats: the best run with that value there, over the best run of all

    @property
    def count(self) -> int:
        """Characters, start and check among them, stop left out."""
        return len(self.costs)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A read."""

    text: str
    margin: float  # nats to the next best text
    mended: float  # nats that the check character cost against what the bars say by themselves


@dataclass(frozen=True, slots=True)
class PartialRead:
    """What can be said of a code that was not read."""

    text: str  # UNKNOWN where a character was not made out
    certainty: tuple[float, ...]  # one a character of ``text``, 0 to 1


def soft_characters(costs: Costs) -> SoftCharacters:
    """What ``costs`` (nats) say of each place by itself."""
    single = single_costs(costs)
    return SoftCharacters(np.minimum(single - single.min(axis=1, keepdims=True), _MOST).astype(np.float32))


def joined(takes: Iterable[SoftCharacters]) -> SoftCharacters | None:
    """What several looks at one code say together; of the lengths seen, the one with most looks.

    The caller answers for it that they show one and the same code. None of no looks.
    """
    by_count: dict[int, list[SoftCharacters]] = {}
    for take in takes:
        by_count.setdefault(take.count, []).append(take)
    if not by_count:
        return None
    most = max(by_count.values(), key=len)
    return SoftCharacters(np.sum([take.costs for take in most], axis=0, dtype=np.float32))


def decode(soft: SoftCharacters) -> Decoded | None:
    """The text that ``soft`` says clearly enough, if there is one."""
    own = soft.costs.astype(np.float64)
    blocked = soft.costs.copy()
    blocked[0, :START_A] = blocked[1:, START_A:] = np.inf
    pair = np.zeros((soft.count - 1, own.shape[1], own.shape[1]))
    own = np.where(np.isinf(blocked), 1e9, own)
    return decoded(Costs(own, pair, 0.0))


def with_prior(costs: Costs) -> Costs:
    """``costs`` and what is known before."""
    return Costs(costs.own + PRIOR, costs.pair, costs.constant)


def decoded(costs: Costs, margin: float = MARGIN) -> Decoded | None:
    """The text that ``costs`` (nats, no prior in them) say clearly enough, if there is one."""
    checked = best_checked(with_prior(costs))
    if checked is None or checked.margin < margin or checked.over_best > _MENDED:
        return None
    text = text_of(checked.values[:-1])
    return Decoded(text, checked.margin, checked.over_best) if text else None


def partial(soft: SoftCharacters) -> PartialRead:
    """What ``soft`` says character by character.

    A value is one character in the code sets A and B and two digits in C; which set is in force is weighed
    along with the values, so that a doubtful change of the set does not take the rest with it where the rest
    makes sense in one set alone.
    """
    odds = _weighed(soft)
    text, sure = "", []
    for chances in odds[1:-1]:
        code_set, value = divmod(int(chances.argmax()), START_A)
        share = float(chances[code_set, value])
        said = spelled(value, "ABC"[code_set])
        if share < _SURE:
            said = UNKNOWN * _length(chances)
        text += said
        sure += [share] * len(said)
    return PartialRead(text, tuple(sure))


def _length(chances: Floats64) -> int:
    """How many characters an unknown value most likely is: two digits, one character, or a control."""
    pairs = float(chances[2, :100].sum())
    single = float(chances[:2, :96].sum())
    return 0 if pairs + single < 1 / 2 else 2 if pairs > single else 1


def _weighed(soft: SoftCharacters) -> Floats64:
    """Place by code set by value: the probability that this value stood there, read in that set."""
    seen = np.exp(-soft.costs[:, :START_A].astype(np.float64))
    starts = np.exp(-soft.costs[0, START_A:].astype(np.float64))
    chances = seen[:, np.newaxis] * _LANGUAGE
    forward = np.zeros((soft.count, 3))
    forward[0] = starts / starts.sum()
    for place in range(1, soft.count - 1):
        moved = np.einsum("s,sv,svt->t", forward[place - 1], chances[place], _NEXT_SET)
        forward[place] = moved / (moved.sum() + 1e-300)
    backward = np.ones((soft.count, 3))
    for place in range(soft.count - 2, 0, -1):
        back = np.einsum("sv,svt,t->s", chances[place], _NEXT_SET, backward[place])
        backward[place - 1] = back / (back.sum() + 1e-300)
    odds = np.zeros((soft.count, 3, START_A))
    for place in range(1, soft.count - 1):
        onward = np.einsum("svt,t->sv", _NEXT_SET, backward[place])
        both = forward[place - 1][:, np.newaxis] * chances[place] * onward
        odds[place] = both / (both.sum() + 1e-300)
    return odds


def _language() -> Floats64:
    """Code set by value: how often labels use it, controls and other characters than theirs seldom."""
    chances = np.full((3, START_A), 0.15 / 60)
    chances[:2, 16:26] = chances[:2, 33:59] = 0.8 / 36
    chances[2, :100] = 0.9 / 100
    chances[:, 96:] = 0.01 / 5
    chances[:2, TO_C] = chances[2, TO_B] = 0.05
    return chances


def _next_set() -> Floats64:
    """Code set by value by code set: which one is in force behind a value."""
    after = np.zeros((3, START_A, 3))
    for code_set in range(3):
        after[code_set, :, code_set] = 1
    for value, into in ((TO_A, 0), (TO_B, 1), (TO_C, 2)):
        after[:, value] = 0
        after[:, value, into] = 1
    return after


_LANGUAGE = _language()
_NEXT_SET = _next_set()
