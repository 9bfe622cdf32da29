"""场所 → 分区 → 货位: the floor of an outlet as the outlet itself draws it, and the labels on its places.

The plan is the outlet's own data and no record: it says what places there are, what each is for and what it
bears. Where a unit stands is told by records. Zones have one name each over all sites, since a record says
zone and slot and no site.
"""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from packtrail.domain.errors_places import PlaceUnknown
from packtrail.domain.look_alikes import look_of

MOST_SITES = 20
MOST_ZONES = 200
MOST_SLOTS = 5000  # of all zones together
LONGEST_NAME = 40
HEAVIEST_ZONE_G = 10_000_000_000
MOST_DAYS = 3650
MOST_UNITS = 1_000_000
LONGEST_SCAN = 2 * LONGEST_NAME + 20

LABEL_PREFIX = "LOC:"
_SEPARATOR = "/"
_PROPOSALS = 5


class ZoneKind(StrEnum):
    """What a zone is for."""

    ORDINARY = "ordinary"  # 普通贮存区
    ISOLATION = "isolation"  # 异常隔离区
    OPENING = "opening"  # 拆解区
    LOADING = "loading"  # 待发区: what waits for its lorry


class Separation(StrEnum):
    """How a zone is kept apart from the others; words of the 2019 guide's draft (``domain.md`` 5.1)."""

    PARTITIONED = "partitioned"  # 隔开贮存: a fire-resisting partition
    SPACED = "spaced"  # 隔离贮存: a distance or an aisle
    DETACHED = "detached"  # 分离贮存: a space of its own, or outdoors


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; without ``slot`` somewhere on the floor of the zone."""

    zone: str
    slot: str | None = None

    def __str__(self) -> str:
        return self.zone if self.slot is None else f"{self.zone}{_SEPARATOR}{self.slot}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """分区: one part of the floor. Limits are the outlet's own, None where it set none."""

    name: str
    kind: ZoneKind = ZoneKind.ORDINARY
    separation: Separation | None = None
    mass_limit_g: int | None = None
    count_limit: int | None = None
    max_days: int | None = None
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """场所: one address with its zones."""

    name: str
    zones: tuple[Zone, ...] = ()


class PlaceFaultKind(StrEnum):
    """What is wrong in a plan of the floor."""

    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_UNUSABLE = "name_unusable"  # a slash or a sign that no label can carry
    NAME_TWICE = "name_twice"
    TOO_MANY_SITES = "too_many_sites"
    TOO_MANY_ZONES = "too_many_zones"
    TOO_MANY_SLOTS = "too_many_slots"
    NO_ZONE = "no_zone"
    NO_ISOLATION = "no_isolation"  # danger must have somewhere to go
    LIMIT_WRONG = "limit_wrong"


@dataclass(frozen=True, slots=True)
class PlaceFault:
    """One fault, and the name at which it stands, empty for the plan as a whole."""

    kind: PlaceFaultKind
    name: str = ""


@dataclass(frozen=True)
class Places:
    """The plan; ``revision`` counts how often it was saved."""

    sites: tuple[Site, ...] = ()
    revision: int = 0

    @property
    def zones(self) -> Iterator[Zone]:
        """Every zone, site after site."""
        return (zone for site in self.sites for zone in site.zones)

    def zone(self, name: str) -> Zone | None:
        """The zone of a name, whatever its case and width."""
        return self._by_name.get(folded(name))

    def has(self, place: Place) -> bool:
        """Whether the plan has this very place."""
        zone = self.zone(place.zone)
        return zone is not None and (place.slot is None or place.slot in zone.slots)

    @cached_property
    def _by_name(self) -> dict[str, Zone]:
        return {folded(zone.name): zone for zone in self.zones}


def default_places() -> Places:
    """What a new outlet begins with: one site, one zone of each kind, no limit that nobody set."""
    return Places(
        (
            Site(
                name="本网点",
                zones=(
                    Zone(name="普通区", kind=ZoneKind.ORDINARY, slots=("01", "02", "03", "04")),
                    Zone(name="隔离区", kind=ZoneKind.ISOLATION, separation=Separation.DETACHED),
                    Zone(name="拆解区", kind=ZoneKind.OPENING, separation=Separation.PARTITIONED),
                    Zone(name="待发区", kind=ZoneKind.LOADING),
                ),
            ),
        )
    )


def place_faults(places: Places) -> tuple[PlaceFault, ...]:
    """Everything that keeps a plan from being saved."""
    return tuple(_faults(places))


