"""The likeliest code in a recogniser's probabilities, held against counting every way there is."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.domain.battery_code.form import ALPHANUMERIC, SLOTS, CodePart, Form, Slot, fits
from packtrail.scan.printed_line.grammar import RARE, STRAY, Steps, spell

RECORDED = Path(__file__).parents[2] / "data" / "lines"
LETTERS = "AB8"
SLOT_SETS = [
    (Slot(CodePart.MAKER, "AB8", "AB8"),),
    (Slot(CodePart.MAKER, "AB", "AB"), Slot(CodePart.SERIAL, "B8", "8")),
    (Slot(CodePart.SERIAL, "AB8", "8"), Slot(CodePart.SERIAL, "AB8", "8")),
]


def steps_of(rows):
    """Rows of weights for A, B, 8, nothing and foreign as one recogniser's steps."""
    weights = np.array(rows, dtype=np.float64)
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    characters = np.zeros((len(rows), 36))
    for at, letter in enumerate(LETTERS):
        characters[:, ALPHANUMERIC.index(letter)] = weights[:, at]
    return Steps(characters, weights[:, 3], weights[:, 4])


def every_way(steps, slots):
    """Each text that ways through the steps spell: the sum of its ways and the best of them."""
    found: dict[str, tuple[float, float]] = {}
    for way in product("-" + LETTERS, repeat=len(steps.nothing)):
        text = "".join(one for at, one in enumerate(way) if one != "-" and (at == 0 or way[at - 1] != one))
        if len(text) != len(slots):
            continue
        weight, spelled = 1.0, 0
        for at, one in enumerate(way):
            if one == "-":
                outside = spelled in {0, len(slots)}
                around = steps.foreign[at] + STRAY * steps.characters[at].sum()
                weight *= steps.nothing[at] + (around if outside else 0.0)
                continue
            if at == 0 or way[at - 1] != one:
                slot = slots[spelled]
                weight *= 1.0 if one in slot.strict else RARE if one in slot.allowed else 0.0
                spelled += 1
            weight *= steps.characters[at][ALPHANUMERIC.index(one)]
        total, best = found.get(text, (0.0, 0.0))
        found[text] = (total + weight, max(best, weight))
    return found


share = st.floats(0.02, 1.0)
rows = st.lists(st.tuples(share, share, share, share, share), min_size=2, max_size=5)


@given(rows, st.sampled_from(SLOT_SETS))
@settings(max_examples=60, deadline=None)
def test_the_text_is_the_one_with_the_likeliest_single_way(rows, slots):
    steps = steps_of(rows)
    ways = every_way(steps, slots)
    spelled = spell(steps, slots)
    assert spelled is not None
    assert ways[spelled.text][1] == pytest.approx(max(best for _, best in ways.values()), rel=1e-6)


@given(rows, st.sampled_from(SLOT_SETS))
@settings(max_examples=60, deadline=None)
def test_a_characters_certainty_is_the_share_of_all_ways_that_spell_it(rows, slots):
    steps = steps_of(rows)
    ways = every_way(steps, slots)
    whole = sum(total for total, _ in ways.values())
    spelled = spell(steps, slots)
    assert spelled is not None
    assert spelled.log_total == pytest.approx(np.log(whole), rel=1e-6, abs=1e-9)
    for position in range(len(slots)):
        for letter in LETTERS:
            share_of_ways = (
                sum(total for text, (total, _) in ways.items() if text[position] == letter) / whole
            )
            assert spelled.positions[position][ALPHANUMERIC.index(letter)] == pytest.approx(
                share_of_ways, abs=1e-6
            )


@given(st.integers(0, 2**32 - 1), st.sampled_from(list(Form)))
@settings(max_examples=15, deadline=None)
def test_whatever_the_recogniser_says_the_text_has_the_form(seed, form):
    said = np.random.default_rng(seed).dirichlet(np.full(38, 0.1), size=60)
    spelled = spell(Steps(said[:, :36], said[:, 36], said[:, 37]), SLOTS[form])
    assert spelled is not None
    assert fits(spelled.text, form)
    assert spelled.positions.sum(axis=1) == pytest.approx(1.0)


def test_a_line_with_fewer_steps_than_characters_says_nothing():
    assert spell(steps_of([(1, 1, 1, 1, 1)] * 23), SLOTS[Form.FULL]) is None


def test_two_equal_characters_need_something_between_them():
    slots = (Slot(CodePart.SERIAL, "8", "8"),) * 2
    apart = [(0, 0, 1, 0, 0), (0, 0, 0, 1, 0), (0, 0, 1, 0, 0)]
    together = [(0, 0, 1, 0, 0)] * 3
    split, lasting = spell(steps_of(apart), slots), spell(steps_of(together), slots)
    assert split is not None
    assert split.log_total == pytest.approx(0.0, abs=1e-6)
    assert lasting is None or lasting.log_total < -20


def test_words_before_and_after_the_code_are_passed_over():
    slots = (Slot(CodePart.MAKER, "AB8", "AB8"),)
    word, blank = (0, 0, 0, 0, 1), (0, 0, 0, 1, 0)
    spelled = spell(steps_of([word, word, blank, (0, 1, 0, 0, 0), blank, word]), slots)
    assert spelled is not None
    assert spelled.text == "B"
    assert spelled.log_total == pytest.approx(0.0, abs=1e-6)


def recorded(name):
    """What PP-OCR's recogniser said of a line once, and what stood there."""
    held = np.load(RECORDED / f"{name}.npz")
    said = held["steps"].astype(np.float64)
    return Steps(said[:, :36], said[:, 36], said[:, 37]), str(held["text"])


@pytest.mark.parametrize("name", ["clean", "grouped", "after_a_word", "small"])
def test_a_line_that_was_legible_is_read_as_it_was_printed(name):
    steps, text = recorded(name)
    spelled = spell(steps, SLOTS[Form.FULL])
    assert spelled is not None
    assert spelled.text == text
    assert spelled.log_total > -3  # one letter in the serial costs 2.3


def test_a_reused_products_line_is_likelier_by_its_own_form():
    steps, text = recorded("reused")
    by_form = {form: spell(steps, SLOTS[form]) for form in (Form.FULL, Form.REUSE)}
    assert by_form[Form.REUSE].text == text
    assert by_form[Form.FULL].log_total < by_form[Form.REUSE].log_total - 5


def test_where_a_blurred_line_is_read_wrong_the_wrong_characters_are_the_doubtful_ones():
    steps, text = recorded("moved")
    spelled = spell(steps, SLOTS[Form.FULL])
    assert spelled is not None
    wrong = {at for at, (one, other) in enumerate(zip(spelled.text, text, strict=True)) if one != other}
    sure = {at for at, row in enumerate(spelled.positions) if row.max() >= 0.99}
    assert wrong
    assert not wrong & sure


def test_other_print_of_a_plate_has_no_fit():
    steps, _ = recorded("title")
    spelled = spell(steps, SLOTS[Form.FULL])
    assert spelled is None or spelled.log_total < -18
