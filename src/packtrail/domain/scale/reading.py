"""One reading of a scale, and when the scale stands still."""

from dataclasses import dataclass
from enum import StrEnum

STILL_MS = 1_000
STILL_READINGS = 3
"""An indicator that says nothing about motion stands still after as many equal readings in as long a time."""


class ScaleFault(StrEnum):
    """Why a reading is no mass that could be taken."""

    OVERLOAD = "overload"  # 超载: more than the scale can carry
    UNDERLOAD = "underload"  # 欠载: less than nothing, out of its range
    OTHER_UNIT = "other_unit"  # it shows pounds or ounces


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleReading:
    """What the indicator shows; ``mass_g`` in whole grams, below zero where it stands below zero."""

    mass_g: int = 0
    is_stable: bool | None = None  # None where the format doesn't say
    is_net: bool = False  # the indicator took its own tare off already
    fault: ScaleFault | None = None


class Steadiness:
    """Says when a scale stands still whose format has no word for it."""

    def __init__(self) -> None:
        self._mass_g: int | None = None
        self._since_ms = 0.0
        self._seen = 0

    def still(self, reading: ScaleReading, at_ms: float) -> bool:
        """Whether ``reading`` may be taken; ``at_ms`` of a clock that never runs backwards."""
        if reading.fault is not None:
            self._mass_g = None
            return False
        if reading.is_stable is not None:
            return reading.is_stable
        if reading.mass_g != self._mass_g:
            self._mass_g, self._since_ms, self._seen = reading.mass_g, at_ms, 0
        self._seen += 1
        return self._seen >= STILL_READINGS and at_ms - self._since_ms >= STILL_MS
