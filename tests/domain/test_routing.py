"""Who is owed which record: a hub everything, a maker's portal the lines of its own units and no other."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.deadlines import DestinationKind
from packtrail.domain.delivery import DeliveryNumbers, take_in
from packtrail.domain.handoff import release
from packtrail.domain.routing import Route, alike, by_maker, maker_key, owed_to, portal_of
from packtrail.protocol.records import ZERO_HASH, chain
from tests.trade import AFTERNOON, MORNING, delivery, ids, load, pack, stored

pytestmark = pytest.mark.practice(7)


@dataclass(frozen=True)
class To:
    name: str
    kind: DestinationKind


HUB = To("hub", DestinationKind.HUB)
A, B = To("portal_1", DestinationKind.MAKER_PORTAL), To("portal_2", DestinationKind.MAKER_PORTAL)
EVERYONE = (HUB, A, B)
ROUTES = (
    Route("甲汽车有限公司", A.name),
    Route("甲新能源（长沙）有限公司", A.name),
    Route("BETA Motors", B.name),
)
MAKERS = st.sampled_from([None, "", "甲汽车有限公司", "甲新能源（长沙）有限公司", "BETA Motors", "丙客车"])


def test_a_line_goes_to_the_hub_and_to_the_portal_of_its_maker():
    assert owed_to(["甲汽车有限公司"], EVERYONE, ROUTES) == ("hub", "portal_1")


@pytest.mark.parametrize("maker", [None, "", "  ", "丙客车"])
def test_a_line_of_an_unknown_or_unrouted_maker_goes_to_no_portal(maker):
    assert owed_to([maker], EVERYONE, ROUTES) == ("hub",)


def test_what_speaks_of_no_unit_goes_to_no_portal():
    assert owed_to([], EVERYONE, ROUTES) == ("hub",)


def test_what_speaks_of_two_makers_units_goes_to_neither_portal():
    assert owed_to(["甲汽车有限公司", "BETA Motors"], EVERYONE, ROUTES) == ("hub",)
    assert owed_to(["甲汽车有限公司", None], EVERYONE, ROUTES) == ("hub",)


def test_two_makers_of_one_portal_share_it():
    assert owed_to(["甲汽车有限公司", "甲新能源（长沙）有限公司"], EVERYONE, ROUTES) == ("hub", "portal_1")


@given(st.lists(MAKERS, max_size=5), st.lists(st.sampled_from(ROUTES), max_size=3))
def test_no_record_ever_goes_to_a_portal_of_another_maker(makers, routes):
    owed = owed_to(makers, EVERYONE, routes)
    assert HUB.name in owed
    for portal in set(owed) - {HUB.name}:
        assert makers
        assert all(portal_of(maker, routes) == portal for maker in makers)


@pytest.mark.parametrize(
    "typed", ["beta motors", "ＢＥＴＡ　Ｍｏｔｏｒｓ", " BetaMotors ", "BETA\u00a0MOTORS"]
)
def test_width_case_and_blanks_tell_no_two_makers_apart(typed):
    assert portal_of(typed, ROUTES) == "portal_2"


def test_full_width_brackets_are_the_same_brackets():
    assert maker_key("甲新能源(长沙)有限公司") == maker_key("甲新能源（长沙）有限公司")


def test_a_name_without_its_form_of_company_is_proposed_and_never_assumed():
    assert portal_of("甲汽车", ROUTES) is None
    assert alike("甲汽车", ROUTES) == ("甲汽车有限公司",)
    assert alike("甲汽车股份有限公司", ROUTES) == ("甲汽车有限公司",)
    assert alike("甲汽车有限公司", ROUTES) == ()
    assert alike("乙汽车", ROUTES) == ()


def records_of(*makers):
    """A delivery of one pack for each maker, and a load with all of them: chained records by type."""
    new_id = ids()
    units = [pack(f"CODE{number}", responsible_maker=maker) for number, maker in enumerate(makers)]
    count = len(units)
    numbers = DeliveryNumbers(delivery="DL-1", intakes=("IN-1",) * count, local_ids=(None,) * count)
    taken = take_in(
        delivery(*units), live={}, numbers=numbers, at=MORNING, operator_ref="op_1", new_id=new_id
    )
    stock = [stored(f"CODE{at}", unit_id=each.record_id) for at, each in enumerate(taken[1:])]
    handed = release(
        load(*(unit.battery_code for unit in units)), stock, number="HO-1", at=AFTERNOON,
        operator_ref="op_1", new_id=new_id,
    )  # fmt: skip
    found, seq, prev = {}, 0, ZERO_HASH
    for each in (*taken, *handed):
        link = chain(each, station_seq=(seq := seq + 1), prev_hash=prev, recorded_at=AFTERNOON).record
        found.setdefault(link.record_type, []).append(link)
        prev = link.record_hash
    return found


def test_the_lines_of_all_outlets_are_grouped_by_maker_for_one_workbook_each():
    found = records_of("甲汽车有限公司", "ＢＥＴＡ Motors", None, "beta motors")
    (ours, beta, nobodys, other), lines = found["intake"], found["handoff_line"]
    assert by_maker(record for records in found.values() for record in records) == {
        maker_key("甲汽车有限公司"): (ours, lines[0]),
        "betamotors": (beta, other, lines[1], lines[3]),
        None: (nobodys, lines[2]),
    }


def test_a_line_whose_intake_came_in_an_earlier_workbook_is_grouped_by_what_is_known_of_it():
    found = records_of("甲汽车有限公司", "BETA Motors")
    (first, _), lines = found["intake"], found["handoff_line"]
    assert by_maker(lines, {first.record_id: "甲汽车 有限公司"}) == {
        maker_key("甲汽车有限公司"): (lines[0],),
        None: (lines[1],),
    }


def test_what_speaks_of_a_whole_document_is_in_no_group():
    found = records_of("甲汽车有限公司")
    assert by_maker([*found["delivery"], *found["handoff"], *found["handoff_release"]]) == {}
