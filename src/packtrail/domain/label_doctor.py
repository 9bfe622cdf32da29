"""标签诊断: which known codes a label can have said, of which only a part was read.

The code has no check digit, so nothing can be worked out from the rest; but what comes in was often named
before: on a list, in a draft, in stock. Such codes are proposed with each position that differs from what
was read, and a person compares them with the label. Nothing here is ever taken by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from math import log

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.battery_code.form import ALPHANUMERIC, FORMS_BY_LENGTH
from packtrail.domain.look_alikes import ALIKE

UNKNOWN = "?"
LEAST_KNOWN = 4  # characters: with fewer almost every code fits
MOST_FITS = 8  # what a person compares; more than these means that more has to be read
SURE = 0.99  # certainty from which a character is only doubted for its look-alikes, and those last
_FLOOR = 1e-3  # certainty of what was not offered at all
_ANYTHING = frozenset({UNKNOWN, "*"})


@dataclass(frozen=True, slots=True)
class SeenCharacter:
    """What is known of one position; nothing at all where ``character`` is UNKNOWN."""

    character: str
    certainty: float = 1.0
    others: tuple[tuple[str, float], ...] = ()  # what else it may be, with its certainty

    @property
    def is_known(self) -> bool:
        """Whether anything was read here."""
        return self.character != UNKNOWN

    def candidates(self, *, widely: bool) -> str:
        """What may stand here, the read one first; '' for anything. ``widely``: its look-alikes as well."""
        if not self.is_known:
            return ""
        found = [self.character, *(other for other, _ in self.others)]
        if widely or self.certainty < SURE:
            found += [alike for one in tuple(found) for alike in ALIKE.get(one, "")]
        return "".join(dict.fromkeys(found))

    def likelihood(self, character: str) -> float:
        """How likely ``character`` stands here, by what was read."""
        if not self.is_known:
            return 1.0 / len(ALPHANUMERIC)
        if character == self.character:
            return max(self.certainty, _FLOOR)
        return max(dict(self.others).get(character, 0.0), _FLOOR)


@dataclass(frozen=True, slots=True)
class PartialCode:
    """A code of which a part was read: of a code's length, or a shorter piece of one."""

    characters: tuple[SeenCharacter, ...]

    @property
    def is_piece(self) -> bool:
        """Whether it is shorter than any code and may stand anywhere in one."""
        return len(self.characters) not in FORMS_BY_LENGTH

    @property
    def known(self) -> int:
        """How many characters were read."""
        return sum(each.is_known for each in self.characters)

    @property
    def text(self) -> str:
        """As read, UNKNOWN where nothing was."""
        return "".join(each.character for each in self.characters)

    def allowed(self, *, widely: bool) -> tuple[str, ...]:
        """For each position what may stand there; '' for anything."""
        return tuple(each.candidates(widely=widely) for each in self.characters)


def typed_part(text: str) -> PartialCode:
    """What a person could make out: ``?`` or ``*`` for a character that he could not."""
    folded = fold(text).text
    known = (UNKNOWN if one in _ANYTHING else one for one in folded)
    return PartialCode(tuple(SeenCharacter(one) for one in known if one in ALPHANUMERIC or one == UNKNOWN))


def read_part(text: str, certainty: Sequence[float]) -> PartialCode:
    """What a reader made out: a certainty for each character of ``text``, UNKNOWN for what it could not."""
    return PartialCode(
        tuple(
            SeenCharacter(one if one in ALPHANUMERIC else UNKNOWN, sure)
            for one, sure in zip(text, certainty, strict=True)
        )
    )


