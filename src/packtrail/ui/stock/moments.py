"""One step in the life of a unit, in words."""

from dataclasses import dataclass

from packtrail.ui.theme.tokens import Tone


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One step in the life of a unit; ``notes`` are what was amended in it since."""

    at: str
    what: str
    more: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tone: Tone = Tone.QUIET
