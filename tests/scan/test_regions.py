import cv2
import numpy as np
import pytest

from packtrail.scan.regions import linear_regions
from packtrail.scan.symbols import SymbolFormat

CODE = "04QPB76A00012BJBC0000903"
TURNS = (0, 5, 10, 25, 45, 70, 90, 135)


@pytest.fixture
def bars(frame):
    def drawn(turn, **options):
        return frame(CODE, SymbolFormat.CODE_128, size=(1280, 960), turn=turn, **({"module": 2.6} | options))

    return drawn


@pytest.mark.parametrize("turn", TURNS)
def test_a_code_is_found_in_its_middle_at_its_angle(bars, turn):
    region = linear_regions(bars(turn))[0]
    assert region.centre == pytest.approx((640, 480), abs=12)
    off = (region.angle_deg + turn) % 180  # the picture was turned against the clock
    assert min(off, 180 - off) < 1
    assert region.width > 3 * region.height


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