def folded(name: str) -> str:
    """A name as two of them are compared: width, case and outer spaces are no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def label_text(place: Place) -> str:
    """What the code on the label of a place says: ``LOC:zone/slot``."""
    return f"{LABEL_PREFIX}{place}"


def parse_label(scanned: str) -> Place | None:
    """The place that a scanned label names, as it is written there; None for any other code."""
    text = scanned.strip()
    prefix = unicodedata.normalize("NFKC", text[: len(LABEL_PREFIX)])
    return typed_place(text) if prefix.upper() == LABEL_PREFIX else None


def typed_place(typed: str) -> Place | None:
    """The place in ``zone``, ``zone/slot`` or the text of a label; None where no zone is named."""
    if len(typed) > LONGEST_SCAN:
        return None
    text = unicodedata.normalize("NFKC", typed).strip()
    if text[: len(LABEL_PREFIX)].upper() == LABEL_PREFIX:
        text = text[len(LABEL_PREFIX) :]
    zone, _, slot = (part.strip() for part in text.partition(_SEPARATOR))
    return Place(zone, slot or None) if zone else None


def noted_place(noted: str | None) -> Place | None:
    """The place that somebody noted at intake in their own words; a text too long for a label is its zone."""
    return typed_place(noted) or Place(noted) if noted else None


def known_place(places: Places, typed: str) -> Place:
    """The place of the plan that a label or a typed text means, spelt as the plan spells it.

    Raises PlaceUnknown with those that it may have meant, the likeliest first.
    """
    place = typed_place(typed)
    zone = places.zone(place.zone) if place else None
    if place is None or zone is None:
        wanted = place.zone if place else ""
        raise PlaceUnknown(typed[:LONGEST_SCAN], _near(wanted, (each.name for each in places.zones)) or None)
    if place.slot is None:
        return Place(zone.name)
    slots = {folded(slot): slot for slot in zone.slots}
    if folded(place.slot) not in slots:
        near = tuple(str(Place(zone.name, slot)) for slot in _near(place.slot, zone.slots))
        raise PlaceUnknown(str(place), near or None)
    return Place(zone.name, slots[folded(place.slot)])


def _near(wanted: str, names: Iterable[str]) -> tuple[str, ...]:
    """Names that look the same come first, then those that are spelt nearly so."""
    by_folded = {folded(name): name for name in names}
    alike = [name for name in by_folded.values() if look_of(name) == look_of(wanted)]
    near = difflib.get_close_matches(folded(wanted), by_folded, n=_PROPOSALS, cutoff=0.4)
    return tuple(dict.fromkeys([*alike, *(by_folded[each] for each in near)]))[:_PROPOSALS]


def _faults(places: Places) -> Iterator[PlaceFault]:
    zones = tuple(places.zones)
    slots = sum(len(zone.slots) for zone in zones)
    for count, most, kind in (
        (len(places.sites), MOST_SITES, PlaceFaultKind.TOO_MANY_SITES),
        (len(zones), MOST_ZONES, PlaceFaultKind.TOO_MANY_ZONES),
        (slots, MOST_SLOTS, PlaceFaultKind.TOO_MANY_SLOTS),
    ):
        if count > most:
            yield PlaceFault(kind)
    if not zones:
        yield PlaceFault(PlaceFaultKind.NO_ZONE)
    elif not any(zone.kind is ZoneKind.ISOLATION for zone in zones):
        yield PlaceFault(PlaceFaultKind.NO_ISOLATION)
    yield from _names([site.name for site in places.sites])
    yield from _names([zone.name for zone in zones])
    for zone in zones:
        yield from _names(list(zone.slots))
        yield from _limits(zone)


def _names(names: list[str]) -> Iterator[PlaceFault]:
    for name in names:
        if not name.strip():
            yield PlaceFault(PlaceFaultKind.NAME_MISSING)
        elif len(name) > LONGEST_NAME:
            yield PlaceFault(PlaceFaultKind.NAME_TOO_LONG, name[:LONGEST_NAME])
        elif not _is_usable(name):
            yield PlaceFault(PlaceFaultKind.NAME_UNUSABLE, name)
    for again, times in Counter(map(folded, names)).items():
        if again and times > 1:
            yield PlaceFault(PlaceFaultKind.NAME_TWICE, again[:LONGEST_NAME])


def _is_usable(name: str) -> bool:
    plain = unicodedata.normalize("NFKC", name)
    is_label = plain.strip().upper().startswith(LABEL_PREFIX)
    return plain.isprintable() and _SEPARATOR not in plain and not is_label


def _limits(zone: Zone) -> Iterator[PlaceFault]:
    for limit, most in (
        (zone.mass_limit_g, HEAVIEST_ZONE_G),
        (zone.count_limit, MOST_UNITS),
        (zone.max_days, MOST_DAYS),
    ):
        if limit is not None and not 0 < limit <= most:
            yield PlaceFault(PlaceFaultKind.LIMIT_WRONG, zone.name[:LONGEST_NAME])
