"""What stands in zones, summed by the store as the domain sums the units themselves."""

from collections import defaultdict

import pytest

from packtrail.domain.custody import HERE
from packtrail.domain.occupancy import mass_of
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.standing import look_of
from packtrail.domain.unit import Unit
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from tests.station import codes
from tests.trade import delivery, load, pack

ZONES = ("A", "B")
LOOKS = (
    {},
    {"chemistry_code": "E"},
    {"chemistry_code": None},
    {"condition_class": "leaking"},
    {"voltage_mv": 60_000},
    {"voltage_mv": 60_001},
    {"mass_g": None, "mass_basis": MassBasis.UNKNOWN},
    {"mass_g": 20_000, "mass_basis": MassBasis.NAMEPLATE},
)


def by_look(units, above_mv):
    """Group the units themselves, as the domain does."""
    groups = defaultdict(list)
    for each in units:
        groups[each.zone, each.slot, look_of(each, above_mv)].append(each)
    return groups


@pytest.mark.parametrize("above_mv", [None, 60_000])
def test_the_sums_of_a_zone_are_those_of_its_units(station, act, above_mv):
    places = ("A/01", "A/02", "A", "B/01", "C/01", None)
    drafts = [
        pack(code, **look, storage_location=places[number % len(places)])
        for number, (code, look) in enumerate(zip(codes(48), LOOKS * 6, strict=True))
    ]
    act(record_delivery, delivery(*drafts))
    act(release_handoff, load(drafts[0].battery_code))
    with station.read() as view:
        groups = by_look(view.in_order(Unit, custody=HERE, zone=set(ZONES)), above_mv)
        summed = view.alike(ZONES, above_mv)
        named = [view.some_alike(each, above_mv, 2) for each in summed]
    assert {(each.zone, each.slot, each.look): (each.count, each.mass) for each in summed} == {
        key: (len(units), mass_of(units)) for key, units in groups.items()
    }
    assert named == [groups[each.zone, each.slot, each.look][:2] for each in summed]
    assert len(summed) > len(LOOKS)


def test_no_row_of_a_unit_is_read_for_the_sums_of_its_zone(station):
    with station.read() as view:
        plan = view._connection.execute(
            "EXPLAIN QUERY PLAN SELECT slot, condition_class, voltage_mv, mass_g FROM unit"
            " WHERE zone IN ('A') AND custody IN ('in_storage')"
        ).fetchall()
    assert "COVERING INDEX unit_by_zone_custody" in plan[0][-1]
