"""When a destination is left in peace."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.protocol.capabilities import Maintenance
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_policy import (
    LONGEST_QUIET,
    MOST_WINDOWS,
    OPENS_AFTER,
    Circuit,
    note_maintenance,
    quiet_until,
)
from tests.trade import MORNING

HOUR = timedelta(hours=1)
NOBODY = SendOutcome(result=SendResult.NOT_SENT, cause="refused")
CUT_OFF = SendOutcome(result=SendResult.UNKNOWN_OUTCOME, cause="cut_off")
ANSWERS = [
    SendOutcome(result=SendResult.SETTLED),
    SendOutcome(result=SendResult.NOTHING_TO_SEND),
    SendOutcome(result=SendResult.REFUSED_WHOLE, code="BT-1004"),
    SendOutcome(result=SendResult.DISPUTED, cause="bad_signature"),
    SendOutcome(result=SendResult.UNKNOWN_OUTCOME, cause="http_503"),
    SendOutcome(result=SendResult.UNKNOWN_OUTCOME, cause="not_a_hub"),
]


def after(*outcomes):
    circuit = Circuit()
    for outcome in outcomes:
        circuit = circuit.after(outcome)
    return circuit


def test_the_circuit_opens_with_the_fifth_failure_in_a_row():
    assert not after(*[NOBODY] * (OPENS_AFTER - 1)).is_open
    assert after(NOBODY, CUT_OFF, NOBODY, CUT_OFF, NOBODY).is_open


@pytest.mark.parametrize("answer", ANSWERS)
def test_any_answer_closes_it(answer):
    assert after(*[NOBODY] * 9, answer) == Circuit()


@given(st.lists(st.sampled_from([NOBODY, CUT_OFF, *ANSWERS])))
def test_it_is_open_exactly_while_the_last_five_reached_nobody(outcomes):
    last = outcomes[-OPENS_AFTER:]
    assert after(*outcomes).is_open == (
        len(last) == OPENS_AFTER and all(each in (NOBODY, CUT_OFF) for each in last)
    )


def window(start, end):
    return Maintenance(starts_at=MORNING + start * HOUR, ends_at=MORNING + end * HOUR)


def announced(station, *windows):
    with station.act() as tx:
        note_maintenance(tx, "hub", windows)


def quiet(station, hours, destination="hub"):
    with station.read() as view:
        return quiet_until(view, destination, MORNING + hours * HOUR)


def test_an_announced_window_is_quiet_from_its_first_second_to_before_its_last(station):
    announced(station, window(2, 4))
    assert quiet(station, 1.99) is None
    assert quiet(station, 2) == quiet(station, 3) == MORNING + 4 * HOUR
    assert quiet(station, 4) is None


def test_windows_that_overlap_are_quiet_to_the_later_end(station):
    announced(station, window(2, 5), window(3, 4))
    assert quiet(station, 3) == MORNING + 5 * HOUR


def test_what_is_announced_last_counts_and_only_for_who_announced_it(station):
    announced(station, window(2, 4))
    assert quiet(station, 3, "another") is None
    announced(station)
    assert quiet(station, 3) is None


def test_nobody_is_kept_quiet_for_more_than_a_day(station):
    announced(station, window(0, 24 * 365))
    assert quiet(station, 1) == MORNING + LONGEST_QUIET
    assert quiet(station, 25) is None


def test_a_window_that_ends_before_it_begins_and_the_hundredth_are_not_kept(station):
    announced(station, window(4, 2), *(window(at, at + 1) for at in range(0, 2 * MOST_WINDOWS + 9, 2)))
    assert quiet(station, 3) is None
    assert quiet(station, 2 * MOST_WINDOWS + 4) is None
