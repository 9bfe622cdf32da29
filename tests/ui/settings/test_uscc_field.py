"""What a field for a 统一社会信用代码 says while it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.uscc_field import uscc_words
from packtrail.wording import CHINESE, wording
from tests.trade import OUTLET

W = wording(CHINESE)


@pytest.mark.parametrize(
    ("typed", "tone", "words"),
    [
        ("", Tone.QUIET, "18 位"),
        (OUTLET[:5], Tone.QUIET, "已填 5 / 18 位"),
        (OUTLET[:5].lower() + " ", Tone.QUIET, "已填 5 / 18 位"),
        (OUTLET[:-1] + "A", Tone.DANGER, "校验位"),
        ("91I", Tone.DANGER, "第 3 位 I"),
        (OUTLET + "1", Tone.DANGER, "共 19 位"),
        ("1" * 18, Tone.DANGER, "各位相同"),
        ("91350100M000100Y43", Tone.OK, "校验通过"),
    ],
)
def test_it_says_what_is_right_or_wrong(typed, tone, words):
    said_tone, sentence = uscc_words(W, typed, is_wanted=True)
    assert said_tone is tone
    assert words in sentence


def test_nobody_asks_for_one_that_is_not_wanted():
    assert uscc_words(W, " ", is_wanted=False) == (Tone.QUIET, "")


@given(st.text(max_size=30))
def test_any_text_has_its_answer(typed):
    tone, sentence = uscc_words(W, typed, is_wanted=True)
    assert sentence
    assert tone in set(Tone)
