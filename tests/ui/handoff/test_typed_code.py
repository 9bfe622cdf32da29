"""At the handoff too a code that nobody scanned is typed twice unseen."""

import pytest

from packtrail.domain.records.gate import CodeSource
from packtrail.ui.handoff.load_side import PickSide
from packtrail.ui.handoff.typed_code import TypedCode, asked, entered, source_of_typed
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.code_field import CodeField
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import CODE

ZH, EN = wording(CHINESE), wording(ENGLISH)
WRONG = CODE[:-1] + "9"


def test_a_code_is_taken_when_it_was_typed_twice_alike():
    typed, taken = entered(TypedCode(), CODE)
    assert (typed, taken) == (TypedCode(CODE), "")
    assert entered(typed, CODE.lower()) == (TypedCode(), CODE)
    assert source_of_typed(CODE) == CodeSource.MANUAL_DOUBLE_ENTRY


def test_a_number_of_ours_is_taken_at_once():
    assert entered(TypedCode(), "TMP-S1b-0009") == (TypedCode(), "TMP-S1b-0009")
    assert source_of_typed("TMP-S1b-0009") == CodeSource.MANUAL_SINGLE


def test_where_they_differ_both_are_said_and_the_first_stays():
    typed, taken = entered(TypedCode(CODE), WRONG)
    assert (typed.first, typed.second, typed.marked, taken) == (CODE, WRONG, (24,), "")
    tone, sentence = asked(typed, ZH)
    assert tone is Tone.DANGER
    assert all(part in sentence for part in ("第 24 位", CODE, WRONG))
    assert CODE not in asked(TypedCode(CODE), EN)[1]


@pytest.fixture
def side(qtbot):
    side = PickSide(ZH)
    qtbot.addWidget(side)
    side.show()
    side.taken = []
    side.code_entered.connect(side.taken.append)
    return side


def typing(side, text):
    field = side.findChild(CodeField)
    field.set_code(text)
    field.entered.emit(field.code)


def test_the_field_asks_again_and_esc_gives_up(side):
    typing(side, WRONG)
    assert (side.taken, side.findChild(CodeField).code) == ([], "")
    side.forget_typed()
    for _ in range(2):
        typing(side, CODE)
    assert side.taken == [CODE]


def test_what_came_of_the_last_code_is_said_after_the_second_entry(side):
    typing(side, CODE)
    side.say_result(Tone.OK, "已装上")
    assert side.findChild(CodeField)._message.text() == asked(TypedCode(CODE), ZH)[1]
    typing(side, CODE)
    assert side.findChild(CodeField)._message.text() == "已装上"


def test_a_difference_stays_in_the_field_to_be_put_right(side):
    typing(side, CODE)
    typing(side, WRONG)
    field = side.findChild(CodeField)
    assert field.code == WRONG
    typing(side, CODE)
    assert side.taken == [CODE]
