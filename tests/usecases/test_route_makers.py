"""Real days with three makers' batteries on one floor: each maker hears of its own, and of no other's."""

from datetime import date

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_gate import MakerIsSealed
from packtrail.domain.errors_routing import (
    MakerNameUnusable,
    MakerRoutedElsewhere,
    NoSuchPortal,
    PortalAddressUnusable,
    PortalTitleUnusable,
    TooManyMakers,
)
from packtrail.domain.opening_stock import OpeningLine
from packtrail.domain.operators import Operator, Role
from packtrail.domain.routing import Route
from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.protocol.batch import Client
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.name_maker import name_responsible_maker
from packtrail.usecases.ports import Destination, SealedBatch, Verdict
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.route_makers import MOST_MAKERS, add_portal, set_routes, unrouted
from packtrail.usecases.seal_batch import SealingRules, next_batch
from packtrail.usecases.take_opening_stock import take_opening_stock
from packtrail.usecases.undo import undo
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, codes
from tests.trade import delivery, load, pack

pytestmark = pytest.mark.practice(7)

FIRST, SECOND, THIRD = "甲汽车有限公司", "乙汽车有限公司", "丙客车有限公司"
CODES = codes(4)
RULES = SealingRules(client=Client(app="test", app_version="0"))


@pytest.fixture
def hub(station, clock):
    with station.act() as tx:
        tx.add_destination(
            Destination(
                name="hub",
                title="平台",
                base_url="http://hub",
                outlet_uscc="91430100MA0FAKE013",
                hub_keys={"ed25519:00": bytes(32)},
                station_signature=b"s",
                enrolled_at=clock(),
            )
        )


@pytest.fixture
def add(station, clock):
    def run(title, *makers, **more):
        return add_portal(title, makers=makers, **{"by": ADMIN, "store": station, "now": clock, **more})

    return run


@pytest.fixture
def portals(hub, add):
    """A hub, and a portal each for the first and the second maker."""
    return add("甲平台", FIRST).name, add("乙平台", SECOND).name


@pytest.fixture
def route(station):
    return lambda portal, *makers, by=ADMIN: set_routes(portal, makers, by=by, store=station)


@pytest.fixture
def take(act):
    """Takes in one pack for each named maker, in one delivery."""

    def run(*makers):
        units = (pack(code, responsible_maker=maker) for code, maker in zip(CODES, makers, strict=False))
        return act(record_delivery, delivery(*units)).units

    return run


@pytest.fixture
def states(station):
    """What waits or is settled at a destination: type and state, in log order."""

    def run(destination):
        with station.read() as view:
            rows = reversed(view.submissions(destination))
            return [(row.record_type, row.state.value) for row in rows]

    return run


@pytest.fixture
def seal(station, clock):
    """Seals every record so far for a portal, as a workbook will for those that are owed there."""

    def run(portal, state=None):
        with station.act() as tx:
            mine = tx.station()
            batch = SealedBatch(
                digest="sha256:" + "ab" * 32,
                destination=portal,
                epoch=mine.epoch,
                seq_first=1,
                seq_last=mine.head_seq,
                envelope=b"{}",
                sealed_at=clock(),
                state=BatchState.SEALED,
            )
            tx.add_batch(batch)
            rows = tx.submissions(portal, {SubmissionState.BATCHED})
            if state:
                tx.settle(
                    portal,
                    [Verdict(record_id=row.record_id, state=state, ack_level=AckLevel.NONE, remote_no=None,
                             issues=(), said_at=clock()) for row in rows],
                )  # fmt: skip

    return run


@pytest.fixture
def rename(act):
    return lambda unit, maker: act(name_responsible_maker, unit.unit_id, maker, "按行驶证认定")


def unsent(station, destination):
    with station.read() as view:
        return view.backlog(destination).unsent


def test_a_delivery_of_three_makers_packs_reaches_each_portal_in_its_own_line_only(
    station, portals, take, states
):
    first, second, _ = take(FIRST, SECOND, THIRD)
    assert [states(portal) for portal in portals] == [[("intake", "pending")]] * 2
    with station.read() as view:
        assert view.submission(first.unit_id, portals[0]) is not None
        assert view.submission(first.unit_id, portals[1]) is None
        assert view.submission(second.unit_id, portals[0]) is None


def test_a_load_with_two_makers_packs_goes_to_each_portal_in_its_line(portals, take, act, states):
    take(FIRST, SECOND)
    act(release_handoff, load(*CODES[:2]))
    lines = [("intake", "pending"), ("handoff_line", "pending")]
    assert [states(portal) for portal in portals] == [lines, lines]
    assert ("handoff_release", "pending") in states("hub")


def test_what_nobody_named_or_routed_goes_to_the_hub_and_is_listed(station, portals, take, states):
    _, unknown, *_ = take(FIRST, None, THIRD, "乙汽车")
    assert [states(portal) for portal in portals] == [[("intake", "pending")], []]
    assert [name for name, _ in states("hub")].count("intake") == 4
    with station.read() as view:
        found = unrouted(view)
    assert [unit.unit_id for unit in found.without_maker] == [unknown.unit_id]
    assert found.count == 1
    assert {(each.maker, each.units, each.proposed) for each in found.without_portal} == {
        (THIRD, 1, ()),
        ("乙汽车", 1, (SECOND,)),
    }


