"""The code field says below itself what to look at again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.code_field import CodeField
from packtrail.ui.widgets.code_hints import code_hint
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import CODE

ZH, EN = wording(CHINESE), wording(ENGLISH)


@pytest.fixture
def field(qtbot):
    field = CodeField(ZH)
    qtbot.addWidget(field)
    field.show()
    return field


def said(field):
    return [label.text() for label in field.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_wrong_character_is_said_while_it_is_typed_and_marked(field):
    QTest.keyClicks(field.focusProxy(), "0TXP8")
    assert "第 5 位“8”不能用作电池类型，是不是 B？" in said(field)
    assert field.findChild(QPlainTextEdit).gaps.marked == (5,)
    QTest.keyClick(field.focusProxy(), Qt.Key.Key_Backspace)
    assert field.findChild(QPlainTextEdit).gaps.marked == ()


def test_a_whole_code_says_which_characters_to_compare(field):
    field.set_code(CODE)
    assert any(text.startswith("形近字请对照标签：第 1 位 0（不是 O）") for text in said(field))


def test_marks_of_the_screen_go_before_those_of_the_field(field):
    field.set_code("0TXP8")
    field.show_message(Tone.DANGER, "…", (2,))
    assert field.findChild(QPlainTextEdit).gaps.marked == (2,)


def test_a_field_that_takes_other_numbers_calls_none_of_them_wrong(qtbot):
    field = CodeField(ZH, takes_numbers=True)
    qtbot.addWidget(field)
    field.show()
    field.set_code("TMPS1B0009")
    assert field.findChild(QPlainTextEdit).gaps.marked == ()


def test_an_input_method_stays_out_of_a_code(field):
    assert not field.focusProxy().testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_it_says_so_in_both_languages():
    assert code_hint("0TXP8", EN).sentence == "Position 5: “8” can't be the battery type. Is it B?"
    assert code_hint("0TX7", EN).sentence.startswith("Position 4: “7” can't be the")
    assert code_hint("", EN).sentence == ""
