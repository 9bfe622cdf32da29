import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.scan.agree import (
    HOLD_OFF_MS,
    WINDOW_MS,
    Accepted,
    Agreement,
    Conflicting,
    Unsure,
    merged,
)
from packtrail.scan.symbols import Confidence, Engine, Symbol, SymbolFormat

MATRIX = [SymbolFormat.QR, SymbolFormat.DATA_MATRIX]


def run(*frames):
    """The verdicts of each frame; a frame is a moment and its symbols."""
    agreement, told = Agreement(), []
    for at_ms, *symbols in frames:
        agreement, verdicts = agreement.see(symbols, at_ms)
        told.append(list(verdicts))
    return told


@pytest.mark.parametrize("kind", MATRIX)
def test_a_symbol_that_corrects_its_errors_is_accepted_at_one_read(symbol, kind):
    seen = symbol(kind=kind)
    assert run((0, seen)) == [[Accepted(seen)]]


def test_one_read_of_a_code_128_is_not_enough(symbol):
    assert run((0, symbol())) == [[Unsure(symbol())]]


def test_a_code_128_is_accepted_at_the_second_equal_read(symbol):
    assert run((0, symbol()), (50, symbol())) == [[Unsure(symbol())], [Accepted(symbol())]]


def test_the_second_read_may_come_from_where_the_hand_has_moved_the_label(symbol):
    later = symbol(at=(300, 200))
    assert run((0, symbol()), (50, later))[1] == [Accepted(later)]


def test_reads_further_apart_than_the_window_say_nothing_about_each_other(symbol):
    assert run((0, symbol()), (WINDOW_MS + 1, symbol()))[1] == [Unsure(symbol())]


def test_a_code_128_that_two_engines_read_is_accepted_at_once(symbol):
    sure = symbol(confidence=Confidence.SURE)
    assert run((0, sure)) == [[Accepted(sure)]]


def test_two_texts_in_one_place_are_a_persons_to_settle(symbol):
    first, other = symbol("AAA"), symbol("AAB")
    assert run((0, first), (50, other))[1] == [Conflicting((other, first))]


def test_a_dispute_within_one_frame_is_told_once_with_both_texts(symbol):
    first, other = symbol("AAA"), symbol("AAB")
    assert run((0, first, other)) == [[Conflicting((first, other))]]


def test_a_second_read_does_not_outvote_a_dispute(symbol):
    first, other = symbol("AAA"), symbol("AAB")
    assert run((0, first), (50, other), (100, first))[2] == [Conflicting((first, other))]


def test_a_dispute_ends_when_the_other_text_is_out_of_the_window(symbol):
    told = run((0, symbol("AAA")), (800, symbol("AAB")), (1050, symbol("AAB")))
    assert told[2] == [Accepted(symbol("AAB"))]


def test_the_same_text_from_the_other_half_of_a_label_is_no_dispute(symbol):
    first, second = symbol("FIRST HALF"), symbol("SECOND HALF", at=(0, 80))
    assert run((0, first, second), (50, first, second))[1] == [Accepted(first), Accepted(second)]


def test_a_qr_code_on_the_place_of_a_code_128_disputes_nothing(symbol):
    matrix = symbol("QR", SymbolFormat.QR)
    assert run((0, symbol("AAA")), (50, symbol("AAA"), matrix))[1] == [
        Accepted(symbol("AAA")),
        Accepted(matrix),
    ]


def test_the_next_label_under_the_camera_is_no_dispute_between_qr_codes(symbol):
    told = run((0, symbol("A", SymbolFormat.QR)), (50, symbol("B", SymbolFormat.QR)))
    assert told[1] == [Accepted(symbol("B", SymbolFormat.QR))]


def test_a_label_left_under_the_camera_is_accepted_once(symbol):
    seen = symbol(kind=SymbolFormat.QR)
    assert run(*((at, seen) for at in range(0, 10_000, 50)))[1:] == [[]] * 199


def test_a_label_shown_again_after_the_hold_off_is_accepted_again(symbol):
    seen = symbol(kind=SymbolFormat.QR)
    assert run((0, seen), (HOLD_OFF_MS, seen))[1] == [Accepted(seen)]


def test_two_labels_with_the_same_code_in_one_frame_are_both_accepted(symbol):
    one, twin = symbol(kind=SymbolFormat.QR), symbol(kind=SymbolFormat.QR, at=(300, 0))
    assert run((0, one, twin)) == [[Accepted(one), Accepted(twin)]]


def test_a_dispute_is_told_even_of_a_code_that_is_held_off(symbol):
    told = run((0, symbol("A")), (50, symbol("A")), (100, symbol("B")))
    assert told[2] == [Conflicting((symbol("B"), symbol("A")))]


def test_an_empty_frame_gives_no_verdict():
    assert run((0,), (50,)) == [[], []]


