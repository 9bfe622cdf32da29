"""The one way out of 异常隔离, and that there is no second (practice 9)."""

from dataclasses import fields, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.safety import (
    IsolatedCase,
    Lack,
    MustStayIsolated,
    WayOutClosed,
    may_be_released_to_storage,
    may_leave_isolated,
    require_release,
    require_way_out,
)

pytestmark = pytest.mark.practice(9)

PERSONS = ("released_by", "confirmed_by")
CLAIMS = tuple(field.name for field in fields(IsolatedCase) if field.name not in PERSONS)
OPERATORS = st.sampled_from([None, "", "op_1", "op_2"])
CASES = st.builds(IsolatedCase, **dict.fromkeys(CLAIMS, st.booleans()), **dict.fromkeys(PERSONS, OPERATORS))

LEAVING = IsolatedCase(
    is_checked=True,
    has_settled_identity=True,
    is_treated=True,
    is_determined=True,
    is_accepted_by_both=True,
    is_rechecked=True,
    recipient_takes_damaged=True,
    is_packed_as_damaged=True,
)
MENDED = IsolatedCase(
    is_checked=True,
    is_high_risk=False,
    has_settled_identity=True,
    is_treated=True,
    is_determined=True,
    has_passed=True,
    is_rechecked=True,
    released_by="op_1",
    confirmed_by="op_2",
)
NEEDED_TO_LEAVE = {
    "is_checked": Lack.CONDITION_UNCHECKED,
    "has_settled_identity": Lack.IDENTITY_IN_CONFLICT,
    "is_treated": Lack.TREATMENT,
    "is_determined": Lack.DETERMINATION,
    "is_accepted_by_both": Lack.BOTH_PARTIES,
    "is_rechecked": Lack.RECHECK,
    "recipient_takes_damaged": Lack.RECIPIENT_UNABLE,
    "is_packed_as_damaged": Lack.DAMAGED_PACKING,
}
NEEDED_TO_STORE = {
    "is_checked": Lack.CONDITION_UNCHECKED,
    "has_settled_identity": Lack.IDENTITY_IN_CONFLICT,
    "is_treated": Lack.TREATMENT,
    "is_determined": Lack.DETERMINATION,
    "has_passed": Lack.DETERMINATION_FAILED,
    "is_rechecked": Lack.RECHECK,
}


def test_a_high_risk_unit_leaves_treated_accepted_packed_and_to_one_who_can_take_it():
    assert may_leave_isolated(LEAVING) == ()
    require_way_out("0TXPB01A000001A5A0000123", LEAVING)


@pytest.mark.parametrize(("claim", "lack"), NEEDED_TO_LEAVE.items())
def test_one_condition_missing_keeps_the_way_out_closed_and_is_named(claim, lack):
    assert may_leave_isolated(replace(LEAVING, **{claim: False})) == (lack,)


def test_a_unit_of_which_nothing_is_known_needs_everything():
    assert set(may_leave_isolated(IsolatedCase())) == set(NEEDED_TO_LEAVE.values()) - {Lack.BOTH_PARTIES}
    assert Lack.HIGH_RISK in may_be_released_to_storage(IsolatedCase())


def test_the_way_out_is_open_for_all_conditions_together_and_for_nothing_less():
    for claims in product([True, False], repeat=len(NEEDED_TO_LEAVE)):
        case = replace(LEAVING, **dict(zip(NEEDED_TO_LEAVE, claims, strict=True)))
        assert (may_leave_isolated(case) == ()) == all(claims)


@given(CASES)
def test_no_facts_open_the_way_out_without_every_condition_of_the_trade(case):
    if may_leave_isolated(case) == ():
        assert case.is_treated
        assert case.is_determined
        assert case.is_accepted_by_both
        assert case.recipient_takes_damaged
        assert case.is_packed_as_damaged
        assert case.is_rechecked or not case.is_thermal


@given(CASES)
def test_no_facts_let_a_high_risk_unit_into_ordinary_storage(case):
    lacks = may_be_released_to_storage(replace(case, is_high_risk=True))
    assert Lack.HIGH_RISK in lacks


@given(CASES)
def test_nothing_is_released_to_storage_without_two_persons_and_a_determination_that_passed(case):
    if may_be_released_to_storage(case) == ():
        assert case.released_by
        assert case.confirmed_by
        assert case.released_by != case.confirmed_by
        assert case.is_determined
        assert case.has_passed
        assert case.is_treated or not case.is_damaged


def test_a_damaged_unit_that_was_mended_goes_back_by_two_persons():
    assert may_be_released_to_storage(MENDED) == ()
    require_release("0TXPB01A000001A5A0000123", MENDED)


@pytest.mark.parametrize(("claim", "lack"), NEEDED_TO_STORE.items())
def test_one_condition_missing_keeps_a_unit_isolated_and_is_named(claim, lack):
    assert may_be_released_to_storage(replace(MENDED, **{claim: False})) == (lack,)


def test_a_unit_that_was_never_damaged_needs_no_treatment():
    assert may_be_released_to_storage(replace(MENDED, is_damaged=False, is_treated=False)) == ()


def test_a_unit_that_was_never_hot_needs_no_second_look():
    assert may_be_released_to_storage(replace(MENDED, is_thermal=False, is_rechecked=False)) == ()
    assert may_leave_isolated(replace(LEAVING, is_thermal=False, is_rechecked=False)) == ()


@pytest.mark.practice(14)
@pytest.mark.parametrize(
    ("persons", "lack"),
    [
        (("op_1", None), Lack.SECOND_PERSON),
        ((None, "op_2"), Lack.SECOND_PERSON),
        (("", "op_2"), Lack.SECOND_PERSON),
        (("op_1", "op_1"), Lack.SAME_PERSON),
    ],
)
def test_until_a_second_person_confirms_the_unit_stays_isolated(persons, lack):
    assert may_be_released_to_storage(replace(MENDED, **dict(zip(PERSONS, persons, strict=True)))) == (lack,)


def test_the_refusals_name_the_unit_and_everything_it_lacks():
    with pytest.raises(WayOutClosed) as closed:
        require_way_out("T-1", replace(LEAVING, is_treated=False, is_packed_as_damaged=False))
    assert (closed.value.battery_code, closed.value.lacks) == ("T-1", (Lack.TREATMENT, Lack.DAMAGED_PACKING))
    with pytest.raises(MustStayIsolated) as stays:
        require_release("T-1", replace(MENDED, is_high_risk=True))
    assert stays.value.lacks == (Lack.HIGH_RISK,)
