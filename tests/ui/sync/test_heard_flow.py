"""Requests for corrections and the comparison of stock, as the Sync screen shows them over a real ledger."""

import json
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from packtrail.app.ids import new_id
from packtrail.domain.records import Correction
from packtrail.protocol.changes import CorrectionRequest
from packtrail.protocol.stock_check import Differing
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.sync.state import Page
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.hear_changes import hear_changes
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import words_cut_at_rest
from tests.usecases.feed import DESTINATION, Feed, session

REASON = "质量与铭牌不符，请核对"


class Person:
    """Somebody in front of the Sync screen."""

    def __init__(self, qtbot, outlet, flow):
        self.qtbot, self.outlet, self.flow, self.screen = qtbot, outlet, flow, flow.screen

    def wait(self, until):
        self.qtbot.waitUntil(until, timeout=20_000)

    def said(self, place):
        return "\n".join(label.text() for label in place.findChildren(QLabel) if label.isVisibleTo(place))

    def press(self, words):
        buttons = self.flow.heard.requests.findChildren(RefusableButton)
        next(each for each in buttons if each.text() == words).click()

    def opened(self):
        self.wait(lambda: self.flow.errors.form.act is not None)
        return self.flow.errors.form

    def done(self):
        with self.qtbot.waitSignal(self.flow.written, timeout=20_000):
            self.flow.errors.form.confirm()
        self.flow.refresh()

    def hear(self, **more):
        unit = self.outlet.read(lambda view: view.units_with_code(code(1))[0])
        facts = {"requested_by": "authority", "reason": REASON, "pointer": "/body/gross_mass_g", **more}
        request = CorrectionRequest(request_id=new_id(), record_id=unit.unit_id, **facts)
        station = self.outlet.read(lambda view: view.station().station_id)
        feed = Feed(station, [request])
        on_writer(self.outlet, lambda: hear_changes(session(self.outlet.store, feed, self.outlet.now)))
        self.flow.refresh()
        self.wait(lambda: bool(self.flow.heard.asked))

    def compared(self, differences=(), *, is_behind=False):
        said = {
            "checked_at": AFTERNOON.isoformat(),
            "is_equal": not differences and not is_behind,
            "is_behind": is_behind,
            "differences": differences,
        }
        on_writer(self.outlet, partial(self.outlet.remember, "sync.stock.hub", json.dumps(said)))
        self.flow.refresh()
        self.wait(lambda: bool(self.flow.state.ladders))
        self.screen.page_chosen.emit(Page.MONTH.value)
        self.wait(lambda: self.flow.heard.comparison is not None)


@pytest.fixture
def person(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)

    def bind():
        with outlet.store.act() as tx:
            tx.add_destination(DESTINATION)

    on_writer(outlet, bind)
    taken_in(outlet, *packs(2))
    flow = SyncFlow(outlet, workers, wording(CHINESE))
    flow.screen.resize(1000, 1200)
    flow.screen.show()
    flow.auto.turn(is_on=False)
    yield Person(qtbot, outlet, flow)
    flow.stop()
    put_away(qtbot, workers, flow.screen, flow.errors.detail)


def test_a_request_stands_above_the_problems_with_who_and_until_when(person):
    person.hear(due_at=AFTERNOON)
    person.wait(lambda: REASON in person.said(person.flow.heard.requests))
    said = person.said(person.flow.heard.requests)
    assert "主管部门请求更正 · 请于 2026-11-20 15:00 前办理" in said


def test_nothing_is_shown_while_nothing_was_asked(person):
    person.flow.refresh()
    person.wait(lambda: bool(person.flow.state.ladders))
    assert not person.flow.heard.requests.isVisibleTo(person.screen)


def test_the_very_field_opens_and_the_correction_answers_the_request(person):
    person.hear()
    person.press("打开去更正")
    form = person.opened()
    assert REASON in form.act.hint(wording(CHINESE))
    form.panel.changed.emit("value", "290")
    form.panel.changed.emit("reason", "按铭牌更正")
    person.done()
    assert len(person.outlet.read(lambda view: view.of_type(Correction.record_type))) == 1
    person.wait(lambda: "已更正" in person.said(person.flow.heard.requests))


def test_a_refusal_needs_its_reason_and_is_shown_with_it(person):
    person.hear()
    person.press("不更正，写原因")
    form = person.opened()
    form.panel.changed.emit("reason", "过磅单与铭牌都核对过")
    person.done()
    person.wait(lambda: "不更正：过磅单与铭牌都核对过" in person.said(person.flow.heard.requests))


def test_equal_sides_are_said_with_the_time(person):
    person.compared()
    assert "2026-11-20 15:00（刚刚）核对：两边一致" in person.said(person.flow.heard.stock)


def test_what_differs_is_told_by_place_and_level_with_the_next_step(person):
    stock = {
        "what": "stock",
        "station_number": 12,
        "hub_number": 10,
        "custody": "in_storage",
        "level": "pack",
    }
    head = {"what": "head", "station_number": 7, "hub_number": 7}
    person.compared([stock, head])
    said = person.said(person.flow.heard.stock)
    assert "有 2 处不一致" in said
    assert "请再按“立即上报”" in said
    assert "按编码盘点实物" in said


def test_a_hub_that_knows_more_proves_nothing(person):
    person.compared(is_behind=True)
    assert "数目不同不说明问题" in person.said(person.flow.heard.stock)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_kind_of_difference_has_its_words(language):
    w = wording(language)
    for kind in Differing:
        assert w.say(f"sync.stock.what.{kind}")
        assert w.say(f"sync.stock.next.{kind}")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut(person, language, scale):
    person.hear(due_at=AFTERNOON)
    person.compared([{"what": "head", "station_number": 7, "hub_number": 6}])
    appearance().wear(Scheme.LIGHT, scale)
    person.flow.retranslate(wording(language))
    person.screen.resize(int(1000 * scale), int(1500 * scale))
    for page in (Page.PROGRESS, Page.MONTH):
        person.screen.page_chosen.emit(page.value)
        QApplication.processEvents()
        assert words_cut_at_rest(person.screen) == []
    assert all(each.accessibleName() for each in person.flow.heard.requests.findChildren(QWidget, "card"))
    appearance().wear(Scheme.LIGHT)
