"""Label stock: how large a label is and where it stands on its sheet, in millimetres, from data.

What a printer does with a sheet is its own: ``Shift`` moves everything by what the calibration page showed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from packtrail import resources
from packtrail.domain.errors_printing import PrintTooLarge
from packtrail.papers.layout import PAGE_HEIGHT_MM, PAGE_WIDTH_MM

MOST_LABELS: Final = 2000  # of one job: more than a roll holds

_Side = Annotated[float, Field(ge=10.0, le=300.0)]
_Gap = Annotated[float, Field(ge=0.0, le=100.0)]
_Count = Annotated[int, Field(ge=1, le=50)]


class Shift(NamedTuple):
    """How far all marks are moved, in millimetres; what the calibration page showed."""

    right_mm: float = 0.0
    down_mm: float = 0.0


UNMOVED: Final = Shift()


class Spot(NamedTuple):
    """Where one label stands: its page from 0, and its top left corner on it."""

    page: int
    left_mm: float
    top_mm: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelStock:
    """Sheets or a roll of labels that are all of one size."""

    name: str  # of the data, kept with the choice of it
    kind: Literal["sheet", "roll"]
    label_width_mm: float
    label_height_mm: float
    page_width_mm: float
    page_height_mm: float
    columns: int = 1
    rows: int = 1
    left_mm: float = 0.0
    top_mm: float = 0.0
    pitch_x_mm: float = 0.0
    pitch_y_mm: float = 0.0

    @property
    def per_page(self) -> int:
        """How many labels a page holds."""
        return self.columns * self.rows

    def spots(self, count: int, *, skip: int = 0) -> Iterator[Spot]:
        """Where ``count`` labels stand, row after row, the first ``skip`` places of page 0 left out.

        Raises PrintTooLarge for more labels than one job may have, ValueError for a ``skip`` that is no
        place of a page.
        """
        if count > MOST_LABELS:
            raise PrintTooLarge(count, MOST_LABELS)
        if not 0 <= skip < self.per_page:
            raise ValueError(f"{count} labels after {skip}")
        for at in range(skip, skip + count):
            page, on_page = divmod(at, self.per_page)
            row, column = divmod(on_page, self.columns)
            yield Spot(page, self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Roll(_Strict):
    name: str
    label: tuple[_Side, _Side]


class _Sheet(_Roll):
    grid: tuple[_Count, _Count]
    left: _Gap
    top: _Gap
    pitch: tuple[_Side, _Side]


class _Document(_Strict):
    sheet: tuple[_Sheet, ...]
    roll: tuple[_Roll, ...]


@cache
def label_stocks() -> dict[str, LabelStock]:
    """The stock that the program knows, by name; sheets first. Read once per process."""
    return stocks_from(resources.toml("labels", "stock.toml"))


def stocks_from(document: dict[str, Any]) -> dict[str, LabelStock]:
    """The stock that a parsed document holds.

    Raises ValueError for a wrong shape, a name that stands there twice, or labels that leave their sheet.
    """
    checked = _Document.model_validate(document)
    found: dict[str, LabelStock] = {}
    for stock in (*map(_sheet, checked.sheet), *map(_roll, checked.roll)):
        if stock.name in found:
            raise ValueError(f"{stock.name} stands there twice")
        found[stock.name] = stock
    return found


def _sheet(entry: _Sheet) -> LabelStock:
    stock = LabelStock(
        name=entry.name,
        kind="sheet",
        label_width_mm=entry.label[0],
        label_height_mm=entry.label[1],
        page_width_mm=PAGE_WIDTH_MM,
        page_height_mm=PAGE_HEIGHT_MM,
        columns=entry.grid[0],
        rows=entry.grid[1],
        left_mm=entry.left,
        top_mm=entry.top,
        pitch_x_mm=entry.pitch[0],
        pitch_y_mm=entry.pitch[1],
    )
    *_, last = stock.spots(stock.per_page)
    right, bottom = last.left_mm + stock.label_width_mm, last.top_mm + stock.label_height_mm
    is_torn = stock.pitch_x_mm < stock.label_width_mm or stock.pitch_y_mm < stock.label_height_mm
    if is_torn or right > PAGE_WIDTH_MM + 0.05 or bottom > PAGE_HEIGHT_MM + 0.05:
        raise ValueError(f"the labels of {stock.name} leave their sheet or each other")
    return stock


def _roll(entry: _Roll) -> LabelStock:
    width, height = entry.label
    return LabelStock(
        name=entry.name,
        kind="roll",
        label_width_mm=width,
        label_height_mm=height,
        page_width_mm=width,
        page_height_mm=height,
    )