def test_the_hub_gets_the_whole_log_without_a_gap_and_a_portal_none_of_its_batches(
    station, portals, take, clock
):
    take(FIRST, SECOND)
    with station.act() as tx:
        head = tx.station().head_seq
        sealed = next_batch(tx, "hub", RULES, now=clock, new_id=new_id)
        assert (sealed.seq_first, sealed.seq_last) == (1, head)
        assert [next_batch(tx, portal, RULES, now=clock, new_id=new_id) for portal in portals] == [None] * 2
        assert [tx.unsettled_batches(portal) for portal in portals] == [[], []]
    assert [unsent(station, each) for each in ("hub", *portals)] == [head, 1, 1]


def test_a_portal_that_comes_later_is_owed_the_lines_that_are_here(station, hub, take, add, act, states):
    take(FIRST, SECOND)
    act(release_handoff, load(*CODES[:2]))
    portal = add("甲平台", "甲 汽车 有限公司").name
    assert states(portal) == [("intake", "pending"), ("handoff_line", "pending")]


def test_a_maker_corrected_in_time_takes_its_lines_to_the_right_portal(portals, take, act, rename, states):
    (unit,) = take(FIRST)
    act(release_handoff, load(CODES[0]))
    rename(unit, SECOND)
    assert states(portals[0]) == [("intake", "not_required"), ("handoff_line", "not_required")]
    assert states(portals[1]) == [
        ("intake", "pending"),
        ("handoff_line", "pending"),
        ("correction", "pending"),
    ]
    rename(unit, FIRST)
    assert [state for _, state in states(portals[0])] == ["pending"] * 4
    assert {state for _, state in states(portals[1])} == {"not_required"}


def test_a_maker_named_late_sends_the_lines_to_its_portal(station, portals, take, rename, states):
    (unit,) = take(None)
    rename(unit, FIRST)
    assert states(portals[0]) == [("intake", "pending"), ("correction", "pending")]
    with station.read() as view:
        assert unrouted(view).count == 0


def test_a_maker_named_late_is_no_matter_of_what_the_hub_got(station, portals, take, rename, clock, states):
    (unit,) = take(None)
    with station.act() as tx:
        next_batch(tx, "hub", RULES, now=clock, new_id=new_id)
    rename(unit, FIRST)
    assert states(portals[0]) == [("intake", "pending"), ("correction", "pending")]
    assert states("hub")[-1] == ("correction", "pending")


def test_once_sealed_for_its_makers_portal_a_unit_goes_to_no_other(station, portals, take, rename, seal, act):
    (unit,) = take(FIRST)
    seal(portals[0])
    with pytest.raises(MakerIsSealed) as caught:
        rename(unit, SECOND)
    assert (caught.value.battery_code, caught.value.destination) == (CODES[0], "甲平台")
    with pytest.raises(MakerIsSealed):
        act(
            correct_record,
            unit.unit_id,
            {"responsible_maker": None},
            reason_code="late_information",
            reason_text="改",
        )
    with station.read() as view:
        assert view.unit(unit.unit_id).responsible_maker == FIRST
        assert view.submission(unit.unit_id, portals[1]) is None


def test_what_was_sealed_can_still_be_corrected_otherwise(portals, take, seal, act, states):
    (unit,) = take(FIRST)
    seal(portals[0])
    act(
        correct_record,
        unit.unit_id,
        {"gross_mass_g": 300_000},
        reason_code="late_information",
        reason_text="复称",
    )
    assert states(portals[0]) == [("intake", "batched"), ("correction", "pending")]
    assert states(portals[1]) == []


def test_the_void_of_a_line_goes_where_the_line_went(portals, take, act, states):
    _, other = take(FIRST, SECOND)
    act(release_handoff, load(CODES[0]))
    act(void_record, other.unit_id, "did_not_occur", "登记错了")
    assert states(portals[1]) == [("intake", "pending"), ("void", "pending")]
    assert states(portals[0]) == [("intake", "pending"), ("handoff_line", "pending")]


def test_undoing_a_change_of_maker_takes_the_lines_back(portals, take, act, states):
    (unit,) = take(FIRST)
    changed = act(
        correct_record,
        unit.unit_id,
        {"responsible_maker": SECOND},
        reason_code="late_information",
        reason_text="改",
    )
    act(undo, [changed.correction.record_id])
    assert states(portals[0])[0] == ("intake", "pending")
    assert {state for _, state in states(portals[1])} == {"not_required"}


def test_undoing_a_change_of_maker_is_refused_once_the_new_portal_has_it(portals, take, act, seal):
    (unit,) = take(FIRST)
    changed = act(
        correct_record,
        unit.unit_id,
        {"responsible_maker": SECOND},
        reason_code="late_information",
        reason_text="改",
    )
    seal(portals[1])
    with pytest.raises(MakerIsSealed):
        act(undo, [changed.correction.record_id])


