"""Who works at a desk: nobody is asked until there is a PIN, and then nobody acts unproven."""

from dataclasses import replace

import pytest

from packtrail.app.pins import Argon2Pins
from packtrail.app.user_acts import UserActs
from packtrail.domain.errors import DiskFull, NotAllowed, RecoveryCodeWrong
from packtrail.domain.errors_users import PinWrong
from packtrail.domain.operators import Role
from packtrail.domain.unit_acts import CheckDraft
from packtrail.store import key_file
from packtrail.store.recovery_code import new_code
from packtrail.usecases.check_condition import check_condition
from tests.ui.stock.counter import PROFILE, counter, on_writer, packs, taken_in

SOUND = CheckDraft(condition_class="normal")
CHANGED = replace(PROFILE, address="长沙市岳麓区测试路 1 号")


@pytest.fixture
def outlet(qapp, tmp_path):
    with counter(tmp_path) as (made, _):
        made.pins = Argon2Pins(memory_kib=8)
        yield made


@pytest.fixture
def users(outlet):
    made = UserActs(outlet)
    on_writer(outlet, lambda: made.set_own_pin("", "1470"))
    return made


def test_without_a_pin_the_desk_opens_for_the_one_who_works_here(outlet):
    on_writer(outlet, UserActs(outlet).begin)
    assert (outlet.operator.ref, outlet.operator.name, outlet.operator.role) == ("op_1", "管理员", Role.ADMIN)


def test_who_left_does_not_open_the_desk_for_the_one_who_stayed(outlet, users):
    li = on_writer(outlet, lambda: users.add("李娜", Role.ADMIN, "2580"))
    on_writer(outlet, lambda: users.sign_in(li.ref, "2580"))
    on_writer(outlet, lambda: users.let_go("op_1"))
    on_writer(outlet, users.begin)
    assert (outlet.operator.ref, outlet.operator.role) == (li.ref, Role.VIEWER)
    on_writer(outlet, lambda: users.sign_in(li.ref, "2580"))
    on_writer(outlet, lambda: users.set_own_pin("2580", ""))
    on_writer(outlet, users.begin)
    assert outlet.operator == li.operator


def test_until_somebody_proves_himself_nobody_may_do_anything(outlet, users):
    on_writer(outlet, users.begin)
    with pytest.raises(NotAllowed):
        on_writer(outlet, lambda: outlet.set_profile(CHANGED))
    with pytest.raises(PinWrong):
        on_writer(outlet, lambda: users.sign_in("op_1", "0000"))
    with pytest.raises(NotAllowed):
        on_writer(outlet, lambda: outlet.set_profile(CHANGED))
    on_writer(outlet, lambda: users.sign_in("op_1", "1470"))
    on_writer(outlet, lambda: outlet.set_profile(CHANGED))


def test_records_carry_the_reference_of_who_is_signed_in(outlet, users):
    li = on_writer(outlet, lambda: users.add("李娜", Role.OPERATOR, "2580"))
    unit = taken_in(outlet, *packs(1)).units[0]
    on_writer(outlet, lambda: users.sign_in(li.ref, "2580"))
    on_writer(outlet, lambda: outlet.act(check_condition, unit.unit_id, SOUND, rules=outlet.rules().safety))
    refs = outlet.read(lambda view: [each.operator_ref for each in view.dependents(unit.unit_id)])
    assert refs == [li.ref]


def test_an_act_asked_before_the_switch_is_of_the_one_who_asked_it(outlet, users):
    li = on_writer(outlet, lambda: users.add("李娜", Role.OPERATOR, "2580"))
    lane = outlet.workers.acts
    asked = lane.run(lambda: outlet.operator.ref)
    switched = lane.run(lambda: users.sign_in(li.ref, "2580"))
    after = lane.run(lambda: outlet.operator.ref)
    assert (asked.result(20), switched.result(20).ref, after.result(20)) == ("op_1", li.ref, li.ref)


def test_a_new_name_or_role_of_who_is_signed_in_counts_at_once(outlet, users):
    on_writer(outlet, lambda: users.change("op_1", "王建国", Role.ADMIN))
    assert outlet.operator.name == "王建国"
    on_writer(outlet, lambda: users.add("李娜", Role.ADMIN, "2580"))
    on_writer(outlet, lambda: users.change("op_1", "王建国", Role.VIEWER))
    with pytest.raises(NotAllowed):
        on_writer(outlet, lambda: outlet.set_profile(CHANGED))


def test_the_desk_remembers_who_worked_here_last(outlet, users):
    li = on_writer(outlet, lambda: users.add("李娜", Role.OPERATOR, "2580"))
    assert users.known().last_ref == "op_1"
    on_writer(outlet, lambda: users.sign_in(li.ref, "2580"))
    assert users.known().last_ref == li.ref


def test_a_full_disk_keeps_nobody_out_who_proved_himself(outlet, users, monkeypatch):
    def full(*_):
        raise DiskFull(folder="")

    on_writer(outlet, users.begin)
    monkeypatch.setattr(outlet, "remember", full)
    assert on_writer(outlet, lambda: users.sign_in("op_1", "1470")) == outlet.operator
    assert outlet.operator.role is Role.ADMIN


def test_only_the_recovery_code_of_this_ledger_gives_a_pin_without_a_supervisor(outlet, users):
    code = new_code()
    keys = outlet.folder / key_file.KEYS_FILE
    key_file.write(keys, [key_file.wrap_with_code(bytes(range(32)), code)])
    with pytest.raises(RecoveryCodeWrong):
        on_writer(outlet, lambda: users.reset_pin_by_code("op_1", "8520", new_code()))
    on_writer(outlet, lambda: users.reset_pin_by_code("op_1", "8520", code.lower()))
    assert on_writer(outlet, lambda: users.sign_in("op_1", "8520"))
