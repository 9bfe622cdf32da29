"""Draw the floor: sites, zones, slots and the outlet's own limits (场所、分区、货位)."""

import json
from collections.abc import Sequence
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from packtrail.domain.custody import HERE
from packtrail.domain.errors_places import OrdinaryStorageRefused, PlaceInUse, PlacesChanged, PlacesWrong
from packtrail.domain.moments import legal_day
from packtrail.domain.occupancy import FloorStock, floor_stock, may_stand, place_of
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.places import Places, default_places, place_faults
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, Store, View

SETTING = "places"
_FORMAT = 1
_ADAPTER = TypeAdapter(Places)


def set_places(places: Places, *, by: Operator, store: Store) -> Places:
    """Save the plan and give it back as saved, one revision on.

    Raises PlacesWrong with every fault; PlacesChanged when the plan was saved since ``places`` was read;
    PlaceInUse for a place that goes while units stand there; OrdinaryStorageRefused for a zone that would
    become ordinary storage with a dangerous or isolated unit in it; NotAllowed.
    """
    require(by, Act.SET_PLACES)
    faults = place_faults(places)
    if faults:
        kinds = tuple(dict.fromkeys(fault.kind for fault in faults))
        names = tuple(dict.fromkeys(fault.name for fault in faults if fault.name))
        raise PlacesWrong(kinds, names or None)
    with store.act() as tx:
        before = current_places(tx)
        if before.revision != places.revision:
            raise PlacesChanged
        _refuse_lost(before, places, tx.in_order(Unit, custody=HERE))
        saved = replace(places, revision=places.revision + 1)
        content = {"format": _FORMAT, "places": _ADAPTER.dump_python(saved, mode="json")}
        tx.remember(SETTING, json.dumps(content, ensure_ascii=False))
    return saved


def current_places(view: View) -> Places:
    """The plan as saved last; what a new outlet begins with before that, or for one that we can't read."""
    text = view.setting(SETTING)
    if text is None:
        return default_places()
    try:
        content = json.loads(text)
        return (
            _ADAPTER.validate_python(content["places"]) if content["format"] == _FORMAT else default_places()
        )
    except (ValueError, KeyError, TypeError, ValidationError):
        return default_places()


def stock_by_place(view: View, now: Clock) -> FloorStock:
    """What stands in each zone and slot now, what has no place, and what stands where it must not."""
    return floor_stock(current_places(view), view.in_order(Unit, custody=HERE), legal_day(now()))


def _refuse_lost(before: Places, after: Places, units: Sequence[Unit]) -> None:
    """A place that the plan had goes only when it is empty; one that it never had is no loss."""
    counts: dict[str, int] = {}
    for unit in units:
        place = place_of(unit)
        if place is None or not before.has(place):
            continue
        zone = after.zone(place.zone)
        if zone is None or not after.has(place):
            counts[str(place)] = counts.get(str(place), 0) + 1
        elif not may_stand(unit, zone.kind) and _stood(before, unit):
            raise OrdinaryStorageRefused(unit.label, zone.name)
    if counts:
        place_name, count = next(iter(counts.items()))
        raise PlaceInUse(place_name, count)


def _stood(before: Places, unit: Unit) -> bool:
    """Whether the unit stood in order so far; a danger found where it stood is no matter of the plan."""
    zone = before.zone(unit.zone or "")
    return zone is not None and may_stand(unit, zone.kind)
