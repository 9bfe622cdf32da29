from functools import partial
from itertools import count

import cv2
import numpy as np
import pytest

from packtrail.scan.camera_run.hints import Hint
from packtrail.scan.camera_run.session import HINT_AFTER_MS, ScanSession
from packtrail.scan.engines import Engines, Reading
from packtrail.scan.reader import engines_here
from packtrail.scan.symbols import Confidence, SymbolFormat
from tests.labels import frame as label_frame

CODE = "04QPE1A10130AA7B23400017"
OTHER = "04QPE1A10130AA7B23400018"
HD = (1280, 720)


def unhurried() -> ScanSession:
    """A session whose time goes by how often it looks at the clock, not by how busy this computer is."""
    return ScanSession(clock=partial(next, count(0.0, 0.5)))


def blurred(grey, radius):
    return cv2.GaussianBlur(grey, (0, 0), radius)


def test_a_qr_code_is_sure_at_the_first_frame_and_keeps_its_word_in_the_next(frame):
    session, seen = unhurried(), frame(CODE, size=HD)
    for at_ms in (0.0, 33.0):
        (symbol,) = session.see(seen, at_ms).symbols
        assert (symbol.text, symbol.confidence) == (CODE, Confidence.SURE)


def test_a_label_held_still_is_accepted_once(frame):
    session, seen = unhurried(), frame(CODE, size=HD)
    accepted = [symbol.text for n in range(30) for symbol in session.see(seen, n * 33.0).accepted]
    assert accepted == [CODE]


def test_a_code_128_is_accepted_when_frames_or_engines_agree(frame):
    session, seen = unhurried(), frame(CODE, SymbolFormat.CODE_128, size=HD, module=2.6)
    readings = [session.see(seen, n * 33.0) for n in range(3)]
    assert [symbol.text for reading in readings for symbol in reading.accepted] == [CODE]
    assert readings[-1].symbols[0].confidence is Confidence.SURE


def test_a_tilted_code_128_is_read_within_a_few_frames(frame):
    session, seen = unhurried(), frame(CODE, SymbolFormat.CODE_128, size=HD, module=2.6, turn=20)
    accepted = [symbol.text for n in range(8) for symbol in session.see(seen, n * 33.0).accepted]
    assert accepted == [CODE]


def test_a_label_that_moves_is_followed(frame):
    session, seen = unhurried(), frame(CODE, size=HD)
    for n in range(6):
        moved = np.roll(seen, 12 * n, axis=1)
        (symbol,) = session.see(moved, n * 33.0).symbols
        assert abs(np.mean([x for x, _ in symbol.corners]) - (640 + 12 * n)) < 6


def test_a_second_label_beside_a_followed_one_is_noticed(frame):
    session, first = unhurried(), frame(CODE, size=HD)
    both = np.hstack([first[:, 340:980], frame(OTHER, size=(640, 720))])
    texts = {symbol.text for n in range(6) for symbol in session.see(both, n * 33.0).accepted}
    alone = {symbol.text for symbol in session.see(first[:, 340:980], 400.0).symbols}
    assert texts == {CODE, OTHER}
    assert alone == {CODE}


def test_two_texts_in_one_place_are_a_persons_to_settle(frame):
    session = unhurried()
    first = frame(CODE, SymbolFormat.CODE_128, size=HD, module=2.6)
    second = frame(OTHER, SymbolFormat.CODE_128, size=HD, module=2.6)
    session.see(first, 0.0)
    assert [each.confidence for each in session.see(second, 33.0).symbols] == [Confidence.DISPUTED]


def test_what_looks_like_a_code_and_stays_unread_is_shown_and_explained_after_a_moment(frame):
    soft = blurred(frame(CODE, SymbolFormat.CODE_128, size=HD, module=2.6), 4)
    session = unhurried()
    readings = [session.see(soft, n * HINT_AFTER_MS / 3) for n in range(8)]
    assert not any(reading.symbols for reading in readings)
    assert readings[0].hint is None
    assert readings[-1].unread
    assert readings[-1].hint is Hint.FOCUS


def test_an_empty_frame_gets_no_advice():
    session = unhurried()
    empty = np.full((720, 1280), 128, np.uint8)
    assert [session.see(empty, n * 33.0).hint for n in range(30)] == [None] * 30


