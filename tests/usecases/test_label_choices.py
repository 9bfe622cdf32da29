"""What is remembered of label stock comes back, and what can't be is as never chosen."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.usecases.label_choices import (
    MOST_MM,
    LabelChoices,
    choices_from,
    choices_text,
    millimetres,
)

KNOWN = ("a4_21", "roll_60_40")


def test_choices_come_back_as_they_were_kept():
    choices = LabelChoices(stock="a4_21").shifted(-0.5, 1.5)
    assert choices_from(choices_text(choices), KNOWN) == choices
    assert choices.shift == (-0.5, 1.5)


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
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["stock", "shifts", *KNOWN]), inner),
    )
)
def test_anything_that_was_kept_is_read_without_a_crash(kept):
    choices = choices_from(json.dumps(kept), KNOWN)
    assert choices.stock in {"", *KNOWN}
