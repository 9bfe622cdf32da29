"""The records over a real ledger: what is typed is found, registers grow by pages, a day is closed."""

import threading
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from python_calamine import CalamineWorkbook

from packtrail.domain.errors import DiskFull
from packtrail.ui.records.day_field import DayField
from packtrail.ui.records.flow import RecordsFlow
from packtrail.ui.records.state import Page
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.search_field import SearchField
from packtrail.usecases.registers import LINES_A_PAGE, register_begin
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import load
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import cut_words, words_cut_at_rest


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    made = RecordsFlow(outlet, workers, wording(CHINESE))
    made.opened = []
    made.go.connect(lambda *where: made.opened.append(where))
    made.load_asked.connect(lambda load_id: made.opened.append(("load", load_id)))
    made.screen.resize(1100, 640)
    made.screen.show()
    yield made
    put_away(qtbot, workers, made.screen)


def table(flow):
    return flow.screen.findChild(DataTable)


def column(flow, at):
    model = table(flow).model()
    return [model.index(row, at).data() for row in range(model.rowCount())]


def said(flow):
    return " ".join(label.text() for label in flow.screen.findChildren(QLabel) if label.isVisible())


def type_in(flow, text):
    field = flow.screen.findChild(SearchField)
    field.setFocus()
    QTest.keyClicks(field, text)
    return field


def show(qtbot, flow, page):
    flow.screen.page_chosen.emit(page.value)
    qtbot.waitUntil(lambda: (flow.state.report or flow.state.lines) is not None)


def refused(*_, **__):
    raise DiskFull(folder="E:")


@contextmanager
def no_answer_yet(at_work):
    """Both threads that read are held; what they were asked meanwhile is answered at the end."""
    gate, (outlet, _) = threading.Event(), at_work
    for _ in range(2):
        outlet.workers.reads.run(gate.wait)
    try:
        yield
    finally:
        gate.set()


def all_answered(qtbot, at_work):
    """Every question asked so far has its answer, and the answers have come to the screen."""
    came, both, workers = [], threading.Barrier(2), at_work[1]
    for _ in range(2):
        workers.run(workers.reads, both.wait, done=came.append, failed=came.append)
    qtbot.waitUntil(lambda: len(came) == 2)


def test_what_is_typed_is_found_and_enter_opens_the_first_hit(qtbot, at_work, flow):
    unit = taken_in(at_work[0], *packs(3)).units[1]
    QTest.keyClick(type_in(flow, "0000002"), Qt.Key.Key_Return)  # before any answer: it waits for it
    qtbot.waitUntil(lambda: flow.opened == [("stock", unit.unit_id)])
    assert column(flow, 1) == [code(2)]


@pytest.mark.parametrize(
    "leave", [lambda flow: flow.screen.page_chosen.emit("day"), lambda flow: flow.screen.hide()]
)
def test_whoever_went_on_after_enter_is_not_called_back(qtbot, at_work, flow, leave):
    taken_in(at_work[0], *packs(1))
    with no_answer_yet(at_work):
        QTest.keyClick(type_in(flow, "0000001"), Qt.Key.Key_Return)
        leave(flow)
    qtbot.waitUntil(lambda: flow.state.found is not None)
    all_answered(qtbot, at_work)
    assert flow.opened == []


def test_enter_opens_no_hit_of_another_text_after_a_search_that_failed(qtbot, at_work, flow, monkeypatch):
    taken_in(at_work[0], *packs(2))
    flow.find("0000001")
    qtbot.waitUntil(lambda: flow.state.found is not None)
    monkeypatch.setattr("packtrail.ui.records.flow.search_ledger", refused)
    flow.find("0000002")
    qtbot.waitUntil(lambda: flow.state.trouble is not None)
    flow.screen.search_entered.emit()
    assert flow.opened == []


