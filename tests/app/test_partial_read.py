"""From a picture of a covered label to what the bars said of it."""

import numpy as np
import pytest
from PIL import Image

from packtrail.app.partial_read import read_partial_bars
from packtrail.domain.label_doctor import may_be
from tests.scan.code128_drawn import frame_of, modules_of

CODE = "04QPB76A00012BJBC0000903"
OTHER = "EK9CDFX69492776A57492096"


def covered(code=CODE, shares=(0.4, 0.6)):
    """A frame of which tape hides a strip over the whole height of the bars; ``shares`` of their width."""
    grey = frame_of(code)
    width = 2.6 * len(modules_of(code))
    left, right = (round(grey.shape[1] / 2 + (share - 0.5) * width) for share in shares)
    grey[150:250, left:right] = 40
    return grey


def fits(reading, code):
    return may_be(code, reading.partial.allowed(widely=False), anywhere=reading.partial.is_piece)


@pytest.mark.parametrize("code", [CODE, OTHER])
@pytest.mark.parametrize("shares", [(0.4, 0.6), (-0.1, 0.3), (0.7, 1.1)])
def test_what_is_not_covered_is_made_out_and_fits_the_code(code, shares):
    found = read_partial_bars(covered(code, shares))
    assert found is not None
    assert found.partial.known < len(code)
    assert fits(found, code)


def test_corners_are_those_of_the_file_whatever_size_it_is_read_at_and_whatever_is_cut_out(tmp_path):
    picture = np.full((1400, 5600), 200, dtype=np.uint8)
    label = np.asarray(Image.fromarray(covered()).resize((3840, 1200)))
    picture[100:1300, 1600:5440] = label
    file = tmp_path / "plate.png"
    Image.fromarray(picture).save(file)
    found = read_partial_bars(file, (1500, 50, 4000, 1300))
    assert found is not None
    assert fits(found, CODE)
    (left, top), (right, bottom) = found.corners[0], found.corners[2]
    assert 2400 < left < right < 4640
    assert 560 < top < bottom < 840


def test_bars_that_were_read_are_left_out_and_the_others_are_not():
    both = np.vstack([frame_of(OTHER), covered()])
    read = ((200.0, 160.0), (1080.0, 160.0), (1080.0, 240.0), (200.0, 240.0))
    found = read_partial_bars(both, besides=(read,))
    assert found is not None
    assert fits(found, CODE)


@pytest.mark.parametrize("box", [(5000, 5000, 10, 10), (-50, -50, 20, 20), (0, 0, 0, 0)])
def test_a_box_beside_the_picture_holds_nothing(box):
    assert read_partial_bars(covered(), box) is None


def test_a_picture_without_bars_gives_nothing():
    noise = np.random.default_rng(3).integers(60, 180, (480, 640), dtype=np.uint8)
    assert read_partial_bars(noise) is None
    assert read_partial_bars(np.full((480, 640, 3), 200, dtype=np.uint8)) is None


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (40, 0), (40, 60, 3)])
def test_a_broken_frame_gives_nothing(shape):
    assert read_partial_bars(np.zeros(shape, dtype=np.uint8)) is None
