"""Records of several stations about one thing: one order, whoever makes it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.told_order import Told, merged
from tests.trade import MORNING


def told(name, at, *names):
    return Told(
        record_id=name, recorded_at=MORNING + timedelta(seconds=at), names=frozenset(names), value=name
    )


def test_each_station_keeps_its_own_order_even_when_its_clock_went_back():
    assert merged({"a": [told("a1", 9), told("a2", 1)], "b": [told("b1", 5)]}) == ["b1", "a1", "a2"]


def test_what_names_a_record_comes_after_it_whatever_the_clocks_say():
    assert merged({"a": [told("a1", 1, "b1")], "b": [told("b1", 9)]}) == ["b1", "a1"]


def test_the_stations_id_decides_between_equals():
    assert merged({"b": [told("b1", 1)], "a": [told("a1", 1)]}) == ["a1", "b1"]


def test_records_that_name_each_other_end_all_the_same():
    chains = {"a": [told("a1", 1, "b2"), told("a2", 2)], "b": [told("b1", 3, "a2"), told("b2", 4)]}
    assert sorted(merged(chains)) == ["a1", "a2", "b1", "b2"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), max_size=12), st.randoms())
def test_the_order_in_which_stations_are_asked_changes_nothing(written, random):
    chains = {}
    for number, (station, at) in enumerate(written):
        chains.setdefault(station, []).append(told(f"{station}{number}", at))
    shuffled = list(chains.items())
    random.shuffle(shuffled)
    order = merged(chains)
    assert merged(dict(shuffled)) == order
    for chain in chains.values():
        assert [each for each in order if each in {one.value for one in chain}] == [
            one.value for one in chain
        ]