def test_a_register_asked_before_the_search_does_not_answer_into_it(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(1))
    with no_answer_yet(at_work):
        flow.screen.page_chosen.emit(Page.INTAKE)
        flow.find("0000001")
    qtbot.waitUntil(lambda: flow.state.found is not None)
    all_answered(qtbot, at_work)
    assert (flow.state.lines, flow.state.total) == (None, None)


def test_trouble_of_a_page_that_was_left_is_not_told(qtbot, at_work, flow, monkeypatch):
    monkeypatch.setattr("packtrail.ui.records.flow.register_begin", refused)
    with no_answer_yet(at_work):
        flow.screen.page_chosen.emit(Page.INTAKE)
        flow.screen.page_chosen.emit(Page.DAY)
    qtbot.waitUntil(lambda: flow.state.report is not None)
    all_answered(qtbot, at_work)
    assert flow.state.trouble is None


def test_lines_wanted_while_a_register_is_asked_anew_come_after_it(qtbot, at_work, flow, monkeypatch):
    monkeypatch.setattr("packtrail.ui.records.flow.register_begin", partial(register_begin, limit=2))
    taken_in(at_work[0], *packs(5))
    flow.screen.hide()  # the table asks for nothing by itself
    show(qtbot, flow, Page.INTAKE)
    with no_answer_yet(at_work):
        flow.refresh()
        flow.screen.more_wanted.emit()
    qtbot.waitUntil(lambda: column(flow, 1) == [code(number) for number in range(1, 6)])


def test_a_register_left_before_its_next_lines_came_goes_on_when_one_returns(
    qtbot, at_work, flow, monkeypatch
):
    monkeypatch.setattr("packtrail.ui.records.flow.register_begin", partial(register_begin, limit=2))
    taken_in(at_work[0], *packs(5))
    flow.screen.hide()
    show(qtbot, flow, Page.INTAKE)
    model, top = table(flow).model(), QModelIndex()
    with no_answer_yet(at_work):
        model.fetchMore(top)
        flow.screen.page_chosen.emit(Page.DAY)
        flow.screen.page_chosen.emit(Page.INTAKE)
    qtbot.waitUntil(lambda: flow.state.lines is not None)
    model.fetchMore(top)  # as far as the table did not ask by itself
    qtbot.waitUntil(lambda: column(flow, 1) == [code(number) for number in range(1, 6)])


def test_after_midnight_the_key_of_the_day_shows_the_new_day(qtbot, at_work, flow, monkeypatch):
    outlet, _ = at_work
    tomorrow = outlet.now() + timedelta(days=1)
    monkeypatch.setattr(outlet, "now", lambda: tomorrow)
    flow.close_today()
    assert flow.state.days == (tomorrow.date(), tomorrow.date())


def test_a_day_that_another_place_names_is_shown_as_it_stands(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(2))
    day = at_work[0].now().date()
    flow.show_day(day.isoformat())
    qtbot.waitUntil(lambda: flow.state.report is not None)
    assert (flow.state.page, flow.state.days) == (Page.DAY, (day, day))
    assert flow.state.report.balance.taken_in.count == 2


def test_groups_stand_below_one_another_and_each_opens_its_own_place(qtbot, at_work, flow):
    outlet = at_work[0]
    taken = taken_in(outlet, *packs(1))
    handed = on_writer(outlet, lambda: outlet.release_handoff(load(code(1))))
    type_in(flow, "S1a-20261120")
    qtbot.waitUntil(lambda: column(flow, 0) == ["电池", "移交单", "入库单"])
    for row in (1, 2):
        flow.screen.hit_chosen.emit(table(flow).model().index(row, 0).data(Qt.ItemDataRole.UserRole + 1))
    assert flow.opened == [
        ("load", handed.document.handoff_id),
        ("stock", taken.document.delivery_id),
    ]


def test_down_goes_from_the_search_into_what_it_found(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(2))
    flow.screen.activateWindow()
    field = type_in(flow, "0TXPB")
    qtbot.waitUntil(lambda: column(flow, 1) == [code(2), code(1)])
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert table(flow).hasFocus()


