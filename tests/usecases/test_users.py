"""Signing in, standing by as the second person, and the list of users, on a real ledger."""

from datetime import timedelta
from functools import partial

import pytest

from packtrail.app.ids import new_id
from packtrail.app.pins import Argon2Pins
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_users import PinMissing, PinTooSoon, PinUnfit, PinWrong, UserUnknown
from packtrail.domain.operators import Role
from packtrail.usecases.keep_users import (
    add_user,
    change_user,
    choose_idle,
    known_users,
    let_go,
    reset_pin,
    reset_pin_by_code,
    set_own_pin,
)
from packtrail.usecases.sign_in import prove
from packtrail.usecases.user_list import FIRST_REF, attempts_of, idle_minutes, users_of
from tests.station import ADMIN

PINS = Argon2Pins(memory_kib=8)
FIRST = "管理员"


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


class Desk:
    """The list of one station with somebody at it."""

    def __init__(self, store, now):
        self.store, self.now, self.by = store, now, ADMIN

    def add(self, name, role=Role.OPERATOR, pin="2580"):
        return add_user(
            name,
            role,
            pin,
            first_name=FIRST,
            pins=PINS,
            by=self.by,
            store=self.store,
            new_id=new_id,
        )

    def own_pin(self, old, pin):
        set_own_pin(old, pin, first_name=FIRST, pins=PINS, by=self.by, store=self.store, now=self.now)

    def prove(self, ref, pin):
        return prove(ref, pin, pins=PINS, store=self.store, now=self.now)

    def reset(self, ref, pin, by, by_pin):
        return reset_pin(
            ref, pin, allowed_by=by, allowed_pin=by_pin, pins=PINS, store=self.store, now=self.now
        )

    def users(self):
        with self.store.read() as view:
            return users_of(view)


@pytest.fixture
def desk(station, clock):
    made = Desk(station, Clock(clock()))
    made.own_pin("", "1470")
    return made


def test_before_there_is_a_list_one_person_works_here_without_a_pin(station, clock):
    with station.read() as view:
        (first,) = known_users(view, FIRST)
    assert (first.ref, first.name, first.role, first.pin_hash) == (FIRST_REF, FIRST, Role.ADMIN, None)
    with pytest.raises(PinMissing):
        Desk(station, clock).add("李娜")


def test_who_types_his_pin_works_under_his_reference(desk):
    li = desk.add("李娜")
    assert desk.prove(li.ref, "2580") == li.operator
    assert li.ref != FIRST_REF
    assert li.ref.startswith("op_")


def test_no_pin_stands_in_the_list_as_it_is(desk):
    desk.add("李娜")
    assert all("2580" not in (user.pin_hash or "") and user.pin_hash for user in desk.users())


def test_wrong_pins_are_counted_although_they_are_refused_and_the_third_makes_wait(desk):
    li = desk.add("李娜")
    for wait in (None, None, 5):
        with pytest.raises(PinWrong) as refused:
            desk.prove(li.ref, "9999")
        assert refused.value.wait_s == wait
    with pytest.raises(PinTooSoon):
        desk.prove(li.ref, "2580")
    desk.now.at += timedelta(seconds=5)
    assert desk.prove(li.ref, "2580").name == "李娜"
    with desk.store.read() as view:
        assert attempts_of(view, li.ref).failures == 0


def test_a_clock_that_was_ahead_and_is_put_right_makes_wait_no_longer(desk):
    li = desk.add("李娜")
    desk.now.at += timedelta(days=30)
    for _ in range(3):
        with pytest.raises(PinWrong):
            desk.prove(li.ref, "9999")
    desk.now.at -= timedelta(days=30)
    with pytest.raises(PinTooSoon) as refused:
        desk.prove(li.ref, "2580")
    assert refused.value.wait_s == 5
    desk.now.at += timedelta(seconds=4)
    with pytest.raises(PinTooSoon) as refused:
        desk.prove(li.ref, "2580")
    assert refused.value.wait_s == 1
    desk.now.at += timedelta(seconds=1)
    assert desk.prove(li.ref, "2580").name == "李娜"


