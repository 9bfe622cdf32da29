"""What can be set of labels; plain values, no Qt."""

from dataclasses import dataclass, field
from typing import Final

from packtrail.domain.errors import OutletError
from packtrail.usecases.label_choices import LabelChoices, StockInfo, millimetres, used_labels

PAPERS: Final = ("calibration", "sample", "places")
"""What can be printed from the card: the page with rulers, a label that names nothing, the floor's labels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelState:
    """The card."""

    stocks: tuple[StockInfo, ...] = ()
    choices: LabelChoices = field(default_factory=LabelChoices)
    right_text: str = "0"
    down_text: str = "0"
    used_text: str = "0"  # how many labels of the sheet in the printer are used
    is_making: bool = False
    trouble: OutletError | None = None

    @property
    def stock(self) -> StockInfo | None:
        """The stock that is chosen."""
        return next((each for each in self.stocks if each.name == self.choices.stock), None)

    @property
    def is_sheet(self) -> bool:
        """Whether labels of a page can be used already."""
        return self.stock is not None and self.stock.per_page > 1

    @property
    def used(self) -> int | None:
        """How many labels are left out; None for what is no such number."""
        return used_labels(self.used_text, self.stock.per_page) if self.stock is not None else 0

    @property
    def wrong(self) -> tuple[str, ...]:
        """The fields in which something stands that can't be."""
        found = {
            "right": millimetres(self.right_text),
            "down": millimetres(self.down_text),
            "used": self.used,
        }
        return tuple(name for name, value in found.items() if value is None)

    @property
    def refusal(self) -> str | None:
        """Why nothing can be printed now: the end of a key."""
        if self.stock is None:
            return "no_stock"
        if self.wrong:
            return "wrong"
        return "making" if self.is_making else None
