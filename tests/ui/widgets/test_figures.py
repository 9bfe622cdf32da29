"""Numbers in words, and back, without losing a gram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.ui.widgets.figures import THIN, count_text, grams_of, kg_exact, kg_text, tonnes_text


@pytest.mark.parametrize(
    ("weight_g", "text"),
    [(0, "0.0"), (412_350, "412.4"), (412_349, "412.3"), (12_500_000, f"12{THIN}500.0"), (50, "0.1")],
)
def test_kilograms_have_one_decimal_and_thin_thousands(weight_g, text):
    assert kg_text(weight_g) == text


def test_tonnes_have_one_decimal():
    assert tonnes_text(12_460_000) == "12.5"


def test_counts_have_thin_thousands():
    assert (count_text(999), count_text(12_874)) == ("999", f"12{THIN}874")


@given(st.integers(min_value=0, max_value=999_999_999))
def test_what_is_shown_to_be_edited_reads_back_to_the_gram(weight_g):
    assert grams_of(kg_exact(weight_g)) == weight_g


@pytest.mark.parametrize(
    ("typed", "weight_g"),
    [
        ("412.5", 412_500),
        (" 1,250 kg", 1_250_000),
        ("４１２．５", 412_500),
        ("412。5", 412_500),
        ("0.001", 1),
    ],
)
def test_a_typed_mass_is_read(typed, weight_g):
    assert grams_of(typed) == weight_g


@pytest.mark.parametrize("typed", ["", "abc", "-5", "1.2345", "1e3", "..", "5.", "12345678"])
def test_what_is_no_mass_is_none(typed):
    assert grams_of(typed) is None


@pytest.mark.parametrize(("count", "said"), [(1, "1 unit"), (0, "0 units"), (1200, f"1{THIN}200 units")])
def test_a_counted_figure_chooses_its_word(count, said):
    assert format(count_text(count), "unit|units") == said
