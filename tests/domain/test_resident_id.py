"""Resident ID numbers are checked, masked, and never shown by accident."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.resident_id import ResidentIdRule, check_resident_id

GOOD = "360426199101010071"


def rules(text, today=None):
    return [fault.rule for fault in check_resident_id(text, today).faults]


@pytest.mark.parametrize("text", [GOOD, " 360426 19910101 0071\n", "３６０４２６１９９１０１０１００７１"])
def test_a_published_number_is_valid_however_it_is_written(text):
    check = check_resident_id(text)
    assert (check.is_valid, check.number) == (True, GOOD)


def test_a_small_x_is_the_check_character():
    assert check_resident_id("11010519491231002x").is_valid


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("", [ResidentIdRule.EMPTY]),
        (GOOD[:-1], [ResidentIdRule.LENGTH]),
        (GOOD + "1", [ResidentIdRule.LENGTH]),
        ("360426910101007", [ResidentIdRule.OLD_15]),
        ("X" + GOOD[1:], [ResidentIdRule.CHARACTER]),
        (GOOD[:-1] + "٧", [ResidentIdRule.CHARACTER]),
        (GOOD[:-1] + "2", [ResidentIdRule.CHECK_CHARACTER]),
        ("360426199113010071", [ResidentIdRule.BIRTH_DATE, ResidentIdRule.CHECK_CHARACTER]),
        ("360426179101010070", [ResidentIdRule.BIRTH_DATE, ResidentIdRule.CHECK_CHARACTER]),
    ],
)
def test_a_text_that_is_no_number_says_why(text, broken):
    assert rules(text) == broken


def test_a_birth_date_still_to_come_is_a_fault_when_today_is_known():
    assert rules(GOOD, date(1990, 12, 31)) == [ResidentIdRule.BIRTH_DATE]


def test_a_birth_date_of_today_is_none():
    assert rules(GOOD, date(1991, 1, 1)) == []


def test_three_and_four_characters_are_shown():
    assert check_resident_id(GOOD).masked == "360***********0071"


def test_nothing_of_a_number_with_a_wrong_length_is_shown():
    assert check_resident_id(GOOD[:-1]).masked == "*" * 17


@given(st.text(alphabet="0123456789X", min_size=1, max_size=24))
def test_the_number_is_not_in_what_a_log_would_print(number):
    check = check_resident_id(number)
    printed = f"{check!r} {check} {check.faults!r}"
    if len(number) > 4:
        assert number not in printed


@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    check = check_resident_id(text)
    assert check.is_valid is (check.faults == ())