class Origin(IntEnum):
    """Where a code is known from, the likeliest to come in first."""

    ON_LIST = 0  # of what this delivery should bring
    EXPECTED = 1  # announced by somebody, or expected of a vehicle
    DRAFT = 2  # in a delivery that is still a draft
    KNOWN = 3  # came in here once and left again
    HERE = 4  # stands here or is on the road: it can hardly come in again


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A code that was named before."""

    code: str
    origin: Origin


class DifferenceKind(StrEnum):
    """How a known code goes beyond what was read."""

    FILLED = "filled"  # nothing was read here
    DOUBTFUL = "doubtful"  # what was read here was in doubt
    AGAINST = "against"  # another character was plainly read here


@dataclass(frozen=True, slots=True)
class Difference:
    """One position, from 1, at which a known code says something else or more."""

    position: int
    found: str
    proposed: str
    kind: DifferenceKind


@dataclass(frozen=True, slots=True)
class Fit:
    """A known code that the label can have said."""

    code: str
    origin: Origin
    differences: tuple[Difference, ...]

    def marked(self, *kinds: DifferenceKind) -> tuple[int, ...]:
        """The positions that differ, counted from 1; of some kinds only, if any are named."""
        return tuple(each.position for each in self.differences if not kinds or each.kind in kinds)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a partial read can have been, as far as anything is known here."""

    fits: tuple[Fit, ...]  # at most MOST_FITS, the likeliest first
    count: int  # of all that fit
    is_more: bool = False  # more fit than were counted
    needs_more: bool = False  # too little was read to look anything up

    @property
    def is_too_many(self) -> bool:
        """Whether a person has to make out more before it is worth comparing."""
        return self.is_more or self.count > MOST_FITS


TOO_LITTLE = Diagnosis((), 0, needs_more=True)


def judged(partial: PartialCode, known: Iterable[KnownCode], *, is_more: bool = False) -> Diagnosis:
    """Those of ``known`` that fit, ranked; a code that is known twice counts by its likeliest origin."""
    origins: dict[str, Origin] = {}
    for each in known:
        origins[each.code] = min(each.origin, origins.get(each.code, each.origin))
    ranked = sorted(_ranked(partial, origins), key=lambda each: (each[0], each[1].code))
    return Diagnosis(tuple(fit for _, fit in ranked[:MOST_FITS]), len(ranked), is_more)


def may_be(code: str, allowed: Sequence[str], *, anywhere: bool) -> bool:
    """Whether ``code`` has at each position one of the characters ``allowed`` there; '' allows any."""
    if len(code) not in FORMS_BY_LENGTH or len(allowed) > len(code):
        return False
    if not anywhere and len(code) != len(allowed):
        return False
    return any(_stands_at(code, allowed, start) for start in range(len(code) - len(allowed) + 1))


def _ranked(partial: PartialCode, origins: dict[str, Origin]) -> Iterator[tuple[tuple[int, int, float], Fit]]:
    allowed = partial.allowed(widely=True)
    for code, origin in origins.items():
        starts = range(len(code) - len(allowed) + 1) if partial.is_piece else range(len(code) == len(allowed))
        placed = [start for start in starts if _stands_at(code, allowed, start)]
        if len(code) not in FORMS_BY_LENGTH or not placed:
            continue
        start = max(placed, key=lambda at: _log_likelihood(partial, code, at))
        fit = Fit(code, origin, tuple(_differences(partial, code, start)))
        against = len(fit.marked(DifferenceKind.AGAINST))
        yield (against, origin.value, -_log_likelihood(partial, code, start)), fit


def _stands_at(code: str, allowed: Sequence[str], start: int) -> bool:
    return all(not some or code[start + at] in some for at, some in enumerate(allowed))


def _log_likelihood(partial: PartialCode, code: str, start: int) -> float:
    return sum(log(seen.likelihood(code[start + at])) for at, seen in enumerate(partial.characters))


def _differences(partial: PartialCode, code: str, start: int) -> Iterator[Difference]:
    for at, character in enumerate(code):
        inside = start <= at < start + len(partial.characters)
        seen = partial.characters[at - start] if inside else SeenCharacter(UNKNOWN)
        if not seen.is_known:
            yield Difference(at + 1, UNKNOWN, character, DifferenceKind.FILLED)
        elif character != seen.character:
            offered = character in dict(seen.others) or seen.certainty < SURE
            kind = DifferenceKind.DOUBTFUL if offered else DifferenceKind.AGAINST
            yield Difference(at + 1, seen.character, character, kind)