def test_a_search_without_a_hit_says_what_could_be_typed_instead(qtbot, flow):
    type_in(flow, "ZZZZ")
    qtbot.waitUntil(lambda: "没有找到“ZZZZ”" in said(flow))
    flow.screen.search_entered.emit()
    assert flow.opened == []


def test_a_register_is_fetched_page_by_page_and_adds_up_whole(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(LINES_A_PAGE + 30))
    show(qtbot, flow, Page.INTAKE)
    assert len(column(flow, 1)) == LINES_A_PAGE
    assert f"共 {LINES_A_PAGE + 30} 行" in said(flow)
    table(flow).scrollToBottom()
    qtbot.waitUntil(lambda: len(column(flow, 1)) == LINES_A_PAGE + 30)
    assert len(set(column(flow, 1))) == LINES_A_PAGE + 30


def test_earlier_and_later_walk_by_months_and_by_days_and_never_into_the_future(qtbot, flow):
    show(qtbot, flow, Page.HANDOFF)
    assert not flow.state.has_later
    flow.screen.stepped.emit(1)
    flow.screen.stepped.emit(-1)
    assert flow.state.days == (date(2026, 10, 1), date(2026, 10, 31))
    show(qtbot, flow, Page.DAY)
    flow.screen.stepped.emit(-1)
    assert flow.state.days == (date(2026, 11, 19), date(2026, 11, 19))
    qtbot.waitUntil(lambda: flow.state.report is not None and flow.state.report.to_day.day == 19)


def test_one_key_closes_the_day_and_says_what_is_open(qtbot, at_work, flow):
    outlet = at_work[0]
    taken_in(outlet, *packs(2))
    on_writer(outlet, lambda: outlet.release_handoff(load(code(1))))
    show(qtbot, flow, Page.STOCK)
    assert flow.screen.findChild(PrimaryButton).key == "F10"
    flow.screen.findChild(PrimaryButton).click()
    qtbot.waitUntil(lambda: "质量平衡：入 = 出 + 存" in said(flow))
    assert "移交单 1 张没有打印过" in said(flow)
    assert "机动车维修企业" in said(flow)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_nothing_is_cut_on_any_page_in_either_language(qtbot, at_work, flow, language):
    outlet = at_work[0]
    taken_in(outlet, *packs(2))
    on_writer(outlet, lambda: outlet.release_handoff(load(code(1))))
    flow.screen.resize(880, 560)  # what is left beside the rail at 1024
    flow.retranslate(wording(language))
    flow.find("0TXPB")
    qtbot.waitUntil(lambda: column(flow, 1) == [code(2), code(1)])
    assert words_cut_at_rest(flow.screen) == []
    for page in list(Page)[1:]:
        show(qtbot, flow, page)
        qtbot.waitUntil(lambda: cut_words(flow.screen) == [])


def test_a_register_is_exported_to_the_place_that_was_chosen(qtbot, at_work, flow, tmp_path, monkeypatch):
    taken_in(at_work[0], *packs(3))
    show(qtbot, flow, Page.INTAKE)
    proposed = []

    def choose(_, __, name, ___):
        proposed.append(Path(name).name)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr("packtrail.ui.records.export.QFileDialog.getSaveFileName", choose)
    (tmp_path / "mine.xlsx").write_bytes(b"another's")
    flow.screen.export_asked.emit()
    qtbot.waitUntil(lambda: "已导出 3 行：mine (2).xlsx" in said(flow))
    assert proposed == ["入库台账 2026-11-01 至 2026-11-30.xlsx"]
    assert (tmp_path / "mine.xlsx").read_bytes() == b"another's"
    sheet = CalamineWorkbook.from_path(tmp_path / "mine (2).xlsx").get_sheet_by_index(0).to_python()
    assert [line[1] for line in sheet[3:]] == [code(1), code(2), code(3)]


