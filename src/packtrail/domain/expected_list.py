"""预约清单: what was announced, ticked off against what was scanned; and whether it has room.

``practice.md`` 1: 已到 / 缺 / 多. A code that only looks like one on the list is proposed to the operator and
never matched: O and 0 make two packs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.look_alikes import ALIKE, MOST_CHANGES, Change
from packtrail.domain.stock_rules import LimitKind, StockLimit

_NO_OTHERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A code that came and is not on the list, beside one on the list that it could be misread from."""

    expected: str
    scanned: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticked:
    """A list after scanning; every code is in exactly one of the first three."""

    arrived: tuple[str, ...]  # 已到, in the order of the list
    missing: tuple[str, ...]  # 缺, in the order of the list
    extra: tuple[str, ...]  # 多, in the order of scanning
    scanned_twice: tuple[str, ...]
    look_alikes: tuple[LookAlike, ...]  # pairs of a missing and an extra one, for a person to compare

    @property
    def is_complete(self) -> bool:
        """Whether just what was announced came."""
        return not self.missing and not self.extra


@dataclass(frozen=True, kw_only=True, slots=True)
class OverLimit:
    """What is announced does not fit under the limit beside what is here; warns and blocks nothing."""

    here_g: int
    expected_g: int
    limit: StockLimit

    @property
    def over_g(self) -> int:
        """By how much."""
        return self.here_g + self.expected_g - self.limit.mass_g


def tick_off(
    expected: Sequence[str], scanned: Sequence[str], *, other_codes: Mapping[str, str] = _NO_OTHERS
) -> Ticked:
    """``expected`` ticked off by ``scanned``; case, width and blanks are ways of writing one code.

    ``other_codes`` holds further codes of scanned units, each by the one it was scanned under: a reused
    battery is announced by either. A code twice on the list counts once.
    """
    listed = {_written(code): code for code in reversed(expected)}
    listed = {written: listed[written] for written in dict.fromkeys(_written(code) for code in expected)}
    came: dict[str, str] = {}
    for code in scanned:
        came.setdefault(_written(code), code)
    others = {_written(other): _written(code) for other, code in other_codes.items()}
    found = {written: others.get(written, written) for written in listed}
    here = {written for written, by in found.items() if written in came or by in came}
    used = {written if written in came else found[written] for written in here}
    missing = {written: code for written, code in listed.items() if written not in here}
    extra = {written: code for written, code in came.items() if written not in used}
    times = Counter(_written(code) for code in scanned)
    return Ticked(
        arrived=tuple(code for written, code in listed.items() if written in here),
        missing=tuple(missing.values()),
        extra=tuple(extra.values()),
        scanned_twice=tuple(came[written] for written, count in times.items() if count > 1),
        look_alikes=tuple(_look_alikes(missing, extra)),
    )


def over_limit(here_g: int, expected_g: int | None, limit: StockLimit | None) -> OverLimit | None:
    """The warning before unloading; None while there is room, no ceiling, or no mass announced.

    A limit that is repealed or to be confirmed warns as well, and says so.
    """
    if limit is None or limit.kind is not LimitKind.CEILING or expected_g is None:
        return None
    is_over = here_g + expected_g > limit.mass_g
    return OverLimit(here_g=here_g, expected_g=expected_g, limit=limit) if is_over else None


def _written(code: str) -> str:
    return fold(code).text


def _look_alikes(missing: Mapping[str, str], extra: Mapping[str, str]) -> Iterator[LookAlike]:
    """Pairs that differ only where one character is taken for another; found by their common outline."""
    outlines: dict[str, list[str]] = {}
    for written in missing:
        outlines.setdefault(_outline(written), []).append(written)
    for came in extra:
        for written in outlines.get(_outline(came), ()):
            changes = _changes(came, written)
            if changes is not None:
                yield LookAlike(missing[written], extra[came], changes)


def _outline(written: str) -> str:
    return "".join(_OUTLINES.get(character, character) for character in written)


def _changes(came: str, listed: str) -> tuple[Change, ...] | None:
    """How ``came`` differs, or None where some character is not taken for its counterpart."""
    changes = []
    for at, (found, proposed) in enumerate(zip(came, listed, strict=True), start=1):
        if found != proposed and proposed not in ALIKE.get(found, ""):
            return None
        if found != proposed:
            changes.append(Change(at, found, proposed))
    return tuple(changes) if len(changes) <= MOST_CHANGES else None


def _families(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One character for all that look alike by way of each other, so that a table finds candidates."""
    family: dict[str, str] = {}
    for character, alike in pairs:
        members = {character, *alike}
        roots = {family.get(member, member) for member in members}
        root = min(roots)
        for member, of in list(family.items()):
            if of in roots:
                family[member] = root
        family.update(dict.fromkeys(members, root))
    return family


_OUTLINES = _families(ALIKE.items())
