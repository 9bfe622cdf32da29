"""Pages and sums of the stock table are the same, whichever way the store finds them."""

from functools import partial

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.places import Place
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import UnitQuery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, codes, take_in
from tests.trade import load

STOCK = frozenset({Custody.IN_STORAGE, Custody.ALLOCATED})
ROAD = frozenset({Custody.IN_TRANSIT})  # one of many: found by its index


@pytest.fixture
def floor(station, clock):
    """Thirty packs, one of which is on the road and one void."""
    some = codes(30)
    taken = take_in(station, clock, *some)
    do = partial(dict, by=ADMIN, store=station, now=clock, new_id=new_id)
    release_handoff(load(some[3]), **do())
    void_record(taken.units[5].unit_id, "did_not_occur", "测试", **do())
    return station


@pytest.mark.parametrize("custody", [None, STOCK, ROAD])
@pytest.mark.parametrize("text", ["", "0"])
def test_pages_put_together_are_all_that_fits_newest_first_and_the_sum_is_theirs(floor, custody, text):
    with floor.read() as view:
        units = list(view.in_order(Unit))[::-1]
        fitting = [unit for unit in units if custody is None or unit.custody in custody]
        pages = [
            view.find_units(UnitQuery(text=text, custody=custody, offset=at, limit=7))
            for at in range(0, 35, 7)
        ]
        found = view.count_units(UnitQuery(text=text, custody=custody))
    assert [unit.unit_id for page in pages for unit in page] == [unit.unit_id for unit in fitting]
    assert (found.count, found.mass_g) == (len(fitting), sum(unit.mass_g or 0 for unit in fitting))


def test_a_place_without_a_slot_is_the_open_floor_of_its_zone(floor):
    with floor.read() as view:
        assert view.find_units(UnitQuery(place=Place("普通区"))) == []
        assert view.count_units(UnitQuery(place=Place("普通区", "01"))).count == 0
