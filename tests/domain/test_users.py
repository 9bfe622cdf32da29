"""Who may be in the list of users, which PINs are fit, and how wrong ones slow down."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_users import LastAdmin, PinMissing, PinUnfit, UserNameUnfit, UserUnknown
from packtrail.domain.operators import Role
from packtrail.domain.users import (
    LONGEST_WAIT_S,
    Attempts,
    User,
    asks_who,
    can_confirm,
    can_reset,
    checked_pin,
    failed,
    refuse_reset,
    user_called,
    wait_s,
    with_user,
)
from tests.trade import MORNING

WANG = User(ref="op_1", name="王建国", role=Role.ADMIN, pin_hash="w")
LI = User(ref="op_2", name="李娜", role=Role.OPERATOR, pin_hash="l")
ZHAO = User(ref="op_3", name="赵敏", role=Role.SUPERVISOR, pin_hash="z")
LIST = (WANG, LI, ZHAO)


def test_one_person_without_a_pin_is_asked_nothing():
    assert not asks_who((replace(WANG, pin_hash=None),))
    assert asks_who((WANG,))


def test_a_list_of_several_has_nobody_without_a_pin():
    alone = (replace(WANG, pin_hash=None),)
    with pytest.raises(PinMissing) as refused:
        with_user(alone, LI)
    assert refused.value.user_name == "王建国"
    assert with_user((WANG,), LI) == (WANG, LI)


def test_the_only_administrator_stays_one():
    for gone in (replace(WANG, role=Role.SUPERVISOR), replace(WANG, has_left=True)):
        with pytest.raises(LastAdmin):
            with_user(LIST, gone)


@pytest.mark.parametrize("name", ["", "  ", "王建国", "名" * 31])
def test_a_name_that_tells_nobody_apart_is_refused(name):
    with pytest.raises(UserNameUnfit):
        with_user(LIST, replace(LI, name=name))


def test_the_name_of_who_left_is_free_and_his_reference_is_not_found_any_more():
    after = with_user(LIST, replace(LI, has_left=True, pin_hash=None))
    assert [user.name for user in after] == ["王建国", "李娜", "赵敏"]
    with pytest.raises(UserUnknown):
        user_called(after, LI.ref)
    assert with_user(after, User(ref="op_9", name="李娜", role=Role.OPERATOR, pin_hash="n"))[-1].ref == "op_9"


def test_a_second_person_is_another_one_whose_role_includes_it_and_whose_pin_proves_it():
    assert can_confirm(LIST, besides=LI.ref) == (WANG, ZHAO)
    assert can_confirm(LIST, besides=ZHAO.ref) == (WANG,)
    assert can_confirm((replace(WANG, pin_hash=None),), besides="op_x") == ()


def test_a_supervisor_resets_everybody_but_an_administrator_and_himself():
    assert can_reset(LIST, LI.ref) == (WANG, ZHAO)
    assert can_reset(LIST, WANG.ref) == ()
    assert can_reset(LIST, ZHAO.ref) == (WANG,)
    for by, whose in ((ZHAO, WANG), (LI, ZHAO), (WANG, WANG)):
        with pytest.raises(NotAllowed):
            refuse_reset(by, whose)


@pytest.mark.parametrize(
    "typed", ["", "12", "0000", "1234", "8765", "12345678901234", "12a4", "²³¹⁷x", "-123"]
)
def test_a_pin_that_anybody_tries_first_is_refused(typed):
    with pytest.raises(PinUnfit):
        checked_pin(typed)


def test_full_width_digits_are_digits():
    assert checked_pin(" ２５８０ ") == checked_pin("2580") == "2580"


@given(st.text(max_size=20))
def test_what_passes_as_a_pin_is_a_short_number(typed):
    try:
        pin = checked_pin(typed)
    except PinUnfit:
        return
    assert pin.isascii()
    assert pin.isdigit()
    assert 4 <= len(pin) <= 12


def test_two_slips_cost_nothing_and_then_the_wait_doubles_up_to_five_minutes():
    attempts, waits = Attempts(), []
    for _ in range(10):
        attempts = failed(attempts, MORNING)
        waits.append(wait_s(attempts, MORNING))
    assert waits == [0, 0, 5, 10, 20, 40, 80, 160, 300, 300]


@given(st.integers(0, 10_000), st.integers(-10_000, 10_000))
def test_a_wait_never_passes_the_longest_whatever_the_clock_does(failures, gone_s):
    attempts = Attempts(failures, MORNING)
    assert 0 <= wait_s(attempts, MORNING + timedelta(seconds=gone_s)) <= LONGEST_WAIT_S
