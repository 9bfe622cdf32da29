"""The floor at work: zones, units moved by two scans, and what is refused before anything is written."""

from dataclasses import replace

import pytest

from packtrail.app.ids import new_id
from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.custody import Custody
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_places import (
    MovedNotHere,
    MovedWhich,
    MoveUnconfirmed,
    OrdinaryStorageRefused,
    PlaceInUse,
    PlacesChanged,
    PlacesWrong,
    PlaceUnknown,
)
from packtrail.domain.move_warnings import MoveWarningKind
from packtrail.domain.operators import Operator, Role
from packtrail.domain.places import Places, Site, Zone, ZoneKind, default_places
from packtrail.domain.records import ConditionCheck, NewRecord, UnitMoved
from packtrail.domain.unit import Unit
from packtrail.usecases.move_units import Move, move_units, warn_of_moves
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.set_places import SETTING, current_places, set_places, stock_by_place
from tests.station import ADMIN, codes, take_in
from tests.trade import CODE, delivery, load, pack

RULES = load_stock_rules()
GATE = Operator("op_2", "收货员", Role.OPERATOR)
VISITOR = Operator("op_3", "访客", Role.VIEWER)
SHELVES = Zone(name="A", slots=tuple(f"{n:02d}" for n in range(1, 21)))
APART = Zone(name="隔离区", kind=ZoneKind.ISOLATION)


def plan(*zones, revision=0):
    return Places((Site(name="本网点", zones=zones),), revision)


@pytest.fixture
def floor(station):
    set_places(plan(SHELVES, APART), by=ADMIN, store=station)
    return station


def moved(floor, clock, *moves, by=GATE, confirmed=()):
    return move_units(moves, rules=RULES, confirmed=confirmed, by=by, store=floor, now=clock, new_id=new_id)


def records_of(store):
    with store.read() as view:
        return view.station().head_seq


def found_leaking(store, clock, unit_id):
    body = ConditionCheck(
        intake_record_id=unit_id, condition_class="leaking", residual_voltage_mv=None, insulation_kohm=None,
        surface_celsius=None, recheck_at=None, remark=None,
    )  # fmt: skip
    with store.act() as tx:
        tx.append(NewRecord(record_id=new_id(), body=body, occurred_at=clock(), operator_ref="op_2"))


def test_twenty_packs_find_their_slots_in_one_act(floor, clock):
    some = codes(20)
    take_in(floor, clock, *some)
    units = moved(floor, clock, *(Move(code, f"LOC:A/{n:02d}") for n, code in enumerate(some, start=1)))
    assert [(unit.battery_code, unit.zone, unit.slot) for unit in units] == [
        (code, "A", f"{n:02d}") for n, code in enumerate(some, start=1)
    ]
    with floor.read() as view:
        history = view.history(Unit, units[0].unit_id)
        assert view.private_part(history[-1].record.record_id) == {"zone": "A", "slot": "01"}
        assert "A" not in repr(history[-1].record.body)
        (shelves, _) = stock_by_place(view, clock).zones
    assert [slot.count for slot in shelves.slots] == [1] * 20


def test_the_place_noted_at_intake_is_where_the_pack_stands(floor, clock):
    draft = delivery(pack(storage_location="LOC:A/07"))
    (unit,) = record_delivery(draft, by=ADMIN, store=floor, now=clock, new_id=new_id).units
    assert (unit.zone, unit.slot) == ("A", "07")


def test_an_unknown_place_is_named_with_proposals_and_nothing_is_written(floor, clock):
    take_in(floor, clock, *codes(2))
    before = records_of(floor)
    with pytest.raises(PlaceUnknown) as refusal:
        moved(floor, clock, Move(codes(1)[0], "LOC:A/01"), Move(codes(2)[1], "LOC:A/O2"))
    assert refusal.value.proposals[0] == "A/02"
    assert records_of(floor) == before


@pytest.mark.practice(9)
def test_a_leaking_pack_is_refused_on_the_shelf_and_goes_to_isolation(floor, clock):
    (unit,) = take_in(floor, clock).units
    moved(floor, clock, Move(CODE, "A/01"))
    found_leaking(floor, clock, unit.unit_id)
    with floor.read() as view:
        assert [each.label for each in stock_by_place(view, clock).zones[0].out_of_place] == [CODE]
    with pytest.raises(OrdinaryStorageRefused):
        moved(floor, clock, Move(CODE, "A/02"), confirmed={"neighbours_damaged_sound"})
    (there,) = moved(floor, clock, Move(CODE, "隔离区"))
    assert (there.zone, there.slot, there.custody) == ("隔离区", None, Custody.QUARANTINED)


def test_the_warning_comes_before_the_move_and_the_word_given_is_recorded(floor, clock):
    with floor.read() as view:
        set_places(
            plan(replace(SHELVES, count_limit=1), APART, revision=current_places(view).revision),
            by=ADMIN,
            store=floor,
        )
    one, other = codes(2)
    take_in(floor, clock, one, other)
    moved(floor, clock, Move(one, "A/01"))
    asked = warn_of_moves([Move(other, "A/02")], store=floor, rules=RULES, now=clock)
    assert [each.kind for each in asked.warnings] == [MoveWarningKind.ZONE_COUNT]
    before = records_of(floor)
    with pytest.raises(MoveUnconfirmed):
        moved(floor, clock, Move(other, "A/02"))
    assert records_of(floor) == before
    (unit,) = moved(floor, clock, Move(other, "A/02"), confirmed=asked.to_confirm)
    with floor.read() as view:
        (said,) = [
            each.record.body.confirmed_warnings
            for each in view.history(Unit, unit.unit_id)
            if isinstance(each.record.body, UnitMoved)
        ]
    assert said == ("zone_count",)


