"""Look-alikes are proposed with their positions marked, and never applied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.refdata import load_code_tables
from packtrail.domain.battery_code import Form, parse
from packtrail.domain.battery_code.form import ALPHANUMERIC, SLOTS
from packtrail.domain.look_alikes import ALIKE, MOST_CHANGES, MOST_PROPOSALS, doubtful_positions, proposals

TABLES = load_code_tables()
EVE = "04QCB76836300JBC40000903"


def texts(text):
    return [proposal.text for proposal in proposals(text, TABLES)]


@pytest.mark.parametrize("pair", ["O0", "I1", "Q0", "B8", "S5", "Z2"])
def test_the_known_confusions_are_known_both_ways(pair):
    assert pair[1] in ALIKE[pair[0]]
    assert pair[0] in ALIKE[pair[1]]


def test_a_letter_in_the_serial_is_proposed_as_the_digit_it_looks_like():
    (proposal,) = proposals(EVE.replace("40000903", "4OOOO9O3"), TABLES)
    assert (proposal.text, proposal.marked) == (EVE, (18, 19, 20, 21, 23))


def test_a_character_that_may_not_stand_there_is_proposed_as_one_that_may():
    assert [
        (change.position, change.found, change.proposed)
        for proposal in proposals(EVE[:4] + "8" + EVE[5:], TABLES)
        for change in proposal.changes
    ] == [(5, "8", "B")]


@pytest.mark.parametrize(("wrong", "maker"), [("08I", "081"), ("OB5", "0B5"), ("O4Q", "04Q")])
def test_an_unknown_maker_is_proposed_as_a_known_one_that_looks_like_it(wrong, maker):
    assert texts(wrong + EVE[3:]) == [maker + EVE[3:]]


def test_a_known_maker_and_a_clean_serial_come_before_fewer_changes():
    assert texts("O" + EVE[1:].replace("40000903", "4OOOO9O3"))[0] == EVE


def test_a_letter_with_two_digits_like_it_gives_two_proposals():
    assert texts(EVE[:-1] + "S") == [EVE[:-1] + "5", EVE[:-1] + "8"]


def test_a_serial_with_a_letter_like_no_digit_is_taken_as_meant():
    assert texts("03UPE01000011C85A00FTY20") == []


def test_a_reuse_code_is_proposed_as_well():
    assert texts("04QPB76BC4OOO0903RP") == ["04QPB76BC40000903RP"]


@pytest.mark.parametrize(
    "text",
    [EVE, EVE[:-1], "", "电" * 24, EVE[:15] + "0" + EVE[16:], EVE + "?", "-" + EVE[1:]],
    ids=["a code", "too short", "empty", "no letters", "nothing like it", "too long", "punctuation"],
)
def test_there_is_nothing_to_propose(text):
    assert texts(text) == []


def test_more_than_a_few_changes_are_not_proposed():
    assert texts("O" + EVE[1:17] + "OOOOOOO") == ["0" + EVE[1:17] + "OOOOOOO"]


def test_doubtful_positions_are_those_whose_look_alike_may_stand_there():
    assert doubtful_positions("001CB240000003BC4I7Z1953") == (1, 2, 3, 6, *range(8, 14), 15, 18, 20)


@pytest.mark.parametrize("text", ["", "O0", EVE + "0"])
def test_a_text_of_no_known_length_has_no_doubtful_positions(text):
    assert doubtful_positions(text) == ()


near_codes = st.sampled_from(list(Form)).flatmap(
    lambda form: st.text(alphabet=ALPHANUMERIC, min_size=len(SLOTS[form]), max_size=len(SLOTS[form]))
)
misread = st.lists(st.tuples(st.integers(0, 23), st.integers(0, 3)), max_size=7).map(
    lambda changes: "".join(
        next((ALIKE[c][pick % len(ALIKE[c])] for at, pick in changes if at == i and c in ALIKE), c)
        for i, c in enumerate(EVE)
    )
)


@given(st.one_of(st.text(max_size=30), near_codes, misread))
def test_proposals_are_few_are_codes_and_name_every_difference(text):
    made = proposals(text, TABLES)
    assert len(made) <= MOST_PROPOSALS
    for proposal in made:
        normalised = parse(text, TABLES).normalised
        pairs = zip(normalised, proposal.text, strict=True)
        differing = tuple(at for at, (one, other) in enumerate(pairs, start=1) if one != other)
        assert proposal.marked == differing
        assert 0 < len(differing) <= MOST_CHANGES
        assert parse(proposal.text, TABLES).code == proposal.code


@given(misread)
def test_no_look_alike_is_ever_swapped_silently(text):
    assert [candidate.code.text for candidate in parse(text, TABLES).candidates] in ([], [text])
