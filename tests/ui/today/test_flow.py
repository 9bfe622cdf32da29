"""The Today screen at work on a real ledger."""

import gc
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from packtrail.domain.errors import LedgerDamaged
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.today.flow import TodayFlow
from packtrail.ui.today.screen import MOST
from packtrail.ui.today.state import today_state
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.widgets.day_chart import DayChart
from packtrail.ui.widgets.duty_line import DutyLine, DutyState
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.drafts import DELIVERY, draft_content
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, delivery, load, pack
from tests.ui.stock.counter import code, counter, on_writer, packs, taken_in, with_hub
from tests.ui.whole import cut_words


@pytest.fixture
def station(qapp, tmp_path):
    appearance().wear()
    with counter(tmp_path / "data") as (outlet, workers):
        yield outlet, workers
    gc.collect()  # here: a lane of the next test would delete this one's widgets in its own thread


def open_today(qtbot, station, language=CHINESE):
    outlet, workers = station
    flow = TodayFlow(outlet, workers, wording(language))
    qtbot.addWidget(flow.screen)
    flow.screen.resize(918, 640)
    flow.screen.show()
    refresh(qtbot, flow)
    return flow


def refresh(qtbot, flow):
    with qtbot.waitSignal(flow.refreshed, timeout=10_000):
        flow.refresh()


def busy_day(outlet):
    taken_in(outlet, *packs(3))
    taken_in(outlet, pack(code(50), condition_class="leaking"))
    on_writer(outlet, lambda: outlet.release_handoff(load(code(1))))
    with_hub(outlet)
    on_writer(outlet, lambda: outlet.save_draft(outlet.new_id(), DELIVERY, draft_content(delivery(pack()))))
    outlet.now = lambda: AFTERNOON + timedelta(days=4)


def visible(flow, kind):
    return [widget for widget in flow.screen.findChildren(kind) if widget.isVisible()]


def test_a_bound_outlet_with_nothing_open_says_so(qtbot, station):
    with_hub(station[0])
    flow = open_today(qtbot, station)
    unsent = [line for line in visible(flow, DutyLine) if "待上报" not in line.accessibleName()]
    assert unsent == []


def test_a_busy_day_shows_danger_first(qtbot, station):
    busy_day(station[0])
    flow = open_today(qtbot, station)
    names = [line.accessibleName() for line in visible(flow, DutyLine)]
    assert len(names) == 6
    assert "异常隔离" in names[0]
    assert names[-1].startswith("1 件 没有完成的回收入库单")


def test_the_button_of_a_duty_goes_to_its_place(qtbot, station):
    busy_day(station[0])
    flow = open_today(qtbot, station)
    went = []
    flow.go.connect(lambda place, subject: went.append((place, subject)))
    visible(flow, DutyLine)[0].findChild(RefusableButton).click()
    assert went == [("stock", "isolated")]


def test_arrows_go_from_day_to_day_of_the_week_and_enter_opens_one(qtbot, station):
    flow = open_today(qtbot, station)
    went = []
    flow.go.connect(lambda place, subject: went.append((place, subject)))
    days = flow.screen.findChild(DayChart).findChildren(RefusableButton)
    assert [day.focusPolicy() & Qt.FocusPolicy.TabFocus for day in days].count(Qt.FocusPolicy.TabFocus) == 1
    flow.screen.activateWindow()
    days[-1].setFocus()
    qtbot.waitUntil(days[-1].hasFocus)
    QTest.keyClick(days[-1], Qt.Key.Key_Left)
    assert days[-2].hasFocus()
    QTest.keyClick(days[-2], Qt.Key.Key_Space)
    assert went == [("records", "2026-11-19")]


def test_the_bars_change_with_the_measure_and_keep_it_while_the_day_goes_on(qtbot, station):
    taken_in(station[0], *packs(3))
    flow = open_today(qtbot, station)
    chart = flow.screen.findChild(DayChart)
    assert chart.days[-1].figures == ("3", "0")
    next(chip for chip in visible(flow, ChoiceChip) if chip.text() == "吨数").click()
    assert chart.days[-1].figures == ("0.9", "0.0")
    refresh(qtbot, flow)
    assert chart.days[-1].figures == ("0.9", "0.0")


