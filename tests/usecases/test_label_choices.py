"""What is remembered of label stock comes back, and what can't be is as never chosen."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.usecases.label_choices import (
    MOST_MM,
    LabelChoices,
    StockInfo,
    choices_from,
    choices_text,
    millimetres,
)

KNOWN = (
    StockInfo(name="a4_21", kind="sheet", width_mm=63.5, height_mm=38.1, per_page=21),
    StockInfo(name="roll_60_40", kind="roll", width_mm=60, height_mm=40, per_page=1),
)
NAMES = tuple(stock.name for stock in KNOWN)


def test_choices_come_back_as_they_were_kept():
    choices = LabelChoices(stock="a4_21").shifted(-0.5, 1.5).with_used("a4_21", 20)
    assert choices_from(choices_text(choices), KNOWN) == choices
    assert (choices.shift, choices.used) == ((-0.5, 1.5), 20)


def test_each_stock_has_its_own_shift():
    choices = LabelChoices(stock="a4_21").shifted(1.0, 2.0)
    assert LabelChoices(stock="roll_60_40", shifts=choices.shifts).shift == (0.0, 0.0)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "no json",
        "[]",
        '{"stock": 7}',
        '{"begun": {"a4_21": 21, "roll_60_40": 1, "a5_2": 0}}',
        '{"begun": {"a4_21": true}}',
        '{"begun": [1]}',
        '{"stock": "a5_2", "shifts": {"a5_2": [1, 1]}}',
        '{"shifts": {"a4_21": [1]}}',
        '{"shifts": {"a4_21": [99, 0]}}',
        '{"shifts": {"a4_21": [true, 0]}}',
        '{"shifts": {"a4_21": [NaN, 0]}}',
        '{"shifts": []}',
    ],
)
def test_what_can_not_be_is_left_out(kept):
    assert choices_from(kept, KNOWN) == LabelChoices()


@pytest.mark.parametrize(
    ("text", "mm"),
    [("-0.5", -0.5), (" 1,5 ", 1.5), ("2", 2.0), ("+0.26", 0.3), ("－1", -1.0), ("10", 10.0), ("−0,4", -0.4)],
)
def test_millimetres_are_read_as_they_are_typed(text, mm):
    assert millimetres(text) == mm


@pytest.mark.parametrize(
    "text", ["", "-", ".", "1.2.3", "11", "-10.1", "nan", "inf", "1e1", "一", "٣", "--1", "1 0"]
)
def test_what_is_no_shift_is_none(text):
    assert millimetres(text) is None


@given(st.text(max_size=12))
def test_any_text_is_a_shift_within_bounds_or_none(text):
    value = millimetres(text)
    assert value is None or abs(value) <= MOST_MM


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["stock", "shifts", "begun", *NAMES]), inner)
        ),
    )
)
def test_anything_that_was_kept_is_read_without_a_crash(kept):
    choices = choices_from(json.dumps(kept), KNOWN)
    assert choices.stock in {"", *NAMES}
