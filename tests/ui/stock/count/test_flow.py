"""The stock-take by scan over a real ledger."""

import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.errors import LedgerBusy
from packtrail.domain.records import Attachment
from packtrail.domain.unit import Unit
from packtrail.ui.stock.count.state import Part
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.count_stock import Counted
from packtrail.usecases.drafts import STOCK_TAKE
from packtrail.usecases.move_units import Move, move_units
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import load, pack
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import cut_words

NOWHERE = code(999)


def placed(outlet):
    """Packs 1 to 4: two on 普通区/01, two on 普通区/02; the fifth is handed on."""
    taken_in(outlet, *packs(5))
    moves = [Move(code(n), f"普通区/0{(n + 1) // 2}") for n in range(1, 5)]
    on_writer(outlet, partial(outlet.act, move_units, moves, rules=load_stock_rules()))
    on_writer(outlet, partial(outlet.release_handoff, load(code(5))))


def opened(outlet, workers):
    appearance().wear(Scheme.LIGHT)
    made = StockFlow(outlet, workers, wording(CHINESE))
    made.place.resize(1280, 760)
    made.place.show()
    made.place.open("count")
    return made


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    placed(outlet)
    made = opened(outlet, workers)
    yield made
    put_away(qtbot, workers, made.place, made.detail)


def button(flow, text):
    return next(
        each for each in flow.place.findChildren(RefusableButton) if each.isVisible() and text in each.text()
    )


def begin(qtbot, flow, zone=""):
    qtbot.waitUntil(lambda: flow.count.state.begin.zones != ())
    flow.count.screen.zone_chosen.emit(zone)
    button(flow, "开始盘点").click()
    qtbot.waitUntil(lambda: flow.count.is_counting)


def scan(qtbot, flow, *texts):
    """What each of ``texts`` was told, once all are."""
    told = []
    for text in texts:
        assert flow.scanned(text, told.append)
    qtbot.waitUntil(lambda: len(told) == len(texts))
    return told


