"""What one look at a code says of each character, what several looks say together, and when that is a read.

The check character is one in 103: alone it lets a damaged read in a hundred through. So a run of characters
is a read only when it is far likelier than any other run that its check character allows, and when the check
character had little to mend. Everything else is a partial read: which characters are sure, which are not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from packtrail.scan.code128.tables import PATTERNS, START_A, text_of
from packtrail.scan.code128.trellis import Checked, Costs, best_checked, single_costs

Floats32 = npt.NDArray[np.float32]

UNKNOWN = "\N{MIDDLE DOT}"  # stands in a partial read for a character that was not made out
_MOST = 40.0  # nats: one look never says more than this against a character
_MARGIN = 12.0  # nats between a read and the next best that its check character allows
_MENDED = 10.0  # nats that the check character may have cost against the likeliest run
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


def decoded(costs: Costs) -> Decoded | None:
    """The text that ``costs`` (nats, no prior in them) say clearly enough, if there is one."""
    checked = best_checked(with_prior(costs))
    if checked is None or not _is_clear(checked):
        return None
    text = text_of(checked.values[:-1])
    return Decoded(text, checked.margin, checked.over_best) if text else None


def _is_clear(checked: Checked) -> bool:
    return checked.margin >= _MARGIN and checked.over_best <= _MENDED


def partial(soft: SoftCharacters) -> PartialRead:
    """What ``soft`` says character by character.

    A value is one character in the code sets A and B and two digits in C; behind a doubtful change of the
    code set nothing is sure.
    """
    costs = soft.costs + PRIOR
    odds = np.exp(-(costs - costs.min(axis=1, keepdims=True)))
    odds /= odds.sum(axis=1, keepdims=True)
    values = [int(value) for value in odds.argmax(axis=1)][:-1]
    certainty = [float(value) for value in odds.max(axis=1)][:-1]
    if values[0] < START_A:
        return PartialRead("", ())
    return _spelled(values, certainty)


def _spelled(values: Sequence[int], certainty: Sequence[float]) -> PartialRead:
    text, sure = "", []
    chain = certainty[0]
    known = [values[0]]
    for value, share in zip(values[1:], certainty[1:], strict=True):
        before = text_of(known)
        after = text_of([*known, value])
        if before is None or after is None:
            after, known_next = (before or ""), known
        else:
            known_next = [*known, value]
        added = after[len(before or "") :]
        if not added:
            chain *= share
        for character in added:
            held = chain * share
            text += character if held >= _SURE else UNKNOWN
            sure.append(held)
        known = known_next
    return PartialRead(text, tuple(sure))
