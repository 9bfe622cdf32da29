"""What the stock table shows and what can be asked of it, as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.custody import HERE, Custody
from packtrail.domain.errors import OutletError
from packtrail.domain.places import Place
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import StockLine, UnitQuery, View
from packtrail.usecases.take_opening_stock import opening_closed

PAGE = 100


class Filter(StrEnum):
    """The chips above the table."""

    IN_STOCK = "in_stock"
    ISOLATED = "isolated"
    ON_THE_ROAD = "on_the_road"
    ALL = "all"


CUSTODY_OF: Mapping[Filter, frozenset[Custody] | None] = {
    Filter.IN_STOCK: frozenset({Custody.IN_STORAGE, Custody.ALLOCATED}),
    Filter.ISOLATED: frozenset({Custody.QUARANTINED, Custody.RECEIVED}),
    Filter.ON_THE_ROAD: frozenset({Custody.IN_TRANSIT, Custody.RETURNING}),
    Filter.ALL: None,
}
"""What may not leave because nobody has checked it yet stands with what is isolated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StockState:
    """The table and the question behind it; ``total`` is None until the first answer."""

    chip: Filter = Filter.IN_STOCK
    text: str = ""
    units: tuple[Unit, ...] = ()
    total: StockLine | None = None
    now: datetime | None = None  # when the answer came
    chosen: str | None = None  # unit id
    place: Place | None = None  # only what stands there
    is_first_day: bool = False  # nothing was ever recorded, and the opening stock is not closed
    trouble: OutletError | None = None

    @property
    def has_more(self) -> bool:
        """Whether there are units behind those that were fetched."""
        return self.total is not None and len(self.units) < self.total.count

    def query(self, offset: int = 0) -> UnitQuery:
        """What the ledger is asked for the page that begins at ``offset``."""
        custody = CUSTODY_OF[self.chip]
        if self.place is not None:  # a unit that left keeps the place it stood at
            custody = HERE if custody is None else custody & HERE
        text = plain(self.text)
        return UnitQuery(text=text, custody=custody, place=self.place, offset=offset, limit=PAGE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One answer: units from ``offset`` on, and the total of all that the question finds."""

    offset: int
    units: tuple[Unit, ...]
    total: StockLine
    is_first_day: bool = False


def plain(text: str) -> str:
    """A fragment as codes and numbers are kept; hyphens stay, since numbers have them."""
    return fold(text).text


def page(query: UnitQuery) -> Callable[[View], Page]:
    """The question for one page; total and units are of the same moment."""

    def ask(view: View) -> Page:
        total = view.count_units(query)
        return Page(
            offset=query.offset,
            units=tuple(view.find_units(query)),
            total=total,
            is_first_day=not total.count and _is_first_day(view),
        )

    return ask


def with_page(state: StockState, answer: Page) -> StockState:
    """``state`` with one more page; one that doesn't follow what is shown begins anew."""
    shown = state.units if answer.offset == len(state.units) else ()
    if answer.offset and not shown:
        return state
    return replace(
        state,
        units=(*shown, *answer.units),
        total=answer.total,
        is_first_day=answer.is_first_day,
        trouble=None,
    )


def _is_first_day(view: View) -> bool:
    return not view.count_units(UnitQuery()).count and opening_closed(view) is None
