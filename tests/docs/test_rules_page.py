"""The page of rules: made by a script from the rule files and the marks of the tests, and up to date."""

import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "installer" / "make_rules_table.py"


@pytest.fixture(scope="module")
def made():
    return runpy.run_path(str(SCRIPT))


def test_the_page_says_what_the_rules_and_tests_say_now(made):
    assert made["PAGE"].read_text("utf-8") == made["page"]()


def test_every_real_day_has_a_test_that_is_named_after_it(made):
    assert set(made["held"]().by_point) == set(made["POINTS"])


def test_every_rule_that_is_data_is_held_by_a_test(made):
    tests = made["held"]()
    assert [rule.name for rule in made["rules"]() if not made["tests_of"](rule, tests)] == []
