"""The opening stock over a real ledger: scanned line by line, kept as typed, closed with its count."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from packtrail.domain.opening_stock import OpeningItem
from packtrail.domain.places import Place
from packtrail.domain.records.gate import CodeStatus, ConditionClass
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.undo_flow import UndoFlow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.undo_bar import UndoBar
from packtrail.usecases.drafts import OPENING_LINE
from packtrail.usecases.take_opening_stock import opening_closed
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import pack
from tests.ui.stock.counter import code, on_writer, put_away, taken_in
from tests.ui.whole import cut_words

SLOT = "LOC:普通区/01"


def opened(qtbot, outlet, workers):
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(outlet, workers, wording(CHINESE))
    made.place.resize(1280, 760)
    made.place.show()
    made.place.open("opening")
    qtbot.waitUntil(lambda: made.opening.state.opening is not None)
    return made


@pytest.fixture
def flow(qtbot, at_work):
    made = opened(qtbot, *at_work)
    yield made
    put_away(qtbot, at_work[1], made.place, made.detail)


def scan(qtbot, flow, *texts):
    """What each of ``texts`` was told, once all are."""
    told = []
    for text in texts:
        assert flow.scanned(text, told.append)
    qtbot.waitUntil(lambda: len(told) == len(texts))
    return told


def give(flow, **values):
    for key, value in values.items():
        flow.opening.form.panel.changed.emit(key, value)


def confirm(qtbot, flow):
    with qtbot.waitSignal(flow.written) as written:
        button(flow, "确认记录").click()
    return written.args[0]


def photograph(flow, outlet):
    flow.opening.form._photo_kept(
        on_writer(outlet, lambda: outlet.keep_photo(b"picture", "image/jpeg", "evidence"))
    )


def button(flow, text):
    return next(
        each for each in flow.place.findChildren(RefusableButton) if each.isVisible() and text in each.text()
    )


def said(flow):
    return " ".join(label.text() for label in flow.place.findChildren(QLabel) if label.isVisible())


def units(outlet):
    return outlet.read(lambda view: [view.unit(each.unit_id) for each in view.in_order(OpeningItem)])


def drafts(outlet):
    return outlet.read(lambda view: view.drafts(OPENING_LINE))


@pytest.mark.practice(3)
def test_the_next_scan_records_the_last_battery_with_slot_and_source_carried_over(qtbot, at_work, flow):
    outlet = at_work[0]
    assert scan(qtbot, flow, SLOT, code(1)) == ["ok", "ok"]
    give(flow, mass_g="312.5", source_type="repair_shop", source_name="老厂移交")
    assert scan(qtbot, flow, code(2), code(3)) == ["ok", "ok"]
    confirm(qtbot, flow)
    qtbot.waitUntil(lambda: len(units(outlet)) == 3)
    first, *others = units(outlet)
    assert (first.mass_g, others[0].mass_g) == (312_500, None)
    assert {Place(unit.zone, unit.slot) for unit in units(outlet)} == {Place("普通区", "01")}
    assert {unit.source_type for unit in units(outlet)} == {"repair_shop"}
    qtbot.waitUntil(lambda: "共 3 件 · 312.5 kg，还没有结束" in said(flow))
    assert drafts(outlet) == []


@pytest.mark.practice(3)
def test_the_empty_table_of_the_first_day_leads_here_until_it_is_closed(qtbot, at_work, flow):
    flow.place.open("table")
    qtbot.waitUntil(lambda: flow.state.is_first_day)
    button(flow, "登记期初库存").click()
    assert flow.place.page == "opening"
    scan(qtbot, flow, code(1))
    confirm(qtbot, flow)
    flow.place.open("table")
    qtbot.waitUntil(lambda: len(flow.state.units) == 1)
    assert not flow.state.is_first_day


@pytest.mark.practice(3)
def test_what_was_reported_before_says_where_and_when(qtbot, at_work, flow):
    scan(qtbot, flow, code(1))
    give(flow, original_intake_on="2025-03-01", reported="yes")
    assert "报到哪里" in button(flow, "确认记录").refusal
    give(flow, reported_where="车企平台", reported_on="2025-03-05")
    confirm(qtbot, flow)
    (item,) = at_work[0].read(lambda view: view.in_order(OpeningItem))
    assert (item.original_intake_on, item.reported_on) == (date(2025, 3, 1), date(2025, 3, 5))
    qtbot.waitUntil(lambda: len(flow.opening.state.opening.lines) == 1)
    model = flow.opening.screen.findChild(DataTable).model()
    assert model.index(0, 4).data() == "车企平台 · 2025-03-05"


def test_a_battery_without_a_code_gets_its_number_and_needs_a_photograph(qtbot, at_work, flow):
    qtbot.keyClick(flow.place, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: flow.opening.state.is_form_open)
    give(flow, without_code="yes", code_reason="missing", condition=ConditionClass.LEAKING)
    assert "照片" in button(flow, "确认记录").refusal
    photograph(flow, at_work[0])
    taken = confirm(qtbot, flow)
    assert taken.unit.code_status == CodeStatus.ABSENT
    assert taken.unit.local_id is not None
    assert taken.unit.is_dangerous or taken.unit.is_high_risk


def test_a_line_is_kept_as_typed_and_found_again_after_a_restart(qtbot, at_work, flow):
    outlet, workers = at_work
    scan(qtbot, flow, SLOT, code(1))
    give(flow, mass_g="300", source_name="原租户留下")
    on_writer(outlet, int)
    again = opened(qtbot, outlet, workers)
    typed = again.opening.form.typed
    assert (typed.text("code"), typed.text("mass_g")) == (code(1), "300")
    assert (typed.text("place"), typed.text("source_name")) == ("普通区/01", "原租户留下")
    assert confirm(qtbot, again).unit.mass_g == 300_000
    put_away(qtbot, workers, again.place, again.detail)


def test_a_line_that_was_given_up_comes_back_with_ctrl_z(qtbot, at_work, flow):
    outlet, workers = at_work
    bar = UndoBar(wording(CHINESE))
    undo = UndoFlow(outlet, workers, bar, wording(CHINESE))
    flow.undoable.connect(undo.offer)
    scan(qtbot, flow, code(1))
    give(flow, mass_g="300")
    flow.back()
    assert not flow.opening.state.is_form_open
    with qtbot.waitSignal(undo.undone):
        undo.undo()
    assert flow.opening.form.typed.text("mass_g") == "300"
    assert len(drafts(outlet)) == 1
    put_away(qtbot, workers, bar)


def test_the_next_slot_ends_the_line_and_is_that_of_the_next_battery(qtbot, at_work, flow):
    scan(qtbot, flow, SLOT, code(1))
    give(flow, mass_g="300")
    assert scan(qtbot, flow, SLOT) == ["ok"]  # the same slot again ends nothing
    assert units(at_work[0]) == []
    with qtbot.waitSignal(flow.written):
        scan(qtbot, flow, "LOC:普通区/02", code(2))
    assert flow.opening.form.typed.text("place") == "普通区/02"
    confirm(qtbot, flow)
    slots = [(unit.battery_code, Place(unit.zone, unit.slot)) for unit in units(at_work[0])]
    assert slots == [(code(1), Place("普通区", "01")), (code(2), Place("普通区", "02"))]


def test_a_given_up_line_whose_place_is_taken_comes_back_after_the_one_at_hand(qtbot, at_work, flow):
    outlet, workers = at_work
    bar = UndoBar(wording(CHINESE))
    undo = UndoFlow(outlet, workers, bar, wording(CHINESE))
    flow.undoable.connect(undo.offer)
    scan(qtbot, flow, code(1))
    flow.back()
    scan(qtbot, flow, code(2))
    with qtbot.waitSignal(undo.undone):
        undo.undo()
    assert flow.opening.form.typed.text("code") == code(2)
    confirm(qtbot, flow)
    qtbot.waitUntil(lambda: flow.opening.form.typed.text("code") == code(1))
    put_away(qtbot, workers, bar)


def test_a_scan_that_is_known_or_in_the_way_is_told_and_changes_nothing(qtbot, at_work, flow):
    assert scan(qtbot, flow, code(1), code(1)) == ["ok", "again"]
    confirm(qtbot, flow)
    qtbot.waitUntil(lambda: len(flow.opening.state.opening.lines) == 1)
    assert scan(qtbot, flow, code(1)) == ["again"]
    scan(qtbot, flow, code(2))
    give(flow, reported="yes")  # now it lacks where and when
    assert scan(qtbot, flow, code(3)) == ["no"]
    assert flow.opening.form.typed.text("code") == code(2)


def test_a_code_that_is_here_already_and_an_unknown_slot_are_refused_in_the_form(qtbot, at_work, flow):
    taken_in(at_work[0], pack(code(7)))
    scan(qtbot, flow, code(7))
    with qtbot.waitSignal(flow.opening.form.refused):
        button(flow, "确认记录").click()
    assert code(7) in said(flow)
    assert flow.opening.state.is_form_open
    flow.back()
    scan(qtbot, flow, code(8))
    give(flow, place="没有这个区/9")
    with qtbot.waitSignal(flow.opening.form.refused):
        button(flow, "确认记录").click()
    assert units(at_work[0]) == []


def test_a_leaking_pack_is_recorded_though_the_ordinary_slot_is_refused(qtbot, at_work, flow):
    scan(qtbot, flow, SLOT, code(1))
    give(flow, condition=ConditionClass.LEAKING)
    taken = confirm(qtbot, flow)
    assert taken.not_placed is not None
    assert "库位没有记下" in said(flow)
    (unit,) = units(at_work[0])
    assert unit.zone is None


@pytest.mark.practice(3)
def test_it_is_closed_with_the_number_of_the_signed_sheet_and_takes_nothing_after(qtbot, at_work, flow):
    outlet = at_work[0]
    scan(qtbot, flow, code(1))
    confirm(qtbot, flow)
    qtbot.waitUntil(lambda: len(flow.opening.state.opening.lines) == 1)
    button(flow, "结束期初盘点").click()
    assert scan(qtbot, flow, code(2)) == ["no"]
    give(flow, counted="2")
    photograph(flow, outlet)
    with qtbot.waitSignal(flow.opening.form.refused):
        button(flow, "确认记录").click()
    give(flow, counted="1")
    late = []
    button(flow, "确认记录").click()
    assert flow.scanned(code(2), late.append)  # while it is being closed
    qtbot.waitUntil(lambda: late == ["no"])
    assert not flow.opening.state.is_form_open
    qtbot.waitUntil(lambda: flow.opening.state.opening.closed is not None)
    assert outlet.read(opening_closed) is not None
    assert "已结束：共 1 件" in said(flow)
    assert button(flow, "登记一件").refusal is not None
    assert not flow.scanned(code(2), lambda _: None)  # it opens its record, as anywhere


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_nothing_is_cut_in_either_language_and_size(qtbot, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.place.resize(round(930 * scale), round(640 * scale))
    flow.retranslate(wording(language))
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    scan(qtbot, flow, SLOT, code(1))
    give(flow, reported="yes", mass_g="300")
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    appearance().wear(Scheme.LIGHT, 1.0)
