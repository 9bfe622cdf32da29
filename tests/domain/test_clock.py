"""When a clock counts as set back."""

from datetime import timedelta

import pytest

from packtrail.domain.clock import (
    FRESH,
    MOST_OFFSET_MS,
    SLACK,
    ClockQuality,
    ClockSample,
    quality,
    set_back_by,
)
from tests.trade import MORNING


def test_a_clock_behind_the_last_record_went_back_by_so_much():
    assert set_back_by(MORNING - timedelta(hours=3), MORNING) == timedelta(hours=3)


@pytest.mark.parametrize("ahead", [timedelta(0), SLACK, -timedelta(days=400)])
def test_what_a_time_server_sets_right_and_any_later_time_is_in_order(ahead):
    assert set_back_by(MORNING, MORNING + ahead) is None


def test_an_empty_ledger_says_nothing_of_the_clock():
    assert set_back_by(MORNING, None) is None


def sample(*, ahead_ms=0, age=timedelta(0), rtt_ms=100):
    """A comparison in which the platform's clock is ``ahead_ms`` before ours."""
    asked = MORNING - age
    dated = asked + timedelta(milliseconds=ahead_ms + rtt_ms / 2)
    return ClockSample(server_at=dated, device_at=asked, monotonic_ms=5, boot_id="b", rtt_ms=rtt_ms)


@pytest.mark.parametrize("ahead_ms", [-90_000, 0, 90_000])
@pytest.mark.parametrize("rtt_ms", [0, 900, 8_000])
def test_the_offset_is_what_the_platforms_clock_is_ahead_whatever_the_way_took(ahead_ms, rtt_ms):
    assert sample(ahead_ms=ahead_ms, rtt_ms=rtt_ms).offset_ms == ahead_ms + 500  # half of the dated second


def test_an_answer_that_was_long_on_its_way_says_nothing_of_the_clock():
    assert sample(rtt_ms=10_000).is_usable
    assert not sample(rtt_ms=10_001).is_usable


@pytest.mark.parametrize(
    ("newest", "set_back", "expected"),
    [
        (None, None, ClockQuality.UNSYNCED),
        (sample(), None, ClockQuality.SYNCED),
        (sample(ahead_ms=MOST_OFFSET_MS), None, ClockQuality.DRIFTING),
        (sample(ahead_ms=-MOST_OFFSET_MS - 1_000), None, ClockQuality.DRIFTING),
        (sample(age=FRESH - timedelta(seconds=1)), None, ClockQuality.SYNCED),
        (sample(age=FRESH), None, ClockQuality.UNSYNCED),
        (sample(age=-FRESH), None, ClockQuality.UNSYNCED),
        (sample(), timedelta(hours=3), ClockQuality.ROLLED_BACK),
        (None, timedelta(hours=3), ClockQuality.ROLLED_BACK),
    ],
)
def test_how_far_a_clock_is_trusted(newest, set_back, expected):
    assert quality(MORNING, newest, set_back) is expected
