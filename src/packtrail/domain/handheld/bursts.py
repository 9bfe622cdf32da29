"""Decides whether keys come from a scanner or from a person.

A scanner strikes a key every 2 to 30 ms and nobody types so; the first keys are held back until that shows.
A person's key is therefore never later than HOLD_MS after it was struck. Two keys that fall together, as
fast fingers strike them, are too few for a scan and are let go.

An Enter inside a burst may stand inside the label's text, so a burst ends with silence and not with Enter.
"""

from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.battery_code.folding import LONGEST_PAYLOAD
from packtrail.domain.handheld.strokes import KeyStroke, StrokeKind

HOLD_MS = 40
"""So long a key waits for the next. A scanner's slowest setting that we promise is 30 ms."""

GAP_MS = 50  # between two keys of one burst; clocks of some systems tick every 16 ms
PAUSE_MS = 120  # in a burst that is certainly a scan: a radio link stutters
FEWEST = 6  # keys that make a scan without Enter; four-finger rolls are shorter
FEWEST_ENDED = 4  # with Enter or Tab behind them
FAST_MS = 40.0  # the mean gap of a scan
VERY_FAST_MS = 32.0  # … of a short one
LEAST_MS = 1.0  # no scanner is faster; keys that waited behind a busy program look as if one were
LONG = 12  # keys that nobody strikes while a program is busy
MOST_STROKES = LONGEST_PAYLOAD * 6  # every character as Alt and five digits

_CARRIERS = frozenset(
    {StrokeKind.TEXT, StrokeKind.KEYPAD, StrokeKind.ALT_DIGIT, StrokeKind.COMPOSING, StrokeKind.COMMITTED}
)
_FIRST = _CARRIERS
"""What a burst may begin with; a key that moves the hand or acts is never held."""


class Verdict(StrEnum):
    """What the keys held until now were."""

    NONE = "none"  # nothing was held, or it isn't decided
    TYPED = "typed"  # a person's: they go where they were meant to go
    SCANNED = "scanned"


class Own(StrEnum):
    """What becomes of the key just struck."""

    HELD = "held"
    FREE = "free"  # it is none of ours


@dataclass(frozen=True, slots=True)
class Step:
    """What one key, or silence, decided. The verdict on the earlier ones goes before the key's own."""

    verdict: Verdict
    own: Own
    strokes: tuple[KeyStroke, ...] = ()  # of the scan


class BurstRecogniser:
    """Feed it every key in order, and silence when ``wait_ms`` has passed without one."""

    def __init__(self) -> None:
        self._strokes: list[KeyStroke] = []
        self._begun_ms = 0.0
        self._last_ms = 0.0
        self._count = 0
        self._kinds: set[str] = set()  # different characters
        self._is_sure = False
        self._is_ended = False

    @property
    def is_open(self) -> bool:
        """Whether keys are held."""
        return self._count > 0

    @property
    def is_sure(self) -> bool:
        """Whether what is held is certainly a scan, though it may go on."""
        return self._is_sure

    @property
    def wait_ms(self) -> int:
        """How long to wait for the next key before ``pause``."""
        return PAUSE_MS if self._is_sure and not self._is_ended else HOLD_MS

    def goes_on_at(self, at_ms: float) -> bool:
        """Whether a key struck then belongs to what is held."""
        limit = PAUSE_MS if self._is_sure and not self._is_ended else GAP_MS
        return self.is_open and at_ms - self._last_ms <= limit

    def feed(self, stroke: KeyStroke) -> Step:
        """Take one key."""
        if self.is_open and not self.goes_on_at(stroke.at_ms):
            ended = self.pause()
            return Step(ended.verdict, self._begin(stroke), ended.strokes)
        if not self.is_open:
            return Step(Verdict.NONE, self._begin(stroke))
        if self._belongs(stroke):
            self._add(stroke)
            return Step(Verdict.NONE, Own.HELD)
        ended = self.pause()
        return Step(ended.verdict, self._begin(stroke), ended.strokes)

    def pause(self) -> Step:
        """Silence: what is held is a scan or a person's."""
        if not self.is_open:
            return Step(Verdict.NONE, Own.FREE)
        strokes, is_scan = tuple(self._strokes), self._is_sure
        self._forget()
        return Step(Verdict.SCANNED, Own.FREE, strokes) if is_scan else Step(Verdict.TYPED, Own.FREE)

    def _begin(self, stroke: KeyStroke) -> Own:
        if stroke.kind not in _FIRST or stroke.is_repeat:
            return Own.FREE
        self._begun_ms = stroke.at_ms
        self._add(stroke)
        return Own.HELD

    def _belongs(self, stroke: KeyStroke) -> bool:
        """Whether a key in time goes on with the burst; a sure one swallows whatever comes."""
        if self._is_sure:
            return True
        if stroke.is_repeat or stroke.kind is StrokeKind.OTHER:
            return False
        return stroke.kind is not StrokeKind.END or self._would_be_ended(stroke)

    def _would_be_ended(self, stroke: KeyStroke) -> bool:
        mean = (stroke.at_ms - self._begun_ms) / self._count
        return self._count >= FEWEST_ENDED and len(self._kinds) > 1 and self._is_pace(mean, VERY_FAST_MS)

    def _add(self, stroke: KeyStroke) -> None:
        self._last_ms = stroke.at_ms
        self._count += 1
        if len(self._strokes) <= MOST_STROKES:  # one more than allowed says that it was too long
            self._strokes.append(stroke)
        if not self._is_sure:
            self._kinds.add(stroke.text[-1:])  # of a composition: what it grew by
            self._is_sure = stroke.kind is StrokeKind.END or self._is_surely_a_scan(stroke.at_ms)
        self._is_ended = stroke.kind is StrokeKind.END

    def _is_surely_a_scan(self, at_ms: float) -> bool:
        """Fast, long, and not one key struck again and again."""
        if self._count < FEWEST or len(self._kinds) < 2:
            return False
        return self._is_pace((at_ms - self._begun_ms) / (self._count - 1), FAST_MS)

    def _is_pace(self, mean_ms: float, fast_ms: float) -> bool:
        """Whether keys so far apart are a scanner's; those that only seem so fast have to be many."""
        return mean_ms <= fast_ms and (mean_ms >= LEAST_MS or self._count >= LONG)

    def _forget(self) -> None:
        self._strokes = []
        self._kinds = set()
        self._count = 0
        self._is_sure = self._is_ended = False
