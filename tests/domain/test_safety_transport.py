"""Dangerous-goods proposals: UN numbers, packing, refused modes, the next province (practice 9, 11)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.dangerous_goods import load_dangerous_goods
from packtrail.domain.code_tables import Confidence
from packtrail.domain.safety import (
    NO_DANGER,
    Danger,
    DangerLevel,
    PackingState,
    TransportUnit,
    TransportWarning,
    is_damaged_goods_packing,
    packing_state,
    propose_transport,
)

RULES = load_dangerous_goods()
DAY = date(2026, 5, 4)
DAMAGED, HIGH = Danger(DangerLevel.DAMAGED), Danger(DangerLevel.HIGH)
BEIJING, ZHEJIANG, NOWHERE = "91110000600037341L", "91330800575349959F", "91330800575349959X"


def unit(chemistry="B", danger=NO_DANGER, label="0TXPB01A000001A5A0000123"):
    return TransportUnit(label=label, chemistry_code=chemistry, danger=danger)


def propose(*units, on=DAY, **ends):
    return propose_transport(units, RULES, on, **ends)


@pytest.mark.rule("S25")
@pytest.mark.parametrize(
    ("danger", "state", "packings", "provision"),
    [
        (NO_DANGER, PackingState.SOUND, ("p903", "p909"), None),
        (DAMAGED, PackingState.DAMAGED, ("p908", "lp904"), "376"),
        (HIGH, PackingState.LIABLE_TO_REACT, ("p911", "lp906"), "376"),
    ],
)
@pytest.mark.parametrize(("chemistry", "un_number"), [("B", "3480"), ("E", "3480"), ("sodium_ion", "3551")])
def test_a_battery_is_packed_by_its_kind_and_its_state(
    danger, state, packings, provision, chemistry, un_number
):
    (package,) = propose(unit(chemistry, danger)).packages
    assert (package.un_number, package.state, package.packings, package.special_provision) == (
        un_number,
        state,
        packings,
        provision,
    )


@pytest.mark.rule("S25")
def test_nickel_metal_hydride_has_its_number_at_sea_only():
    found = propose(unit("A"))
    assert found.un_numbers == ("3496",)
    assert {TransportWarning.SEA_ONLY, TransportWarning.NO_INSTRUCTION} <= set(found.warnings)


@pytest.mark.parametrize("chemistry", ["F", "Z", None, "", "word_of_a_newer_peer"])
def test_a_kind_that_the_data_lacks_gets_no_number_and_a_warning(chemistry):
    found = propose(unit(chemistry, HIGH))
    (package,) = found.packages
    assert (package.family, package.un_number, package.packings, package.confidence) == (None, None, (), None)
    assert TransportWarning.KIND_UNKNOWN in found.warnings


def test_sodium_rests_on_an_inference_and_says_so():
    (package,) = propose(unit("sodium_ion", DAMAGED)).packages
    assert package.confidence is Confidence.INFERRED


def test_a_mixed_load_has_a_package_for_each_kind_the_most_dangerous_first():
    found = propose(
        unit("B", label="1"), unit("E", label="2"), unit("A", label="3"), unit("B", HIGH, label="4")
    )
    assert [(package.un_number, package.state, package.labels) for package in found.packages] == [
        ("3480", PackingState.LIABLE_TO_REACT, ("4",)),
        ("3480", PackingState.SOUND, ("1", "2")),
        ("3496", PackingState.SOUND, ("3",)),
    ]
    assert found.un_numbers == ("3480", "3496")
    assert TransportWarning.PACKED_APART in found.warnings


def test_a_load_of_sound_ones_asks_nobody_whether_they_react():
    warnings = propose(unit(), unit("E")).warnings
    assert TransportWarning.COMPETENT_PERSON not in warnings
    assert TransportWarning.PACKED_APART not in warnings


def test_whether_a_damaged_one_reacts_is_for_an_expert_to_say():
    assert TransportWarning.COMPETENT_PERSON in propose(unit(danger=DAMAGED)).warnings


def test_a_unit_that_nobody_has_looked_at_is_named_as_such():
    found = propose(unit(danger=Danger(DangerLevel.UNDETERMINED)))
    assert TransportWarning.CONDITION_UNCHECKED in found.warnings


@pytest.mark.rule("S26")
@pytest.mark.parametrize("danger", [NO_DANGER, DAMAGED, HIGH])
def test_what_leaves_an_outlet_never_goes_by_rail(danger):
    found = propose(unit(danger=danger))
    assert not found.is_rail_allowed
    assert TransportWarning.RAIL_REFUSED in found.warnings


def test_without_a_rule_that_refuses_it_rail_is_allowed():
    found = propose_transport([unit()], replace(RULES, refusals=()), DAY)
    assert found.is_rail_allowed
    assert not {TransportWarning.RAIL_REFUSED, TransportWarning.AIR_REFUSED} & set(found.warnings)


@pytest.mark.practice(11)
@pytest.mark.rule("S24")
@pytest.mark.parametrize("danger", [NO_DANGER, DAMAGED, HIGH])
def test_lithium_packs_need_no_hazardous_waste_manifest(danger):
    assert not propose(unit(danger=danger)).needs_waste_manifest


@pytest.mark.practice(11)
@pytest.mark.rule("S27")
@pytest.mark.parametrize(
    ("ends", "is_asked"),
    [
        ({"from_uscc": BEIJING, "to_uscc": ZHEJIANG}, True),
        ({"from_uscc": BEIJING, "to_uscc": ZHEJIANG, "filing_number": "跨省-2026-17"}, False),
        ({"from_uscc": ZHEJIANG, "to_uscc": ZHEJIANG}, False),
        ({"from_uscc": BEIJING}, False),
        ({"from_uscc": BEIJING, "to_uscc": NOWHERE}, False),
    ],
)
def test_another_province_asks_for_a_filing_number(ends, is_asked):
    assert (TransportWarning.FILING_NUMBER_MISSING in propose(unit(), **ends).warnings) == is_asked


def test_an_entry_counts_between_its_days_both_included():
    (lithium, *_) = RULES.families
    dated = replace(lithium, in_force_from=DAY, in_force_to=DAY)
    rules = replace(RULES, families=(dated,))
    days = [date(2026, 5, 3), DAY, date(2026, 5, 5)]
    numbers = [propose_transport([unit()], rules, day).un_numbers for day in days]
    assert numbers == [(), ("3480",), ()]


@pytest.mark.practice(9)
@pytest.mark.parametrize(
    ("packing", "is_one"),
    [
        *((packing, True) for packing in ("p908", "lp904", "p911", "lp906")),
        *((packing, False) for packing in ("p903", "p909", "pallet", "", None)),
    ],
)
def test_only_packing_for_damaged_goods_counts_for_the_way_out(packing, is_one):
    assert is_damaged_goods_packing(packing, RULES, DAY) is is_one


@pytest.mark.practice(9)
def test_instructions_that_have_ended_do_not_lock_a_dangerous_unit_in():
    ended = tuple(replace(entry, in_force_to=date(2026, 1, 1)) for entry in RULES.entries)
    assert is_damaged_goods_packing("p908", replace(RULES, entries=ended), DAY)
    newer = replace(RULES.entries[1], packings=("p958",), in_force_from=date(2026, 1, 2))
    assert not is_damaged_goods_packing("p908", replace(RULES, entries=(*ended, newer)), DAY)


LEVELS = st.sampled_from(DangerLevel).map(Danger)


@given(st.lists(st.builds(unit, st.sampled_from([*"ABCDEFGZ", None]), LEVELS, st.text(max_size=3))))
def test_every_unit_of_a_load_is_in_exactly_one_package(units):
    found = propose(*units)
    assert sorted(label for package in found.packages for label in package.labels) == sorted(
        each.label for each in units
    )


@given(LEVELS, LEVELS)
def test_more_danger_is_never_packed_as_less(one, other):
    order = list(PackingState)
    if one.level <= other.level:
        assert order.index(packing_state(one)) <= order.index(packing_state(other))
