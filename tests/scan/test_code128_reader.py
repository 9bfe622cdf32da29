import cv2
import numpy as np
import pytest

from packtrail.scan.code128.reader import AGAIN, STAGE, read, soft_takes
from packtrail.scan.code128.soft import decode, joined
from packtrail.scan.deadline import NO_DEADLINE, Deadline
from packtrail.scan.symbols import Confidence, Engine, SymbolFormat
from tests.scan.code128_drawn import frame_of, modules_of

CODE = "04QPB76A00012BJBC0000903"


def texts(grey):
    """What is read, each code once, however often over."""
    return [symbol.text for symbol in read(grey, NO_DEADLINE) if symbol.stage == STAGE]


def test_a_clear_code_is_read_twice_over_rows_of_their_own():
    found = list(read(frame_of(CODE), NO_DEADLINE))
    assert {(each.text, each.format, each.engine) for each in found} == {
        (CODE, SymbolFormat.CODE_128, Engine.OWN)
    }
    assert [each.stage for each in found] == [STAGE, AGAIN]
    assert {each.confidence for each in found} == {Confidence.ONCE}  # whether they agree is for others to say


def test_a_code_that_only_all_of_its_rows_give_is_read_once():
    noise = np.random.default_rng(4).normal(0, 78, (400, 1280))
    frame = np.clip(frame_of(CODE, height=24).astype(float) + noise, 0, 255).astype(np.uint8)
    assert [each.stage for each in read(frame, NO_DEADLINE)] in ([], [STAGE])


def test_corners_lie_around_the_bars():
    found = next(read(frame_of(CODE, module=2.6, height=70), NO_DEADLINE))
    (left, top), (right, _), (_, bottom), _ = found.corners
    half = len(modules_of(CODE)) * 2.6 / 2
    assert (left, right) == pytest.approx((640 - half, 640 + half), abs=12)
    assert (top, bottom) == pytest.approx((165, 235), abs=14)


@pytest.mark.parametrize("turn", [4, 12, 45, 90, 180, 200])
def test_a_code_is_read_however_it_is_turned(turn):
    assert texts(frame_of(CODE, turn=turn, module=2.1, size=(900, 900))) == [CODE]


@pytest.mark.parametrize(
    "how",
    [
        {"dark": 205, "light": 35},
        {"dark": 118, "light": 132},
        {"dark": 3, "light": 12, "noise": 1.0},
        {"module": 1.15, "height": 30},
        {"noise": 30.0},
    ],
    ids=["inverted", "faint", "dark", "small", "noisy"],
)
def test_a_poor_code_is_read(how):
    assert texts(frame_of(CODE, turn=3, **how)) == [CODE]


def test_a_code_out_of_focus_by_a_module_is_read():
    y, x = np.mgrid[-4:5, -4:5]
    disc = np.clip(3.1 - np.hypot(x, y), 0, 1)
    assert texts(cv2.filter2D(frame_of(CODE, turn=2), -1, disc / disc.sum())) == [CODE]


def test_a_code_half_covered_along_its_bars_is_read():
    frame = frame_of(CODE, height=80)
    frame[150:215, 400:700] = 128
    assert texts(frame) == [CODE]


def test_two_codes_are_two_reads():
    frame = np.vstack([frame_of(CODE, turn=3), frame_of("ABC123XYZ", turn=-8)])
    assert set(texts(frame)) == {CODE, "ABC123XYZ"}


def test_takes_of_a_code_under_a_wandering_patch_say_together_what_none_says_alone():
    takes = []
    for seed, left in enumerate((380, 620, 800)):
        frame = frame_of(CODE, seed=seed)
        frame[140:260, left : left + 90] = 128
        assert texts(frame) == []
        takes += [take.soft for take in soft_takes(frame, NO_DEADLINE)]
    assert decode(joined(takes)).text == CODE


def test_nothing_is_tried_when_time_is_over():
    assert list(read(frame_of(CODE), Deadline(at_ms=0.0, clock=lambda: 1.0))) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_a_picture_without_room_has_no_code(shape):
    assert texts(np.full(shape, 128, np.uint8)) == []


def test_stripes_are_no_code():
    stripes = np.where(np.arange(1280) // 3 % 2, 200, 40).astype(np.uint8)
    assert texts(np.tile(stripes, (400, 1))) == []
