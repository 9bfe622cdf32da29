import cv2
import numpy as np
import pytest

from packtrail.scan.engines import ZxingEngine
from packtrail.scan.regions import (
    level_strips,
    level_strips_averaged,
    level_strips_inverted,
    linear_regions,
)
from packtrail.scan.symbols import LABEL_FORMATS, SymbolFormat

CODE = "04QPB76A00012BJBC0000903"
TURNS = (0, 5, 10, 25, 45, 70, 90, 135)


@pytest.fixture
def bars(frame):
    def drawn(turn, **options):
        return frame(CODE, SymbolFormat.CODE_128, size=(1280, 960), turn=turn, **({"module": 2.6} | options))

    return drawn


def texts(views):
    return {found.text for view in views for found in ZxingEngine().read(view.grey, LABEL_FORMATS)}


@pytest.mark.parametrize("turn", TURNS)
def test_a_code_is_found_in_its_middle_at_its_angle(bars, turn):
    region = linear_regions(bars(turn))[0]
    assert region.centre == pytest.approx((640, 480), abs=12)
    off = (region.angle_deg + turn) % 180  # the picture was turned against the clock
    assert min(off, 180 - off) < 1
    assert region.width > 3 * region.height


@pytest.mark.parametrize("turn", [5, 10, 25, 45, 70, 135])
def test_a_code_askew_is_read_from_its_level_strip(bars, turn):
    assert CODE in texts(level_strips(bars(turn)))


@pytest.mark.parametrize("turn", [10, 45])
def test_a_light_code_on_dark_is_read_from_the_inverted_strip(bars, turn):
    assert CODE in texts(level_strips_inverted(bars(turn, invert=True)))


def test_a_noisy_code_is_read_from_the_averaged_strip_alone(bars):
    noise = np.random.default_rng(3).normal(0, 26, (960, 1280))
    noisy = np.clip(bars(20) + noise, 0, 255).astype(np.uint8)
    assert CODE not in texts(level_strips(noisy))
    assert CODE in texts(level_strips_averaged(noisy))


def test_corners_of_a_strip_lie_around_the_code_in_the_picture(bars):
    view = next(level_strips(bars(30)))
    (found,) = ZxingEngine().read(view.grey, LABEL_FORMATS)
    corners = view.in_source(found.corners)
    assert np.mean(corners, axis=0) == pytest.approx((640, 480), abs=20)
    (along_x, along_y) = np.subtract(corners[1], corners[0])
    angle = np.degrees(np.arctan2(along_y, along_x)) % 90
    assert angle == pytest.approx(60, abs=3)


def test_two_codes_that_cross_in_direction_are_two_regions(frame):
    one = frame(CODE, SymbolFormat.CODE_128, size=(1000, 700), module=2.4, turn=8)
    other = frame(CODE, SymbolFormat.CODE_128, size=(1000, 700), module=2.4, turn=-40)
    regions = linear_regions(np.vstack([one, other]))
    assert {round(region.centre[1] / 350) for region in regions} >= {1, 3}


@pytest.mark.parametrize("shape", [(1, 1), (10, 900), (300, 12)])
def test_a_picture_without_room_for_a_code_has_no_region(shape):
    assert linear_regions(np.zeros(shape, np.uint8)) == []


def test_an_even_picture_has_no_region():
    assert linear_regions(np.full((600, 800), 120, np.uint8)) == []


def test_noise_has_no_region():
    noise = np.random.default_rng(2).integers(0, 255, (600, 800), dtype=np.uint8)
    assert linear_regions(noise) == []


def test_no_more_regions_are_tried_than_time_allows():
    grey = np.full((1600, 1600), 200, np.uint8)
    for top in range(60, 1500, 120):
        for left in (100, 900):
            grey[top : top + 60, left : left + 500] = np.where(np.arange(500) // 4 % 2, 200, 40)
    assert len(linear_regions(cv2.GaussianBlur(grey, (0, 0), 0.8))) == 20
