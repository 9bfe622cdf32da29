"""When a clock counts as set back."""

from datetime import timedelta

import pytest

from packtrail.domain.clock import SLACK, set_back_by
from tests.trade import MORNING


def test_a_clock_behind_the_last_record_went_back_by_so_much():
    assert set_back_by(MORNING - timedelta(hours=3), MORNING) == timedelta(hours=3)


@pytest.mark.parametrize("ahead", [timedelta(0), SLACK, -timedelta(days=400)])
def test_what_a_time_server_sets_right_and_any_later_time_is_in_order(ahead):
    assert set_back_by(MORNING, MORNING + ahead) is None


def test_an_empty_ledger_says_nothing_of_the_clock():
    assert set_back_by(MORNING, None) is None
