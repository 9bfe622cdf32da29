"""统一社会信用代码: form, check character, letters at the front."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.uscc import UsccRule, check_uscc

GOOD = "91110000600037341L"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("text", [GOOD, "91330800575349959F", "91110105MA009PJM56"])
def test_a_published_code_is_valid_and_so_is_the_organisation_code_inside(text):
    check = check_uscc(text)
    assert (check.is_valid, check.organisation_ok) == (True, True)


@pytest.mark.parametrize("text", ["9111 0000 6000 3734 1L", GOOD.lower(), "911100006000-37341-L\n"])
def test_ways_of_writing_make_the_same_code(text):
    assert check_uscc(text).text == GOOD


@pytest.mark.parametrize("first", ["A1", "N2", "Y1"])
def test_a_code_may_begin_with_letters(first):
    unchecked = first + GOOD[2:17]
    assert check_uscc(unchecked + check_uscc(unchecked + "0").expected).is_valid


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(UsccRule.EMPTY, 1)]),
        (GOOD[:-1], [(UsccRule.LENGTH, 18)]),
        (GOOD + "1", [(UsccRule.LENGTH, 19)]),
        ("9I110000600037341L", [(UsccRule.CHARACTER, 2)]),
        ("9S11OOOO600037341Z", [(UsccRule.CHARACTER, at) for at in (2, 5, 6, 7, 8, 18)]),
        ("91110000600037341M", [(UsccRule.CHECK_CHARACTER, 18)]),
        ("91110000600037431L", [(UsccRule.CHECK_CHARACTER, 18)]),
        ("0" * 18, [(UsccRule.PLACEHOLDER, 1)]),
        ("中" * 18, [(UsccRule.CHARACTER, at) for at in range(1, 19)]),
    ],
)
def test_a_text_that_is_no_code_says_where(text, faults):
    assert [(fault.rule, fault.position) for fault in check_uscc(text).faults] == faults


def test_a_wrong_check_character_names_the_right_one():
    assert check_uscc("91110000600037341M").faults[0].expected == "L"


def test_a_wrong_organisation_code_is_advice_beside_a_valid_code():
    unchecked = "91110000600037342"
    check = check_uscc(unchecked + check_uscc(unchecked + "0").expected)
    assert (check.is_valid, check.organisation_ok) == (True, False)


def test_a_wrong_form_has_no_advice_about_the_organisation_code():
    assert check_uscc("").organisation_ok is None


@given(st.text(alphabet=ALPHABET, min_size=18, max_size=18), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_never_passes(text, at, other):
    right = text[:17] + check_uscc(text).expected
    changed = right[:at] + other + right[at + 1 :]
    if changed != right:
        assert not check_uscc(changed).is_valid


@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    check = check_uscc(text)
    assert check.is_valid is (check.faults == ())