def said(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def listed(flow):
    model = flow.count.screen.findChild(DataTable).model()
    return [
        tuple(model.index(row, at).data() for at in range(model.columnCount() - 1))
        for row in range(model.rowCount())
    ]


def show(flow, part):
    flow.count.screen.part_chosen.emit(part.value)


def photograph(flow, outlet):
    flow.count.form._photo_kept(
        on_writer(outlet, lambda: outlet.keep_photo(b"picture", "image/jpeg", "evidence"))
    )


def records_of_counts(outlet):
    return outlet.read(lambda view: [each.record for each in view.of_type("stock_check")])


def test_differences_stand_there_while_the_scans_come(qtbot, flow):
    begin(qtbot, flow, "普通区")
    told = scan(qtbot, flow, "LOC:普通区/01", code(1), code(3), code(5), NOWHERE, code(1))
    assert told == ["ok", "ok", "no", "no", "no", "again"]
    assert [line[1] for line in listed(flow)] == ["重复扫描", "未知编码", "盘盈", "错位", "相符"]
    assert "应有 4 件 · 已见 2 件 · 还没见到 2 件" in said(flow.count.screen)
    show(flow, Part.MISSING)
    assert [line[0] for line in listed(flow)] == [code(2), code(4)]
    show(flow, Part.MISPLACED)
    assert listed(flow) == [(code(3), "错位", "普通区/02", "普通区/01")]


def test_a_slot_that_the_plan_does_not_have_is_said_and_changes_nothing(qtbot, flow):
    begin(qtbot, flow)
    assert scan(qtbot, flow, "LOC:普通区/99") == ["no"]
    assert "没有“普通区/99”这个库位" in said(flow.count.screen)
    assert flow.count.state.tally.draft.place == ""


def test_a_pause_survives_a_restart(qtbot, at_work, flow):
    outlet, workers = at_work
    begin(qtbot, flow, "普通区")
    scan(qtbot, flow, "LOC:普通区/01", code(1), code(2))
    flow.back()
    qtbot.waitUntil(lambda: not flow.count.is_counting)
    again = opened(outlet, workers)
    qtbot.waitUntil(lambda: again.count.state.begin.left is not None)
    assert "上次的盘点还没有完：普通区，已扫 2 条" in said(again.place)
    button(again, "接着盘").click()
    qtbot.waitUntil(lambda: again.count.is_counting)
    assert len(again.count.state.tally.found.found) == 2
    assert again.count.state.tally.draft.place == "普通区/01"
    put_away(qtbot, workers, again.place, again.detail)


def test_what_was_scanned_just_before_escape_is_in_the_count_that_is_left(qtbot, flow):
    begin(qtbot, flow)
    told = []
    flow.scanned(code(1), told.append)
    flow.back()
    qtbot.waitUntil(lambda: not flow.count.is_counting)
    assert told == ["ok"]
    assert len(flow.count.state.begin.left.draft.scans) == 1
    qtbot.waitUntil(lambda: flow.count._unsaved is None)
    assert len(flow.count.state.begin.left.draft.scans) == 1


def test_escape_leaves_the_form_first(qtbot, flow):
    begin(qtbot, flow)
    scan(qtbot, flow, code(1))
    flow.count.screen.finished.emit()
    flow.back()
    assert not flow.count.state.is_finishing
    assert flow.count.is_counting


def test_a_count_that_was_given_up_can_be_brought_back(qtbot, at_work, flow):
    outlet, _ = at_work
    begin(qtbot, flow)
    scan(qtbot, flow, code(1))
    flow.back()
    qtbot.waitUntil(lambda: flow.count.state.begin.left is not None)
    button(flow, "放弃这次盘点").click()
    qtbot.waitUntil(lambda: flow.count.state.given_up is not None)
    assert outlet.read(lambda view: view.drafts(STOCK_TAKE)) == []
    button(flow, "撤回，接着盘").click()
    qtbot.waitUntil(lambda: flow.count.is_counting)
    assert len(flow.count.state.tally.findings) == 1
    qtbot.waitUntil(lambda: len(outlet.read(lambda view: view.drafts(STOCK_TAKE))) == 1)


def test_a_clean_count_is_recorded_by_f10_and_enter_without_a_photograph(qtbot, at_work, flow):
    begin(qtbot, flow, "普通区")
    scan(qtbot, flow, *(code(n) for n in range(1, 5)))
    qtbot.keyClick(flow.place, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: flow.count.state.is_finishing)
    with qtbot.waitSignal(flow.written) as written:
        flow.count.form.confirm()
    assert isinstance(written.args[0], Counted)
    (record,) = records_of_counts(at_work[0])
    assert (record.body.zone, record.body.counted, record.body.expected) == ("普通区", 4, 4)
    assert "账实相符" in said(flow.count.screen)
    assert at_work[0].read(lambda view: view.drafts(STOCK_TAKE)) == []


def test_differences_need_a_photograph_and_the_record_names_them(qtbot, at_work, flow):
    outlet, _ = at_work
    begin(qtbot, flow, "普通区")
    scan(qtbot, flow, code(1), code(5))
    button(flow, "完成盘点").click()
    qtbot.waitUntil(lambda: flow.count.state.is_finishing)
    assert "请拍现场照片" in said(flow.count.screen)
    assert button(flow, "确认记录").refusal is not None
    photograph(flow, outlet)
    with qtbot.waitSignal(flow.written):
        button(flow, "确认记录").click()
    (record,) = records_of_counts(outlet)
    assert len(record.body.missing_record_ids) == 3
    assert record.body.extra_codes == (code(5),)
    assert isinstance(record.attachments[0], Attachment)


def test_photographs_of_the_finish_stay_when_one_goes_back_to_scanning_and_after_a_restart(
    qtbot, at_work, flow
):
    outlet, workers = at_work
    begin(qtbot, flow, "普通区")
    scan(qtbot, flow, code(1))
    button(flow, "完成盘点").click()
    qtbot.waitUntil(lambda: flow.count.state.is_finishing)
    photograph(flow, outlet)
    flow.back()
    scan(qtbot, flow, code(2))
    button(flow, "完成盘点").click()
    qtbot.waitUntil(lambda: flow.count.state.is_finishing)
    assert len(flow.count.form.typed.photos) == 1
    flow.back()
    flow.back()
    qtbot.waitUntil(lambda: not flow.count.is_counting and flow.count._unsaved is None)
    again = opened(outlet, workers)
    qtbot.waitUntil(lambda: again.count.state.begin.left is not None)
    button(again, "接着盘").click()
    qtbot.waitUntil(lambda: again.count.is_counting)
    button(again, "完成盘点").click()
    qtbot.waitUntil(lambda: again.count.state.is_finishing)
    with qtbot.waitSignal(again.written):
        button(again, "确认记录").click()
    (record,) = records_of_counts(outlet)
    assert len(record.attachments) == 1
    put_away(qtbot, workers, again.place, again.detail)


def test_a_count_left_twice_within_one_save_is_not_shown_as_it_was_left_first(qtbot, at_work, flow):
    outlet, workers = at_work
    begin(qtbot, flow)
    slow = threading.Event()
    workers.run(workers.acts, partial(slow.wait, 20), done=bool, failed=bool)
    flow.count.pause()
    button(flow, "接着盘").click()
    qtbot.waitUntil(lambda: flow.count.is_counting)
    scan(qtbot, flow, code(1))
    slow.set()
    on_writer(outlet, int)  # all is saved, and nobody here has heard of it yet
    slower, heard = threading.Event(), []
    workers.run(workers.acts, partial(slower.wait, 20), done=bool, failed=bool)
    flow.count.pause()
    workers.run(workers.reads, int, done=heard.append, failed=bool)
    qtbot.waitUntil(lambda: heard == [0])
    assert flow.count._unsaved is not None
    slower.set()
    qtbot.waitUntil(lambda: flow.count._unsaved is None)
    assert len(flow.count.state.begin.left.draft.scans) == 1


def test_a_wrong_scan_is_taken_back_and_the_rest_stays(qtbot, flow):
    begin(qtbot, flow)
    scan(qtbot, flow, code(1), NOWHERE, code(2))
    flow.count.screen.findChild(DataTable).choose("scan/1")
    button(flow, "删去所选").click()
    qtbot.waitUntil(lambda: len(flow.count.state.tally.findings) == 2)
    assert [line[0] for line in listed(flow)] == [code(2), code(1)]
    assert flow.count.state.tally.found.unknown == ()


def test_the_key_that_takes_a_scan_back_takes_no_other_when_it_is_held(qtbot, flow):
    begin(qtbot, flow)
    scan(qtbot, flow, code(1), NOWHERE, code(2), code(3))
    flow.count.screen.findChild(DataTable).choose("scan/1")
    drop = button(flow, "删去所选")
    drop.click()
    drop.click()
    scan(qtbot, flow, code(4))
    qtbot.waitUntil(lambda: not flow.count._is_at_work)
    drop.click()
    scan(qtbot, flow, "LOC:普通区/01")
    assert [line[0] for line in listed(flow)] == [code(4), code(3), code(2), code(1)]


def test_a_scan_that_the_ledger_could_not_answer_is_said_and_counted_when_it_comes_again(
    qtbot, at_work, flow, monkeypatch
):
    begin(qtbot, flow)
    read, asked = type(at_work[0]).read, []

    def busy_once(outlet, question):
        asked.append(question)
        if len(asked) == 2:  # the place of the scan is known, its unit not
            raise LedgerBusy("D:/台账")
        return read(outlet, question)

    monkeypatch.setattr(type(at_work[0]), "read", busy_once)
    assert scan(qtbot, flow, NOWHERE) == ["no"]
    assert scan(qtbot, flow, code(1), NOWHERE) == ["ok", "no"]
    tally = flow.count.state.tally
    assert [each.scan for each in tally.findings] == list(tally.draft.scans)
    assert len(tally.findings) == 2


def test_a_scan_while_the_count_is_opened_belongs_to_it(qtbot, flow):
    qtbot.waitUntil(lambda: flow.count.state.begin.zones != ())
    button(flow, "开始盘点").click()
    assert not flow.count.is_counting
    assert scan(qtbot, flow, code(1)) == ["ok"]
    assert len(flow.count.state.tally.found.found) == 1


def test_of_several_units_with_one_code_the_operator_says_which(qtbot, at_work, flow):
    taken_in(at_work[0], pack(code(1), as_conflict=True))
    begin(qtbot, flow)
    assert scan(qtbot, flow, code(1)) == ["no"]
    assert "同码多件" in button(flow, "完成盘点").refusal
    flow.count.screen.findChild(DataTable).choose("scan/0")
    choice = next(
        chip
        for chip in flow.count.screen.findChildren(ChoiceChip)
        if "普通区/01" in chip.text() and chip.isVisible()
    )
    choice.click()
    qtbot.waitUntil(lambda: flow.count.state.tally.found.which == ())
    assert len(flow.count.state.tally.found.found) == 1


def test_scans_open_records_while_no_count_is_under_way(flow):
    assert not flow.scanned(code(1), lambda _: None)


def test_what_was_taken_in_meanwhile_is_expected(qtbot, at_work, flow):
    begin(qtbot, flow)
    scan(qtbot, flow, code(8))
    assert len(flow.count.state.tally.found.unknown) == 1
    taken_in(at_work[0], pack(code(8)))
    flow.refresh()
    qtbot.waitUntil(lambda: len(flow.count.state.tally.found.found) == 1)
    assert len(at_work[0].read(lambda view: view.in_order(Unit))) == 6


def test_a_typed_code_is_counted_like_a_scanned_one(qtbot, flow):
    begin(qtbot, flow)
    field = flow.count.screen._running._typed.focusProxy()
    field.setText(code(2).lower())
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(flow.count.state.tally.found.found) == 1)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_nothing_is_cut_in_either_language_and_size(qtbot, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.place.resize(round(930 * scale), round(640 * scale))
    flow.retranslate(wording(language))
    qtbot.waitUntil(lambda: flow.count.state.begin.zones != ())
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    flow.count.screen.begun.emit()
    qtbot.waitUntil(lambda: flow.count.is_counting)
    scan(qtbot, flow, "LOC:普通区/01", code(1), code(3), NOWHERE)
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    flow.count.screen.finished.emit()
    qtbot.waitUntil(lambda: flow.count.state.is_finishing)
    qtbot.waitUntil(lambda: cut_words(flow.place) == [])
    appearance().wear(Scheme.LIGHT, 1.0)
