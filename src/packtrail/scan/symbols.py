"""What a scan yields, in values that know nothing of any reading library.

What a text means is ``domain.battery_code``'s to say; here it is kept exactly as it stood in the symbol.
"""

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]


class SymbolFormat(StrEnum):
    """The carriers that a battery label may use, and the one it shouldn't but sometimes does (Code 39)."""

    QR = "qr"
    DATA_MATRIX = "data_matrix"
    CODE_128 = "code128"
    CODE_39 = "code39"


MATRIX = frozenset({SymbolFormat.QR, SymbolFormat.DATA_MATRIX})  # carry error correction
LINEAR = frozenset({SymbolFormat.CODE_128, SymbolFormat.CODE_39})  # one check character or none
# The three that GB/T 34014 names. Code 39 gave most of the false reads measured: out unless asked for.
LABEL_FORMATS = frozenset({SymbolFormat.QR, SymbolFormat.DATA_MATRIX, SymbolFormat.CODE_128})


class Engine(StrEnum):
    """Who read a symbol: one of the libraries, or our own reader of that carrier."""

    ZXING = "zxing"
    ZBAR = "zbar"
    OWN = "own"


class Confidence(StrEnum):
    """How far a read may be trusted by itself; nothing but ``SURE`` may be taken without a person."""

    SURE = "sure"  # corrects its own errors, or was read twice with the same text
    ONCE = "once"  # a linear code read one time: about one damaged read in a hundred is wrong
    DISPUTED = "disputed"  # the same place gave another text as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One symbol found in a picture."""

    text: str  # as in the symbol, control characters and all; never empty
    format: SymbolFormat
    corners: Corners  # pixels of the upright picture in full size, clockwise from top left
    engine: Engine
    stage: str  # name of the preparation that made it readable, from scan/stages.py
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Scan:
    """All that one picture or frame gave."""

    symbols: tuple[Symbol, ...]
    elapsed_ms: float
    size: tuple[int, int]  # width and height, in the pixels that corners are given in
