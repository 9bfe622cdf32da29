"""What somebody may print on a label to do harm, or by mistake: read as it stands or left, and in time."""

import cv2
import numpy as np
import pytest
import zxingcpp

from packtrail.app.label_reading import Effort, read_label
from packtrail.app.refdata import load_code_tables
from packtrail.scan.pictures import Picture
from packtrail.scan.reader import read_deep, read_live
from packtrail.scan.symbols import Confidence, SymbolFormat

CODE = "04QPE1A10130AA7B23400017"
OTHER = "04QPE1A10130AA7B23400018"
QR, DATA_MATRIX = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix


def drawn(content, kind=QR, scale=4):
    symbol = np.asarray(zxingcpp.create_barcode(content, kind).to_image(scale=scale), dtype=np.uint8)
    return cv2.copyMakeBorder(symbol, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=(255,)).astype(np.uint8)


def live(grey):
    return read_live(Picture(grey, grey.shape[::-1], 1.0), clock=lambda: 0.0).symbols


@pytest.mark.parametrize("length", [4_000, 4_296])
def test_a_symbol_of_four_thousand_characters_is_read_whole(length):
    text = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 120)[:length]
    assert [symbol.text for symbol in live(drawn(text))] == [text]


@pytest.mark.parametrize(
    "content",
    [b"\x00\x01\x02\xff\xfe", b"\x00" * 40, bytes(range(256)), b"\x1b[31m\x07", b"\xd5\xe3\xbd\xad"],
)
@pytest.mark.parametrize("kind", [QR, DATA_MATRIX])
def test_bytes_that_are_no_text_give_a_text_or_nothing_and_never_a_battery_code(content, kind, tmp_path):
    file = tmp_path / "label.png"
    cv2.imwrite(str(file), drawn(content, kind))
    reading = read_label(file, load_code_tables(), Effort.LIVE)
    assert reading.codes == ()
    assert all(symbol.text for symbol in reading.symbols)


def test_two_symbols_that_say_different_things_side_by_side_are_both_given():
    left, right = drawn(CODE), drawn(OTHER, DATA_MATRIX)
    height = max(left.shape[0], right.shape[0])
    both = np.full((height, left.shape[1] + right.shape[1]), 255, np.uint8)
    both[: left.shape[0], : left.shape[1]] = left
    both[: right.shape[0], left.shape[1] :] = right
    found = {(symbol.text, symbol.format) for symbol in live(both)}
    assert found == {(CODE, SymbolFormat.QR), (OTHER, SymbolFormat.DATA_MATRIX)}


def test_one_symbol_glued_over_another_never_gives_a_mixture():
    below, above = drawn(CODE), drawn(OTHER)
    for share in (0.2, 0.35, 0.5, 0.65, 0.8):
        cut = int(below.shape[1] * share)
        glued = below.copy()
        glued[:, cut:] = above[:, cut:]
        picture = Picture(glued, glued.shape[::-1], 1.0)
        for symbol in read_deep(picture).symbols:
            assert symbol.text in {CODE, OTHER}
            assert symbol.confidence is Confidence.SURE


def test_twelve_symbols_in_one_frame_are_all_read_each_in_its_place():
    frame = np.full((720, 1280), 200, np.uint8)
    codes = [f"04QPE1A10130AA7B234{n:05d}" for n in range(12)]
    for n, code in enumerate(codes):
        symbol = np.asarray(zxingcpp.create_barcode(code, QR if n % 2 else DATA_MATRIX).to_image(scale=6))
        top, left = 20 + 235 * (n // 4), 30 + 310 * (n % 4)
        frame[top : top + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    found = {symbol.text: symbol.corners for symbol in live(frame)}
    assert sorted(found) == codes
    for n, code in enumerate(codes):
        x, y = np.mean(found[code], axis=0)
        assert 30 + 310 * (n % 4) < x < 300 + 310 * (n % 4)
        assert 20 + 235 * (n // 4) < y < 255 + 235 * (n // 4)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 2), (7, 7), (16, 16)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_of_a_pixel_or_two_gives_nothing_and_no_crash(size, shade):
    grey = np.full(size, shade, np.uint8)
    assert read_deep(Picture(grey, size[::-1], 1.0)).symbols == ()