def test_the_wrong_pins_of_one_hold_up_nobody_else(desk):
    li = desk.add("李娜")
    for _ in range(3):
        with pytest.raises(PinWrong):
            desk.prove(li.ref, "9999")
    assert desk.prove(FIRST_REF, "1470").role is Role.ADMIN


def test_who_left_signs_in_no_more_and_keeps_his_name_in_the_list(desk):
    li = desk.add("李娜")
    let_go(li.ref, by=desk.by, store=desk.store)
    with pytest.raises(UserUnknown):
        desk.prove(li.ref, "2580")
    assert [user.name for user in desk.users()] == [FIRST, "李娜"]


def test_only_an_administrator_keeps_the_list(desk):
    li = desk.add("李娜", Role.SUPERVISOR)
    desk.by = li.operator
    for act in (
        partial(desk.add, "赵敏"),
        partial(change_user, li.ref, "李娜", Role.ADMIN, first_name=FIRST, by=desk.by, store=desk.store),
        partial(let_go, FIRST_REF, by=desk.by, store=desk.store),
        partial(choose_idle, 0, by=desk.by, store=desk.store),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert len(desk.users()) == 2


def test_the_first_of_the_list_takes_his_own_name(desk):
    change_user(FIRST_REF, "王建国", Role.ADMIN, first_name=FIRST, by=desk.by, store=desk.store)
    assert desk.prove(FIRST_REF, "1470").name == "王建国"


def test_ones_own_pin_changes_only_with_the_old_one(desk):
    with pytest.raises(PinWrong):
        desk.own_pin("0000", "3691")
    desk.own_pin("1470", "3691")
    assert desk.prove(FIRST_REF, "3691")


def test_who_works_alone_may_do_without_a_pin_again_and_nobody_else(desk):
    desk.own_pin("1470", "")
    assert desk.prove(FIRST_REF, "whatever")
    desk.own_pin("", "1470")
    desk.add("李娜")
    with pytest.raises(PinMissing):
        desk.own_pin("1470", "")


def test_a_supervisor_gives_a_forgotten_pin_anew_with_his_own(desk):
    li, zhao = desk.add("李娜"), desk.add("赵敏", Role.SUPERVISOR, "7531")
    for _ in range(3):
        with pytest.raises(PinWrong):
            desk.prove(li.ref, "9999")
    with pytest.raises(PinWrong):
        desk.reset(li.ref, "8520", zhao.ref, "0000")
    desk.reset(li.ref, "8520", zhao.ref, "7531")
    assert desk.prove(li.ref, "8520").name == "李娜"  # at once: the wrong ones of before are forgiven


def test_a_supervisor_never_becomes_administrator_through_a_reset(desk):
    zhao = desk.add("赵敏", Role.SUPERVISOR, "7531")
    with pytest.raises(NotAllowed):
        desk.reset(FIRST_REF, "8520", zhao.ref, "7531")
    assert desk.prove(FIRST_REF, "1470")


def test_the_recovery_code_gives_the_only_administrator_a_pin(desk):
    reset_pin_by_code(FIRST_REF, "8520", pins=PINS, store=desk.store)
    assert desk.prove(FIRST_REF, "8520")
    with pytest.raises(PinUnfit):
        reset_pin_by_code(FIRST_REF, "1111", pins=PINS, store=desk.store)


def test_the_desk_is_locked_after_the_minutes_that_were_chosen(desk):
    with desk.store.read() as view:
        assert idle_minutes(view) == 10
    choose_idle(0, by=desk.by, store=desk.store)
    with desk.store.read() as view:
        assert idle_minutes(view) == 0


def test_what_is_kept_of_a_pin_is_made_by_argon2id_with_the_memory_that_was_asked_for():
    kept = Argon2Pins(memory_kib=16, passes=2).hashed("2580")
    assert kept.startswith("$argon2id$v=19$m=16,t=2,")
    assert PINS.are_same(kept, "2580")
    assert not PINS.are_same(kept, "2581")
    assert not PINS.are_same("no hash at all", "2580")