def test_a_portal_that_turned_a_unit_away_as_not_its_own_lets_it_go(portals, take, seal, rename, states):
    (unit,) = take(FIRST)
    seal(portals[0], SubmissionState.REJECTED)
    rename(unit, SECOND)
    assert states(portals[0]) == [("intake", "not_required")]
    assert states(portals[1]) == [("intake", "pending"), ("correction", "pending")]


def test_what_another_road_reported_to_a_portal_stays_so_whatever_moves(portals, act, rename, states):
    line = OpeningLine(
        unit=pack(CODES[0], responsible_maker=FIRST),
        original_intake_on=date(2025, 3, 4),
        already_reported=True,
        reported_where="甲平台",
        reported_on=date(2025, 3, 20),
        reported_to=portals[0],
    )
    (unit,) = act(take_opening_stock, [line])
    assert states(portals[0]) == [("intake", "not_required")]
    rename(unit, SECOND)
    rename(unit, FIRST)
    assert states(portals[0])[0] == ("intake", "not_required")
    assert [state for _, state in states(portals[0])[1:]] == ["pending", "pending"]


def test_a_maker_taken_off_a_portal_takes_along_what_was_not_sealed(portals, take, route, seal, act, states):
    take(FIRST)
    seal(portals[0])
    act(release_handoff, load(CODES[0]))
    route(portals[0], THIRD)
    assert states(portals[0]) == [("intake", "batched"), ("handoff_line", "not_required")]
    route(portals[1], SECOND, FIRST)
    assert states(portals[1]) == [("intake", "pending"), ("handoff_line", "pending")]


def test_a_maker_has_one_portal(portals, route):
    with pytest.raises(MakerRoutedElsewhere) as caught:
        route(portals[1], SECOND, "甲汽车 有限公司")
    assert (caught.value.maker, caught.value.portal) == ("甲汽车 有限公司", "甲平台")


def test_the_table_reads_back_as_it_was_typed_each_maker_once(portals, route):
    assert route(portals[0], FIRST, "ＢＥＴＡ Motors", "beta motors") == (
        Route("beta motors", portals[0]),
        Route(FIRST, portals[0]),
        Route(SECOND, portals[1]),
    )


@pytest.mark.parametrize(
    ("makers", "error"),
    [
        (["  "], MakerNameUnusable),
        (["某" * 201], MakerNameUnusable),
        ([f"第{number}汽车" for number in range(MOST_MAKERS + 1)], TooManyMakers),
    ],
)
def test_a_table_that_cannot_be_right_changes_nothing(station, portals, route, makers, error):
    with pytest.raises(error):
        route(portals[0], *makers)
    with station.read() as view:
        assert Route(FIRST, portals[0]) in view.routes()


@pytest.mark.parametrize("named", ["hub", "portal_9"])
def test_makers_are_routed_to_portals_only(portals, route, named):
    with pytest.raises(NoSuchPortal):
        route(named, THIRD)


@pytest.mark.parametrize("title", ["", " ", "某" * 201, "平台", "甲 平台"])
def test_a_portal_has_a_title_of_its_own(portals, add, title):
    with pytest.raises(PortalTitleUnusable):
        add(title)


@pytest.mark.parametrize("address", ["甲平台", "ftp://portal", "https://a b", "https://" + "x" * 300])
def test_a_portals_address_is_a_web_address_or_none(station, portals, add, address):
    with pytest.raises(PortalAddressUnusable):
        add("丙平台", address=address)
    assert add("丙平台", address=" https://portal.example/ ").base_url == "https://portal.example/"


def test_only_the_administrator_says_who_hears_of_what(portals, add, route):
    supervisor = Operator("op_2", "主管", Role.SUPERVISOR)
    with pytest.raises(NotAllowed):
        add("丙平台", by=supervisor)
    with pytest.raises(NotAllowed):
        route(portals[0], THIRD, by=supervisor)


def test_a_hub_that_is_bound_after_the_portals_is_named_before_them_and_owed_the_whole_log(
    station, add, take, request
):
    portal = add("甲平台", FIRST).name
    take(FIRST)
    request.getfixturevalue("hub")
    with station.read() as view:
        assert [each.name for each in view.destinations()] == ["hub", portal]
        assert view.backlog("hub").unsent == view.station().head_seq


def test_a_portal_alone_ends_no_duty_of_what_it_never_hears_of(station, add, take):
    add("甲平台", FIRST)
    take(FIRST, None)
    with station.read() as view:
        assert sum(group.count for group in view.open_duties()) == 2


def test_a_duty_that_the_hub_confirmed_is_not_held_open_by_a_portal(station, portals, take, clock):
    (unit,) = take(FIRST)
    said = Verdict(
        record_id=unit.unit_id,
        state=SubmissionState.ACCEPTED,
        ack_level=AckLevel.RELAY_ACCEPTED,
        remote_no=None,
        issues=(),
        said_at=clock(),
    )
    with station.act() as tx:
        tx.settle("hub", [said])
        assert tx.open_duties() == []
        assert tx.backlog(portals[0]).unsent == 1
