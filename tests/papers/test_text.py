from hypothesis import given
from hypothesis import strategies as st

from packtrail.papers.text import broken


def measure(text):
    """Chinese two wide, anything else one."""
    return sum(2 if char >= "\u2e80" else 1 for char in text)


def test_a_text_that_fits_is_one_line():
    assert broken("回收凭证", 8, measure) == ("回收凭证",)


def test_chinese_breaks_anywhere():
    assert broken("废旧动力电池", 8, measure) == ("废旧动力", "电池")


def test_no_line_begins_with_a_closing_mark():
    assert broken("交付方，接收方", 6, measure) == ("交付", "方，接", "收方")


def test_no_line_ends_with_an_opening_mark():
    assert broken("收货人（签字）", 8, measure) == ("收货人", "（签字）")


def test_words_and_numbers_stay_whole():
    assert broken("a load of 40 packs", 9, measure) == ("a load of", "40 packs")


def test_a_word_wider_than_the_line_is_broken_not_cut():
    assert broken("ABCDEFGH", 3, measure) == ("ABC", "DEF", "GH")


def test_nothing_is_one_empty_line():
    assert broken("", 10, measure) == ("",)


TEXTS = st.text(alphabet="ab1 收货人，（）。《", max_size=40)


@given(TEXTS, st.integers(min_value=2, max_value=30))
def test_breaking_loses_nothing_but_blanks(text, width):
    lines = broken(text, width, measure)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, st.integers(min_value=2, max_value=30))
def test_no_line_is_wider_than_asked(text, width):
    assert all(measure(line) <= width for line in broken(text, width, measure))
