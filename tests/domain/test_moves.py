"""Moving units: what is refused, what is warned of before it is written, what the record keeps."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.custody import HERE, Custody
from packtrail.domain.errors_places import (
    MovedNotHere,
    MovedTwice,
    MoveUnconfirmed,
    OrdinaryStorageRefused,
    TooManyMoves,
)
from packtrail.domain.move_warnings import MoveWarningKind, outlet_mass_warning
from packtrail.domain.moves import move_records, plan_moves
from packtrail.domain.occupancy import days_in_store, floor_stock, mass_of, may_stand, stands_apart
from packtrail.domain.places import Place, Places, Site, Zone, ZoneKind
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.standing import Alike, look_of
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.places import move_warning_text
from tests.trade import AFTERNOON, MORNING, ids, stored

RULES = load_stock_rules()
TODAY = MORNING.date()
SHELVES = Zone(name="普通区", slots=("01", "02"), mass_limit_g=1_000_000, count_limit=3, max_days=180)
APART = Zone(name="隔离区", kind=ZoneKind.ISOLATION)
LOADING = Zone(name="待发区", kind=ZoneKind.LOADING)
OPENING = Zone(name="拆解区", kind=ZoneKind.OPENING)
PLAN = Places((Site(name="本网点", zones=(SHELVES, APART, LOADING, OPENING)),))
SLOT, OTHER_SLOT = Place("普通区", "01"), Place("普通区", "02")


def unit(number, **changes):
    made = {"unit_id": f"01a1f684-8f48-7a11-8a00-{number:012d}", "intake_number": f"IN-{number}"}
    return stored(f"0TXPB01A000001A5A{number:07d}", **{**made, **changes})


def damaged(number, **changes):
    found = {"condition_class": "damaged_casing", "is_dangerous": True, "custody": Custody.QUARANTINED}
    return unit(number, **{**found, **changes})


def at(place, made):
    return replace(made, zone=place.zone, slot=place.slot)


def planned(*moves, standing=(), rules=RULES):
    """What a move warns of where ``standing`` stands, summed as the store sums it."""
    above_mv, groups = rules.charged_above_mv, {}
    for each in standing:
        groups.setdefault((each.zone, each.slot, look_of(each, above_mv)), []).append(each)
    alike = {
        Alike(zone=zone, slot=slot, look=look, count=len(units), mass=mass_of(units)): units
        for (zone, slot, look), units in groups.items()
    }
    return plan_moves(
        moves,
        places=PLAN,
        standing=list(alike),
        named=lambda one, most: alike_before_moves(alike, one)[:most],
        rules=rules,
        today=TODAY,
    )


def alike_before_moves(alike, one):
    """The units of a group, also when some of it are moved away meanwhile."""
    return next(
        units
        for group, units in alike.items()
        if (group.zone, group.slot, group.look) == (one.zone, one.slot, one.look)
    )


def found(plan):
    return {each.kind for each in plan.warnings}


def written(plan, confirmed=()):
    return move_records(plan, confirmed=confirmed, at=AFTERNOON, operator_ref="op_1", new_id=ids())


def test_a_sound_pack_goes_on_an_empty_shelf_without_a_word():
    plan = planned((unit(1), SLOT))
    (record,) = written(plan)
    assert plan.warnings == ()
    assert record.private == {"zone": "普通区", "slot": "01"}
    assert record.depends_on == (unit(1).unit_id,) == (record.body.intake_record_id,)


@pytest.mark.practice(9)
@pytest.mark.parametrize(
    "changes",
    [
        {"is_dangerous": True},
        {"is_high_risk": True},
        {"custody": Custody.QUARANTINED},
        {"custody": Custody.ALLOCATED, "is_high_risk": True},
    ],
)
def test_what_is_dangerous_or_isolated_never_goes_to_ordinary_storage(changes):
    with pytest.raises(OrdinaryStorageRefused) as refusal:
        planned((unit(1, **changes), SLOT))
    assert refusal.value.zone == "普通区"


@pytest.mark.practice(9)
@given(
    st.sampled_from(sorted(HERE)),
    st.booleans(),
    st.booleans(),
    st.sampled_from([Place("隔离区"), Place("待发区"), Place("拆解区"), SLOT]),
)
def test_no_confirmation_brings_danger_to_ordinary_storage(custody, dangerous, high_risk, place):
    moved = unit(1, custody=custody, is_dangerous=dangerous, is_high_risk=high_risk)
    try:
        plan = planned((moved, place))
    except OrdinaryStorageRefused:
        assert stands_apart(moved)
        return
    zone = PLAN.zone(place.zone)
    assert may_stand(moved, zone.kind)
    assert not (zone.kind is ZoneKind.ORDINARY and stands_apart(moved))
    assert written(plan, confirmed=plan.to_confirm)


def test_a_dangerous_pack_waits_for_its_lorry_only_once_it_is_on_a_load():
    with pytest.raises(OrdinaryStorageRefused):
        planned((damaged(1), Place("待发区")))
    assert planned((damaged(1, custody=Custody.ALLOCATED), Place("待发区"))).moves


@pytest.mark.parametrize("custody", [Custody.IN_TRANSIT, Custody.DELIVERED, Custody.VOIDED, Custody.OPENED])
def test_a_pack_that_left_is_not_moved(custody):
    with pytest.raises(MovedNotHere) as refusal:
        planned((unit(1, custody=custody, left_at=AFTERNOON), SLOT))
    assert refusal.value.left_at == AFTERNOON


def test_one_pack_at_two_places_at_once_is_refused_and_twice_at_one_is_once():
    with pytest.raises(MovedTwice):
        planned((unit(1), SLOT), (unit(1), OTHER_SLOT))
    assert len(planned((unit(1), SLOT), (unit(1), SLOT)).moves) == 1


def test_so_many_packs_nobody_moves_at_once():
    with pytest.raises(TooManyMoves):
        planned(*((unit(n), SLOT) for n in range(501)))


def test_a_pack_that_stands_there_already_writes_nothing():
    stands = at(SLOT, unit(1))
    assert planned((stands, SLOT), standing=(stands,)).moves == ()


def test_the_zone_is_warned_of_before_it_is_over_its_mass_and_the_word_stands_in_the_record():
    standing = [at(SLOT, unit(n, mass_g=400_000)) for n in (1, 2)]
    plan = planned((unit(3, mass_g=400_000), OTHER_SLOT), standing=standing)
    (warning,) = plan.warnings
    assert (warning.kind, warning.found, warning.limit) == (MoveWarningKind.ZONE_MASS, 1_200_000, 1_000_000)
    with pytest.raises(MoveUnconfirmed) as refusal:
        written(plan)
    assert refusal.value.move_warnings == ("zone_mass",)
    (record,) = written(plan, confirmed={"zone_mass"})
    assert record.body.confirmed_warnings == ("zone_mass",)


def test_uncertain_masses_are_counted_apart_from_weighed_ones():
    standing = [at(SLOT, unit(1, mass_g=800_000, mass_basis=MassBasis.NAMEPLATE))]
    (warning,) = planned((unit(2, mass_g=400_000), SLOT), standing=standing).warnings
    assert (warning.kind, warning.found) == (MoveWarningKind.ZONE_MASS_UNCERTAIN, 1_200_000)
    (unknown,) = planned((unit(2, mass_g=None), SLOT), standing=standing).warnings
    assert (unknown.kind, unknown.found) == (MoveWarningKind.MASS_UNKNOWN, 1)


def test_a_move_within_a_full_zone_causes_nothing_and_asks_for_no_word():
    standing = [at(SLOT, unit(n, mass_g=500_000)) for n in (1, 2, 3, 4)]
    plan = planned((standing[0], OTHER_SLOT), standing=standing)
    assert found(plan) == {MoveWarningKind.ZONE_MASS, MoveWarningKind.ZONE_COUNT}
    assert all(each.is_standing for each in plan.warnings)
    (record,) = written(plan)
    assert record.body.confirmed_warnings == ()


def test_what_leaves_a_zone_in_the_same_act_makes_room_in_it():
    standing = [at(SLOT, unit(n, mass_g=300_000)) for n in (1, 2, 3)]
    swapped = planned((standing[0], Place("待发区")), (unit(4, mass_g=300_000), SLOT), standing=standing)
    assert swapped.warnings == ()


def test_a_pack_older_than_the_zone_allows_is_warned_of_by_its_days():
    old = unit(1, taken_in_at=MORNING - timedelta(days=181))
    (warning,) = planned((old, SLOT)).warnings
    assert (warning.kind, warning.found, warning.limit) == (MoveWarningKind.OVER_DAYS, 181, 180)
    assert planned((unit(2, taken_in_at=MORNING - timedelta(days=180)), SLOT)).warnings == ()


@pytest.mark.practice(3)
def test_opening_stock_counts_its_days_from_the_day_on_which_it_really_came():
    assert days_in_store(unit(1, original_intake_on=date(2026, 11, 1)), TODAY) == 19
    assert days_in_store(unit(1, taken_in_at=AFTERNOON), date(2026, 11, 1)) == 0


@pytest.mark.rule("S29")
@pytest.mark.parametrize(
    ("mine", "theirs", "token"),
    [
        (unit(1), damaged(2), "neighbours_damaged_sound"),
        (unit(1, condition_class="undetermined"), unit(2), "neighbours_unchecked_sound"),
        (unit(1, condition_class="m999_later"), unit(2), "neighbours_unchecked_sound"),
        (unit(1, chemistry_code="E"), unit(2), "neighbours_iron_oxide"),
        (unit(1, chemistry_code="A"), unit(2), "neighbours_lithium_nickel"),
        (unit(1, chemistry_code="A"), unit(2, chemistry_code="D"), "neighbours_oxide_nickel"),
    ],
)
def test_neighbours_that_should_not_stand_together_are_named_with_their_doubt(mine, theirs, token):
    place = Place("隔离区")
    (warning,) = planned((mine, place), standing=(at(place, theirs),)).warnings
    assert (warning.token, warning.beside, warning.is_to_be_confirmed) == (token, (theirs.label,), True)
    assert "待确认" in move_warning_text(wording(CHINESE), warning)
    (record,) = written(planned((mine, place), standing=(at(place, theirs),)), confirmed={token})
    assert record.body.confirmed_warnings == (token,)


def test_a_charged_pack_beside_a_damaged_one_is_warned_of():
    place = Place("隔离区")
    charged = damaged(1, voltage_mv=60_001)
    tokens = planned((charged, place), standing=(at(place, damaged(2)),)).to_confirm
    assert tokens == ("neighbours_damaged_charged",)


def test_two_that_come_together_are_neighbours_too():
    place = Place("隔离区")
    assert planned((unit(1), place), (damaged(2), place)).to_confirm == ("neighbours_damaged_sound",)


def test_material_families_may_share_a_zone_but_no_slot():
    ternary = at(OTHER_SLOT, unit(2, chemistry_code="E"))
    assert planned((unit(1), SLOT), standing=(ternary,)).warnings == ()
    assert planned((unit(1), OTHER_SLOT), standing=(ternary,)).warnings


@pytest.mark.practice(1)
@pytest.mark.rule("S9")
def test_what_is_coming_is_held_against_the_5_t_before_the_lorry_is_unloaded():
    assert outlet_mass_warning("collection", 4_000_000, RULES, TODAY, coming_g=1_000_000) is None
    over = outlet_mass_warning("collection", 4_000_000, RULES, TODAY, coming_g=1_000_001)
    assert (over.found, over.limit, over.is_standing) == (5_000_001, 5_000_000, False)
    assert "待确认" in move_warning_text(wording(CHINESE), over)
    assert outlet_mass_warning("central_storage", 90_000_000, RULES, TODAY) is None


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("kind", list(MoveWarningKind))
def test_every_warning_has_its_sentence(kind, language):
    assert wording(language).knows(f"places.warning.{kind}")


def test_the_floor_says_what_stands_where_and_what_stands_wrong():
    units = [
        at(SLOT, unit(1)),
        at(SLOT, unit(2, mass_basis=MassBasis.ESTIMATED, taken_in_at=MORNING - timedelta(days=200))),
        at(Place("普通区", "99"), damaged(3, mass_g=None)),
        unit(4),
        at(Place("屋顶"), unit(5)),
        unit(6, custody=Custody.DELIVERED),
    ]
    floor = floor_stock(PLAN, units, TODAY)
    shelves = floor.zones[0]
    assert (floor.count, shelves.count, [each.label for each in floor.elsewhere]) == (
        5,
        3,
        [units[3].label, units[4].label],
    )
    assert (shelves.mass.weighed_g, shelves.mass.uncertain_g, shelves.mass.unknown_count) == (
        312_500,
        312_500,
        1,
    )
    assert [(each.slot, each.count) for each in shelves.slots] == [("01", 2), ("02", 0), ("99", 1)]
    assert [each.unit_id for each in shelves.over_days] == [units[1].unit_id]
    assert [each.unit_id for each in shelves.out_of_place] == [units[2].unit_id]
    assert not shelves.is_over_mass
    assert not shelves.is_over_count


@given(st.lists(st.tuples(st.none() | st.integers(0, 10**7), st.sampled_from(list(MassBasis))), max_size=8))
def test_every_unit_is_weighed_or_uncertain_or_unknown_and_none_is_counted_twice(masses):
    units = [unit(n, mass_g=mass_g, mass_basis=basis) for n, (mass_g, basis) in enumerate(masses)]
    total = mass_of(units)
    weighed = [mass_g for mass_g, basis in masses if basis == MassBasis.WEIGHED and mass_g is not None]
    assert total.weighed_g == sum(weighed)
    assert total.known_g == sum(mass_g or 0 for mass_g, _ in masses)
    assert len(weighed) + total.uncertain_count + total.unknown_count == len(units)
