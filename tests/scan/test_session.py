import cv2
import numpy as np
import zxingcpp

from packtrail.scan.session import ScanSession
from packtrail.scan.symbols import Confidence

CODE = "04QPE1A10130AA7B23400017"


def frame_with(kind: zxingcpp.BarcodeFormat, scale: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    symbol = np.asarray(zxingcpp.create_barcode(CODE, kind).to_image(scale=scale), dtype=np.uint8)
    frame = np.full((720, 1280), 235, dtype=np.uint8)
    rows, columns = symbol.shape[0], min(symbol.shape[1], 1200)
    frame[200 : 200 + rows, 40 : 40 + columns] = symbol[:, :columns]
    return cv2.GaussianBlur(frame, (0, 0), 0.6).astype(np.uint8)


def test_a_qr_code_is_sure_at_the_first_frame_and_keeps_its_word_in_the_next() -> None:
    session = ScanSession()
    frame = frame_with(zxingcpp.BarcodeFormat.QRCode, 6)
    for at_ms in (0.0, 33.0):
        (symbol,) = session.see(frame, at_ms).symbols
        assert (symbol.text, symbol.confidence) == (CODE, Confidence.SURE)


def test_with_a_crop_only_that_part_is_looked_at_and_corners_are_the_frames() -> None:
    frame = frame_with(zxingcpp.BarcodeFormat.QRCode, 6)
    assert ScanSession().see(frame, 0.0, crop=(700, 0, 580, 720)).symbols == ()
    (seen,) = ScanSession().see(frame, 0.0, crop=(20, 180, 300, 300)).symbols
    assert all(30 < x < 320 and 190 < y < 480 for x, y in seen.corners)
