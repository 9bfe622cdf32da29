import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.scan.code128.tables import PATTERNS, STOP_PATTERN, check_value, text_of
from tests.scan.code128_drawn import values_of


def test_every_pattern_is_eleven_modules_that_begin_with_a_bar_and_end_with_a_space():
    assert PATTERNS.shape == (106, 11)
    assert (PATTERNS[:, 0] == 1).all()
    assert (PATTERNS[:, -1] == -1).all()


def test_no_two_patterns_are_the_same():
    assert len({tuple(pattern) for pattern in PATTERNS.tolist()}) == 106


def test_every_pattern_has_an_even_number_of_dark_modules():
    assert ((PATTERNS == 1).sum(axis=1) % 2 == 0).all()


def test_the_stop_pattern_ends_on_a_bar():
    assert STOP_PATTERN.tolist() == [1, 1, -1, -1, -1, 1, 1, 1, -1, 1, -1, 1, 1]


@pytest.mark.parametrize(
    "text",
    ["04QPB76A00012BJBC0000903", "1234567890", "abC\x01\x02x~", "óóóó1234óóabózz", "A\tb\tCC\x7f", "é"],
)
def test_what_another_writer_encodes_is_read_back(text):
    values = values_of(text)
    assert check_value(values[:-1]) == values[-1]
    assert text_of(values[:-1]) == text


@given(st.text(st.characters(max_codepoint=126), min_size=1, max_size=30))
def test_any_ascii_text_that_another_writer_encodes_is_read_back(text):
    assert text_of(values_of(text)[:-1]) == text


def test_a_run_that_ends_on_a_shift_says_nothing():
    assert text_of([104, 33, 98]) is None


def test_a_start_character_inside_says_nothing():
    assert text_of([104, 33, 103, 34]) is None
