"""Symbols drawn for the tests of the reader, and small ways to make values by hand."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
import zxingcpp

from packtrail.scan.symbols import Confidence, Engine, Symbol, SymbolFormat

FORMATS = {
    SymbolFormat.QR: zxingcpp.BarcodeFormat.QRCode,
    SymbolFormat.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    SymbolFormat.CODE_128: zxingcpp.BarcodeFormat.Code128,
    SymbolFormat.CODE_39: zxingcpp.BarcodeFormat.Code39,
}


@pytest.fixture
def symbol() -> Callable[..., Symbol]:
    """A symbol of ``text`` in a 100 by 40 box at ``at``."""

    def made(text="04QPB76A00012BJBC0000903", kind=SymbolFormat.CODE_128, at=(0, 0), **facts):
        x, y = at
        corners = ((x, y), (x + 100.0, y), (x + 100.0, y + 40.0), (x, y + 40.0))
        linear = kind in {SymbolFormat.CODE_128, SymbolFormat.CODE_39}
        settings = {
            "engine": Engine.ZXING,
            "stage": "plain",
            "confidence": Confidence.ONCE if linear else Confidence.SURE,
        } | facts
        return Symbol(text=text, format=kind, corners=corners, **settings)

    return made


@pytest.fixture
def frame() -> Callable[..., np.ndarray]:
    """A grey picture with one symbol in its middle, ``turn`` degrees askew, ``module`` pixels a module."""

    def drawn(text, kind=SymbolFormat.QR, *, size=(640, 480), module=4.0, turn=0.0, invert=False):
        made = zxingcpp.create_barcode(text, FORMATS[kind])
        dots = np.array(made.to_image(scale=1, add_quiet_zones=False))
        if kind in {SymbolFormat.CODE_128, SymbolFormat.CODE_39}:
            dots = np.repeat(dots[:1], dots.shape[1] // 10, axis=0)
        large = cv2.copyMakeBorder(np.kron(dots, np.ones((4, 4), np.uint8)), 40, 40, 40, 40, 0, value=255)
        large = 40 + (large // 255) * 170
        if invert:
            large = 255 - large
        matrix = cv2.getRotationMatrix2D((large.shape[1] / 2, large.shape[0] / 2), turn, module / 4)
        matrix[:, 2] += np.array(size) / 2 - np.array(large.shape[::-1]) / 2
        ground = np.full((size[1], size[0]), 128, np.uint8)
        cv2.warpAffine(
            large.astype(np.uint8),
            matrix,
            size,
            dst=ground,
            borderMode=cv2.BORDER_TRANSPARENT,
            flags=cv2.INTER_AREA,
        )
        return cv2.GaussianBlur(ground, (0, 0), 0.6)

    return drawn
