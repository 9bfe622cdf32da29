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
    """The stock, per stock how far all is moved right and down in mm, how far its sheet is used."""

    stock: str = ""  # empty: none was chosen yet
    shifts: dict[str, tuple[float, float]] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)  # labels of the sheet in the printer that are used

    @property
    def shift(self) -> tuple[float, float]:
        """The shift of the chosen stock."""
        return self.shifts.get(self.stock, (0.0, 0.0))

    @property
    def used(self) -> int:
        """How many labels of the begun sheet of the chosen stock are used."""
        return self.begun.get(self.stock, 0)

    def with_used(self, stock: str, used: int) -> "LabelChoices":
        """With another sheet of ``stock`` begun."""
        return replace(self, begun=self.begun | {stock: used})

    def shifted(self, right_mm: float, down_mm: float) -> "LabelChoices":
        """With another shift of the chosen stock."""
        return replace(self, shifts=self.shifts | {self.stock: (right_mm, down_mm)})


def choices_text(choices: LabelChoices) -> str:
    """``choices`` as a setting."""
    shifts = {name: list(shift) for name, shift in choices.shifts.items()}
    return json.dumps({"stock": choices.stock, "shifts": shifts, "begun": choices.begun})


def choices_from(text: str | None, known: Collection[StockInfo]) -> LabelChoices:
    """The choices that a setting holds; what can't be read, or names stock that is not known, is left out."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    per_page = {stock.name: stock.per_page for stock in known}
    names = list(per_page)  # a list: what was kept may be anything, a list too
    shifts, begun = _pairs(kept.get("shifts")), _pairs(kept.get("begun"))
    return LabelChoices(
        stock=kept["stock"] if kept.get("stock") in names else "",
        shifts={name: (value[0], value[1]) for name, value in shifts if name in names and _is_shift(value)},
        begun={name: used for name, used in begun if name in names and _is_count(used, per_page[name])},
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


def used_labels(text: str, per_page: int) -> int | None:
    """How many labels of a begun sheet are used, as somebody typed it; None for what is no such number."""
    plain = text.strip() or "0"
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= 3
    return int(plain) if is_number and int(plain) < per_page else None


def _pairs(kept: Any) -> Collection[tuple[str, Any]]:
    return kept.items() if isinstance(kept, dict) else ()


def _is_count(value: Any, below: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < below


def _is_shift(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(
            isinstance(mm, int | float) and not isinstance(mm, bool) and abs(mm) <= MOST_MM for mm in value
        )
    )
