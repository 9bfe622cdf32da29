"""When a read may be taken without a person, and when it may not.

A battery code has no check digit, so nothing downstream can catch a wrong read. QR and Data Matrix correct
their own errors and count at the first read. Code 128 has one check character modulo 103: about one damaged
read in a hundred passes it with two or three characters wrong, so it counts when read twice with the same
text, in two frames or by two engines or stages. Different texts in the same place are a person's to settle.

Pure: no image and no clock; times are passed in as milliseconds that never run backwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from packtrail.scan.places import same_bars, same_place
from packtrail.scan.symbols import LINEAR, Confidence, Engine, Symbol, SymbolFormat

WINDOW_MS = 1000.0  # reads further apart than this say nothing about each other
HOLD_OFF_MS = 2000.0  # a code has to be out of sight this long before it counts as shown again
# Stages that show one library the same pixels unprepared: a place followed, then the whole frame.
_AS_PLAIN = frozenset({"plain", "glance", "followed"})


@dataclass(frozen=True, slots=True)
class Accepted:
    """May be taken as it is."""

    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Unsure:
    """Read once, and one read of this format isn't enough."""

    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Conflicting:
    """One place gave several texts; a person decides with the label in hand."""

    symbols: tuple[Symbol, ...]  # one for each text


Verdict = Accepted | Unsure | Conflicting


@dataclass(frozen=True, slots=True)
class Sighting:
    """A symbol, and when it was seen last."""

    symbol: Symbol
    at_ms: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a run of frames has shown so far; ``see`` gives the next one."""

    seen: tuple[Sighting, ...] = ()  # reads that need another, each frame's own, back to one window ago
    held: tuple[Sighting, ...] = ()  # accepted, and not out of sight for the hold-off yet

    def holds(self, symbol: Symbol) -> bool:
        """Whether ``symbol`` was accepted, and has been in sight since."""
        return any(_is_same(past.symbol, symbol) for past in self.held)

    def see(
        self, symbols: Sequence[Symbol], at_ms: float, *, is_repeat: bool = False
    ) -> tuple["Agreement", tuple[Verdict, ...]]:
        """Take in one frame's merged ``symbols``; the verdicts are on these alone, in their order.

        A symbol still held off gives no verdict, unless it is in conflict. ``is_repeat``: the frame is the
        last one pixel for pixel, so that the same way of reading says nothing new.
        """
        recent = tuple(past for past in self.seen if at_ms - past.at_ms <= WINDOW_MS)
        held = tuple(past for past in self.held if at_ms - past.at_ms < HOLD_OFF_MS)
        verdicts: list[Verdict] = []
        told: set[int] = set()  # the second side of a conflict is in the first one's verdict already
        for index, symbol in enumerate(symbols):
            if index in told:
                continue
            verdict = _verdict(symbol, symbols, recent, is_repeat=is_repeat)
            if isinstance(verdict, Conflicting):
                told |= {i for i, other in enumerate(symbols) if other in verdict.symbols}
                verdicts.append(verdict)
                continue
            was_held = any(_is_same(past.symbol, symbol) for past in held)
            if isinstance(verdict, Accepted) or was_held:
                held = (*(p for p in held if not _is_same(p.symbol, symbol)), Sighting(symbol, at_ms))
            if not was_held:
                verdicts.append(verdict)
        counted = tuple(Sighting(symbol, at_ms) for symbol in symbols if _needs_another(symbol))
        return Agreement(recent + counted, held), tuple(verdicts)


def _needs_another(symbol: Symbol) -> bool:
    """Whether reads of it are counted over frames: of bars always, of a matrix with little to spare."""
    return symbol.format in LINEAR or symbol.confidence is Confidence.ONCE


def _verdict(
    symbol: Symbol, frame: Sequence[Symbol], recent: Sequence[Sighting], *, is_repeat: bool
) -> Verdict:
    """What ``symbol`` is worth beside the others of its ``frame`` and the reads before it."""
    reads = [*frame, *(past.symbol for past in recent if _needs_another(symbol))]
    rivals: dict[str, Symbol] = {}
    for other in reads:
        if disputes(symbol, other):
            rivals.setdefault(other.text, other)
    if rivals:
        return Conflicting((symbol, *rivals.values()))
    repeated = any(
        past.symbol.text == symbol.text
        and past.symbol.format is symbol.format
        and not (is_repeat and _way(past.symbol) == _way(symbol))
        for past in recent
    )
    if symbol.confidence is Confidence.SURE or repeated:
        return Accepted(symbol)
    return Unsure(symbol)


def _is_same(one: Symbol, other: Symbol) -> bool:
    """Whether two reads are of one symbol, or as good as."""
    is_near = same_bars if one.format in LINEAR else same_place
    return one.text == other.text and one.format is other.format and is_near(one.corners, other.corners)


def disputes(one: Symbol, other: Symbol) -> bool:
    """Whether two reads contradict each other: same kind of symbol, same place, different text."""
    return (
        one.text != other.text
        and (one.format in LINEAR) == (other.format in LINEAR)
        and same_place(one.corners, other.corners)
    )


def merged(reads: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """All reads of one picture as its symbols, in order of first read, with how sure each one is.

    A symbol keeps engine, stage and corners of its first read.
    """
    groups: list[list[Symbol]] = []
    for read in _without_guesses(list(reads)):
        group = next((g for g in groups if _is_same(g[0], read)), None)
        if group is None:
            groups.append([read])
        else:
            group.append(read)
    firsts = [group[0] for group in groups]
    return tuple(
        replace(
            group[0], confidence=_confidence(group, [other for other in firsts if disputes(group[0], other)])
        )
        for group in groups
    )


def _without_guesses(reads: list[Symbol]) -> list[Symbol]:
    """Leave out what zbar made of a QR text outside ASCII where zxing read the same symbol.

    zbar guesses the character set and often wrongly; that is no dispute about the code.
    """
    sound = [read for read in reads if not _is_guess(read)]
    return [
        read
        for read in reads
        if not _is_guess(read)
        or not any(read.format is other.format and same_place(read.corners, other.corners) for other in sound)
    ]


def _is_guess(read: Symbol) -> bool:
    return read.engine is Engine.ZBAR and read.format is SymbolFormat.QR and not read.text.isascii()


def _way(read: Symbol) -> tuple[Engine, str]:
    """Who looked at which preparation of the pixels."""
    return read.engine, "plain" if read.stage in _AS_PLAIN else read.stage


def _confidence(group: Sequence[Symbol], rivals: Sequence[Symbol]) -> Confidence:
    if rivals:
        return Confidence.DISPUTED
    ways = {_way(read) for read in group}
    if len(ways) > 1:
        return Confidence.SURE
    # One and the same way over the same pixels is one read, however often it was tried.
    return group[0].confidence
