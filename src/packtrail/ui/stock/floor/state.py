"""The floor as the page shows it: its places in order, each with what stands there; plain values, no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.errors import OutletError
from packtrail.domain.occupancy import FloorStock, SlotStock, ZoneStock
from packtrail.domain.places import Place, Places, Zone
from packtrail.usecases.ports import Clock, View
from packtrail.usecases.set_places import current_places, stock_by_place


@dataclass(frozen=True, kw_only=True, slots=True)
class Floor:
    """The plan, and what stood on it at one moment."""

    places: Places
    stock: FloorStock
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """One slot, or the open floor of a zone, with what stands there."""

    zone: ZoneStock
    slot: SlotStock

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.zone.zone.name, self.slot.slot)

    @property
    def key(self) -> str:
        """What the screen knows it by."""
        return str(self.place)


@dataclass(frozen=True, kw_only=True, slots=True)
class FloorState:
    """Everything that the page shows; ``key`` is the spot under the cursor."""

    floor: Floor | None = None
    key: str | None = None
    trouble: OutletError | None = None

    @property
    def zone(self) -> Zone | None:
        """The zone under the cursor."""
        found = spot(self.floor, self.key) if self.floor and self.key else None
        return found.zone.zone if found else None


def ask_floor(now: Clock, view: View) -> Floor:
    """The floor of now."""
    return Floor(places=current_places(view), stock=stock_by_place(view, now), at=now())


def spots(floor: Floor) -> Iterator[tuple[ZoneStock, tuple[Spot, ...]]]:
    """Zone after zone with its slots; its open floor stands first, and alone where it has none."""
    for zone in floor.stock.zones:
        by_slot = {slot.slot: slot for slot in zone.slots}
        ground = by_slot.pop(None, None)
        if ground is None and not by_slot:
            ground = SlotStock(slot=None, count=zone.count, mass=zone.mass)
        found = (*([ground] if ground else []), *by_slot.values())
        yield zone, tuple(Spot(zone=zone, slot=slot) for slot in found)


def spot(floor: Floor, key: str) -> Spot | None:
    """The spot of a key, None where the plan has it no more."""
    return next((each for _, some in spots(floor) for each in some if each.key == key), None)
