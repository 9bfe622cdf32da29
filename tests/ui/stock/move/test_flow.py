"""Moves by two scans over a real ledger."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from packtrail.domain.places import Place
from packtrail.domain.records.gate import ConditionClass
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.undo_flow import UndoFlow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.undo_bar import UndoBar
from packtrail.usecases.set_places import current_places, set_places
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import pack
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import cut_words

SLOT_1, SLOT_2 = "LOC:普通区/01", "LOC:普通区/02"


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    taken_in(outlet, *packs(4))
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(outlet, workers, wording(CHINESE))
    made.place.resize(1280, 760)
    made.place.show()
    made.place.open("moving")
    yield made
    put_away(qtbot, workers, made.place, made.detail)


def scan(qtbot, flow, *texts):
    """What each of ``texts`` was told, once all are."""
    told = []
    for text in texts:
        assert flow.scanned(text, told.append)
    qtbot.waitUntil(lambda: len(told) == len(texts))
    return told


def said(flow):
    return " ".join(label.text() for label in flow.place.findChildren(QLabel) if label.isVisible())


def where(outlet, number):
    (unit,) = outlet.read(lambda view: view.units_with_code(code(number)))
    return Place(unit.zone, unit.slot) if unit.zone else None


def button(flow, text):
    return next(
        each for each in flow.place.findChildren(RefusableButton) if each.isVisible() and text in each.text()
    )


def with_limit(outlet, count):
    """普通区 takes ``count`` units at most."""
    places = outlet.read(current_places)
    (site,) = places.sites
    ordinary, *others = site.zones
    limited = type(ordinary)(name=ordinary.name, slots=ordinary.slots, count_limit=count)
    plan = type(places)((type(site)(name=site.name, zones=(limited, *others)),), places.revision)
    on_writer(outlet, partial(set_places, plan, by=outlet.operator, store=outlet.store))


def test_a_slot_and_then_units_moves_each_at_once(qtbot, at_work, flow):
    assert scan(qtbot, flow, SLOT_1, code(1), code(2)) == ["ok", "ok", "ok"]
    assert [where(at_work[0], number) for number in (1, 2)] == [Place("普通区", "01")] * 2
    assert "已移到 普通区/01" in said(flow)


def test_units_and_then_a_slot_moves_them_together_and_the_hand_is_empty(qtbot, at_work, flow):
    assert scan(qtbot, flow, code(1), code(2), code(1)) == ["ok", "ok", "again"]
    assert "手上 2 件" in said(flow)
    assert scan(qtbot, flow, SLOT_2) == ["ok"]
    assert [where(at_work[0], number) for number in (1, 2)] == [Place("普通区", "02")] * 2
    assert flow.moving.state.is_empty_handed
    assert len(flow.moving.state.done) == 2


def test_a_label_with_more_on_it_than_the_code_moves_its_unit(qtbot, at_work, flow):
    assert scan(qtbot, flow, SLOT_1, f"P7.05.0113 {code(1)}", f"{code(2)}B") == ["ok", "ok", "ok"]
    assert [where(at_work[0], number) for number in (1, 2)] == [Place("普通区", "01")] * 2


def test_a_unit_that_stands_there_already_is_not_moved_again(qtbot, flow):
    assert scan(qtbot, flow, SLOT_1, code(1), code(1)) == ["ok", "ok", "again"]
    assert len(flow.moving.state.done) == 1


def test_a_dangerous_unit_is_refused_in_ordinary_storage_with_the_reason(qtbot, at_work, flow):
    taken_in(at_work[0], pack(code(9), condition_class=ConditionClass.LEAKING))
    assert scan(qtbot, flow, SLOT_1, code(9)) == ["ok", "no"]
    assert "不能放进“普通区”" in said(flow)
    assert where(at_work[0], 9) is None


def test_an_unknown_slot_and_an_unknown_code_are_said_and_the_slot_stays(qtbot, flow):
    assert scan(qtbot, flow, SLOT_1, "LOC:普通区/99", code(77)) == ["ok", "no", "no"]
    assert flow.moving.state.to == Place("普通区", "01")
    assert "没有在库记录" in said(flow)


def test_a_warning_is_confirmed_before_anything_is_written(qtbot, at_work, flow):
    with_limit(at_work[0], 1)
    assert scan(qtbot, flow, SLOT_1, code(1), code(2)) == ["ok", "ok", "no"]
    assert "超过本网点定的 1 件" in said(flow)
    assert where(at_work[0], 2) is None
    assert scan(qtbot, flow, code(3)) == ["no"]  # first the answer
    button(flow, "照移").click()
    qtbot.waitUntil(lambda: where(at_work[0], 2) == Place("普通区", "01"))
    qtbot.waitUntil(lambda: flow.moving.state.warned is None)
    assert where(at_work[0], 3) is None


def test_escape_puts_down_the_warning_first_and_then_the_slot(qtbot, at_work, flow):
    with_limit(at_work[0], 1)
    scan(qtbot, flow, SLOT_1, code(1), code(2))
    flow.back()
    assert flow.moving.state.warned is None
    assert flow.moving.state.to is not None
    flow.back()
    assert flow.moving.state.is_empty_handed
    assert where(at_work[0], 2) is None


def test_ctrl_z_puts_it_back_where_it_stood(qtbot, at_work, flow):
    outlet, workers = at_work
    bar = UndoBar(wording(CHINESE))
    undo = UndoFlow(outlet, workers, bar, wording(CHINESE))
    flow.undoable.connect(undo.offer)
    scan(qtbot, flow, SLOT_1, code(1))
    scan(qtbot, flow, SLOT_2, code(1))
    assert where(outlet, 1) == Place("普通区", "02")
    with qtbot.waitSignal(undo.undone):
        undo.undo()
    assert where(outlet, 1) == Place("普通区", "01")
    assert [done.to for done in flow.moving.state.done] == [Place("普通区", "01")]
    put_away(qtbot, workers, bar)


def test_rows_that_were_chosen_are_in_the_hand_for_the_next_slot(qtbot, at_work, flow):
    flow.place.open("table")
    qtbot.waitUntil(lambda: len(flow.state.units) == 4)
    flow.screen.findChild(DataTable).selectAll()
    button(flow, "移位（Ctrl+M）").click()
    qtbot.waitUntil(lambda: len(flow.moving.state.hand) == 4)
    assert flow.place.page == "moving"
    scan(qtbot, flow, SLOT_1)
    assert {where(at_work[0], number) for number in range(1, 5)} == {Place("普通区", "01")}


def test_rows_that_are_chosen_while_a_warning_waits_are_refused_aloud(qtbot, at_work, flow):
    with_limit(at_work[0], 1)
    scan(qtbot, flow, SLOT_1, code(1), code(2))
    (unit,) = at_work[0].read(lambda view: view.units_with_code(code(3)))
    with qtbot.waitSignal(flow.toned) as toned:
        flow.moving.take((unit.unit_id,))
    assert toned.args == ["no"]
    assert "先答复上面的提醒" in said(flow)
    assert flow.moving.state.hand == ()


def test_rows_that_are_chosen_while_a_scan_is_looked_up_come_after_it(qtbot, at_work, flow):
    (unit,) = at_work[0].read(lambda view: view.units_with_code(code(3)))
    flow.scanned(SLOT_1, lambda _: None)
    flow.moving.take((unit.unit_id,))
    qtbot.waitUntil(lambda: [each.unit_id for each in flow.moving.state.hand] == [unit.unit_id])


def test_what_is_typed_is_moved_like_what_is_scanned(qtbot, at_work, flow):
    field = flow.moving.screen._typed.focusProxy()
    for text in ("loc:普通区/01", code(1)):
        field.setText(text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: where(at_work[0], 1) == Place("普通区", "01"))


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_nothing_is_cut_in_either_language_and_size(qtbot, at_work, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.place.resize(round(930 * scale), round(640 * scale))
    flow.retranslate(wording(language))
    with_limit(at_work[0], 1)
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    scan(qtbot, flow, SLOT_1, code(1), code(2))
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    appearance().wear(Scheme.LIGHT, 1.0)
