"""The desk's timer: each destination waits for itself, and off means off."""

import pytest

from packtrail.ui.sync.auto_send import AutoSend
from packtrail.ui.sync.back_off import AFTER_RETURN_S, IDLE_S, LONGEST_RETRY_AFTER_S
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_policy import MAINTENANCE


class Hand:
    at = 1000.0

    def __call__(self):
        return self.at


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def auto(qapp, hand):
    auto = AutoSend(lambda: 0.5, hand)
    auto.turn(is_on=True)
    yield auto
    auto.stop()


def said(destination="hub", result=SendResult.NOT_SENT, cause="refused", **more):
    return SendOutcome(result=result, cause=cause, destination=destination, **more)


DONE = said(result=SendResult.NOTHING_TO_SEND, cause="")


def waits_s(auto):
    return auto._timer.interval() / 1000 if auto._timer.isActive() else None


def test_one_that_is_not_reached_rests_and_the_other_goes_on(auto, hand):
    auto.ended((said("a"), said("b", SendResult.NOTHING_TO_SEND, "")))
    assert auto.resting() == {"a"}
    hand.at += 3
    assert auto.resting() == frozenset()


def test_one_that_stopped_for_a_person_holds_no_other_up(auto):
    auto.ended((said("a", SendResult.REFUSED_WHOLE, "", code="BT-1004"), said("b")))
    assert "a" in auto.resting()
    assert auto.state.may_try
    assert waits_s(auto) == 2.5


def test_when_all_have_stopped_nothing_goes_until_a_person_acts(auto):
    auto.ended((said("a", SendResult.REFUSED_WHOLE, "", code="BT-1004"),))
    auto.records_written()
    auto.network_returned()
    assert waits_s(auto) is None
    auto.person_acted()
    assert auto.resting() == frozenset()


def test_with_nothing_owed_a_platform_is_asked_for_news_now_and_then(auto):
    auto.ended((DONE,))
    assert waits_s(auto) == IDLE_S * 0.75
    assert auto.state.wait_s is None


def test_what_was_not_finished_after_the_records_is_tried_again_like_a_failure(auto):
    auto.ended((said(result=SendResult.NOTHING_TO_SEND, cause="", unfinished="cut_off"),))
    assert auto.state.failures == 1
    assert not auto.is_cut_off


def test_announced_maintenance_is_waited_for_and_counts_as_no_failure(auto):
    auto.ended((said(cause=MAINTENANCE, retry_after_s=7200),))
    assert auto.state.failures == 0
    assert 7200 < waits_s(auto) <= 7200 + 120
    auto.records_written()
    assert waits_s(auto) > 7200
    assert not auto.is_cut_off


def test_the_network_coming_back_shortens_the_wait_of_whoever_was_not_reached_and_of_no_other(auto):
    auto.ended(
        (said("a", retry_after_s=900), said("b", SendResult.UNKNOWN_OUTCOME, "http_429", retry_after_s=900))
    )
    assert auto.is_cut_off
    auto.network_returned()
    assert waits_s(auto) == AFTER_RETURN_S / 2
    assert auto.resting() == {"b"}


def test_nobody_waits_longer_than_a_day(auto):
    auto.ended((said(result=SendResult.UNKNOWN_OUTCOME, cause="http_503", retry_after_s=10**8),))
    assert waits_s(auto) == LONGEST_RETRY_AFTER_S


@pytest.mark.parametrize("outcome", [DONE, said(), said(cause=MAINTENANCE, retry_after_s=9)])
def test_switched_off_there_is_no_timer_whatever_happens(auto, outcome):
    auto.turn(is_on=False)
    auto.ended((outcome,))
    auto.records_written()
    auto.network_returned()
    auto.failed()
    assert waits_s(auto) is None
    assert not auto.is_cut_off
