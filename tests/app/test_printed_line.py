"""From a picture on disk or in a frame to the line that a screen shows; the recogniser is played."""

import numpy as np
import pytest
from PIL import Image

from packtrail.app import printed_line
from packtrail.app.printed_line import read_printed_line
from packtrail.scan.printed_line.model import MissingReason, OcrMissing
from tests.scan.printed_line.record_lines import CODE, drawn
from tests.scan.printed_line.test_reader import Says, said


@pytest.fixture
def plate(tmp_path):
    """A picture larger than it is read at, with the code's line in it, and the box around that."""
    line = drawn(CODE, px=120)
    height, width = line.shape
    picture = np.full((3000, 9000), 225, dtype=np.uint8)
    picture[1800 : 1800 + height, 1200 : 1200 + width] = line
    file = tmp_path / "plate.png"
    Image.fromarray(picture).save(file)
    return file, (1100, 1750, width + 200, height + 100)


def test_the_row_of_a_large_picture_is_told_in_its_own_pixels(plate, monkeypatch):
    file, (left, top, width, height) = plate
    monkeypatch.setattr(printed_line, "line_reader", lambda: Says(said(CODE)))
    found = read_printed_line(file, box=(left, top, width, height))
    assert found is not None
    assert found.text == CODE
    assert all(
        left - 60 < x < left + width + 60 and top - 60 < y < top + height + 60 for x, y in found.rows[0]
    )


def test_the_picture_of_the_line_has_a_byte_a_pixel_and_doubts_go_along(plate, monkeypatch):
    file, box = plate
    monkeypatch.setattr(printed_line, "line_reader", lambda: Says(said(CODE, {7: ("8", 0.3)})))
    found = read_printed_line(file, box=box)
    assert found is not None
    assert len(found.picture.pixels) == found.picture.width * found.picture.height
    assert found.doubtful == (7,)
    assert [other for other, _ in found.characters[6].others] == ["8"]


def test_a_line_that_another_label_was_read_to_say_is_left_out(plate, monkeypatch):
    file, box = plate
    monkeypatch.setattr(printed_line, "line_reader", lambda: Says(said(CODE)))
    assert read_printed_line(file, box=box, besides={CODE}) is None


def test_without_a_recogniser_nothing_is_read(plate, monkeypatch):
    file, _ = plate
    monkeypatch.setattr(printed_line, "line_reader", lambda: OcrMissing(MissingReason.UNUSABLE))
    assert read_printed_line(file) is None


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (40, 60, 3)])
def test_a_broken_frame_gives_nothing(shape, monkeypatch):
    monkeypatch.setattr(printed_line, "line_reader", lambda: Says(said(CODE)))
    assert read_printed_line(np.zeros(shape, dtype=np.uint8)) is None
