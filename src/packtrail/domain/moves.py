"""移位: which units may go where, and everything worth a warning before it is written.

What would be ordinary storage of a danger is refused (practice 9); everything else only warns. A warning
that a move causes or worsens is confirmed by the operator and stands in the record; one that was there
before is shown and asks for nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.custody import may
from packtrail.domain.errors_places import (
    MovedNotHere,
    MovedTwice,
    MoveUnconfirmed,
    OrdinaryStorageRefused,
    TooManyMoves,
)
from packtrail.domain.occupancy import MassSum, days_in_store, mass_of, may_stand, place_of
from packtrail.domain.places import Place, Places, Zone
from packtrail.domain.records import NewRecord, UnitMoved
from packtrail.domain.stock_rules import LimitKind, NeighbourRule, StockRules, Within
from packtrail.domain.unit import Unit

MOST_MOVES = 500
MOST_NAMED = 5  # neighbours that a warning names


class MoveWarningKind(StrEnum):
    """What a move is warned of."""

    ZONE_MASS = "zone_mass"  # weighed masses alone are more than the zone may bear
    ZONE_MASS_UNCERTAIN = "zone_mass_uncertain"  # with nameplates and estimates they are
    MASS_UNKNOWN = "mass_unknown"  # a unit of no known mass in a zone with a limit
    ZONE_COUNT = "zone_count"
    OVER_DAYS = "over_days"
    NEIGHBOURS = "neighbours"
    OUTLET_MASS = "outlet_mass"  # a ceiling by the outlet's kind


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveWarning:
    """One thing to confirm; ``found`` and ``limit`` in grams, pieces or days by its kind."""

    kind: MoveWarningKind
    place: str
    found: int = 0
    limit: int = 0
    unit_ids: tuple[str, ...] = ()  # of the moved units that it is about; empty: all of them
    beside: tuple[str, ...] = ()  # labels of neighbours that stand there
    rule: str | None = None
    provenance: Provenance | None = None  # None: the outlet's own limit
    is_to_be_confirmed: bool = False  # 待确认: repealed, or nobody read it
    is_standing: bool = False  # was so before the move

    @property
    def token(self) -> str:
        """What stands in the record, and names its words."""
        return self.rule.replace("-", "_") if self.rule and self.kind == "neighbours" else self.kind


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
    standing: Iterable[Unit],
    rules: StockRules,
    today: date,
) -> MovePlan:
    """Which of ``moves`` change anything, and what they warn of; writes nothing.

    Places are those of the plan; ``standing`` is what stands in their zones now. A unit that is there
    already is left out. Raises MovedNotHere, OrdinaryStorageRefused, MovedTwice or TooManyMoves.
    """
    if len(moves) > MOST_MOVES:
        raise TooManyMoves(len(moves), MOST_MOVES)
    wanted = _each_once(moves)
    zones = {place: _zone_of(places, place) for _, place in wanted}
    for unit, place in wanted:
        refuse_if_not_movable(unit, zones[place])
    moving = [(unit, place) for unit, place in wanted if place_of(unit) != place]
    return MovePlan(tuple(moving), tuple(_warnings(moving, zones, tuple(standing), rules, today)))


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
            private={"zone": place.zone, **({"slot": place.slot} if place.slot else {})},
        )
        for unit, place in plan.moves
    )


def move_warnings(
    units: Sequence[Unit],
    place: Place,
    zone: Zone,
    occupants: Sequence[Unit],
    rules: StockRules,
    today: date,
    *,
    before: Sequence[Unit] = (),
) -> tuple[MoveWarning, ...]:
    """What it means that ``units`` come to one place of ``zone``.

    ``occupants`` are the others that stand in the zone afterwards, ``before`` all that stood in it: what was
    as bad before is marked as standing.
    """
    after = (*occupants, *units)
    return (
        *_mass_warnings(units, zone, mass_of(after), mass_of(before)),
        *_count_warning(zone, len(after), len(before)),
        *_days_warning(units, zone, before, today),
        *_neighbour_warnings(units, place, occupants, rules),
    )


def outlet_mass_warning(
    outlet_kind: str | None, here_g: int, rules: StockRules, today: date, *, coming_g: int = 0
) -> MoveWarning | None:
    """Whether all known masses here, with what is coming, are over the ceiling of a kind of outlet.

    Asked before a lorry is unloaded (practice 1) and shown beside moves, which change nothing about it.
    """
    limit = rules.limit(outlet_kind, LimitKind.CEILING, today)
    if limit is None or here_g + coming_g <= limit.mass_g:
        return None
    return MoveWarning(
        kind=MoveWarningKind.OUTLET_MASS,
        place="",
        found=here_g + coming_g,
        limit=limit.mass_g,
        rule=limit.rule,
        provenance=limit.provenance,
        is_to_be_confirmed=limit.is_to_be_confirmed(today),
        is_standing=coming_g <= 0,
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
    standing: Sequence[Unit],
    rules: StockRules,
    today: date,
) -> Iterator[MoveWarning]:
    """Of each place, with everything standing where it will."""
    coming = {unit.unit_id for unit, _ in moving}
    stays = [unit for unit in standing if unit.unit_id not in coming]
    after = [*stays, *(replace(unit, zone=place.zone, slot=place.slot) for unit, place in moving)]
    found: dict[MoveWarning, None] = {}
    for place in dict.fromkeys(place for _, place in moving):
        units = [unit for unit in after if unit.unit_id in coming and place_of(unit) == place]
        here = {unit.unit_id for unit in units}
        others = [unit for unit in after if unit.zone == place.zone and unit.unit_id not in here]
        before = [unit for unit in standing if unit.zone == place.zone]
        warnings = move_warnings(units, place, zones[place], others, rules, today, before=before)
        found.update(dict.fromkeys(warnings))
    yield from found


def _said_of(unit: Unit, place: Place, plan: MovePlan) -> tuple[str, ...]:
    said = (
        each.token
        for each in plan.warnings
        if not each.is_standing
        and (unit.unit_id in each.unit_ids or (not each.unit_ids and each.place == place.zone))
    )
    return tuple(dict.fromkeys(said))


def _mass_warnings(
    units: Sequence[Unit], zone: Zone, after: MassSum, before: MassSum
) -> Iterator[MoveWarning]:
    limit = zone.mass_limit_g
    if limit is None:
        return
    kind, found = MoveWarningKind.ZONE_MASS, after.weighed_g
    if found <= limit:
        kind, found = MoveWarningKind.ZONE_MASS_UNCERTAIN, after.known_g
    if found > limit:
        yield MoveWarning(
            kind=kind, place=zone.name, found=found, limit=limit, is_standing=after.known_g <= before.known_g
        )
    unknown = tuple(unit.unit_id for unit in units if unit.mass_g is None)
    if unknown:
        yield MoveWarning(
            kind=MoveWarningKind.MASS_UNKNOWN,
            place=zone.name,
            found=after.unknown_count,
            limit=limit,
            unit_ids=unknown,
            is_standing=after.unknown_count <= before.unknown_count,
        )


def _count_warning(zone: Zone, after: int, before: int) -> Iterator[MoveWarning]:
    limit = zone.count_limit
    if limit is not None and after > limit:
        yield MoveWarning(
            kind=MoveWarningKind.ZONE_COUNT,
            place=zone.name,
            found=after,
            limit=limit,
            is_standing=after <= before,
        )


def _days_warning(
    units: Sequence[Unit], zone: Zone, before: Sequence[Unit], today: date
) -> Iterator[MoveWarning]:
    if zone.max_days is None:
        return
    days = {unit.unit_id: days_in_store(unit, today) for unit in units}
    over = tuple(unit_id for unit_id, count in days.items() if count > zone.max_days)
    if over:
        yield MoveWarning(
            kind=MoveWarningKind.OVER_DAYS,
            place=zone.name,
            found=max(days[unit_id] for unit_id in over),
            limit=zone.max_days,
            unit_ids=over,
            is_standing=set(over) <= {unit.unit_id for unit in before},
        )


def _neighbour_warnings(
    units: Sequence[Unit], place: Place, occupants: Sequence[Unit], rules: StockRules
) -> Iterator[MoveWarning]:
    groups: dict[tuple[frozenset[str], bool], list[Unit]] = defaultdict(list)
    for each in (*occupants, *units):
        groups[rules.traits(each), each.slot == place.slot].append(each)
    for rule in rules.neighbours:
        pairs = [
            (unit, other)
            for unit in units
            for (traits, is_in_slot), others in groups.items()
            if (is_in_slot or rule.within is Within.ZONE) and rule.meets(rules.traits(unit), traits)
            for other in others
            if other.unit_id != unit.unit_id
        ]
        if pairs:
            yield _beside(rule, place, pairs)


def _beside(rule: NeighbourRule, place: Place, pairs: Sequence[tuple[Unit, Unit]]) -> MoveWarning:
    return MoveWarning(
        kind=MoveWarningKind.NEIGHBOURS,
        place=str(place),
        found=len({other.unit_id for _, other in pairs}),
        unit_ids=tuple(dict.fromkeys(unit.unit_id for unit, _ in pairs)),
        beside=tuple(dict.fromkeys(other.label for _, other in pairs))[:MOST_NAMED],
        rule=rule.rule,
        provenance=rule.provenance,
        is_to_be_confirmed=rule.provenance.confidence is not Confidence.SEEN,
    )