def test_an_export_that_is_stopped_writes_nothing_and_another_can_begin(qtbot, at_work, flow, tmp_path):
    taken_in(at_work[0], *packs(3))
    show(qtbot, flow, Page.STOCK)
    gate = threading.Event()
    at_work[0].workers.reads.run(gate.wait)
    at_work[0].workers.reads.run(gate.wait)  # both threads that read are held
    flow.export.write(flow.state.asked, tmp_path / "stock.xlsx")
    assert flow.state.exporting == (0, 0)
    flow.screen.export_stopped.emit()
    gate.set()
    qtbot.waitUntil(lambda: flow.state.exporting is None)
    assert not (tmp_path / "stock.xlsx").exists()
    flow.export.write(flow.state.asked, tmp_path / "stock.xlsx")
    qtbot.waitUntil((tmp_path / "stock.xlsx").exists)


def test_a_place_that_cannot_be_written_is_told_and_the_register_stays(qtbot, at_work, flow, tmp_path):
    taken_in(at_work[0], *packs(1))
    show(qtbot, flow, Page.INTAKE)
    flow.export.write(flow.state.asked, tmp_path / "no such folder" / "r.xlsx")
    qtbot.waitUntil(lambda: flow.state.trouble is not None)
    assert column(flow, 1) == [code(1)]


def test_there_is_nothing_to_export_of_an_empty_register(qtbot, flow):
    show(qtbot, flow, Page.HANDOFF)
    button = next(b for b in flow.screen.findChildren(RefusableButton) if b.command == "records.export")
    assert button.refusal == "这里没有可导出的行。"


def test_the_report_of_the_day_in_sight_is_printed_by_its_key(qtbot, flow, at_work):
    taken_in(at_work[0], *packs(1))
    printing = next(each for each in flow.screen.findChildren(RefusableButton) if "日报" in each.text())
    assert not printing.isVisible()
    flow.screen.page_chosen.emit(Page.DAY)
    flow.screen.stepped.emit(-1)
    with qtbot.waitSignal(flow.open_paper, timeout=10_000) as opened:
        QTest.keyClick(flow.screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert opened.args[0].name.startswith("DR-S1-20261119-")
    assert opened.args[0].read_bytes().startswith(b"%PDF")
    assert printing.refusal is None


def type_day(flow, typed):
    field = flow.screen.findChild(DayField)
    field.clear()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_stock_of_a_past_day_is_typed_and_says_that_it_is_past(qtbot, at_work, flow):
    taken_in(at_work[0], *packs(2))
    show(qtbot, flow, Page.STOCK)
    assert "过去某日" not in said(flow)
    assert "电池包 2 件" in said(flow)
    yesterday = flow.state.today - timedelta(days=1)
    type_day(flow, f"{yesterday:%Y/%m/%d}")
    qtbot.waitUntil(lambda: flow.state.lines == ())
    assert flow.state.day == yesterday
    assert f"过去某日：{yesterday.isoformat()} 结束时" in said(flow)
    assert flow.screen.findChild(DayField).text() == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("yesterday", "不是日期"),
        ("2026-02-30", "没有“2026-02-30”这一天"),
        ("2026-13-01", "这个月"),
        ("2017-12-31", "早于 2018 年"),
        ("2099-01-01", "还没到"),
    ],
)
def test_what_is_no_day_leaves_the_page_as_it_is(qtbot, at_work, flow, typed, why):
    taken_in(at_work[0], *packs(1))
    show(qtbot, flow, Page.STOCK)
    type_day(flow, typed)
    assert why in said(flow)
    assert flow.state.day == flow.state.today


def test_the_two_buttons_beside_the_day_lead_to_either_side_of_it(flow):
    flow.screen.page_chosen.emit(Page.DAY.value)
    today = flow.state.today
    earlier, later = (
        next(b for b in flow.screen.findChildren(RefusableButton) if b.command == f"records.{name}")
        for name in ("earlier", "later")
    )
    earlier.click()
    earlier.click()
    later.click()
    assert flow.state.day == today - timedelta(days=1)
