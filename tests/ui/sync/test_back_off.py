"""When to try again by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.protocol.problems import BUSY, CATALOGUE, SEQ_GAP, STATION_REVOKED, Retry
from packtrail.ui.sync.back_off import (
    AFTER_CHANGE_S,
    LAST_CEILING_S,
    LEAST_S,
    LONGEST_RETRY_AFTER_S,
    AutoState,
    after_change,
    after_failure,
    after_outcome,
    ceiling_s,
    is_fatal,
    taken_up,
    turned,
    wait_s,
)
from packtrail.usecases.send_batch import SendOutcome, SendResult

failures = st.integers(1, 10_000)
shares = st.floats(0, 1, exclude_max=True)


def outcome(result, **facts):
    return SendOutcome(result=result, **facts)


@given(failures)
def test_the_ceiling_of_the_wait_never_shrinks_and_never_passes_the_longest(count):
    assert 5.0 <= ceiling_s(count) <= ceiling_s(count + 1) <= LAST_CEILING_S


def test_the_ceiling_begins_at_five_seconds_and_reaches_a_quarter_of_an_hour():
    assert ceiling_s(1) == 5
    assert ceiling_s(9) == LAST_CEILING_S == 900


@given(failures, shares)
def test_a_wait_lies_between_a_second_and_its_ceiling(count, share):
    assert LEAST_S <= wait_s(count, share, None) <= ceiling_s(count)


@given(failures, shares, st.integers(1, int(LONGEST_RETRY_AFTER_S)))
def test_what_the_platform_asks_for_wins(count, share, asked):
    assert wait_s(count, share, asked) == asked


@given(failures, shares)
def test_no_platform_can_ask_for_more_than_a_day(count, share):
    assert wait_s(count, share, 10**9) == LONGEST_RETRY_AFTER_S


@given(failures, shares)
def test_asking_for_no_patience_at_all_is_not_asking(count, share):
    assert wait_s(count, share, 0) == wait_s(count, share, None)


def test_a_disputed_receipt_stops_until_a_person_acts():
    assert is_fatal(outcome(SendResult.DISPUTED))


def test_a_refused_batch_stops_until_a_person_acts():
    assert is_fatal(outcome(SendResult.REFUSED_WHOLE, code=STATION_REVOKED.code))


def test_a_refusal_that_nobody_knows_stops():
    assert is_fatal(outcome(SendResult.REFUSED_WHOLE, code="BT-9998"))


@pytest.mark.parametrize("code", [SEQ_GAP.code, BUSY.code])
def test_a_refusal_that_the_same_bytes_heal_is_tried_again(code):
    said = outcome(SendResult.REFUSED_WHOLE, code=code)
    assert not is_fatal(said)
    assert after_outcome(AutoState(), said, 0.5).failures == 1


@given(st.sampled_from(sorted(CATALOGUE)))
def test_every_known_refusal_either_stops_or_waits(code):
    after = after_outcome(AutoState(), outcome(SendResult.REFUSED_WHOLE, code=code), 0.5)
    assert (after.stopped_by is None) == (CATALOGUE[code].retry is Retry.SAME_BYTES)
    assert (after.wait_s is None) == (after.stopped_by is not None)


@pytest.mark.parametrize("result", [SendResult.NOT_SENT, SendResult.UNKNOWN_OUTCOME])
def test_failures_in_a_row_are_counted(result):
    once = after_outcome(AutoState(), outcome(result), 0.9)
    twice = after_outcome(once, outcome(result), 0.9)
    assert (once.failures, twice.failures) == (1, 2)
    assert once.wait_s < twice.wait_s


@pytest.mark.parametrize("result", [SendResult.SETTLED, SendResult.NOTHING_TO_SEND])
def test_an_answer_ends_the_count_and_the_wait(result):
    failed = after_failure(AutoState(), 0.5)
    assert after_outcome(failed, outcome(result), 0.5) == AutoState()


def test_a_change_is_sent_soon():
    assert after_change(AutoState()).wait_s == AFTER_CHANGE_S


def test_a_change_does_not_shorten_a_wait():
    waiting = after_failure(AutoState(), 0.9)
    assert after_change(waiting) == waiting


def test_off_means_off():
    off = turned(after_failure(AutoState(), 0.5), is_on=False)
    assert not off.may_try
    assert off.wait_s is None


def test_switched_on_it_begins_at_once():
    assert turned(AutoState(is_on=False), is_on=True).wait_s == AFTER_CHANGE_S


def test_a_person_takes_the_stop_away():
    stopped = after_outcome(AutoState(), outcome(SendResult.DISPUTED), 0.5)
    assert not stopped.may_try
    assert taken_up(stopped).may_try
