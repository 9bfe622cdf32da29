"""The live pass on 1280×720: an empty frame, which a scanner mostly sees, and one with a clean symbol."""

from itertools import count

import cv2
import numpy as np
import zxingcpp

from packtrail.scan.camera_run.session import ScanSession
from tests.bench.figures import Figure, p50, p95, times_ms

CODE = "0TXPB01A000001A5A0000123"


def run():
    cv2.setNumThreads(1)
    rng = np.random.default_rng(1)
    empty = cv2.GaussianBlur(rng.integers(60, 200, (720, 1280), dtype=np.uint8), (0, 0), 3)
    label = empty.copy()
    symbol = np.asarray(zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6))
    label[200 : 200 + symbol.shape[0], 500 : 500 + symbol.shape[1]] = symbol
    bare, held = ScanSession(), ScanSession()
    assert [found.text for found in held.see(label, 0.0).symbols] == [CODE]
    moments = count(1.0, 33.0)
    empty_ms = times_ms(lambda: bare.see(empty, next(moments)), 60)
    label_ms = times_ms(lambda: held.see(label, next(moments)), 60)
    yield Figure("decode, empty 720p frame, p50", p50(empty_ms), "ms", "≤ 30 ms", p50(empty_ms) <= 30)
    yield Figure("decode, empty 720p frame, p95", p95(empty_ms), "ms", "≤ 60 ms", p95(empty_ms) <= 60)
    yield Figure("decode, 720p frame with a QR, p50", p50(label_ms), "ms", "≤ 30 ms", p50(label_ms) <= 30)
