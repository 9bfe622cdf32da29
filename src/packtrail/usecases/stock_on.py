"""The stock as of any past moment, and who put what stood on a shelf there.

What "as of" means is ``domain.unit_history``'s: what had happened by then, as it is known now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from packtrail.domain.amendments import Amended
from packtrail.domain.custody import HERE, Custody
from packtrail.domain.moments import to_moment
from packtrail.domain.places import Place, folded
from packtrail.domain.records import Intake, UnitMoved
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import StockAt, UnitAt, View

K = TypeVar("K")

MOST_ON_A_SHELF = 1000


@dataclass(frozen=True, slots=True)
class StockSum:
    """Some of the stock: pieces, their known mass, and how many have none."""

    count: int = 0
    mass_g: int = 0
    without_mass: int = 0


@dataclass(frozen=True, slots=True)
class StockOn:
    """The stock at ``at``, here and on the road."""

    at: datetime
    lines: tuple[StockAt, ...]

    @property
    def here(self) -> StockSum:
        """What stood on the floor."""
        return _sum(line for line in self.lines if line.custody in HERE)

    @property
    def elsewhere(self) -> StockSum:
        """What was on the road, out or back."""
        return _sum(line for line in self.lines if line.custody not in HERE)

    @property
    def by_custody(self) -> dict[Custody, StockSum]:
        """Sums by 保管状态."""
        return self._by(lambda line: line.custody)

    @property
    def by_level(self) -> dict[str, StockSum]:
        """Sums of what stood on the floor by 产品类型."""
        return self._by(lambda line: line.level, only_here=True)

    @property
    def by_zone(self) -> dict[str | None, StockSum]:
        """Sums of what stood on the floor by zone; None: nobody had said where."""
        return self._by(lambda line: line.zone, only_here=True)

    def _by(self, key: Callable[[StockAt], K], *, only_here: bool = False) -> dict[K, StockSum]:
        groups: dict[K, list[StockAt]] = defaultdict(list)
        for line in self.lines:
            if line.custody in HERE or not only_here:
                groups[key(line)].append(line)
        return {name: _sum(lines) for name, lines in groups.items()}


@dataclass(frozen=True, slots=True)
class OnShelf:
    """One unit that stood on a shelf, and the record that put it there."""

    unit: UnitAt
    put_by: str | None  # operator_ref; None where no record says a place
    put_at: datetime | None


def stock_on(view: View, at: datetime) -> StockOn:
    """Totals at ``at`` by custody, level and zone; ValueError for a naive time."""
    moment = to_moment(at)
    return StockOn(moment, tuple(view.stock_as_of(moment)))


def shelf_on(view: View, at: datetime, place: Place, *, limit: int = MOST_ON_A_SHELF) -> tuple[OnShelf, ...]:
    """What stood in a zone, or in one slot of it, at ``at``, and who had put it there."""
    moment = to_moment(at)
    units = view.units_as_of(moment, zone=place.zone, limit=limit)
    wanted = None if place.slot is None else folded(place.slot)
    return tuple(
        _on_shelf(view, unit, moment)
        for unit in units
        if wanted is None or (unit.slot is not None and folded(unit.slot) == wanted)
    )


def _on_shelf(view: View, unit: UnitAt, at: datetime) -> OnShelf:
    put = [each for each in view.history(Unit, unit.unit_id) if _puts(each) and each.record.occurred_at <= at]
    if not put:
        return OnShelf(unit, None, None)
    return OnShelf(unit, put[-1].record.operator_ref, put[-1].record.occurred_at)


def _puts(each: Amended) -> bool:
    """Whether a record says where its unit stands and still counts."""
    return isinstance(each.record.body, Intake | UnitMoved) and not each.is_voided


def _sum(lines: Iterable[StockAt]) -> StockSum:
    found = list(lines)
    return StockSum(
        sum(line.count for line in found),
        sum(line.mass_g for line in found),
        sum(line.without_mass for line in found),
    )
