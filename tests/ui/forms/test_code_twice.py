"""A code in a form is scanned, or typed twice without seeing the first."""

import pytest
from PySide6.QtWidgets import QLineEdit

from packtrail.domain.records.gate import CodeSource
from packtrail.ui.forms.code_twice import AGAIN, CODE, code_asks, code_source, with_scanned
from packtrail.ui.forms.state import Typed, form_state, is_readable
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.form_field import FormField
from packtrail.wording import CHINESE, wording
from tests.trade import CODE as GOOD

ZH = wording(CHINESE)
WRONG = GOOD[:-1] + "9"


class CodeForm:
    """Asks for a code and nothing else."""

    def title(self, _):
        return "编码"

    def hint(self, _):
        return ""

    def asks(self, w, typed):
        return code_asks(w, typed, "编码", is_needed=True)

    def do(self, _, typed):
        return typed.text(CODE)


def state_of(typed):
    return form_state(ZH, CodeForm(), typed, busy=None)


def test_a_typed_code_is_covered_and_asked_for_again():
    state = state_of(Typed().given(CODE, GOOD))
    assert [ask.key for ask in state.asks] == [CODE, AGAIN]
    assert state.asks[0].is_covered
    assert state.refusal is not None


def test_two_entries_alike_may_be_confirmed_however_they_are_grouped():
    typed = Typed().given(CODE, GOOD).given(AGAIN, f"{GOOD[:3]} {GOOD[3:].lower()}")
    assert state_of(typed).refusal is None
    assert code_source(typed) == CodeSource.MANUAL_DOUBLE_ENTRY


def test_where_they_differ_both_are_shown_with_the_place():
    typed = Typed().given(CODE, GOOD).given(AGAIN, WRONG)
    first, again = state_of(typed).asks
    assert (again.tone, is_readable(again, typed)) == (Tone.DANGER, False)
    assert (again.hint, first.is_covered) == ("第 24 位与第一遍不同，请看标签", False)
    assert state_of(typed).refusal is not None


def test_nothing_is_said_of_a_second_entry_on_its_way():
    assert state_of(Typed().given(CODE, GOOD).given(AGAIN, GOOD[:10])).asks[1].hint == ""


def test_a_scanned_code_is_asked_for_once_and_a_change_by_hand_asks_again():
    typed = with_scanned(Typed().given(CODE, "0TX"), GOOD)
    assert [ask.key for ask in state_of(typed).asks] == [CODE]
    assert (state_of(typed).refusal, code_source(typed)) == (None, CodeSource.SCAN_WEDGE)
    changed = typed.given(CODE, WRONG)
    assert [ask.key for ask in state_of(changed).asks] == [CODE, AGAIN]


@pytest.fixture
def fields(qtbot):
    first, second = FormField(), FormField()
    for field in (first, second):
        qtbot.addWidget(field)
        field.show()
    return first, second


def test_what_is_covered_is_seen_while_the_hand_is_on_it(fields, qtbot):
    first, second = fields
    first.show_text(GOOD)
    first.cover(is_covered=True)
    edit = first.findChild(QLineEdit)
    first.activateWindow()
    first.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    assert edit.displayText() == GOOD
    second.activateWindow()
    second.setFocus()
    qtbot.waitUntil(lambda: not edit.hasFocus())
    assert GOOD not in edit.displayText()
    first.cover(is_covered=False)
    assert edit.displayText() == GOOD
