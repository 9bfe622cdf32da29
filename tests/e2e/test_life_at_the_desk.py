"""A battery that another outlet had, at the whole desk with a real hub: warned of, looked up, printed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from packtrail.desk import window
from packtrail.ui.theme.appearance import appearance
from packtrail.usecases.sync_policy import AUTO
from tests.e2e.desk import desk_open
from tests.e2e.stations import act, at_work, enrol, hand_on, send, set_up, take_in
from tests.station import PROFILE, codes

ELSEWHERE = replace(PROFILE, outlet_uscc="91430100MA0FAKE039")
KNOWN = codes(1, first=7700)[0]


@pytest.fixture
def opened(monkeypatch):
    papers = []
    monkeypatch.setattr(window, "open_paper", lambda paper, _: papers.append(paper))
    return papers


@pytest.fixture
def person(qtbot, tmp_path, hub, opened):
    with at_work(tmp_path / "other") as outlet:
        act(outlet, outlet.set_profile, ELSEWHERE)
        take_in(outlet, KNOWN)
        hand_on(outlet, KNOWN)
        send(outlet, enrol(outlet, hub))
    with desk_open(qtbot, tmp_path / "station") as person:
        person.settle()
        person.desk.sync.auto.turn(is_on=False)  # no run of sending is under way when the window goes
        set_up(person.outlet)
        enrol(person.outlet, hub)
        yield person
        appearance().wear(None, 1.0)


def press_with_ctrl(person, key):
    QApplication.processEvents()
    hand = QApplication.focusWidget() or person.desk.frame
    person.qtbot.keyClick(hand, key, Qt.KeyboardModifier.ControlModifier)


def test_intake_warns_of_what_another_outlet_did_and_stops_nothing(person):
    person.desk.frame.show_place("intake")
    person.desk.intake.screen.focus_code()
    for _ in range(2):
        person.type(KNOWN)
        person.press(Qt.Key.Key_Return)
    person.wait_to_see("网点 91430100MA0FAKE039 在")
    assert person.sees("已经移交出去，请核对编码和来源")
    assert person.sees("待确认")
    assert len(person.desk.intake._bench.work.cards) == 1


def test_a_units_page_asks_by_its_key_and_prints_by_its_key_and_off_is_off(person, opened):
    act(person.outlet, person.outlet.remember, AUTO, "off")
    take_in(person.outlet, KNOWN)
    unit = person.outlet.read(lambda view: view.units_with_code(KNOWN)[0])
    person.desk.frame.show_place("stock")
    person.desk.stock.open_unit(unit.unit_id)
    person.wait_to_see("还没有问过平台")
    press_with_ctrl(person, Qt.Key.Key_R)
    person.settle()
    assert person.sees("还没有问过平台")
    act(person.outlet, person.outlet.remember, AUTO, "on")
    person.desk.stock.refresh()
    person.wait(lambda: person.desk.stock._life.why_not_asked is None)
    press_with_ctrl(person, Qt.Key.Key_R)
    person.wait_to_see("网点 91430100MA0FAKE039，经")
    press_with_ctrl(person, Qt.Key.Key_P)
    person.wait(lambda: len(opened) == 1)
    assert opened[0].name == f"life-{KNOWN}.pdf"
