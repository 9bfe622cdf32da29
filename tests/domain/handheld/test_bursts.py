"""A scanner's burst is told from a person's typing, whatever it says and however fast the fingers."""

import random

from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.handheld import BurstRecogniser, KeyStroke, Own, StrokeKind
from packtrail.domain.handheld.bursts import HOLD_MS, MOST_STROKES
from tests.domain.handheld.hands import hear, key, scan_of, struck
from tests.trade import CODE

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=6, max_size=60)
PAYLOADS = PRINTABLE.filter(lambda text: len(set(text)) > 1 and "^]" not in text and text[0] != "]")
SCANNER_GAPS = st.lists(st.integers(2, 30), min_size=1, max_size=40)


@given(PAYLOADS, SCANNER_GAPS, st.sampled_from(["\n", "\t", ""]))
def test_any_payload_at_any_pace_of_a_scanner_is_delivered_exactly(payload, gaps, ending):
    scan = scan_of(struck(payload + ending, gaps))
    assert (scan.text, scan.is_sure, scan.ending) == (payload, True, ending)


@given(PAYLOADS, st.integers(45, 400))
def test_a_person_never_makes_a_scan_and_every_key_goes_where_it_was_meant_to(text, slowest):
    pace = random.Random(text)
    gaps = [pace.randint(45, max(46, slowest)) for _ in text]
    strokes = struck(text, gaps)
    scans, typed = hear(strokes)
    assert scans == []
    assert typed == strokes


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 45), st.integers(60, 300)), max_size=20))
def test_rolled_over_keys_of_fast_fingers_are_no_scan(rolls):
    at, strokes = 0.0, []
    for length, within, after in rolls:
        for n in range(length):
            strokes.append(key("asdf"[n], at))
            at += within
        at += after
    scans, typed = hear(strokes)
    assert scans == []
    assert typed == strokes


def test_two_digits_and_enter_in_one_breath_are_a_mass_and_no_scan():
    strokes = struck("85\n", [20])
    assert hear(strokes) == ([], strokes)


def test_four_characters_with_enter_are_a_scan_and_without_are_not():
    assert scan_of(struck("A-12\n")).text == "A-12"
    strokes = struck("A-12")
    assert hear(strokes) == ([], strokes)


def test_a_key_held_down_is_no_scan():
    first, *held = struck("7777777777", [33])
    strokes = [first, *(KeyStroke(each.kind, each.text, each.at_ms, is_repeat=True) for each in held)]
    assert hear(strokes) == ([], strokes)


def test_a_key_held_down_is_no_scan_where_the_system_does_not_say_that_it_repeats():
    strokes = struck("7" * 40, [33])
    assert hear(strokes) == ([], strokes)


def test_two_scans_one_after_the_other_are_two():
    scans, typed = hear([*struck(CODE + "\n"), *struck("LOC:A/1\n", begin=2000.0)])
    assert typed == []
    assert ["".join(stroke.text for stroke in scan) for scan in scans] == [CODE + "\n", "LOC:A/1\n"]


def test_a_persons_key_just_before_a_scan_is_the_persons():
    person = key("9", 900.0)
    scans, typed = hear([person, *struck(CODE + "\n")])
    assert typed == [person]
    assert len(scans) == 1


def test_a_radio_link_that_stutters_in_a_scan_does_not_cut_it():
    gaps = [10] * 30
    gaps[12] = 110
    assert scan_of(struck(CODE + "\n", gaps)).text == CODE


def test_a_line_end_inside_a_label_does_not_cut_it():
    assert scan_of(struck(f"Pack 7\n{CODE}\n\n")).text == f"Pack 7\n{CODE}"


def test_a_shortcut_while_keys_are_held_lets_them_go_first():
    recogniser = BurstRecogniser()
    recogniser.feed(key("a", 0.0))
    step = recogniser.feed(KeyStroke(StrokeKind.OTHER, "", 10.0))
    assert (step.verdict, step.own) == ("typed", Own.FREE)


def test_no_key_of_a_person_waits_longer_than_the_hold():
    recogniser = BurstRecogniser()
    for stroke in struck("abcde", [30]):
        recogniser.feed(stroke)
        assert recogniser.wait_ms == HOLD_MS


def test_a_flood_of_keys_takes_no_more_memory_than_the_longest_symbol():
    recogniser = BurstRecogniser()
    for stroke in struck("ab" * MOST_STROKES, [2]):
        recogniser.feed(stroke)
    assert len(recogniser.pause().strokes) == MOST_STROKES + 1
