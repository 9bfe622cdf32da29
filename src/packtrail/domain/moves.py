"""移位: which units may go where, and everything worth a warning before it is written.

What would be ordinary storage of a danger is refused (practice 9); everything else only warns. A warning
that a move causes or worsens is confirmed by the operator and stands in the record; one that was there
before is shown and asks for nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from packtrail.domain.custody import may
from packtrail.domain.errors_places import (
    MovedNotHere,
    MovedTwice,
    MoveUnconfirmed,
    OrdinaryStorageRefused,
    TooManyMoves,
)
from packtrail.domain.move_warnings import MoveWarning, Named, Neighbours, move_warnings
from packtrail.domain.occupancy import may_stand, place_of
from packtrail.domain.places import Place, Places, Zone
from packtrail.domain.records import NewRecord, UnitMoved, UnitMovedPrivate, private_part
from packtrail.domain.standing import Alike, without
from packtrail.domain.stock_rules import StockRules
from packtrail.domain.unit import Unit

MOST_MOVES = 500


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What an act would write: each unit that really moves with its place, and the warnings."""

    moves: tuple[tuple[Unit, Place], ...]
    warnings: tuple[MoveWarning, ...]

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """The tokens that the operator has to confirm, each once."""
        return tuple(dict.fromkeys(each.token for each in self.warnings if not each.is_standing))


def plan_moves(
    moves: Sequence[tuple[Unit, Place]],
    *,
    places: Places,
    standing: Sequence[Alike],
    named: Named,
    rules: StockRules,
    today: date,
) -> MovePlan:
    """Which of ``moves`` change anything, and what they warn of; writes nothing.

    Places are those of the plan; ``standing`` is what stands in their zones now, of which ``named`` names
    some. A unit that is there already is left out. Raises MovedNotHere, OrdinaryStorageRefused, MovedTwice
    or TooManyMoves.
    """
    if len(moves) > MOST_MOVES:
        raise TooManyMoves(len(moves), MOST_MOVES)
    wanted = _each_once(moves)
    zones = {place: _zone_of(places, place) for _, place in wanted}
    for unit, place in wanted:
        refuse_if_not_movable(unit, zones[place])
    moving = [(unit, place) for unit, place in wanted if place_of(unit) != place]
    return MovePlan(tuple(moving), tuple(_warnings(moving, zones, standing, named, rules, today)))


def refuse_if_not_movable(unit: Unit, zone: Zone) -> None:
    """Raise MovedNotHere or OrdinaryStorageRefused unless the unit may be put there."""
    if not may(UnitMoved, unit.custody):
        raise MovedNotHere(unit.label, unit.left_at)
    if not may_stand(unit, zone.kind):
        raise OrdinaryStorageRefused(unit.label, zone.name)


def move_records(
    plan: MovePlan,
    *,
    confirmed: Collection[str],
    at: datetime,
    operator_ref: str,
    new_id: Callable[[], str],
) -> tuple[NewRecord, ...]:
    """One ``unit_moved`` for each unit, with the warnings that were confirmed for it.

    Raises MoveUnconfirmed unless everything that the moves cause was confirmed.
    """
    lacking = tuple(token for token in plan.to_confirm if token not in confirmed)
    if lacking:
        raise MoveUnconfirmed(lacking)
    return tuple(
        NewRecord(
            record_id=new_id(),
            body=UnitMoved(intake_record_id=unit.unit_id, confirmed_warnings=_said_of(unit, place, plan)),
            occurred_at=at,
            operator_ref=operator_ref,
            depends_on=(unit.unit_id,),
            private=private_part(UnitMovedPrivate(zone=place.zone, slot=place.slot)),
        )
        for unit, place in plan.moves
    )


def _each_once(moves: Iterable[tuple[Unit, Place]]) -> list[tuple[Unit, Place]]:
    wanted: dict[str, tuple[Unit, Place]] = {}
    for unit, place in moves:
        known = wanted.setdefault(unit.unit_id, (unit, place))
        if known[1] != place:
            raise MovedTwice(unit.label)
    return list(wanted.values())


def _zone_of(places: Places, place: Place) -> Zone:
    zone = places.zone(place.zone)
    if zone is None:
        raise LookupError(place.zone)
    return zone


def _warnings(
    moving: Sequence[tuple[Unit, Place]],
    zones: Mapping[Place, Zone],
    standing: Sequence[Alike],
    named: Named,
    rules: StockRules,
    today: date,
) -> Iterator[MoveWarning]:
    """Of each place, with everything standing where it will."""
    coming = [unit for unit, _ in moving]
    stays = without(standing, coming, rules.charged_above_mv)
    after = [replace(unit, zone=place.zone, slot=place.slot) for unit, place in moving]
    found: dict[MoveWarning, None] = {}
    for place in dict.fromkeys(place for _, place in moving):
        neighbours = Neighbours(
            before=[each for each in standing if each.zone == place.zone],
            stays=[each for each in stays if each.zone == place.zone],
            stood=frozenset(unit.unit_id for unit in coming if unit.zone == place.zone),
            beside=[unit for unit in after if unit.zone == place.zone and unit.slot != place.slot],
            named=partial(_named, named, frozenset(unit.unit_id for unit in coming)),
        )
        units = [unit for unit in after if place_of(unit) == place]
        warnings = move_warnings(units, place, zones[place], neighbours, rules, today)
        found.update(dict.fromkeys(warnings))
    yield from found


def _named(named: Named, moving: frozenset[str], alike: Alike, most: int) -> list[Unit]:
    """Some of those that stay: the store knows nothing of the move yet."""
    return [unit for unit in named(alike, most + len(moving)) if unit.unit_id not in moving][:most]


def _said_of(unit: Unit, place: Place, plan: MovePlan) -> tuple[str, ...]:
    said = (
        each.token
        for each in plan.warnings
        if not each.is_standing
        and (unit.unit_id in each.unit_ids or (not each.unit_ids and each.place == place.zone))
    )
    return tuple(dict.fromkeys(said))
