"""A lorry is ticked off against its list; a code that only looks like one on it is never taken for it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.expected_list import over_limit, tick_off
from packtrail.domain.stock_rules import LimitKind
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.gate import over_limit_text, ticked_lines
from tests.station import codes

pytestmark = pytest.mark.practice(1)

FORTY = codes(40)
DAY = date(2026, 11, 20)


def test_a_lorry_with_40_packs_of_a_swap_operator_lacks_one_and_brings_one_too_many():
    ticked = tick_off(FORTY, [*FORTY[1:], "0TXPB01A000001A5A0000900"])
    assert ticked.missing == (FORTY[0],)
    assert ticked.extra == ("0TXPB01A000001A5A0000900",)
    assert len(ticked.arrived) == 39
    assert not ticked.is_complete


def test_a_letter_o_for_a_nought_is_proposed_and_not_ticked_off():
    listed, came = "04QPB76BC40000903RP00001", "O4QPB76BC40000903RP00001"
    ticked = tick_off([listed], [came])
    assert (ticked.missing, ticked.extra, ticked.arrived) == ((listed,), (came,), ())
    (pair,) = ticked.look_alikes
    assert (pair.expected, pair.scanned) == (listed, came)
    assert [(change.position, change.found, change.proposed) for change in pair.changes] == [(1, "O", "0")]


def test_characters_that_look_alike_only_by_way_of_a_third_are_not_proposed():
    ticked = tick_off(["AB1234567890"], ["A51234567890"])  # B–8–S–5, yet nobody takes a B for a 5
    assert ticked.look_alikes == ()


def test_case_width_and_blanks_are_ways_of_writing_one_code():
    ticked = tick_off(["0txpb01a 000001a5a0000123"], ["０TXPB01A000001A5A0000123"])
    assert ticked.is_complete


def test_a_reused_battery_is_ticked_off_by_either_of_its_codes():
    ticked = tick_off([FORTY[0]], ["04QPB76BC40000903RP"], other_codes={FORTY[0]: "04QPB76BC40000903RP"})
    assert ticked.is_complete


def test_what_was_scanned_twice_is_said_and_counts_once():
    ticked = tick_off(FORTY[:2], [FORTY[0], FORTY[0].lower(), FORTY[1]])
    assert ticked.is_complete
    assert ticked.scanned_twice == (FORTY[0],)


@given(st.lists(st.sampled_from(FORTY), max_size=30), st.lists(st.sampled_from(FORTY), max_size=30))
def test_every_code_is_in_exactly_one_of_arrived_missing_and_extra(expected, scanned):
    ticked = tick_off(expected, scanned)
    told = (*ticked.arrived, *ticked.missing, *ticked.extra)
    assert len(told) == len(set(told))
    assert set(told) == set(expected) | set(scanned)
    assert set(ticked.arrived) == set(expected) & set(scanned)


@pytest.mark.rule("S9")
def test_four_tonnes_beside_two_are_over_five_and_the_warning_says_that_the_limit_is_repealed():
    limit = load_stock_rules().limit("collection", LimitKind.CEILING, DAY)
    over = over_limit(2_000_000, 4_000_000, limit)
    assert over.over_g == 1_000_000
    said = over_limit_text(wording(CHINESE), over, DAY)
    assert "已废止" in said
    assert "待确认" in said
    assert "repealed" in over_limit_text(wording(ENGLISH), over, DAY)
    assert over_limit(1_000_000, 4_000_000, limit) is None


def test_without_a_ceiling_or_an_announced_mass_there_is_nothing_to_warn_of():
    rules = load_stock_rules()
    capacity = rules.limit("central_storage", LimitKind.CAPACITY, DAY)
    assert over_limit(90_000_000, 9_000_000, capacity) is None
    assert over_limit(90_000_000, 9_000_000, None) is None
    assert over_limit(90_000_000, None, rules.limit("collection", LimitKind.CEILING, DAY)) is None


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_list_reads_as_a_sentence_with_each_doubt_below_it(language):
    said = ticked_lines(wording(language), tick_off(["04QPB76BC4"], ["O4QPB76BC4", "O4QPB76BC4"]))
    assert len(said) == 3
    assert "04QPB76BC4" in said[1]
