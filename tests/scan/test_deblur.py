import cv2
import numpy as np
import pytest
import zxingcpp

from packtrail.scan.deadline import NO_DEADLINE
from packtrail.scan.deblur import SIDE, busiest, deblurred, is_blurred, motion_of
from packtrail.scan.qr import reader

CODE = "04QPB76A00012BJBC0000903"


@pytest.fixture(scope="module")
def scene() -> np.ndarray:
    """A label of 6 pixels a module, off the middle of a frame with a little noise."""
    symbol = zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    dots = np.array(symbol.to_image(scale=6, add_quiet_zones=False))
    frame = np.full((720, 1280), 120, dtype=np.float64)
    frame[380:600, 780:1000] = 200
    top, left = 380 + (220 - len(dots)) // 2, 780 + (220 - len(dots)) // 2
    frame[top : top + len(dots), left : left + len(dots)] = np.where(dots > 128, 200, 40)
    frame += np.random.default_rng(1).normal(0, 1.5, frame.shape)
    return np.clip(frame, 0, 255).astype(np.uint8)


def smeared(grey: np.ndarray, length: int, angle_deg: float) -> np.ndarray:
    kernel = np.zeros((41, 41), dtype=np.float32)
    kernel[20, 20 - length // 2 : 21 + length // 2] = 1
    turn = cv2.getRotationMatrix2D((20, 20), -angle_deg, 1)
    kernel = cv2.warpAffine(kernel, turn, (41, 41))
    return cv2.filter2D(grey, -1, kernel / kernel.sum())


@pytest.mark.parametrize(("length", "angle_deg"), [(13, 0), (15, 30), (17, 75), (17, 120), (13, 160)])
def test_motion_is_measured(scene: np.ndarray, length: int, angle_deg: float) -> None:
    left, top, side = busiest(scene)
    motion = motion_of(smeared(scene, length, angle_deg)[top : top + side, left : left + side])
    assert motion is not None
    off = abs(np.degrees(motion.angle) % 180 - angle_deg)
    assert min(off, 180 - off) < 12  # an upright label draws it towards its own edges
    assert abs(motion.length - length) <= 3


def test_a_still_picture_shows_no_motion(scene: np.ndarray) -> None:
    left, top, side = busiest(scene)
    assert motion_of(scene[top : top + side, left : left + side]) is None
    assert motion_of(np.full((100, 100), 80, dtype=np.uint8)) is None


def test_the_busiest_part_holds_the_label(scene: np.ndarray) -> None:
    left, top, side = busiest(scene)
    assert side == SIDE
    assert 1000 - side < left < 780
    assert 600 - side < top < 380


def test_motion_and_defocus_are_told_from_a_sharp_picture(scene: np.ndarray) -> None:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13)).astype(np.float32)
    assert not is_blurred(scene)
    assert is_blurred(smeared(scene, 17, 30))
    assert is_blurred(cv2.filter2D(scene, -1, disc / disc.sum()))
    assert not is_blurred(scene[:1, :1])


def test_what_moved_three_modules_is_read_where_it_is(scene: np.ndarray) -> None:
    (symbol,) = reader.read(smeared(scene, 17, 30), NO_DEADLINE)
    assert symbol.text == CODE
    middle = np.mean(symbol.corners, axis=0)
    assert np.abs(middle - (890, 490)).max() < 6


def test_what_is_out_of_focus_by_a_module_is_read(scene: np.ndarray) -> None:
    away = np.arange(-8, 9)
    disc = (np.hypot(away, away[:, np.newaxis]) <= 6.2).astype(np.float32)
    (symbol,) = reader.read(cv2.filter2D(scene, -1, disc / disc.sum()), NO_DEADLINE)
    assert symbol.text == CODE


@pytest.mark.parametrize("shape", [(1, 1), (50, 900), (100, 100)])
def test_small_pictures_are_no_trouble(shape: tuple[int, int]) -> None:
    grey = np.random.default_rng(2).integers(0, 256, shape).astype(np.uint8)
    for view in deblurred(grey):
        assert max(view.grey.shape) <= SIDE
