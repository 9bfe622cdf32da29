"""What a hub makes of our own count, and what is kept of it."""

import pytest

from packtrail.protocol import messages
from packtrail.protocol.stock_check import Difference, StockAnswer, StockCheck
from packtrail.usecases.check_stock import BEHIND, DIFFERS, EQUAL, NOT_ASKED, check_stock, last_comparison
from packtrail.usecases.ports import Reply, Unreached
from tests.station import codes, take_in
from tests.usecases.feed import LATER, bound, session

ONE_MORE = Difference(what="stock", station_number=2, hub_number=1, custody="in_storage", level="pack")


class Counting:
    """A hub that gives one answer and keeps what it was told."""

    def __init__(self, answer):
        self.answer = answer
        self.told = None

    def check_stock(self, message):
        self.told = messages.decode(StockCheck, message)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def says(*differences, is_behind=False):
    answer = StockAnswer(
        is_equal=not differences, is_behind=is_behind, differences=differences, server_time=LATER
    )
    return Reply(200, messages.encode(answer))


@pytest.fixture
def check(station, clock):
    def run(answer):
        hub = Counting(answer)
        return check_stock(session(station, hub, clock)), hub

    return run


def kept(station):
    with station.read() as view:
        return last_comparison(view, "hub")


@pytest.fixture
def stocked(station, clock):
    take_in(station, clock, *codes(2))
    bound(station)
    return station


def test_the_hub_is_told_our_head_and_every_unit_by_custody_and_level(stocked, check):
    step, hub = check(says())
    assert step.end == EQUAL
    with stocked.read() as view:
        station = view.station()
    assert (hub.told.head_seq, hub.told.head_hash) == (station.head_seq, station.head_hash)
    assert hub.told.stock == {"in_storage": {"pack": 2}}
    assert kept(stocked).is_equal


def test_a_difference_is_kept_as_it_was_told_and_nothing_is_put_right(stocked, check):
    with stocked.read() as view:
        before = view.stock()
    step, _ = check(says(ONE_MORE))
    assert (step.end, step.done) == (DIFFERS, 1)
    assert kept(stocked).differences == (ONE_MORE,)
    with stocked.read() as view:
        assert view.stock() == before


def test_a_difference_that_proves_nothing_says_so(stocked, check):
    assert check(says(ONE_MORE, is_behind=True))[0].end == BEHIND
    assert kept(stocked).is_behind


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (Unreached("timeout", sent=True), "timeout"),
        (Reply(404, b"{}"), "http_404"),
        (Reply(200, b"<html>"), "not_a_hub"),
        (Reply(200, b""), "not_a_hub"),
        (Reply(503, b""), "http_503"),
    ],
)
def test_what_is_no_answer_leaves_the_last_one_standing(stocked, check, answer, cause):
    check(says(ONE_MORE))
    step, _ = check(answer)
    assert (step.end, step.cause) == (NOT_ASKED, cause)
    assert kept(stocked).differences == (ONE_MORE,)


def test_while_records_are_on_their_way_nothing_is_compared(stocked, check, clock):
    take_in(stocked, clock, *codes(1, first=9))
    step, hub = check(says())
    assert (step.end, step.cause, hub.told) == (NOT_ASKED, "unsent", None)
    assert kept(stocked) is None
