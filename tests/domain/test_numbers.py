"""Document numbers: twenty stations draw them without asking anybody, and none is ever drawn twice."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.app.ids import new_id
from packtrail.domain.numbers import (
    DRAWN_LENGTH,
    LABEL_SIGNS,
    NumberParts,
    drawn_label,
    epoch_letters,
    is_label,
    number_prefix,
    parse_number,
)

DAY = date(2026, 11, 20)
LABELS = st.from_regex(r"[A-Z0-9]{0,7}[0-9]", fullmatch=True)
PARTS = st.builds(
    NumberParts,
    kind=st.sampled_from(["DL", "IN", "HO", "TMP"]),
    label=LABELS,
    epoch=st.integers(1, 800),
    day=st.dates(date(2018, 1, 1), date(2099, 12, 31)),
    order=st.integers(1, 20_000),
)


@pytest.mark.practice(16)
def test_twenty_stations_draw_ten_thousand_numbers_each_and_no_two_are_alike():
    stations = [f"S{number}" for number in range(1, 21)]
    drawn = [
        NumberParts(kind="HO", label=label, epoch=epoch, day=DAY + timedelta(days), order=order).text
        for label, epoch, days in itertools.product(stations, (1, 2, 27, 703), range(5))
        for order in range(1, 501)
    ]
    assert len(drawn) == 20 * 10_000
    assert len({number.casefold() for number in drawn}) == len(drawn)


@given(st.sets(LABELS, min_size=20, max_size=20), st.integers(1, 800), st.dates())
@settings(max_examples=5)
def test_twenty_labels_that_differ_never_give_one_number_twice(labels, epoch, day):
    drawn = {
        f"{number_prefix('HO', label, epoch, day)}{order:04d}".casefold()
        for label in labels
        for order in range(1, 10_001)
    }
    assert len(drawn) == 20 * 10_000


@given(st.uuids())
def test_a_drawn_label_is_short_ends_in_a_digit_and_has_no_look_alikes(station_id):
    label = drawn_label(str(station_id))
    assert is_label(label)
    assert len(label) == DRAWN_LENGTH
    assert set(label) <= set(LABEL_SIGNS)
    assert not set("0O1I") & set(LABEL_SIGNS)
    assert len(set(LABEL_SIGNS)) == 32
    assert drawn_label(str(station_id)) == label


def test_every_one_of_the_23_bits_makes_another_label():
    first = "01900000-0000-7000-8000-0000"
    labels = {drawn_label(f"{first}{1 << bit:08x}") for bit in range(23)} | {drawn_label(first + "0" * 8)}
    assert len(labels) == 24


def test_stations_begun_in_the_same_moment_draw_different_labels():
    drawn = [drawn_label(new_id()) for _ in range(2_000)]
    assert len(set(drawn)) > 1_990  # about 0.24 pairs alike are to be expected


@given(PARTS, PARTS)
def test_two_numbers_are_written_alike_only_if_they_are_the_same(one, other):
    assert (one.text.casefold() == other.text.casefold()) == (one == other)


@given(PARTS)
def test_a_number_is_read_back_as_it_was_printed(parts):
    assert parse_number(parts.text) == parts
    assert parts.text.startswith(number_prefix(parts.kind, parts.label, parts.epoch, parts.day))
    assert is_label(parts.label)


@pytest.mark.parametrize(
    "typed",
    [
        "ho-s1a-20261120-2",
        " HO-S1A-20261120-0002 ",
        "ＨＯ－Ｓ１ａ－２０２６１１２０－０００２",
        "HO-S1a-20261120 - 02",
    ],
)
def test_a_number_typed_from_paper_is_found_whatever_its_case_and_width(typed):
    assert parse_number(typed) == NumberParts(kind="HO", label="S1", epoch=1, day=DAY, order=2)


@pytest.mark.parametrize(
    "typed", ["", "12", "HO-S1a-20261320-0002", "HO-S1-20261120-0002", "HO-S1a-20261120-", "X" * 10_000]
)
def test_what_is_no_number_is_none(typed):
    assert parse_number(typed) is None


@pytest.mark.parametrize("label", ["", "S", "s1", "S1a", "S 1", "S-1", "S12345678", "站1"])
def test_a_label_that_could_be_taken_for_another_with_its_epoch_is_none(label):
    assert not is_label(label)


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_every_epoch_has_letters_of_its_own(one, other):
    assert (epoch_letters(one) == epoch_letters(other)) == (one == other)
