"""Setting up the floor: a zone with its slots and limits, new, changed or gone (分区和库位)."""

from dataclasses import dataclass, replace

from packtrail.domain.operators import Operator
from packtrail.domain.places import Places, Separation, Site, Zone, ZoneKind
from packtrail.domain.slot_names import slot_names, slots_text
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.widgets.figures import kg_exact
from packtrail.usecases.ports import Store
from packtrail.usecases.set_places import set_places
from packtrail.wording import Wording

LONGEST_FIELD = 200
"""What a field holds; a zone with more slots than it can list is asked only for those that are added."""


@dataclass(frozen=True, slots=True)
class ZoneForm:
    """One zone of the plan; None for a new one."""

    places: Places
    zone: Zone | None = None

    def title(self, w: Wording) -> str:
        """What is done."""
        if self.zone is None:
            return w.say("stock.floor.new_zone")
        return w.say("stock.floor.change_zone", zone=self.zone.name)

    def hint(self, w: Wording) -> str:
        """How slots are named."""
        return w.say("stock.floor.zone_hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Its name, what it is for, its slots and its limits."""
        zone = self.zone or Zone(name="")
        number, say = AskKind.NUMBER, w.say
        return (
            Ask(key="name", name=say("stock.floor.field.name"), is_needed=True, first=zone.name),
            Ask(
                key="kind",
                name=say("stock.floor.field.kind"),
                kind=AskKind.CHOICE,
                is_needed=True,
                first=zone.kind,
                choices=choices_of(w, "zone_kind", ZoneKind),
            ),
            self._slots(w),
            Ask(
                key="count",
                name=say("stock.floor.field.count"),
                kind=number,
                first=_text(zone.count_limit),
            ),
            Ask(
                key="mass",
                name=say("stock.floor.field.mass"),
                kind=AskKind.MASS,
                first=kg_exact(zone.mass_limit_g) if zone.mass_limit_g else "",
            ),
            Ask(key="days", name=say("stock.floor.field.days"), kind=number, first=_text(zone.max_days)),
            Ask(
                key="separation",
                name=say("stock.floor.field.separation"),
                kind=AskKind.CHOICE,
                first=zone.separation or "",
                choices=choices_of(w, "separation", Separation),
            ),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Save the plan with it."""
        zone = Zone(
            name=typed.text("name"),
            kind=ZoneKind(typed.text("kind")),
            separation=Separation(typed.text("separation")) if typed.told("separation") else None,
            mass_limit_g=typed.grams("mass"),
            count_limit=typed.number("count"),
            max_days=typed.number("days"),
            slots=self._slots_of(typed),
        )
        return acts.act(_saved, with_zone(self.places, self.zone, zone))

    def _slots(self, w: Wording) -> Ask:
        told = slots_text(self.zone.slots) if self.zone else ""
        if len(told) <= LONGEST_FIELD:
            return Ask(
                key="slots",
                name=w.say("stock.floor.field.slots"),
                first=told,
                hint=w.say("stock.floor.slots_hint"),
            )
        return Ask(key="more", name=w.say("stock.floor.field.more"), hint=w.say("stock.floor.slots_hint"))

    def _slots_of(self, typed: Typed) -> tuple[str, ...]:
        if "more" not in typed.values and "slots" in typed.values:
            return slot_names(typed.text("slots"))
        kept = self.zone.slots if self.zone else ()
        return (*kept, *slot_names(typed.text("more")))


@dataclass(frozen=True, slots=True)
class DropZoneForm:
    """A zone that the floor has no more."""

    places: Places
    zone: Zone

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.floor.drop_zone", zone=self.zone.name)

    def hint(self, w: Wording) -> str:
        """What it takes."""
        return w.say("stock.floor.drop_hint")

    def asks(self, _: Wording, __: Typed) -> tuple[Ask, ...]:
        """Nothing: whoever confirms has read it."""
        return ()

    def do(self, acts: OutletActs, _: Typed) -> object:
        """Save the plan without it."""
        return acts.act(_saved, with_zone(self.places, self.zone, None))


def with_zone(places: Places, before: Zone | None, after: Zone | None) -> Places:
    """The plan with ``after`` where ``before`` stands; a new zone comes last, at the last site."""
    if before is None:
        *sites, last = places.sites or (Site(name="1"),)
        grown = replace(last, zones=(*last.zones, *([after] if after else [])))
        return replace(places, sites=(*sites, grown))
    return replace(places, sites=tuple(_changed(site, before, after) for site in places.sites))


def _changed(site: Site, before: Zone, after: Zone | None) -> Site:
    zones = (after if zone == before else zone for zone in site.zones)
    return replace(site, zones=tuple(zone for zone in zones if zone is not None))


def _saved(plan: Places, *, by: Operator, store: Store, **_: object) -> Places:
    return set_places(plan, by=by, store=store)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