# --- any run of frames ----------------------------------------------------------------------------------


def made(text, kind, column):
    x = column * 500.0
    corners = ((x, 0.0), (x + 100, 0.0), (x + 100, 40.0), (x, 40.0))
    confidence = Confidence.SURE if kind in MATRIX else Confidence.ONCE
    return Symbol(
        text=text, format=kind, corners=corners, engine=Engine.ZXING, stage="", confidence=confidence
    )


symbols = st.builds(
    made, st.sampled_from("AB"), st.sampled_from([SymbolFormat.QR, SymbolFormat.CODE_128]), st.integers(0, 1)
)
frames = st.lists(st.tuples(st.integers(0, 700), st.lists(symbols, max_size=3)), max_size=12)


def timed(steps):
    at_ms, out = 0, []
    for wait, seen in steps:
        at_ms += wait
        out.append((at_ms, list(merged(seen))))
    return out


@given(frames)
def test_no_code_128_is_ever_accepted_unread_twice_or_disputed(steps):
    history = timed(steps)
    told = run(*((at_ms, *seen) for at_ms, seen in history))
    for index, verdicts in enumerate(told):
        now = history[index][0]
        window = [
            (at, s)
            for at, seen in history[: index + 1]
            for s in seen
            if now - at <= WINDOW_MS and s.format is SymbolFormat.CODE_128
        ]
        for verdict in verdicts:
            if isinstance(verdict, Accepted) and verdict.symbol.format is SymbolFormat.CODE_128:
                accepted = verdict.symbol
                assert sum(s.text == accepted.text for _, s in window) >= 2
                assert {s.text for _, s in window if s.corners == accepted.corners} == {accepted.text}


@given(frames)
def test_nothing_is_accepted_twice_within_the_hold_off(steps):
    history = timed(steps)
    last = {}
    for (at_ms, _), verdicts in zip(history, run(*((at, *seen) for at, seen in history)), strict=True):
        for verdict in verdicts:
            if isinstance(verdict, Accepted):
                key = (verdict.symbol.text, verdict.symbol.format, verdict.symbol.corners)
                assert at_ms - last.get(key, -HOLD_OFF_MS) >= HOLD_OFF_MS
                last[key] = at_ms


@given(frames)
def test_memory_does_not_grow_beyond_the_window(steps):
    agreement = Agreement()
    for at_ms, seen in timed(steps):
        agreement, _ = agreement.see(seen, at_ms)
        assert all(at_ms - past.at_ms <= WINDOW_MS for past in agreement.seen)
        assert all(at_ms - past.at_ms < HOLD_OFF_MS for past in agreement.held)


# --- merging the reads of one picture --------------------------------------------------------------------


def test_the_same_symbol_found_by_two_stages_is_one_and_sure(symbol):
    reads = [symbol(stage="plain"), symbol(at=(2, 1), stage="half")]
    assert merged(reads) == (symbol(stage="plain", confidence=Confidence.SURE),)


def test_two_engines_in_one_stage_are_two_reads(symbol):
    (only,) = merged([symbol(), symbol(engine=Engine.ZBAR)])
    assert (only.engine, only.confidence) == (Engine.ZXING, Confidence.SURE)


def test_one_way_of_reading_counts_once_however_often_it_was_tried(symbol):
    (only,) = merged([symbol(), symbol()])
    assert only.confidence is Confidence.ONCE


def test_the_same_text_in_two_places_is_two_symbols(symbol):
    assert len(merged([symbol(), symbol(at=(0, 300))])) == 2


def test_different_texts_in_one_place_are_both_kept_and_disputed(symbol):
    kept = merged([symbol("AAA"), symbol("AAA", engine=Engine.ZBAR), symbol("AAB", stage="half")])
    assert [(s.text, s.confidence) for s in kept] == [
        ("AAA", Confidence.DISPUTED),
        ("AAB", Confidence.DISPUTED),
    ]


def test_a_charset_guessed_by_zbar_gives_way_to_what_zxing_read(symbol):
    right = symbol("电池包", SymbolFormat.QR)
    assert merged([symbol("ç”µæ±", SymbolFormat.QR, engine=Engine.ZBAR), right]) == (right,)


def test_a_text_outside_ascii_that_only_zbar_read_is_kept(symbol):
    only = symbol("电池包", SymbolFormat.QR, engine=Engine.ZBAR)
    assert merged([only, symbol("OTHER", SymbolFormat.QR, at=(0, 300))])[0] == only


@pytest.mark.parametrize("stages", [("followed", "glance"), ("followed", "plain"), ("plain", "glance")])
def test_one_librarys_look_at_a_place_and_at_the_whole_frame_is_one_read(symbol, stages):
    (found,) = merged([symbol(stage=stage) for stage in stages])
    assert found.confidence is Confidence.ONCE
