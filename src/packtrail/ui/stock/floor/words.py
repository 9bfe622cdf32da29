"""The floor in words, for the map, for its table and for whoever hears it; no Qt."""

from packtrail.domain.occupancy import MassSum, ZoneStock
from packtrail.ui.stock.floor.state import Floor, Spot, spots
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text, weight_text
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.wording import Wording
from packtrail.wording.values import word


def zone_tone(zone: ZoneStock) -> Tone:
    """How a zone stands: over a limit or holding what it must not, at a limit, or in order."""
    if zone.is_over_mass or zone.is_over_count or zone.out_of_place:
        return Tone.DANGER
    return Tone.WARN if zone.over_days or _is_full(zone) else Tone.QUIET


def zone_line(w: Wording, zone: ZoneStock) -> str:
    """A zone with its figures, limits and marks, in one line."""
    plan = zone.zone
    count = (
        w.say("stock.floor.count_of", count=count_text(zone.count), most=count_text(plan.count_limit))
        if plan.count_limit
        else w.say("stock.floor.count", count=count_text(zone.count))
    )
    mass = _mass(w, zone.mass)
    if plan.mass_limit_g:
        mass = w.say("stock.floor.mass_of", mass=mass, most=weight_text(plan.mass_limit_g))
    parts = (plan.name, word(w, "zone_kind", plan.kind), count, mass, *zone_marks(w, zone))
    return w.say("stock.joint").join(parts)


def zone_marks(w: Wording, zone: ZoneStock) -> tuple[str, ...]:
    """What is wrong in a zone, or nearly."""
    over = zone.is_over_mass or zone.is_over_count
    said = (
        (over, w.say("stock.floor.over")),
        (not over and _is_full(zone), w.say("stock.floor.full")),
        (bool(zone.out_of_place), w.say("stock.floor.misplaced", count=count_text(len(zone.out_of_place)))),
        (bool(zone.over_days), w.say("stock.floor.over_days", count=count_text(len(zone.over_days)))),
    )
    return tuple(text for holds, text in said if holds)


def spot_name(w: Wording, spot: Spot) -> str:
    """A slot by its name; what has none is the floor."""
    return spot.slot.slot or w.say("stock.floor.ground")


def spot_figures(w: Wording, spot: Spot) -> tuple[str, str]:
    """How many stand there and what they weigh; an empty one says so."""
    slot = spot.slot
    if not slot.count:
        return w.say("stock.floor.empty"), ""
    return w.say("stock.floor.count", count=count_text(slot.count)), _mass(w, slot.mass)


def spot_mark(w: Wording, spot: Spot) -> str:
    """What stands apart in a slot, empty where nothing does."""
    apart = spot.slot.apart
    return w.say("stock.floor.apart", count=count_text(apart)) if apart else ""


def spot_line(w: Wording, spot: Spot) -> str:
    """A slot for whoever hears it."""
    parts = (str(spot.place), *spot_figures(w, spot), spot_mark(w, spot), *zone_marks(w, spot.zone))
    return w.say("values.comma").join(filter(None, parts))


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the table that says what the map shows."""
    return (
        Column(title=w.say("stock.floor.column.place"), width=130, wide=180),
        Column(title=w.say("stock.floor.column.count"), kind=ColumnKind.NUMBER, width=64),
        Column(title=w.say("stock.floor.column.mass"), kind=ColumnKind.NUMBER, width=90),
        Column(title=w.say("stock.floor.column.mark"), width=0, least=90),
    )


def rows(w: Wording, floor: Floor) -> tuple[Row, ...]:
    """Every slot as a line."""
    return tuple(_row(w, each) for _, some in spots(floor) for each in some)


def elsewhere(w: Wording, floor: Floor) -> str:
    """What has no place yet, empty where everything has one."""
    count = len(floor.stock.elsewhere)
    return w.say("stock.floor.elsewhere", count=count_text(count)) if count else ""


def _row(w: Wording, spot: Spot) -> Row:
    slot, mark = spot.slot, spot_mark(w, spot)
    return Row(
        spot.key,
        (
            Cell(str(spot.place) if slot.slot else f"{spot.place} {w.say('stock.floor.ground')}"),
            Cell(count_text(slot.count), slot.count),
            Cell(_mass(w, slot.mass) if slot.count else "", slot.mass.known_g),
            Cell(mark, tone=Tone.DANGER if mark else None),
        ),
    )


def _mass(w: Wording, mass: MassSum) -> str:
    known = weight_text(mass.known_g)
    return (
        w.say("stock.floor.mass_and", mass=known, count=mass.unknown_count) if mass.unknown_count else known
    )


def _is_full(zone: ZoneStock) -> bool:
    plan = zone.zone
    at_count = plan.count_limit is not None and zone.count >= plan.count_limit
    return at_count or (plan.mass_limit_g is not None and zone.mass.known_g >= plan.mass_limit_g)