def test_reports_that_are_due_go_to_the_reports(qtbot, station):
    busy_day(station[0])
    flow = open_today(qtbot, station)
    went = []
    flow.go.connect(lambda place, subject: went.append((place, subject)))
    line = next(line for line in visible(flow, DutyLine) if "入库报送 4 件" in line.accessibleName())
    line.findChild(RefusableButton).click()
    assert went == [("sync", "")]


def test_a_long_list_shows_what_presses_most_and_the_rest_once_asked(qtbot, station):
    flow = open_today(qtbot, station)
    lines = [DutyState(key=str(n), number=str(n), unit="天", what="", which="", action="") for n in range(9)]
    flow.screen.render_state(replace(today_state(flow._facts, None, wording(CHINESE)), duties=tuple(lines)))
    assert len(visible(flow, DutyLine)) == MOST
    more = next(b for b in visible(flow, RefusableButton) if b.text() == "还有 2 项")
    more.click()
    assert (len(visible(flow, DutyLine)), more.text()) == (9, "收起")
    more.click()
    assert len(visible(flow, DutyLine)) == MOST


def test_lines_that_are_done_go_away(qtbot, station):
    outlet, _ = station
    busy_day(outlet)
    flow = open_today(qtbot, station)
    before = len(visible(flow, DutyLine))
    draft = outlet.read(lambda view: view.drafts(DELIVERY))[0]
    on_writer(outlet, lambda: outlet.drop_draft(draft.draft_id))
    refresh(qtbot, flow)
    assert len(visible(flow, DutyLine)) == before - 1


def test_a_wish_while_the_answer_is_under_way_is_granted_after_it(qtbot, station):
    flow = open_today(qtbot, station)
    answers = []
    flow.refreshed.connect(lambda: answers.append(1))
    flow.refresh()
    flow.refresh()
    flow.refresh()
    qtbot.waitUntil(lambda: len(answers) == 2)


def test_without_duties_there_are_words_and_no_blank(qtbot, station):
    flow = open_today(qtbot, station)
    calm = replace(today_state(flow._facts, None, wording(CHINESE)), duties=())
    flow.screen.render_state(calm)
    assert next(state.accessibleName() for state in visible(flow, EmptyState)).startswith("今天没有到期事项")


def test_a_ledger_that_cannot_be_read_is_said_and_asked_again(qtbot, station, monkeypatch):
    outlet, _ = station
    flow = open_today(qtbot, station)

    def refuse(_question):
        raise LedgerDamaged("x.db", "head")

    with monkeypatch.context() as broken:
        broken.setattr(type(outlet), "read", lambda _self, question: refuse(question))
        flow.refresh()
        qtbot.waitUntil(flow.screen.banner.isVisible)
    with qtbot.waitSignal(flow.refreshed, timeout=10_000):
        flow.screen.banner_acted.emit()
    assert not flow.screen.banner.isVisible()


def test_another_language_is_said_at_once(qtbot, station):
    busy_day(station[0])
    flow = open_today(qtbot, station)
    flow.retranslate(wording(ENGLISH))
    assert "In quarantine" in visible(flow, DutyLine)[0].accessibleName()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut(qtbot, station, language, scale):
    busy_day(station[0])
    appearance().wear(scale=scale)
    flow = open_today(qtbot, station, language)
    page = QScrollArea()  # as the window's frame has it
    qtbot.addWidget(page)
    page.setWidgetResizable(True)
    page.setWidget(flow.screen)
    page.resize(round(918 * scale), round(640 * scale))
    page.show()
    qtbot.waitUntil(lambda: cut_words(flow.screen) == [])  # a page takes two passes to find its height
    page.takeWidget()
