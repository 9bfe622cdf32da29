"""What putting units on a place is worth a warning about: limits, days, neighbours, the outlet's ceiling."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.occupancy import MassSum, days_in_store, mass_of
from packtrail.domain.places import Place, Zone
from packtrail.domain.standing import Alike, look_of, mass_of_all, together
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


Named = Callable[[Alike, int], Sequence[Unit]]
"""Some of those that are alike, the first of the log first; how many at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """What else is in a zone that units come to: before the move, and beside them after it."""

    before: Sequence[Alike]  # all that stood there, those that are moved included
    stays: Sequence[Alike]  # without those
    stood: frozenset[str]  # which of the moved units stood there
    beside: Sequence[Unit]  # moved units that come to other places of the zone
    named: Named  # of what stays

    @property
    def count(self) -> int:
        """How many units stay or come beside."""
        return sum(each.count for each in self.stays) + len(self.beside)


def move_warnings(
    units: Sequence[Unit], place: Place, zone: Zone, others: Neighbours, rules: StockRules, today: date
) -> tuple[MoveWarning, ...]:
    """What it means that ``units`` come to one place of ``zone``; what was as bad before is marked so."""
    after = together(mass_of_all(others.stays), mass_of([*others.beside, *units]))
    count_before = sum(each.count for each in others.before)
    return (
        *_mass_warnings(units, zone, after, mass_of_all(others.before)),
        *_count_warning(zone, others.count + len(units), count_before),
        *_days_warning(units, zone, others.stood, today),
        *_neighbour_warnings(units, place, others, rules),
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
    units: Sequence[Unit], zone: Zone, stood: frozenset[str], today: date
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
            is_standing=stood.issuperset(over),
        )


def _neighbour_warnings(
    units: Sequence[Unit], place: Place, others: Neighbours, rules: StockRules
) -> Iterator[MoveWarning]:
    mine = _by_traits(units, rules)
    standing = [(rules.traits(alike.look), alike) for alike in others.stays]
    coming = _by_traits([*others.beside, *units], rules)
    for rule in rules.neighbours:
        about, met, met_coming = set[str](), dict[Alike, None](), dict[str, Unit]()
        for (traits, _), alike_units in mine.items():
            reached = partial(_reached, rule, traits, place)
            here = [alike for theirs, alike in standing if reached(theirs, alike.slot)]
            too = [each for key, group in coming.items() if reached(*key) for each in group]
            if len(alike_units) == 1:  # nobody is his own neighbour
                too = [each for each in too if each.unit_id != alike_units[0].unit_id]
            met.update(dict.fromkeys(here))
            met_coming.update((each.unit_id, each) for each in too)
            if here or too:
                about.update(unit.unit_id for unit in alike_units)
        if about:
            concerned = tuple(unit.unit_id for unit in units if unit.unit_id in about)
            yield _beside(rule, place, concerned, list(met), list(met_coming.values()), others.named)


def _by_traits(
    units: Sequence[Unit], rules: StockRules
) -> Mapping[tuple[frozenset[str], str | None], list[Unit]]:
    """Units by traits and slot: five hundred that come together are few kinds."""
    groups: dict[tuple[frozenset[str], str | None], list[Unit]] = defaultdict(list)
    for unit in units:
        groups[rules.traits(look_of(unit, rules.charged_above_mv)), unit.slot].append(unit)
    return groups


def _reached(
    rule: NeighbourRule, mine: frozenset[str], place: Place, theirs: frozenset[str], slot: str | None
) -> bool:
    return (slot == place.slot or rule.within is Within.ZONE) and rule.meets(mine, theirs)


def _beside(
    rule: NeighbourRule,
    place: Place,
    about: tuple[str, ...],
    standing: Sequence[Alike],
    coming: Sequence[Unit],
    named: Named,
) -> MoveWarning:
    labels: dict[str, None] = {}
    for alike in standing:
        if len(labels) < MOST_NAMED:
            labels.update(dict.fromkeys(unit.label for unit in named(alike, MOST_NAMED)))
    labels.update(dict.fromkeys(unit.label for unit in coming))
    return MoveWarning(
        kind=MoveWarningKind.NEIGHBOURS,
        place=str(place),
        found=sum(alike.count for alike in standing) + len(coming),
        unit_ids=about,
        beside=tuple(labels)[:MOST_NAMED],
        rule=rule.rule,
        provenance=rule.provenance,
        is_to_be_confirmed=rule.provenance.confidence is not Confidence.SEEN,
    )
