"""Codes on the screen: grouped for the eye, plain in the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import BIG, Scheme, Tone
from packtrail.ui.widgets.code_field import CodeField
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.code_text import gaps_of_length, gaps_while_typing, groups, normalised
from packtrail.wording import Language, wording

CODE = "001PB240000003B3C0221953"
CHINESE = wording(Language.CHINESE)


@pytest.fixture(autouse=True)
def plain_look(qapp):
    appearance().wear(Scheme.LIGHT)


@pytest.fixture
def label(qtbot):
    label = CodeLabel(CHINESE, size=BIG)
    label.show_code(CODE)
    qtbot.addWidget(label)
    label.resize(900, 80)
    label.show()
    return label


@pytest.fixture
def field(qtbot):
    field = CodeField(CHINESE)
    qtbot.addWidget(field)
    field.show()
    return field


def edit_of(field):
    return field.findChild(QPlainTextEdit)


def test_a_code_is_grouped_as_it_is_read_aloud():
    assert " ".join(groups(CODE)) == "001 P B 24 0000003 B3C 0221953"


def test_a_text_of_another_length_has_no_groups():
    assert groups("TMP-S1b-0009") == ("TMP-S1b-0009",)


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPRSTUVWXYZ", max_size=30))
def test_the_groups_together_are_the_code(code):
    assert "".join(groups(code)) == code


@given(st.integers(min_value=0, max_value=40))
def test_gaps_while_typing_stand_only_between_characters(typed):
    assert all(0 < gap < typed for gap in gaps_while_typing(typed))


def test_gaps_while_typing_are_those_of_the_full_code():
    assert gaps_while_typing(24) == gaps_of_length(24)
    assert gaps_while_typing(9) == (3, 4, 5, 7)


@pytest.mark.parametrize(
    "typed",
    ["001pb240000003b3c0221953", "001 P B 24 0000003 B3C 0221953", "００１ＰＢ２４-0000003-B3C-0221953\r\n"],
)
def test_ways_of_writing_become_the_code(typed):
    assert normalised(typed) == CODE


def test_an_o_never_becomes_a_nought():
    assert normalised("OI") == "OI"


def test_copying_gives_the_plain_code(qtbot, label):
    label.setFocus()
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == CODE


def test_a_click_selects_the_code_whole(qtbot, label):
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    assert label.is_selected


def test_the_selection_goes_with_the_focus_but_not_with_a_menu(qtbot, label):
    label.focusInEvent(focus_event("In", Qt.FocusReason.TabFocusReason))
    label.focusOutEvent(focus_event("Out", Qt.FocusReason.PopupFocusReason))
    assert label.is_selected
    label.focusOutEvent(focus_event("Out", Qt.FocusReason.TabFocusReason))
    assert not label.is_selected


def focus_event(way, reason):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(getattr(QEvent.Type, f"Focus{way}"), reason)


def test_a_screen_reader_finds_the_plain_code(label):
    assert label.accessibleName() == CODE


def test_a_selected_code_is_seen_as_selected(label):
    label.focusOutEvent(focus_event("Out", Qt.FocusReason.TabFocusReason))
    before = label.grab().toImage()
    label.focusInEvent(focus_event("In", Qt.FocusReason.TabFocusReason))
    assert label.grab().toImage() != before


def test_a_marked_position_is_drawn_in_another_ink(label):
    before = label.grab().toImage()
    label.show_code(CODE, marked=(15,))
    assert label.grab().toImage() != before


def test_a_narrow_label_takes_two_lines_and_never_cuts(label):
    one_line = label.heightForWidth(900)
    assert label.heightForWidth(340) > one_line * 1.2
    assert label.minimumSizeHint().width() < 340


def test_an_empty_label_can_be_drawn(label):
    label.show_code("")
    assert not label.grab().isNull()


def test_typing_is_upper_case_and_counted(qtbot, field):
    typed = []
    field.code_changed.connect(typed.append)
    qtbot.keyClicks(edit_of(field), "001pb")
    assert field.code == "001PB"
    assert typed[-1] == "001PB"
    assert "5 / 24 位" in [label.text() for label in field.findChildren(QLabel)]


def test_pasting_takes_the_code_out_of_its_writing(field):
    source = QMimeData()
    source.setText(" 001-p-b-24 0000003 b3c 0221953\n")
    edit_of(field).insertFromMimeData(source)
    assert field.code == CODE


def test_typing_in_the_middle_keeps_the_place(qtbot, field):
    field.set_code("001B24")
    cursor = edit_of(field).textCursor()
    cursor.setPosition(3)
    edit_of(field).setTextCursor(cursor)
    qtbot.keyClicks(edit_of(field), "p")
    assert (field.code, edit_of(field).textCursor().position()) == ("001PB24", 4)


def test_enter_says_that_the_code_is_complete(qtbot, field):
    field.set_code(CODE)
    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClick(edit_of(field), Qt.Key.Key_Return)
    assert entered.args == [CODE]
    assert field.code == CODE


def test_tab_leaves_the_field(qtbot):
    window = QWidget()
    column = QVBoxLayout(window)
    first, second = CodeField(CHINESE), CodeField(CHINESE)
    column.addWidget(first)
    column.addWidget(second)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    first.setFocus()
    qtbot.keyClick(edit_of(first), Qt.Key.Key_Tab)
    assert edit_of(second).hasFocus()
    assert first.code == ""


def test_selecting_all_and_copying_gives_the_plain_code(field):
    field.set_code(CODE)
    edit = edit_of(field)
    edit.selectAll()
    edit.copy()
    assert QGuiApplication.clipboard().text() == CODE
    edit.moveCursor(QTextCursor.MoveOperation.End)


def test_a_fault_is_said_beside_the_field_and_to_the_screen_reader(field):
    field.set_code(CODE)
    field.show_message(Tone.DANGER, "第 15 位有误", marked=(15,))
    assert edit_of(field).accessibleDescription() == "第 15 位有误"
    formats = edit_of(field).document().firstBlock().layout().formats()
    assert [(f.start, f.length) for f in formats if f.format.fontUnderline()] == [(14, 1)]


def test_the_field_speaks_the_other_language(field):
    field.retranslate(wording(Language.ENGLISH))
    assert edit_of(field).accessibleName() == wording(Language.ENGLISH).say("frame.code_name")
