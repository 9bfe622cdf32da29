import numpy as np
import pytest

from packtrail.scan.engines import ZxingEngine
from packtrail.scan.strips import level_strips, level_strips_averaged, level_strips_inverted
from packtrail.scan.symbols import LABEL_FORMATS, SymbolFormat

CODE = "04QPB76A00012BJBC0000903"


@pytest.fixture
def bars(frame):
    def drawn(turn, **options):
        return frame(CODE, SymbolFormat.CODE_128, size=(1280, 960), turn=turn, **({"module": 2.6} | options))

    return drawn


def texts(views):
    return {found.text for view in views for found in ZxingEngine().read(view.grey, LABEL_FORMATS)}


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
