import cv2
import numpy as np
import pytest

from packtrail.scan.camera_run.fusion import Fusion, combined, laid_over
from packtrail.scan.pictures import Picture
from packtrail.scan.reader import read_still

CODE = "04QPE1A10130AA7B23400017"
WHOLE = (0, 0, 320, 320)


@pytest.fixture
def label(frame):
    return frame(CODE, size=(320, 320), module=6)


def moved(grey, right, down, turn):
    step = cv2.getRotationMatrix2D((160, 160), turn, 1.0)
    step[:, 2] += (right, down)
    return cv2.warpAffine(grey, step, (320, 320), borderMode=cv2.BORDER_REPLICATE), step


def texts(grey):
    return [symbol.text for symbol in read_still(Picture(grey, grey.shape[::-1], 1.0)).symbols]


@pytest.mark.parametrize(("right", "down", "turn"), [(0, 0, 0), (9, -6, 0), (-4, 3, 5), (6, 6, -6)])
def test_a_look_is_laid_over_the_first_to_half_a_pixel(label, right, down, turn):
    other, step = moved(label, right, down, turn)
    warp = laid_over(label, other)
    corners = np.array([(100, 100), (220, 100), (220, 220), (100, 220)])
    assert np.abs((corners @ warp[:, :2].T + warp[:, 2]) - (corners @ step[:, :2].T + step[:, 2])).max() < 0.6


def test_a_look_at_something_else_is_left_out(label):
    fusion = Fusion()
    assert fusion.add(label, WHOLE)
    assert not fusion.add(np.random.default_rng(1).integers(0, 256, (320, 320), dtype=np.uint8), WHOLE)
    assert not fusion.add(np.full((320, 320), 90, np.uint8), WHOLE)
    assert fusion.view() is None


def test_a_reflection_that_moves_on_is_seen_past(label):
    fusion = Fusion()
    for n in range(4):
        look, _ = moved(label, 3 * n, -2 * n, n)
        cv2.circle(look, (135 + 24 * n, 130 + 22 * n), 40, 255, -1)
        assert texts(look) == []
        fusion.add(look, WHOLE)
    assert texts(fusion.view().grey) == [CODE]


def test_what_passes_by_is_left_out_and_noise_averages_out(label):
    noise = np.random.default_rng(3)
    looks = [np.clip(label + noise.normal(0, 40, label.shape), 0, 255).astype(np.uint8) for _ in range(6)]
    assert np.abs(combined(np.stack(looks)).astype(float) - label).mean() < 20
    assert np.abs(looks[0].astype(float) - label).mean() > 25


def test_where_every_look_is_bleached_the_picture_is_too():
    assert (combined(np.full((3, 20, 20), 255, np.uint8)) == 255).all()


def test_corners_in_the_fused_picture_lead_back_to_the_frame_of_the_first_look(frame):
    seen = frame(CODE, size=(640, 480), module=6)
    fusion = Fusion()
    fusion.add(seen, (160, 80, 320, 320))
    fusion.add(np.roll(seen, 5, axis=1), (160, 80, 320, 320))
    (symbol,) = read_still(Picture(fusion.view().grey, (320, 320), 1.0)).symbols
    corners = fusion.view().in_source(symbol.corners)
    assert np.abs(np.mean(corners, axis=0) - (320, 240)).max() < 4


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_the_middle_of_all_looks_is_taken_pixel_by_pixel(count):
    layers = np.random.default_rng(count).integers(0, 240, (count, 30, 40), dtype=np.uint8)
    layers[0, 10:20, 10:20] = 255
    fused = combined(layers.copy())
    assert (fused[:5, :5] == np.floor(np.median(layers[:, :5, :5], axis=0))).all()
    assert (fused[12:18, 12:18] == np.floor(np.median(layers[1:, 12:18, 12:18], axis=0))).all()
