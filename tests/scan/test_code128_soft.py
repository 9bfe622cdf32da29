import numpy as np
import pytest

from packtrail.scan.code128.soft import UNKNOWN, SoftCharacters, decode, joined, partial
from tests.scan.code128_drawn import values_of

CODE = "04QPB76A00012BJBC0000903"


@pytest.fixture
def soft():
    """What a look says that favours the true values by ``nats``, but for the ``hidden`` places."""

    def made(text=CODE, nats=20.0, hidden=(), seed=0):
        values = values_of(text)
        costs = np.random.default_rng(seed).uniform(nats, nats + 3, (len(values), 106))
        costs[np.arange(len(values)), values] = 0
        costs[list(hidden)] = 0
        return SoftCharacters(costs.astype(np.float32))

    return made


def test_clear_characters_are_a_read(soft):
    assert decode(soft()).text == CODE


def test_one_hidden_character_is_found_by_the_check_character(soft):
    assert decode(soft(nats=30.0, hidden=[4])).text == CODE


def test_two_hidden_characters_are_no_read(soft):
    assert decode(soft(nats=30.0, hidden=[4, 5])) is None


def test_faint_characters_are_no_read(soft):
    assert decode(soft(nats=2.0)) is None


def test_faint_looks_add_up_to_a_read(soft):
    assert decode(soft(nats=6.0)) is None
    assert decode(joined([soft(nats=6.0, seed=seed) for seed in range(4)])).text == CODE


def test_looks_that_hide_other_characters_complete_each_other(soft):
    looks = [soft(hidden=[3, 4, 5]), soft(hidden=[9, 10, 11])]
    assert [decode(look) for look in looks] == [None, None]
    assert decode(joined(looks)).text == CODE


def test_looks_of_another_length_are_left_out(soft):
    looks = [soft(), soft(), soft(text="ABCDEF")]
    assert decode(joined(looks)).text == CODE


def test_no_look_says_nothing():
    assert joined([]) is None


def test_a_partial_read_marks_what_was_hidden(soft):
    found = partial(soft(text="ABCDEFGHJKLM", hidden=[3, 4]))
    assert found.text == "AB" + UNKNOWN * 2 + "EFGHJKLM"
    assert min(found.certainty[:2]) > 0.9 > max(found.certainty[2:4])


def test_a_hidden_pair_of_digits_is_two_marks(soft):
    assert partial(soft(text="12345678", hidden=[2])).text == "12" + UNKNOWN * 2 + "5678"
