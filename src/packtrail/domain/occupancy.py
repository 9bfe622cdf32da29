"""What stands where: mass and count of each zone and slot, what has no place or stands in a wrong one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from packtrail.domain.custody import HERE, Custody
from packtrail.domain.moments import legal_day
from packtrail.domain.places import Place, Places, Zone, ZoneKind, folded
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.unit import Unit


@dataclass(frozen=True, slots=True)
class MassSum:
    """How much some units weigh; what nobody weighed is counted apart."""

    weighed_g: int = 0
    uncertain_g: int = 0  # by nameplate or estimate
    uncertain_count: int = 0
    unknown_count: int = 0  # of no known mass at all

    @property
    def known_g(self) -> int:
        """The sum of all known masses, weighed or not."""
        return self.weighed_g + self.uncertain_g


def mass_of(units: Iterable[Unit]) -> MassSum:
    """The mass of ``units`` by how it is known."""
    weighed = uncertain = uncertain_count = unknown = 0
    for unit in units:
        if unit.mass_g is None:
            unknown += 1
        elif unit.mass_basis == MassBasis.WEIGHED:
            weighed += unit.mass_g
        else:
            uncertain += unit.mass_g
            uncertain_count += 1
    return MassSum(weighed, uncertain, uncertain_count, unknown)


def days_in_store(unit: Unit, today: date) -> int:
    """Whole days since the unit came in, opening stock by the day on which it really came.

    One that was handed on, refused and taken back counts from its first day: the longer reading.
    """
    return max(0, (today - (unit.original_intake_on or legal_day(unit.taken_in_at))).days)


def stands_apart(unit: Unit) -> bool:
    """Whether the unit must not stand in ordinary storage: isolated, dangerous, high risk (practice 9)."""
    return unit.is_dangerous or unit.is_high_risk or unit.custody is Custody.QUARANTINED


def may_stand(unit: Unit, kind: ZoneKind) -> bool:
    """Whether a zone of ``kind`` may hold the unit.

    What is kept apart may stand where loads wait only once it is on a load, its way out having been open.
    """
    if kind in {ZoneKind.ISOLATION, ZoneKind.OPENING} or not stands_apart(unit):
        return True
    return kind is ZoneKind.LOADING and unit.custody is Custody.ALLOCATED


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotStock:
    """What stands in one slot; None is the zone's open floor, or a slot that the plan doesn't have."""

    slot: str | None
    count: int
    mass: MassSum
    apart: int = 0  # isolated, dangerous or of high risk


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneStock:
    """What stands in one zone."""

    zone: Zone
    count: int
    mass: MassSum
    slots: tuple[SlotStock, ...]  # those of the plan, empty ones too, then the rest
    over_days: tuple[Unit, ...]  # longer here than the zone allows, the longest first
    out_of_place: tuple[Unit, ...]  # must not stand in a zone of this kind

    @property
    def is_over_mass(self) -> bool:
        """Whether all known masses are more than the zone may bear."""
        return self.zone.mass_limit_g is not None and self.mass.known_g > self.zone.mass_limit_g

    @property
    def is_over_count(self) -> bool:
        """Whether more stands here than may."""
        return self.zone.count_limit is not None and self.count > self.zone.count_limit


@dataclass(frozen=True, kw_only=True, slots=True)
class FloorStock:
    """The whole floor; ``elsewhere`` has no place yet, or one that the plan doesn't have."""

    zones: tuple[ZoneStock, ...]
    elsewhere: tuple[Unit, ...]
    count: int
    mass: MassSum


def floor_stock(places: Places, units: Sequence[Unit], today: date) -> FloorStock:
    """``units`` where they stand; those that are not here are passed over."""
    here = [unit for unit in units if unit.custody in HERE]
    by_zone: dict[str, list[Unit]] = defaultdict(list)
    elsewhere = []
    for unit in here:
        if unit.zone is not None and places.zone(unit.zone):
            by_zone[folded(unit.zone)].append(unit)
        else:
            elsewhere.append(unit)
    zones = tuple(_zone_stock(zone, by_zone[folded(zone.name)], today) for zone in places.zones)
    return FloorStock(zones=zones, elsewhere=tuple(elsewhere), count=len(here), mass=mass_of(here))


def place_of(unit: Unit) -> Place | None:
    """Where the ledger has a unit, None where nobody said."""
    return Place(unit.zone, unit.slot) if unit.zone else None


def _zone_stock(zone: Zone, units: list[Unit], today: date) -> ZoneStock:
    over: list[Unit] = []
    if zone.max_days is not None:
        over = [unit for unit in units if days_in_store(unit, today) > zone.max_days]
        over.sort(key=lambda unit: -days_in_store(unit, today))
    return ZoneStock(
        zone=zone,
        count=len(units),
        mass=mass_of(units),
        slots=_slots(zone, units),
        over_days=tuple(over),
        out_of_place=tuple(unit for unit in units if not may_stand(unit, zone.kind)),
    )


def _slots(zone: Zone, units: list[Unit]) -> tuple[SlotStock, ...]:
    by_slot: dict[str | None, list[Unit]] = {slot: [] for slot in zone.slots}
    for unit in units:
        by_slot.setdefault(unit.slot, []).append(unit)
    return tuple(
        SlotStock(slot=slot, count=len(there), mass=mass_of(there), apart=sum(map(stands_apart, there)))
        for slot, there in by_slot.items()
    )