def test_with_a_crop_only_that_part_is_looked_at_and_corners_are_the_frames(frame):
    seen = frame(CODE, size=HD)
    assert unhurried().see(seen, 0.0, crop=(900, 0, 380, 720)).symbols == ()
    (symbol,) = unhurried().see(seen, 0.0, crop=(480, 200, 320, 320)).symbols
    assert all(560 < x < 720 and 280 < y < 440 for x, y in symbol.corners)


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 4000), (4000, 1), (720, 1280, 3), (3, 3, 4)])
def test_whatever_a_camera_delivers_gives_a_reading(shape):
    session = unhurried()
    for n in range(4):
        reading = session.see(np.full(shape, 90, np.uint8), n * 33.0)
        assert reading.symbols == ()
        assert reading.size == (shape[1], shape[0])


def test_a_frame_of_another_size_in_the_middle_of_a_run_is_no_trouble(frame):
    session, seen = unhurried(), frame(CODE, size=HD)
    session.see(seen, 0.0)
    assert session.see(seen[:40, :40], 33.0).symbols == ()
    assert [symbol.text for symbol in session.see(seen, 66.0).symbols] == [CODE]


def test_a_frame_that_comes_twice_is_no_second_read(frame):
    seen = frame(CODE, SymbolFormat.CODE_128, size=HD, module=2.6)
    quick = {
        Reading.ZXING_FAST: engines_here().by_reading[Reading.ZXING_FAST]
    }  # one way to read, and no other
    session = ScanSession(clock=partial(next, count(0.0, 0.5)), engines=Engines(quick))
    frozen = [session.see(seen, n * 33.0) for n in range(10)]
    assert any(reading.symbols for reading in frozen)
    assert not any(reading.accepted for reading in frozen)
    moved = [session.see(np.roll(seen, n, axis=1), n * 33.0) for n in range(10, 20)]
    assert [symbol.text for reading in moved for symbol in reading.accepted] == [CODE]


def test_a_crop_that_reaches_beyond_the_frame_is_cut_and_leaves_corners_where_they_are(frame):
    (symbol,) = unhurried().see(frame(CODE, size=HD), 0.0, crop=(-300, -300, 1100, 900)).symbols
    assert all(560 < x < 720 and 280 < y < 440 for x, y in symbol.corners)


def test_a_crop_outside_of_the_frame_shows_nothing(frame):
    assert unhurried().see(frame(CODE), 0.0, crop=(5000, 5000, 10, 10)).symbols == ()


def steady(take, first, moved):
    """``take`` as a hand held still shows it: its label where ``first`` has it, moved by a few pixels."""
    step = cv2.getPerspectiveTransform(np.float32(take.quad), np.float32(first.quad) + np.float32(moved))
    return cv2.warpPerspective(take.image, step, HD, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


@pytest.mark.parametrize(
    ("kind", "harm"), [("qr", "glare"), ("data_matrix", "dirt"), ("code128", "occlusion")]
)
def test_a_badly_damaged_label_held_still_is_read_within_a_few_frames(kind, harm):
    takes = [label_frame(kind, harm, 4, seed=7, take=take) for take in range(6)]
    session = unhurried()
    accepted = [
        symbol
        for n, take in enumerate(takes)
        for symbol in session.see(steady(take, takes[0], (3 * n, n)), n * 33.0).accepted
    ]
    assert [symbol.text for symbol in accepted] == [takes[0].text]


@pytest.mark.parametrize(("kind", "module"), [("qr", 4.0), ("data_matrix", 5.0), ("code128", 2.6)])
@pytest.mark.parametrize("other", [OTHER, "0CTPB2C20256BC9D81700542"])
@pytest.mark.parametrize("every", [1, 3])
def test_labels_exchanged_in_one_place_never_give_a_text_that_is_not_in_view(
    frame, kind, module, other, every
):
    session = unhurried()
    looks = {
        text: blurred(frame(text, SymbolFormat(kind), size=HD, module=module), radius)
        for text, radius in ((CODE, 1.6), (other, 2.0))
    }
    for n in range(12):
        shown = (CODE, other)[n // every % 2]
        reading = session.see(np.roll(looks[shown], 2 * n, axis=1), n * 33.0)
        assert {symbol.text for symbol in (*reading.accepted, *reading.symbols)} <= {shown}


def test_a_label_that_moves_too_fast_to_be_read_is_to_be_held_still(frame):
    soft = blurred(frame(CODE, SymbolFormat.CODE_128, size=HD, module=2.6), 4)
    session = unhurried()
    hints = [session.see(np.roll(soft, 24 * n, axis=0), n * 60.0).hint for n in range(12)]
    assert Hint.HOLD_STILL in hints
