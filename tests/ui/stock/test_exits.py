"""退回交付方 and 核销 on a unit's page: proof, two persons, only the deliverer, and ten seconds."""

from dataclasses import replace
from functools import partial

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.exits import Incident, ReturnReason
from packtrail.domain.operators import Operator, Role
from packtrail.ui.stock.acts import UnitAct, offers
from packtrail.ui.stock.life import ask_life
from packtrail.ui.undo_flow import UndoFlow
from packtrail.ui.widgets.undo_bar import UndoBar
from packtrail.wording.errors import explain
from tests.trade import load, pack
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.stock.test_unit_acts import WORDS, button, done, flow, opened, photo, sees, unit_in

__all__ = ["flow", "photo"]

SECOND = Operator("op_2", "李芳", Role.SUPERVISOR)


def refusal(outlet, unit_id, act):
    life = ask_life(outlet, unit_id)
    found = next(offer.refusal for offer in offers(life) if offer.act is act)
    return "" if found is None else str(explain(WORDS, found))


@pytest.mark.practice(12)
@pytest.mark.practice(14)
def test_a_lone_operator_sends_a_unit_back_and_it_waits_for_a_second_person(qtbot, at_work, flow, photo):
    outlet = at_work[0]
    unit_id = unit_in(qtbot, outlet, flow)
    button(flow, "退回交付方").click()
    sees(qtbot, flow, "只能退回原交付方：长沙测试汽修有限公司")
    sees(qtbot, flow, "没有第二人时先记下")
    assert "照片" in button(flow, "确认记录").refusal
    flow.form.leave()
    done(qtbot, flow, UnitAct.SEND_BACK, photos=(photo,), code=ReturnReason.NOT_OURS, reason="送错了网点")
    assert flow._life.unit.custody is Custody.QUARANTINED
    assert "等第二人确认" in button(flow, "核销").refusal
    outlet.operator = SECOND
    opened(qtbot, flow, unit_id)
    done(qtbot, flow, UnitAct.CONFIRM, answer="yes")
    assert flow._life.unit.custody is Custody.RETURNED_TO_SOURCE
    sees(qtbot, flow, "送错了网点")


@pytest.mark.practice(12)
def test_within_ten_seconds_a_write_off_is_taken_back(qtbot, at_work, flow, photo):
    outlet, workers = at_work
    unit_id = unit_in(qtbot, outlet, flow)
    bar = UndoBar(WORDS)
    undo = UndoFlow(outlet, workers, bar, WORDS)
    flow.undoable.connect(undo.offer)
    done(qtbot, flow, UnitAct.WRITE_OFF, photos=(photo,), code=Incident.THEFT, reason="夜里被盗，已报警")
    with qtbot.waitSignal(undo.undone):
        undo.undo()
    life = ask_life(outlet, unit_id)
    assert (life.unit.custody, life.unit.pending_exit) == (Custody.IN_STORAGE, None)
    put_away(qtbot, workers, bar)


def test_what_was_lost_on_the_road_is_written_off_and_not_sent_back(at_work):
    outlet = at_work[0]
    taken_in(outlet, *packs(1))
    unit_id = on_writer(outlet, partial(outlet.release_handoff, load(code(1)))).items[0].unit_id
    assert refusal(outlet, unit_id, UnitAct.WRITE_OFF) == ""
    assert "不能退回交付方" in refusal(outlet, unit_id, UnitAct.SEND_BACK)


@pytest.mark.practice(9)
def test_the_button_says_what_a_dangerous_unit_needs_before_the_road_home(at_work):
    outlet = at_work[0]
    unit = taken_in(outlet, pack(code(1), condition_class="leaking")).units[0]
    assert "有危险，不能这样退回上路" in refusal(outlet, unit.unit_id, UnitAct.SEND_BACK)


@pytest.mark.practice(12)
def test_what_nobody_brought_goes_back_to_nobody(at_work):
    outlet = at_work[0]
    unit = taken_in(outlet, *packs(1)).units[0]
    found = replace(ask_life(outlet, unit.unit_id))
    found = replace(found, told=replace(found.told, delivery=None))
    refused = next(offer.refusal for offer in offers(found) if offer.act is UnitAct.SEND_BACK)
    assert "没有交付方可以退回" in str(explain(WORDS, refused))
