import cv2
import numpy as np
import pytest

from packtrail.scan.camera_run.hints import Hint, condition_of, hint_for
from packtrail.scan.symbols import SymbolFormat
from packtrail.wording import Language, wording

CODE = "04QPE1A10130AA7B23400017"


def around(grey):
    """The corners of the dark modules in the middle of a frame."""
    rows, columns = np.nonzero(grey < 100)
    left, right, top, bottom = (float(x) for x in (columns.min(), columns.max(), rows.min(), rows.max()))
    return (left, top), (right, top), (right, bottom), (left, bottom)


@pytest.fixture(params=[SymbolFormat.QR, SymbolFormat.DATA_MATRIX, SymbolFormat.CODE_128])
def label(request, frame):
    return frame(
        CODE, request.param, size=(1280, 720), module=5 if request.param is not SymbolFormat.CODE_128 else 3
    )


def advice(grey, corners, *, is_moving=False):
    return hint_for(condition_of(grey, corners), is_moving=is_moving)


def test_a_clear_label_needs_no_advice(label):
    assert advice(label, around(label)) is None


def test_a_soft_label_needs_focus_while_it_stands_and_a_steady_hand_while_it_moves(label):
    soft = cv2.GaussianBlur(label, (0, 0), 5)
    assert advice(soft, around(label)) is Hint.FOCUS
    assert advice(soft, around(label), is_moving=True) is Hint.HOLD_STILL


def test_a_dark_label_needs_light(label):
    assert advice((label * 0.12).astype(np.uint8), around(label)) is Hint.LIGHT


def test_a_faint_label_needs_light(label):
    assert advice((120 + (label.astype(float) - 128) * 0.1).astype(np.uint8), around(label)) is Hint.LIGHT


def test_a_reflection_on_the_label_asks_for_a_tilt(label):
    corners = around(label)
    glare = label.copy()
    (left, top), _, (right, bottom), _ = corners
    cv2.ellipse(
        glare,
        (int((left + right) / 2), int((top + bottom) / 2)),
        (int((right - left) / 3), int((bottom - top) / 2)),
        0, 0, 360, 255, -1,
    )  # fmt: skip
    assert advice(glare, corners) is Hint.TILT


def test_a_label_far_away_has_to_come_closer(label):
    small = cv2.resize(label, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    corners = tuple((x * 0.3, y * 0.3) for x, y in around(label))
    assert advice(small, corners) is Hint.CLOSER


@pytest.mark.parametrize("side", [0.0, 1.0, 10.0])
def test_a_place_of_a_few_pixels_has_to_come_closer(side):
    corners = ((5.0, 5.0), (5.0 + side, 5.0), (5.0 + side, 5.0 + side), (5.0, 5.0 + side))
    assert advice(np.zeros((72, 128), np.uint8), corners) is Hint.CLOSER


def test_corners_far_outside_of_the_frame_are_no_trouble():
    corners = ((-9000.0, -9000.0), (9000.0, -9000.0), (9000.0, 9000.0), (-9000.0, 9000.0))
    assert advice(np.zeros((72, 128), np.uint8), corners) is Hint.LIGHT


@pytest.mark.parametrize("language", Language)
def test_every_advice_has_its_words(language):
    assert all(wording(language).knows(f"scan.hint.{hint}") for hint in Hint)
