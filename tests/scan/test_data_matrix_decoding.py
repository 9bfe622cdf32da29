"""Data Matrix modules to text: any text round trips, damage repairs or refuses, chance never speaks."""

from functools import cache

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.scan.data_matrix.decoding import decode_modules, drawn, text_of
from packtrail.scan.data_matrix.evidence import Evidence, decode, joined
from packtrail.scan.data_matrix.placement import placement
from packtrail.scan.data_matrix.sizes import BY_SHAPE, SIZES, Size
from packtrail.scan.reed_solomon import DATA_MATRIX
from packtrail.scan.symbols import Confidence

CODE = "2CAMC8X27741358B13988522"
CORNERS = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
texts = st.text(alphabet=[chr(each) for each in range(32, 127)], min_size=1, max_size=90)


@cache
def modules_of(text):
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    return np.asarray(symbol.to_image(scale=1, add_quiet_zones=False)) < 128


def odds_of(modules, sureness=5.0):
    return np.where(modules, sureness, -sureness)


def evidence_of(odds):
    return Evidence(BY_SHAPE[odds.shape], odds, CORNERS, fit=0.8)


def words_of(size, data):
    data = np.asarray(data, dtype=np.uint8)
    checks = np.zeros(size.checks, dtype=np.uint8)
    for block in range(size.blocks):
        checks[block :: size.blocks] = DATA_MATRIX.checks_of(
            data[block :: size.blocks], size.checks // size.blocks
        )
    return np.concatenate([data, checks])


@given(texts)
@settings(max_examples=60, deadline=None)
def test_any_text_that_the_library_writes_is_read_back_from_its_modules(text):
    modules = modules_of(text)
    size = BY_SHAPE.get(modules.shape)
    if size is None:  # a rectangle of the later extension
        return
    reading = decode_modules(size, odds_of(modules))
    assert reading is not None
    assert reading.text == text
    assert np.array_equal(reading.modules, modules)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.rows}x{size.columns}")
def test_every_module_of_a_size_is_frame_or_one_bit_of_one_codeword(size):
    places = placement(size)
    seen = np.zeros((size.rows, size.columns), dtype=int)
    np.add.at(seen, (places.rows, places.columns), 1)
    assert np.array_equal(seen, (~places.frame).astype(int))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.rows}x{size.columns}")
def test_the_library_reads_what_is_drawn_in_every_size(size):
    # Plain codewords: a character is its number plus one, a pair of digits 130 and more.
    data = [ord("A") + 1 + each % 26 for each in range(size.data)]
    assert text_of(drawn(placement(size), words_of(size, data))) == "".join(chr(each - 1) for each in data)


@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.6), st.floats(0.0, 0.3))
@settings(max_examples=60, deadline=None)
def test_whatever_is_hidden_or_wrong_the_text_is_right_or_missing(seed, hidden, wrong):
    rng = np.random.default_rng(seed)
    odds = odds_of(modules_of(CODE)) + rng.normal(0, 1, modules_of(CODE).shape)
    odds[rng.random(odds.shape) < wrong] *= -1
    odds[rng.random(odds.shape) < hidden] = 0
    symbol = decode(evidence_of(odds))
    assert symbol is None or symbol.text == CODE


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_one_module_in_five_may_be_hidden(seed):
    odds = odds_of(modules_of(CODE))
    odds[np.random.default_rng(seed).random(odds.shape) < 0.2] = 0
    symbol = decode(evidence_of(odds))
    assert symbol is not None
    assert (symbol.text, symbol.confidence) == (CODE, Confidence.SURE)


@given(st.integers(0, 2**32 - 1), st.sampled_from(SIZES[:8]))
@settings(max_examples=60, deadline=None)
def test_noise_never_reads(seed, size: Size):
    odds = np.random.default_rng(seed).normal(0, 3, (size.rows, size.columns))
    assert decode(Evidence(size, odds, CORNERS, fit=0.5)) is None


@pytest.mark.parametrize("sureness", [5.0, -5.0])
def test_a_square_of_one_colour_never_reads(sureness):
    assert decode(evidence_of(np.full((18, 18), sureness))) is None


def test_two_takes_that_hide_different_halves_are_read_together():
    left, right = odds_of(modules_of(CODE)), odds_of(modules_of(CODE))
    middle = left.shape[1] // 2
    left[:, middle:], right[:, :middle] = 0, 0
    takes = [evidence_of(left), evidence_of(right)]
    assert [decode(take) for take in takes] == [None, None]
    (both,) = joined(takes)
    symbol = decode(both)
    assert symbol is not None
    assert symbol.text == CODE
    assert both.takes == 2


def test_takes_of_several_sizes_are_kept_apart():
    seen_twice = evidence_of(odds_of(modules_of(CODE)))
    seen_once = evidence_of(odds_of(modules_of("DF150E0045")))
    assert [each.takes for each in joined([seen_once, seen_twice, seen_twice])] == [2, 1]
