"""Which label stock an outlet uses, and how far its printer is off on each; remembered beside the ledger."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

SETTING: Final = "labels.choices"
MOST_MM: Final = 10.0
"""No printer is further off than that; who needs more holds the wrong stock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StockInfo:
    """Label stock that can be chosen."""

    name: str
    kind: Literal["sheet", "roll"]
    width_mm: float
    height_mm: float
    per_page: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelChoices:
    """The stock, and per stock how far to the right and down everything is moved, in millimetres."""

    stock: str = ""  # empty: none was chosen yet
    shifts: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def shift(self) -> tuple[float, float]:
        """The shift of the chosen stock."""
        return self.shifts.get(self.stock, (0.0, 0.0))

    def shifted(self, right_mm: float, down_mm: float) -> "LabelChoices":
        """With another shift of the chosen stock."""
        return replace(self, shifts=self.shifts | {self.stock: (right_mm, down_mm)})


def choices_text(choices: LabelChoices) -> str:
    """``choices`` as a setting."""
    return json.dumps({"stock": choices.stock, "shifts": {k: list(v) for k, v in choices.shifts.items()}})


def choices_from(text: str | None, known: Collection[str]) -> LabelChoices:
    """The choices that a setting holds; what can't be read, or names stock that is not known, is left out."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    names, shifts = list(known), kept.get("shifts")  # a list: what was kept may be anything, a list too
    pairs = shifts.items() if isinstance(shifts, dict) else ()
    return LabelChoices(
        stock=kept["stock"] if kept.get("stock") in names else "",
        shifts={name: (value[0], value[1]) for name, value in pairs if name in names and _is_shift(value)},
    )


def millimetres(text: str) -> float | None:
    """A shift as somebody typed it, to a tenth; None for what is none. Both signs of a comma are taken."""
    plain = text.strip().replace("，", ".").replace(",", ".").replace("－", "-").replace("−", "-")
    if not plain.isascii() or len(plain) > 8 or not plain.lstrip("+-").replace(".", "", 1).isdigit():
        return None
    try:
        value = round(float(plain), 1)
    except ValueError:
        return None
    return value if abs(value) <= MOST_MM else None


def _is_shift(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(
            isinstance(mm, int | float) and not isinstance(mm, bool) and abs(mm) <= MOST_MM for mm in value
        )
    )
