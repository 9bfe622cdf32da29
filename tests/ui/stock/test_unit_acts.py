"""The acts on a unit's page, over a real ledger: checked, isolated, treated, determined, released by two."""

import threading
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from packtrail import resources
from packtrail.domain.custody import Custody
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records.gate import ConditionClass
from packtrail.ui.stock.acts import UnitAct, offers
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.stock.life import ask_life
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.correct_record import correct_record
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.errors import explain
from tests.trade import load, pack
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import cut_words

SECOND = Operator("op_2", "李芳", Role.SUPERVISOR)
WORDS = wording(CHINESE)


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(outlet, workers, WORDS)
    panel = QScrollArea()  # as the window shows a detail
    panel.setWidgetResizable(True)
    panel.setWidget(made.detail)
    panel.resize(380, 900)
    panel.show()
    yield made
    put_away(qtbot, workers, made.screen, panel)


@pytest.fixture
def photo():
    return resources.path("samples", "plate-qr.jpg")


def opened(qtbot, flow, unit_id):
    with qtbot.waitSignal(flow.detail_asked):
        flow.open_unit(unit_id)


def unit_in(qtbot, outlet, flow, **changes):
    unit = taken_in(outlet, pack(code(1), **changes)).units[0]
    opened(qtbot, flow, unit.unit_id)
    return unit.unit_id


def button(flow, words):
    return next(b for b in flow.detail.findChildren(RefusableButton) if words in b.text() and b.isVisible())


def done(qtbot, flow, act, photos=(), **values):
    """Open the form of ``act``, fill it in and confirm it; wait until the page is as it is after it."""
    button(flow, WORDS.say(f"stock.act.{act}")).click()
    for key, value in values.items():
        flow.form.panel.changed.emit(key.replace("__", "."), value)
    for photo in photos:
        flow.form.choose_photo = lambda photo=photo: photo
        flow.form.panel.photo_asked.emit()
        qtbot.waitUntil(lambda: not flow.form.is_busy)
    before = len(flow._life.events)
    with qtbot.waitSignal(flow.written):
        button(flow, "确认记录").click()
    qtbot.waitUntil(lambda: len(flow._life.events) > before)


def said(flow):
    return " ".join(label.text() for label in flow.detail.findChildren(QLabel) if label.isVisible())


def sees(qtbot, flow, words):
    qtbot.waitUntil(lambda: words in said(flow))  # what was made anew is shown a turn later


def all_no(flow):
    return {f"item__{item.item_id}": "no" for item in flow._life.rules.checklist.items}


@pytest.mark.practice(9)
@pytest.mark.practice(14)
def test_a_unit_is_checked_isolated_treated_determined_and_released_by_two(qtbot, at_work, flow):
    outlet = at_work[0]
    unit_in(qtbot, outlet, flow)
    done(qtbot, flow, UnitAct.CHECK, condition=ConditionClass.DEFORMED, voltage="12")
    assert flow._life.unit.custody is Custody.QUARANTINED
    sees(qtbot, flow, "发现危险后还没有处置记录")
    assert "还没有处置" in button(flow, "解除隔离").refusal
    done(qtbot, flow, UnitAct.TREAT, treatment="isolate_and_watch", description="隔离观察三天")
    done(qtbot, flow, UnitAct.CHECK, condition=ConditionClass.NORMAL)
    done(qtbot, flow, UnitAct.DETERMINE, **all_no(flow))
    sees(qtbot, flow, "可以提出解除隔离")
    done(qtbot, flow, UnitAct.RELEASE, reason="复检正常")
    assert flow._life.unit.custody is Custody.QUARANTINED
    sees(qtbot, flow, "等第二人确认")
    assert button(flow, "第二人确认").refusal == str(explain(WORDS, offers(flow._life)[3].refusal))
    outlet.operator = SECOND
    opened(qtbot, flow, flow._life.unit.unit_id)
    done(qtbot, flow, UnitAct.CONFIRM, answer="yes")
    assert flow._life.unit.custody is Custody.IN_STORAGE
    sees(qtbot, flow, "第二人确认 → 在库")


def test_the_ledger_is_never_written_on_the_gui_thread(qtbot, at_work, flow, monkeypatch):
    outlet = at_work[0]
    unit_in(qtbot, outlet, flow)
    threads = []
    real = type(outlet).act

    def watched(self, *asked, **also):
        threads.append(threading.current_thread())
        return real(self, *asked, **also)

    monkeypatch.setattr(type(outlet), "act", watched)
    done(qtbot, flow, UnitAct.CHECK, condition=ConditionClass.NORMAL)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_esc_leaves_the_form_and_not_the_page(qtbot, at_work, flow):
    unit_in(qtbot, at_work[0], flow)
    button(flow, "状态检查").click()
    assert flow.form.panel.isVisible()
    qtbot.keyClick(flow.form.panel, Qt.Key.Key_Escape)
    assert not flow.form.panel.isVisible()
    assert button(flow, "状态检查").refusal is None


