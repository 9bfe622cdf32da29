"""What holds on every screen of the whole desk: its words, its keys, its room, and where the hand is."""

import json
import re

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QWidget,
)

from packtrail.ui.theme.appearance import appearance
from packtrail.ui.widgets.bubble import Bubble
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up, take_in
from tests.trade import CODE

PLACES = ("today", "intake", "vehicles", "stock", "handoff", "sync", "records", "settings")
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
OWN_NAME = "中文"  # the language says its own name
FIRST_OPERATOR = "管理员"  # how a station set up in Chinese calls its first operator: a name, so it stays


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        unit = take_in(person.outlet, CODE).units[0]
        person.desk.stock.load_asked.emit((unit.unit_id,))
        person.wait(lambda: person.desk.handoff.state.count == 1)
        person.desk.frame.show_place("stock")
        person.desk.stock.open_unit(unit.unit_id)
        person.wait(lambda: person.desk.frame.is_detail_open)
        yield person
        appearance().wear(None, 1.0)


def data_of(outlet):
    """Names of companies, people and slots: data, in whatever language they were typed."""
    records = outlet.read(lambda view: [view.record(r) for r in record_ids(view)])
    return {part for record in records for part in re.findall(r"'([^']*)'", repr(record)) if HAN.search(part)}


def record_ids(view):
    lines = view.canonical_lines(1, 0, 500)
    return [json.loads(line)["record_id"] for _, line in lines]


def sentences(widget):
    """All that a widget says, to the eye, to the pointer and to a screen reader."""
    said = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
    if isinstance(widget, QLabel | QAbstractButton):
        said.append(widget.text())
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        said.append(widget.placeholderText())
    if isinstance(widget, QTableView):
        model = widget.model()
        columns = range(model.columnCount())
        said += [model.headerData(at, Qt.Orientation.Horizontal) for at in columns]
        said += [model.index(row, at).data() for row in range(model.rowCount()) for at in columns]
    return [str(text) for text in said if text]


def chinese_left(window, names):
    left = set()
    for widget in (each for each in (window, *window.findChildren(QWidget)) if each.isVisible()):
        for said in sentences(widget):
            rest = said.replace(OWN_NAME, "")
            for name in sorted(names, key=len, reverse=True):
                rest = rest.replace(name, "")
            if HAN.search(rest):
                left.add(f"{type(widget).__name__}: {said}")
    return left


def opened(person):
    """Every place in turn, once it has settled."""
    for place in PLACES:
        person.desk.frame.show_place(place)
        person.desk.frame.activateWindow()
        person.settle()
        yield place


def said_by(screen):
    return {label.text() for label in screen.findChildren(QLabel) if label.isVisible()}


def bubbles_at(frame, button):
    button.focusInEvent(QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    said = [bubble.text() for bubble in frame.findChildren(Bubble) if bubble.isVisible()]
    button.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    return said


def takers_of_focus(frame):
    return {
        widget
        for widget in frame.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit)
        and widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }


def bars_of(frame):
    """How many scroll bars there are, but for those of tables."""
    return sum(
        bar.isVisible()
        for area in frame.findChildren(QScrollArea)
        if area.isVisible()
        for bar in (area.verticalScrollBar(), area.horizontalScrollBar())
    )


def test_no_chinese_is_left_on_any_screen_once_english_is_spoken(person):
    names = data_of(person.outlet) | {FIRST_OPERATOR}
    assert list(opened(person)) == list(PLACES)
    person.desk.settings.language_chosen.emit(ENGLISH)
    left = {place: chinese_left(person.desk.frame, names) for place in opened(person)}
    assert {place: words for place, words in left.items() if words} == {}


def test_back_in_chinese_a_screen_says_what_it_said(person):
    person.desk.frame.show_place("settings")
    before = said_by(person.desk.settings.screen)
    for language in (ENGLISH, CHINESE):
        person.desk.settings.language_chosen.emit(language)
    assert said_by(person.desk.settings.screen) == before


def test_what_cannot_be_pressed_says_why_on_focus(person):
    refused = 0
    for place in opened(person):
        buttons = [b for b in person.desk.frame.findChildren(QAbstractButton) if b.isVisible()]
        assert all(b.isEnabled() for b in buttons), place  # a greyed one takes no focus and says nothing
        for button in buttons:
            if isinstance(button, RefusableButton) and button.refusal:
                refused += 1
                assert bubbles_at(person.desk.frame, button) == [button.refusal]
    assert refused > 0


def test_tab_comes_to_everything_that_can_be_pressed_or_filled_and_round_again(person):
    for place in opened(person):
        person.press(Qt.Key.Key_Tab)
        first, reached = QApplication.focusWidget(), []
        while QApplication.focusWidget() not in reached:
            reached.append(QApplication.focusWidget())
            person.press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is first, place
        assert takers_of_focus(person.desk.frame) <= set(reached), place


def test_a_screen_needs_one_scroll_bar_at_most(person):
    frame = person.desk.frame
    for width, height, scale in ((1440, 900, 1.0), (1024, 768, 1.0), (1920, 1200, 2.0)):
        appearance().wear(None, scale)
        frame.resize(width, height)
        for language in (ENGLISH, CHINESE):
            person.desk.settings.language_chosen.emit(language)
            crowded = {place: bars_of(frame) for place in opened(person) if bars_of(frame) > 1}
            assert crowded == {}, (width, height, scale, language)


def test_the_handoff_fits_its_window_at_the_usual_size(person):
    person.desk.frame.resize(1440, 900)
    person.desk.frame.show_place("handoff")
    person.wait(lambda: bars_of(person.desk.frame) == 1)  # the recipient's card alone


def test_back_next_fault_and_finish_do_no_harm_on_any_screen(person):
    for place in opened(person):
        for key in (Qt.Key.Key_Escape, Qt.Key.Key_F8, Qt.Key.Key_F10):
            person.press(key)
            assert person.desk.frame.place == place


def test_at_the_start_no_field_has_the_hand_and_a_scan_is_looked_for(person):
    person.desk.frame.show_place("today")
    assert not isinstance(QApplication.focusWidget(), QLineEdit | QAbstractButton)
    for letter in CODE:
        person.type(letter)
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.desk.frame.place == "records" and person.desk.records.state.text == CODE)
