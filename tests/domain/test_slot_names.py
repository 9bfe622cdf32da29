"""Names of slots as they are typed, many at once, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.places import MOST_SLOTS
from packtrail.domain.slot_names import slot_names, slots_text

NAMES = st.lists(st.from_regex(r"\A[A-Z]{0,2}[0-9]{1,3}\Z"), max_size=30)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", ()),
        ("01-03", ("01", "02", "03")),
        ("A9-A11, B1", ("A9", "A10", "A11", "B1")),
        ("A9-11、B1 B2", ("A9", "A10", "A11", "B1", "B2")),
        ("架-1", ("架-1",)),
        ("03-01", ("03-01",)),
        ("A1-B3", ("A1-B3",)),
        ("1-999999", ("1-999999",)),
    ],
)
def test_ranges_are_counted_out_and_what_only_looks_like_one_stays(typed, names):
    assert slot_names(typed) == names


def test_a_long_run_is_said_as_a_range_and_two_are_said_as_they_are():
    assert slots_text(("01", "02", "03", "04", "A1", "A2", "X")) == "01-04, A1, A2, X"


@given(NAMES)
def test_what_was_said_is_read_again_as_it_was(names):
    assert slot_names(slots_text(names)) == tuple(names)


@given(st.text(max_size=200))
def test_junk_never_becomes_more_names_than_a_plan_may_have_for_each_part(typed):
    assert len(slot_names(typed)) <= MOST_SLOTS * (typed.count("-") + typed.count("—") + 200)
