"""A second person in a form: offered where there is one, proven by the PIN, and never taken on trust."""

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.errors_users import PinWrong
from packtrail.domain.operators import Operator, Role
from packtrail.domain.users import can_confirm
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import Typed, form_state
from packtrail.ui.stock.exit_forms import WriteOffForm
from packtrail.ui.stock.life import ask_life
from packtrail.ui.stock.record_forms import VoidForm
from packtrail.ui.users.second_person import NOBODY, second_asks, second_of
from packtrail.wording import CHINESE, wording
from tests.ui.stock.counter import on_writer, packs, taken_in

WORDS = wording(CHINESE)


@pytest.fixture
def seconds(three, ways):
    return can_confirm(ways.known().users, besides="op_1")


def test_where_nobody_could_stand_by_nothing_is_asked():
    assert second_asks(WORDS, Typed(), ()) == ()


def test_nobody_is_an_answer_and_asks_for_no_pin(at_work, seconds):
    (ask,) = second_asks(WORDS, Typed(), seconds)
    assert [choice.word for choice in ask.choices] == ["现在没有", "赵敏 · 主管"]
    assert second_of(at_work[0], Typed(values={"second": NOBODY})) is None


def test_who_is_chosen_has_to_type_his_pin(at_work, seconds):
    outlet, ref = at_work[0], seconds[0].ref
    typed = Typed(values={"second": ref})
    assert [ask.key for ask in second_asks(WORDS, typed, seconds)] == ["second", "second_pin"]
    with pytest.raises(PinWrong):
        on_writer(outlet, lambda: second_of(outlet, typed.given("second_pin", "0000")))
    found = on_writer(outlet, lambda: second_of(outlet, typed.given("second_pin", "3691")))
    assert found == Operator(ref, "赵敏", Role.SUPERVISOR)


def test_the_record_names_the_second_person_and_the_page_says_his_name(at_work, three, seconds):
    outlet = at_work[0]
    unit = taken_in(outlet, *packs(1)).units[0]
    life = ask_life(outlet, unit.unit_id)
    assert life.seconds == seconds
    form = VoidForm(life.events, life.seconds)
    typed = Typed(
        values={
            "record": unit.unit_id,
            "reason_code": "duplicate_entry",
            "reason": "记了两次",
            "second": seconds[0].ref,
            "second_pin": "3691",
        }
    )
    assert form_state(WORDS, form, typed, busy=None).refusal is None
    on_writer(outlet, lambda: form.do(outlet, typed))
    after = ask_life(outlet, unit.unit_id)
    assert after.events[0].void is not None
    voids = outlet.read(lambda view: [each.body for each in view.dependents(unit.unit_id)])
    assert [body.second_operator_ref for body in voids] == [seconds[0].ref]


@pytest.mark.practice(12)
def test_a_write_off_with_the_second_person_beside_is_done_at_once(at_work, three, seconds):
    outlet = at_work[0]
    unit = taken_in(outlet, *packs(1)).units[0]
    form = WriteOffForm(unit, seconds)
    evidence = on_writer(outlet, lambda: outlet.keep_photo(b"photo", "image/jpeg", "evidence"))
    told = {"code": "fire", "reason": "库房失火", "second": seconds[0].ref, "second_pin": "3691"}
    left = on_writer(outlet, lambda: form.do(outlet, Typed(values=told, photos=(evidence,))))
    assert left.unit.custody is Custody.INCIDENT_CLOSED
    record = outlet.read(lambda view: view.record(left.record_id))
    assert record.body.second_operator_ref == seconds[0].ref


def test_the_pin_of_the_second_person_waits_for_nobody_else_at_the_desk(at_work, seconds):
    outlet, workers = at_work
    unit = taken_in(outlet, *packs(1)).units[0]
    flow = FormFlow(outlet, workers, WORDS)
    flow.open(VoidForm(ask_life(outlet, unit.unit_id).events, seconds))

    def give_pin():
        flow.give("reason", "记了两次")
        flow.give("second", seconds[0].ref)
        flow.give("second_pin", "3691")
        flow.give("second", NOBODY)  # the field goes out of sight

    for forget in (flow.forget_secrets, lambda: flow.refuse(PinWrong("赵敏", None)), flow.leave):
        give_pin()
        forget()
        assert "second_pin" not in flow.typed.values
        assert flow.typed.text("reason") == "记了两次"


def test_without_the_right_pin_nothing_is_written(at_work, seconds):
    outlet = at_work[0]
    unit = taken_in(outlet, *packs(1)).units[0]
    form = VoidForm(ask_life(outlet, unit.unit_id).events, seconds)
    typed = Typed(
        values={
            "record": unit.unit_id,
            "reason_code": "duplicate_entry",
            "reason": "记了两次",
            "second": seconds[0].ref,
            "second_pin": "1470",  # the PIN of another
        }
    )
    with pytest.raises(PinWrong):
        on_writer(outlet, lambda: form.do(outlet, typed))
    assert outlet.read(lambda view: view.dependents(unit.unit_id)) == []
