"""Symbols as modules: Code 128 for the document number, QR for what verifies offline.

Sizes are whole numbers of printer dots (1/300 inch if nothing else is said), so that edges stay sharp;
quiet zones are part of the piece and nothing else stands in them.
"""

from itertools import groupby
from typing import Any, Final

import zxingcpp
from barcode.codex import Code128

from packtrail.papers.layout import Bars, Piece

DOT_MM: Final = 25.4 / 300

CODE128_QUIET: Final = 10  # modules on each side (ISO/IEC 15417)
_QR_QUIET: Final = 4  # modules all around (ISO/IEC 18004)
_SMALLEST_DOTS: Final = 3
_LARGEST_QR_DOTS: Final = 8
_ROUNDING: Final = 1e-9  # a width of exactly so many dots is that many


def code128(
    text: str, *, width_mm: float, height_mm: float, dot_mm: float = DOT_MM, least_dots: int = _SMALLEST_DOTS
) -> tuple[Piece, float]:
    """``text`` as Code 128 in whole dots, at most ``width_mm`` wide, and its quiet zone in millimetres.

    The piece includes the quiet zone on both sides. Never thinner than ``least_dots`` a module: a text too
    long for the width makes a wider piece.
    """
    (pattern,) = Code128(text).build()
    modules = len(pattern) + 2 * CODE128_QUIET
    module_mm = dot_mm * max(least_dots, int(width_mm / modules / dot_mm + _ROUNDING))
    bars = _dark_runs(pattern, y=0.0, height=height_mm / module_mm, start=CODE128_QUIET)
    piece = Piece(modules * module_mm, height_mm, (Bars(0.0, 0.0, module_mm, bars),))
    return piece, CODE128_QUIET * module_mm


def qr(
    text: str,
    *,
    width_mm: float,
    dot_mm: float = DOT_MM,
    least_dots: int = _SMALLEST_DOTS,
    most_dots: int = _LARGEST_QR_DOTS,
) -> Piece:
    """``text`` as QR at level M with quiet zone, as large as whole dots allow within ``width_mm``."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its stubs don't say
    rows: Any = memoryview(image).tolist()
    modules = len(rows) + 2 * _QR_QUIET
    dots = min(most_dots, max(least_dots, int(width_mm / modules / dot_mm + _ROUNDING)))
    bars = tuple(
        bar
        for y, row in enumerate(rows, start=_QR_QUIET)
        for bar in _dark_runs(
            "".join("0" if light else "1" for light in row), y=y, height=1.0, start=_QR_QUIET
        )
    )
    side_mm = modules * dots * dot_mm
    return Piece(side_mm, side_mm, (Bars(0.0, 0.0, dots * dot_mm, bars),))


def _dark_runs(
    pattern: str, *, y: float, height: float, start: int
) -> tuple[tuple[float, float, float, float], ...]:
    """Neighbouring dark modules as one rectangle: no hairline of light between them when printed."""
    runs: list[tuple[float, float, float, float]] = []
    x = start
    for module, group in groupby(pattern):
        length = len(list(group))
        if module == "1":
            runs.append((x, y, length, height))
        x += length
    return tuple(runs)
