"""Repair over bits: more is repaired than over codewords, and chance is told from a symbol."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.scan.reed_solomon import DATA_MATRIX, QR
from packtrail.scan.soft_repair import bits_of_chance, soft_repair

ENOUGH = 30.0


def written(code, seed, data=18, checks=14):
    rng = np.random.default_rng(seed)
    words = rng.integers(0, 256, data, dtype=np.uint8)
    words = np.concatenate([words, code.checks_of(words, checks)])
    bits = np.unpackbits(words[:, None], axis=1).astype(float)
    return rng, words, (2 * bits - 1) * 5


@given(st.integers(0, 2**32 - 1), st.sampled_from([DATA_MATRIX, QR]))
@settings(max_examples=40, deadline=None)
def test_two_hidden_bits_in_every_codeword_are_found_again(seed, code):
    rng, words, odds = written(code, seed)
    for row in odds:
        row[rng.choice(8, 2, replace=False)] = 0
    repair = soft_repair(code, odds, 14, ENOUGH)
    assert repair is not None
    assert np.array_equal(repair.codewords, words)
    assert code.repair(np.packbits(odds > 0, axis=1)[:, 0], 14) is None  # hopeless for whole codewords


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_three_wrong_bits_among_the_hidden_are_found_again(seed):
    rng, words, odds = written(DATA_MATRIX, seed)
    flat = odds.ravel()
    places = rng.choice(flat.size, 43, replace=False)
    flat[places[:40]] = 0
    flat[places[40:]] *= -0.4
    repair = soft_repair(DATA_MATRIX, odds, 14, ENOUGH)
    assert repair is not None
    assert np.array_equal(repair.codewords, words)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_what_is_repaired_is_always_consistent(seed):
    odds = np.random.default_rng(seed).normal(0, 2, (24, 8))
    repair = soft_repair(DATA_MATRIX, odds, 10, ENOUGH)
    if repair is not None:
        assert DATA_MATRIX.repair(repair.codewords, 10).errors == 0


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_a_sequence_drawn_by_chance_never_fits_by_many_bits(seed):
    rng, _, odds = written(DATA_MATRIX, seed)
    other = rng.integers(0, 256, 18, dtype=np.uint8)
    other = np.concatenate([other, DATA_MATRIX.checks_of(other, 14)])
    assert bits_of_chance(odds, other, 14) < 10


def test_an_undamaged_sequence_owes_nothing_to_chance():
    _, words, odds = written(DATA_MATRIX, 1)
    assert bits_of_chance(odds, words, 14) > 14 * 8 - 1
