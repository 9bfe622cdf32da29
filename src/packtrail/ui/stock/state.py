"""What the stock table shows and what can be asked of it, as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from packtrail.domain.battery_code import BatteryCode, parse
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.custody import Custody
from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.errors import OutletError
from packtrail.domain.handoff import READY
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import StockLine, Submission, UnitQuery, View

PAGE = 200


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
    trouble: OutletError | None = None

    @property
    def has_more(self) -> bool:
        """Whether there are units behind those that were fetched."""
        return self.total is not None and len(self.units) < self.total.count

    def query(self, offset: int = 0) -> UnitQuery:
        """What the ledger is asked for the page that begins at ``offset``."""
        return UnitQuery(text=plain(self.text), custody=CUSTODY_OF[self.chip], offset=offset, limit=PAGE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One answer: units from ``offset`` on, and the total of all that the question finds."""

    offset: int
    units: tuple[Unit, ...]
    total: StockLine


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedTo:
    """How a unit's intake stands at one destination."""

    title: str
    submission: Submission


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLife:
    """One unit with everything that its detail says."""

    unit: Unit
    code: BatteryCode | None
    delivery: DeliveryDocument | None
    handoff: HandoffDocument | None
    photos: int
    place: str  # where it stands, empty when nobody said
    reported: tuple[ReportedTo, ...]

    @property
    def can_be_loaded(self) -> bool:
        """Whether it may go on an ordinary load."""
        return self.unit.custody in READY


def plain(text: str) -> str:
    """A fragment as codes and numbers are kept; hyphens stay, since numbers have them."""
    return fold(text).text


def page(query: UnitQuery) -> Callable[[View], Page]:
    """The question for one page; total and units are of the same moment."""

    def ask(view: View) -> Page:
        return Page(offset=query.offset, units=tuple(view.find_units(query)), total=view.count_units(query))

    return ask


def with_page(state: StockState, answer: Page) -> StockState:
    """``state`` with one more page; one that doesn't follow what is shown begins anew."""
    shown = state.units if answer.offset == len(state.units) else ()
    if answer.offset and not shown:
        return state
    return replace(state, units=(*shown, *answer.units), total=answer.total, trouble=None)


def life_of(unit_id: str, tables: CodeTables) -> Callable[[View], UnitLife | None]:
    """The question for the detail of one unit; None when there is no such unit."""

    def ask(view: View) -> UnitLife | None:
        unit = view.unit(unit_id)
        if unit is None:
            return None
        record = view.record(unit_id)
        reported = ((d.title, view.submission(unit_id, d.name)) for d in view.destinations())
        return UnitLife(
            unit=unit,
            code=parse(unit.battery_code, tables).code if unit.battery_code else None,
            delivery=view.delivery(unit.delivery_id) if unit.delivery_id else None,
            handoff=view.handoff(unit.handoff_id) if unit.handoff_id else None,
            photos=len(record.attachments) if record else 0,
            place=str(view.private_part(unit_id).get("storage_location") or ""),
            reported=tuple(ReportedTo(title=title, submission=sent) for title, sent in reported if sent),
        )

    return ask
