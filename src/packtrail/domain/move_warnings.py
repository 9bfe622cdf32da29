"""What putting units on a place is worth a warning about: limits, days, neighbours, the outlet's ceiling."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.occupancy import MassSum, days_in_store, mass_of
from packtrail.domain.places import Place, Zone
from packtrail.domain.stock_rules import LimitKind, NeighbourRule, StockRules, Within
from packtrail.domain.unit import Unit

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
