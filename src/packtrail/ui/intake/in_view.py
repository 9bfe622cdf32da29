"""Which codes the camera sees, so that a label held still is one read and not fifty. Pure: times come in.

A code that is sure counts at once. One that stays unsure - read one time, or beside another text in the
same place - is put to a person after a moment, in which the next frames may have settled it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

GONE_MS = 2000.0  # out of sight so long, a code counts as shown again
ASKED_AFTER_MS = 1200.0  # unsure so long, a person is asked


class Told(IntEnum):
    """What was made of a code since it came into view."""

    NOTHING = 0
    ASKED = 1
    TAKEN = 2


@dataclass(frozen=True, slots=True)
class Sight:
    """One code in view."""

    first_ms: float
    last_ms: float
    told: Told = Told.NOTHING


@dataclass(frozen=True, slots=True)
class InView:
    """All codes in view."""

    sights: Mapping[str, Sight]

    def saw(self, codes: Mapping[str, bool], at_ms: float) -> tuple["InView", frozenset[str]]:
        """After a frame with ``codes``, each sure or not: the view, and those to be taken or asked now."""
        sights = {code: sight for code, sight in self.sights.items() if at_ms - sight.last_ms < GONE_MS}
        fresh = set()
        for code, is_sure in codes.items():
            sight = replace(sights.get(code, Sight(at_ms, at_ms)), last_ms=at_ms)
            is_waited_for = at_ms - sight.first_ms >= ASKED_AFTER_MS
            told = Told.TAKEN if is_sure else Told.ASKED if is_waited_for else Told.NOTHING
            if told > sight.told:
                fresh.add(code)
                sight = replace(sight, told=told)
            sights[code] = sight
        return InView(sights), frozenset(fresh)

    def without(self, codes: Iterable[str]) -> "InView":
        """As if ``codes`` had not been seen: what became of them could not be said."""
        left_out = frozenset(codes)
        return InView({code: sight for code, sight in self.sights.items() if code not in left_out})
