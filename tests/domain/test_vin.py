"""A VIN's form is checked; its check digit only advises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.vin import VinRule, parse_vin

GOOD = "1M8GDM9AXKP042788"


@pytest.mark.parametrize(
    ("text", "fits", "expected"),
    [(GOOD, True, "X"), ("LSVAA123456789012", True, "4"), ("LGWEESK55SH210918", False, "8")],
)
def test_the_check_digit_is_reckoned(text, fits, expected):
    vin = parse_vin(text)
    assert (vin.check_digit_ok, vin.expected, vin.is_well_formed) == (fits, expected, True)


@pytest.mark.parametrize("text", [GOOD.lower(), f" {GOOD}\r\n", "1M8-GDM9AX-KP042788", "１M8GDM9AXKP042788"])
def test_ways_of_writing_make_the_same_vin(text):
    assert str(parse_vin(text)) == GOOD


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(VinRule.EMPTY, 1, "")]),
        (GOOD[:-1], [(VinRule.LENGTH, 17, "")]),
        (GOOD + "1", [(VinRule.LENGTH, 18, "")]),
        ("I" + GOOD[1:], [(VinRule.LETTER_NEVER_USED, 1, "I")]),
        (GOOD[:11] + "O4Q788", [(VinRule.LETTER_NEVER_USED, 12, "O"), (VinRule.LETTER_NEVER_USED, 14, "Q")]),
        (GOOD[:-1] + "京", [(VinRule.CHARACTER, 17, "京")]),
        (GOOD[:-1] + "٨", [(VinRule.CHARACTER, 17, "٨")]),
    ],
)
def test_a_text_that_is_no_vin_says_where(text, faults):
    vin = parse_vin(text)
    assert [(fault.rule, fault.position, fault.character) for fault in vin.faults] == faults
    assert (vin.check_digit_ok, vin.expected) == (None, None)


def test_letters_never_used_are_proposed_as_digits_when_the_check_digit_then_fits():
    assert parse_vin("IM8GDM9AXKPO42788").without_never_used == GOOD


@pytest.mark.parametrize("text", [GOOD, "", "IM8GDM9AXKPO42789", "I"])
def test_nothing_is_proposed_without_the_check_digits_support(text):
    assert parse_vin(text).without_never_used is None


@given(st.text(max_size=40))
def test_any_text_has_either_faults_or_an_expected_character(text):
    vin = parse_vin(text)
    assert (vin.expected is None) is bool(vin.faults)


@given(st.text(alphabet="ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=17, max_size=17))
def test_putting_the_expected_character_in_makes_it_fit(text):
    vin = parse_vin(text)
    assert parse_vin(text[:8] + vin.expected + text[9:]).check_digit_ok