@pytest.mark.rule("S9")
def test_over_5_t_every_move_shows_the_ceiling_and_none_waits_for_it(floor, clock):
    some = codes(2)
    draft = delivery(*(pack(code, mass_g=2_600_000) for code in some))
    record_delivery(draft, by=ADMIN, store=floor, now=clock, new_id=new_id)
    asked = warn_of_moves([Move(some[0], "A/01")], store=floor, rules=RULES, now=clock)
    (warning,) = asked.warnings
    assert (warning.kind, warning.is_standing, warning.is_to_be_confirmed) == ("outlet_mass", True, True)
    assert len(moved(floor, clock, Move(some[0], "A/01"))) == 1


def test_a_pack_that_was_handed_on_or_never_came_is_not_moved(floor, clock):
    take_in(floor, clock)
    release_handoff(load(CODE), by=ADMIN, store=floor, now=clock, new_id=new_id)
    with pytest.raises(MovedNotHere) as gone:
        moved(floor, clock, Move(CODE, "A/01"))
    with pytest.raises(MovedNotHere) as never:
        moved(floor, clock, Move("0TXPB01A000001A5A9999999", "A/01"))
    assert gone.value.left_at is not None
    assert never.value.left_at is None


def test_a_code_in_small_letters_is_the_same_code(floor, clock):
    take_in(floor, clock)
    (unit,) = moved(floor, clock, Move(CODE.lower(), "A/01"))
    assert unit.battery_code == CODE


@pytest.mark.practice(12)
def test_two_packs_with_one_code_are_told_apart_before_one_is_moved(floor, clock):
    take_in(floor, clock)
    second = delivery(pack(code_status="conflict", as_conflict=True))
    (other,) = record_delivery(second, by=ADMIN, store=floor, now=clock, new_id=new_id).units
    with pytest.raises(MovedWhich) as refusal:
        moved(floor, clock, Move(CODE, "隔离区"))
    assert len(refusal.value.numbers) == 2
    (unit,) = moved(floor, clock, Move(CODE, "隔离区", other.unit_id))
    assert unit.unit_id == other.unit_id
    with pytest.raises(MovedNotHere):
        moved(floor, clock, Move(CODE, "隔离区", new_id()))


def test_scanning_the_same_place_again_writes_nothing(floor, clock):
    take_in(floor, clock)
    moved(floor, clock, Move(CODE, "A/01"))
    before = records_of(floor)
    assert moved(floor, clock, Move(CODE, "loc:a/01")) == ()
    assert moved(floor, clock) == ()
    assert records_of(floor) == before


def test_a_visitor_moves_nothing_and_draws_no_zones(floor, clock):
    take_in(floor, clock)
    with pytest.raises(NotAllowed):
        moved(floor, clock, Move(CODE, "A/01"), by=VISITOR)
    with pytest.raises(NotAllowed):
        set_places(plan(SHELVES, APART, revision=1), by=GATE, store=floor)


def test_a_new_outlet_has_zones_before_anybody_draws_them(station):
    with station.read() as view:
        assert current_places(view) == default_places()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 9, "places": {}}', '{"format": 1}'])
def test_a_plan_that_no_version_of_ours_wrote_gives_way_to_the_first_one(station, text):
    with station.act() as tx:
        tx.remember(SETTING, text)
    with station.read() as view:
        assert current_places(view) == default_places()


def test_a_plan_reads_back_as_it_was_saved_and_an_older_copy_is_refused(floor):
    with floor.read() as view:
        saved = current_places(view)
    assert (saved.revision, tuple(saved.zones)) == (1, (SHELVES, APART))
    again = set_places(saved, by=ADMIN, store=floor)
    with pytest.raises(PlacesChanged):
        set_places(saved, by=ADMIN, store=floor)
    assert again.revision == 2


def test_a_zone_or_slot_in_which_something_stands_does_not_go(floor, clock):
    take_in(floor, clock)
    moved(floor, clock, Move(CODE, "A/01"))
    fewer = replace(SHELVES, slots=SHELVES.slots[1:])
    for zones, place in (((APART,), "A/01"), ((fewer, APART), "A/01")):
        with pytest.raises(PlaceInUse) as refusal:
            set_places(plan(*zones, revision=1), by=ADMIN, store=floor)
        assert (refusal.value.place, refusal.value.count) == (place, 1)
    assert set_places(plan(replace(SHELVES, mass_limit_g=1), APART, revision=1), by=ADMIN, store=floor)


@pytest.mark.practice(9)
def test_no_stroke_of_the_pen_turns_isolation_into_ordinary_storage(floor, clock):
    draft = delivery(pack(condition_class="leaking"))
    record_delivery(draft, by=ADMIN, store=floor, now=clock, new_id=new_id)
    moved(floor, clock, Move(CODE, "隔离区"))
    other = replace(APART, name="新隔离区")
    with pytest.raises(OrdinaryStorageRefused):
        set_places(
            plan(SHELVES, replace(APART, kind=ZoneKind.ORDINARY), other, revision=1), by=ADMIN, store=floor
        )


def test_a_wrong_plan_comes_back_with_all_that_is_wrong(floor):
    with pytest.raises(PlacesWrong) as refusal:
        set_places(plan(SHELVES, SHELVES, replace(APART, max_days=0), revision=1), by=ADMIN, store=floor)
    assert refusal.value.place_faults == ("name_twice", "limit_wrong")
    with pytest.raises(PlacesWrong) as empty:
        set_places(plan(revision=1), by=ADMIN, store=floor)
    assert empty.value.names is None
