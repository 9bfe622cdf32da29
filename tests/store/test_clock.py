"""A clock that went back: records go on by the clock as it is, and the ledger says so until it was seen."""

from datetime import timedelta

import pytest

from packtrail.domain.clock import ClockSample
from packtrail.store import clock as pc_clock
from packtrail.store.ledger import open_ledger


class Hand:
    """A clock that stands where the test puts it."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


@pytest.fixture
def hand(outlet):
    return Hand(outlet.now())


@pytest.fixture
def station(folder, key, hand, start_station):
    ledger = open_ledger(folder, key, clock=hand)
    start_station(ledger)
    yield ledger
    ledger.close()


def taken_in(station, outlet, number="DL-1"):
    with station.act() as tx:
        (record,) = tx.append(outlet.delivery(number))
    return record


def set_back_by(station, hand):
    with station.read() as view:
        return view.clock_set_back_by(hand.at)


def test_intake_goes_on_with_the_time_that_the_clock_says(station, outlet, hand):
    before = taken_in(station, outlet)
    hand.at -= timedelta(hours=3)
    after = taken_in(station, outlet, "DL-2")
    assert after.recorded_at == before.recorded_at - timedelta(hours=3)
    assert after.station_seq == before.station_seq + 1


def test_the_ledger_says_it_even_after_records_of_the_earlier_time(station, outlet, hand):
    taken_in(station, outlet)
    assert set_back_by(station, hand) is None
    hand.at -= timedelta(hours=3)
    for number in range(5):
        taken_in(station, outlet, f"DL-{number + 2}")
    assert set_back_by(station, hand) == timedelta(hours=3)


def test_a_clock_set_right_again_is_in_order(station, outlet, hand):
    taken_in(station, outlet)
    hand.at -= timedelta(hours=3)
    taken_in(station, outlet, "DL-2")
    hand.at += timedelta(hours=3, minutes=1)
    assert set_back_by(station, hand) is None


def test_a_clock_that_had_run_ahead_is_right_when_somebody_says_so(station, outlet, hand):
    hand.at += timedelta(days=400)
    taken_in(station, outlet)
    hand.at -= timedelta(days=400)
    assert set_back_by(station, hand) == timedelta(days=400)
    with station.act() as tx:
        tx.confirm_clock()
    assert set_back_by(station, hand) is None
    taken_in(station, outlet, "DL-2")
    assert set_back_by(station, hand) is None
    hand.at -= timedelta(hours=1)
    assert set_back_by(station, hand) == timedelta(hours=1)  # the next time it is said again


def test_after_many_records_the_new_time_is_the_ledgers_own(station, outlet, hand, monkeypatch):
    monkeypatch.setattr(pc_clock, "LOOK_BACK", 3)
    taken_in(station, outlet)
    hand.at -= timedelta(hours=3)
    for number in range(3):
        taken_in(station, outlet, f"DL-{number + 2}")
    assert set_back_by(station, hand) is None


def test_an_empty_ledger_says_nothing_of_the_clock(opened, hand):
    assert set_back_by(opened(), hand) is None


def a_sample(at, number):
    return ClockSample(
        server_at=at,
        device_at=at + timedelta(milliseconds=number),
        monotonic_ms=number,
        boot_id="b",
        rtt_ms=7,
    )


def test_the_newest_comparison_comes_back_as_it_was_and_old_ones_make_room(station, hand, monkeypatch):
    monkeypatch.setattr(pc_clock, "SAMPLES_KEPT", 3)
    with station.act() as tx:
        assert tx.clock_sample() is None
        for number in range(5):
            tx.note_clock(a_sample(hand.at, number))
        assert tx.clock_sample() == a_sample(hand.at, 4)
        assert tx._connection.execute("SELECT count(*) FROM clock_sample").fetchone() == (3,)
