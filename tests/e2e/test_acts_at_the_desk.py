"""Acts on loads and units in the whole window, with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.widgets.data_table import DataTable
from packtrail.wording import ENGLISH
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.trade import CODE, load


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        yield person
        appearance().wear(None, 1.0)


def act(person, number):
    """Open an act by its key."""
    hand = QApplication.focusWidget() or person.desk.frame
    person.qtbot.keyClick(hand, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)


def pressed(person, words, kind=QAbstractButton):
    """Put the hand on what says ``words`` and press it."""
    found = [b for b in person.desk.frame.findChildren(kind) if words in b.text() and b.isVisible()]
    assert found, words
    found[0].setFocus()
    person.press(Qt.Key.Key_Space)


def handed_on(person):
    take_in(person.outlet, CODE)
    handed = person.outlet.workers.acts.run(lambda: person.outlet.release_handoff(load(CODE))).result(20)
    person.desk.frame.show_place("handoff")
    person.wait(lambda: len(person.desk.handoff.state.recent) == 1)
    table = next(t for t in person.desk.frame.findChildren(DataTable) if t.accessibleName() == "最近的移交单")
    table.setFocus()
    table.selectRow(0)
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.desk.frame.is_detail_open)
    return handed


def test_a_released_load_departs_and_is_accepted_with_the_keyboard_alone(person):
    handed = handed_on(person)
    act(person, 1)
    person.type("A")
    pressed(person, "确认记录")
    person.wait_to_see("已发运")
    act(person, 3)
    pressed(person, "电话", ChoiceChip)
    pressed(person, "确认记录")
    person.wait(lambda: person.desk.way.way.state is HandoffState.ACCEPTED)
    document = person.outlet.read(lambda view: view.handoff(handed.document.handoff_id))
    assert document.state is HandoffState.ACCEPTED
    assert document.vehicle_plate.endswith("A")


def test_esc_leaves_the_form_first_and_the_panel_next(person):
    handed_on(person)
    act(person, 1)
    person.wait_to_see("车牌以实际来的车为准。")
    person.press(Qt.Key.Key_Escape)
    assert not person.sees("车牌以实际来的车为准。")
    assert person.desk.frame.is_detail_open
    person.press(Qt.Key.Key_Escape)
    assert not person.desk.frame.is_detail_open
    assert person.desk.frame.place == "handoff"


def test_a_unit_found_leaking_is_isolated_from_its_page_and_the_table_says_so(person):
    unit = take_in(person.outlet, CODE).units[0]
    person.desk.frame.show_place("stock")
    person.desk.stock.open_unit(unit.unit_id)
    person.wait(lambda: person.desk.frame.is_detail_open)
    person.settle()
    act(person, 1)
    pressed(person, "漏液", ChoiceChip)
    pressed(person, "确认记录")
    person.wait_to_see("高风险电池不能回普通库区")
    person.wait(
        lambda: person.desk.stock.state.total is not None and person.desk.stock.state.total.count == 0
    )
    assert person.outlet.read(lambda view: view.unit(unit.unit_id)).custody is Custody.QUARANTINED


def test_a_load_that_was_opened_stays_in_the_panel_when_another_language_is_spoken(person):
    handed_on(person)
    person.desk.settings.language_chosen.emit(ENGLISH)
    said = {label.text() for label in person.desk.frame.findChildren(QLabel) if label.isVisible()}
    assert "released" in said