def test_a_refusal_is_said_in_the_form_and_what_was_typed_stays(qtbot, at_work, flow):
    unit_in(qtbot, at_work[0], flow)
    button(flow, "移位").click()
    flow.form.panel.changed.emit("place", "没有这个区/9")
    button(flow, "确认记录").click()
    sees(qtbot, flow, "没有“没有这个区/9”这个库位")
    assert flow.form.typed.text("place") == "没有这个区/9"


def test_a_figure_past_its_threshold_has_to_be_confirmed_before_it_is_recorded(qtbot, at_work, flow):
    unit_in(qtbot, at_work[0], flow)
    button(flow, "状态检查").click()
    for key, value in (("condition", "normal"), ("voltage", "380")):
        flow.form.panel.changed.emit(key, value)
    assert "380 V" in button(flow, "确认记录").refusal
    flow.form.panel.changed.emit("warn.hazardous_voltage", "yes")
    assert button(flow, "确认记录").refusal is None


@pytest.mark.practice(15)
def test_a_wrong_code_is_written_anew_and_the_page_goes_on_with_the_same_battery(qtbot, at_work, flow, photo):
    old = unit_in(qtbot, at_work[0], flow)
    done(qtbot, flow, UnitAct.REWRITE, photos=(photo,), code=code(7), code_again=code(7), reason="看错一位")
    assert flow._life.unit.battery_code == code(7)
    assert flow._life.unit.replaces_id == old
    assert code(1) in flow._life.unit.former_codes


def test_a_unit_moves_to_a_place_of_the_plan(qtbot, at_work, flow):
    unit_in(qtbot, at_work[0], flow)
    done(qtbot, flow, UnitAct.MOVE, place="普通区/01")
    assert (flow._life.unit.zone, flow._life.unit.slot) == ("普通区", "01")


def test_the_newest_record_is_voided_and_stays_in_sight(qtbot, at_work, flow):
    unit_in(qtbot, at_work[0], flow)
    done(qtbot, flow, UnitAct.CHECK, condition=ConditionClass.NORMAL)
    check = flow._life.events[-1].record_id
    button(flow, "作废").click()
    for key, value in (("record", check), ("reason_code", "duplicate_entry"), ("reason", "记了两次")):
        flow.form.panel.changed.emit(key, value)
    with qtbot.waitSignal(flow.written):
        button(flow, "确认记录").click()
    sees(qtbot, flow, "状态检查（已作废）")
    sees(qtbot, flow, "记了两次")


def test_a_correction_is_shown_where_it_corrects(qtbot, at_work, flow):
    outlet = at_work[0]
    unit_id = unit_in(qtbot, outlet, flow)
    changes = {"gross_mass_g": 300_000}
    on_writer(
        outlet,
        partial(outlet.act, correct_record, unit_id, changes, reason_code="reweighed", reason_text="复称"),
    )
    opened(qtbot, flow, unit_id)
    sees(qtbot, flow, "300.0 kg")
    sees(qtbot, flow, "更正：")


def test_what_stands_on_the_road_can_be_looked_at_and_not_checked(qtbot, at_work, flow):
    outlet = at_work[0]
    taken_in(outlet, *packs(1))
    handed = on_writer(outlet, partial(outlet.release_handoff, load(code(1))))
    opened(qtbot, flow, handed.items[0].unit_id)
    refused = {offer.act for offer in offers(flow._life) if offer.refusal is not None}
    assert {UnitAct.CHECK, UnitAct.TREAT, UnitAct.DETERMINE, UnitAct.RELEASE, UnitAct.MOVE} <= refused
    assert "不在本网点" in button(flow, "状态检查").refusal


def test_who_may_not_act_is_told_so_by_every_button(at_work):
    outlet = at_work[0]
    unit = taken_in(outlet, *packs(1)).units[0]
    life = ask_life(outlet, unit.unit_id)
    looking = replace(life, operator=Operator("op_3", "访客", Role.VIEWER))
    assert all(offer.refusal is not None for offer in offers(looking))


def test_the_page_and_its_forms_are_whole_in_both_languages(qtbot, at_work, flow):
    unit_in(qtbot, at_work[0], flow, condition_class=ConditionClass.LEAKING)
    for language in (ENGLISH, CHINESE):
        flow.retranslate(wording(language))
        qtbot.waitUntil(lambda: cut_words(flow.detail) == [])
        for act in (
            UnitAct.CHECK,
            UnitAct.DETERMINE,
            UnitAct.TREAT,
            UnitAct.REWRITE,
            UnitAct.MOVE,
            UnitAct.VOID,
            UnitAct.OPEN,
            UnitAct.SEND_BACK,
            UnitAct.WRITE_OFF,
        ):
            flow.detail.act_chosen.emit(act)
            qtbot.waitUntil(lambda: cut_words(flow.detail) == [])
            flow.form.leave()
