"""The live pass on 1280×720: an empty frame, which a scanner mostly sees, and one with a clean symbol."""

import cv2
import numpy as np
import zxingcpp

from packtrail.scan.reader import read_frame
from tests.bench.figures import Figure, p50, times_ms

CODE = "0TXPB01A000001A5A0000123"


def run():
    cv2.setNumThreads(1)
    rng = np.random.default_rng(1)
    empty = cv2.GaussianBlur(rng.integers(60, 200, (720, 1280), dtype=np.uint8), (0, 0), 3)
    label = empty.copy()
    symbol = np.asarray(zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6))
    label[200 : 200 + symbol.shape[0], 500 : 500 + symbol.shape[1]] = symbol
    assert [found.text for found in read_frame(label).symbols] == [CODE]
    empty_ms, label_ms = times_ms(lambda: read_frame(empty), 30), times_ms(lambda: read_frame(label), 30)
    yield Figure("decode, empty 720p frame, p50", p50(empty_ms), "ms", "≤ 45 ms", p50(empty_ms) <= 45)
    yield Figure("decode, 720p frame with a QR, p50", p50(label_ms), "ms", "≤ 45 ms", p50(label_ms) <= 45)
