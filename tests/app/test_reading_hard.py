"""Reading with everything there is, of a whole picture or a part, until somebody says enough."""

import numpy as np
import pytest
import zxingcpp

from packtrail.app.label_reading import read_hard
from packtrail.app.refdata import load_code_tables
from packtrail.domain.errors import PictureUnreadable
from tests.trade import CODE, OTHER_CODE

TABLES = load_code_tables()


def bench(*placed):
    """A grey frame with a QR symbol of each code at its place."""
    frame = np.full((480, 640), 200, np.uint8)
    for code, (left, top) in placed:
        symbol = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
        rows, columns = np.asarray(symbol).shape
        frame[top : top + rows, left : left + columns] = np.asarray(symbol)
    return frame


TWO = bench((CODE, (40, 60)), (OTHER_CODE, (380, 260)))


def test_all_labels_of_a_held_frame_are_read():
    reading = read_hard(TWO, TABLES)
    assert {found.code.text for found in reading.codes} == {CODE, OTHER_CODE}
    assert reading.size == (640, 480)


def test_in_a_crop_box_only_its_own_are_read_and_stay_where_they_are():
    (found,) = read_hard(TWO, TABLES, crop=(320, 200, 320, 280)).codes
    assert found.code.text == OTHER_CODE
    left, top = found.symbols[0].corners[0]
    assert (left, top) == pytest.approx((395, 275), abs=25)


def test_of_a_large_picture_file_the_crop_box_is_in_its_own_pixels(tmp_path):
    from PIL import Image

    large = tmp_path / "large.png"
    Image.fromarray(TWO).resize((6400, 4800), Image.Resampling.NEAREST).save(large)
    reading = read_hard(large, TABLES, crop=(3200, 2000, 3200, 2800))
    assert [found.code.text for found in reading.codes] == [OTHER_CODE]
    assert reading.size == (6400, 4800)
    assert reading.codes[0].symbols[0].corners[0] == pytest.approx((3950, 2750), abs=250)


def test_nothing_is_read_once_it_is_cancelled():
    assert read_hard(np.zeros((480, 640), np.uint8), TABLES, cancelled=lambda: True).symbols == ()


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    with pytest.raises(PictureUnreadable):
        read_hard(tmp_path / "none.png", TABLES)
