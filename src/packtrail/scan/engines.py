"""The reading libraries behind one small port, each with its traps translated away.

zxing-cpp reads everything we need; zbar (through pyzbar) knows no Data Matrix and no light-on-dark symbols,
but reads some damaged QR and weak Code 128 that zxing-cpp does not, and a second engine is what makes one
picture of a Code 128 enough. Where its system library is missing the program runs on zxing-cpp alone.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from packtrail.scan.deadline import NO_DEADLINE, Deadline
from packtrail.scan.places import clockwise
from packtrail.scan.symbols import LINEAR, Confidence, Corners, Engine, Symbol, SymbolFormat

Grey = npt.NDArray[np.uint8]  # height by width

ZXING_FORMATS = {
    SymbolFormat.QR: zxingcpp.BarcodeFormat.QRCode,
    SymbolFormat.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    SymbolFormat.CODE_128: zxingcpp.BarcodeFormat.Code128,
    SymbolFormat.CODE_39: zxingcpp.BarcodeFormat.Code39,
}
_ZXING_NAMES = {native: ours for ours, native in ZXING_FORMATS.items()}
_ZBAR_NAMES = {
    "QRCODE": SymbolFormat.QR,
    "CODE128": SymbolFormat.CODE_128,
    "CODE39": SymbolFormat.CODE_39,
}


class SymbolEngine(Protocol):
    """Reads the symbols in a picture."""

    @property
    def name(self) -> Engine:
        """The library at work."""

    def read(
        self, grey: Grey, formats: frozenset[SymbolFormat], deadline: Deadline = NO_DEADLINE
    ) -> Iterable[Symbol]:
        """Every symbol of ``formats`` found, none with an empty text; ``stage`` empty, or a step of its own.

        Corners are in pixels of ``grey``. A format that the reader doesn't know is passed over. Our own
        readers begin nothing new once ``deadline`` is over; a library's call can't be cut short.
        """


class Reading(StrEnum):
    """An engine with its options: what a stage asks for."""

    ZXING = "zxing"
    ZXING_FAST = "zxing_fast"  # upright or upside down, dark on light, near: a third of the time
    ZXING_HISTOGRAM = "zxing_histogram"  # one threshold for the whole picture: even light, weak edges
    ZBAR = "zbar"
    OWN_QR = "own_qr"
    OWN_QR_CLEAR = "own_qr_clear"  # the part of it that reads most for its time
    OWN_QR_HIDDEN = "own_qr_hidden"  # and the rest
    OWN_DATA_MATRIX = "own_data_matrix"
    OWN_CODE_128 = "own_code_128"


@dataclass(frozen=True, slots=True)
class ZbarMissing:
    """zbar's system library can't be loaded; reading goes on with zxing-cpp alone."""

    cause: str  # the loader's own words, for the log


@dataclass(frozen=True, slots=True)
class Engines:
    """What can read on this computer."""

    by_reading: Mapping[Reading, SymbolEngine]
    note: ZbarMissing | None = None  # to be said once, in words, by whoever has a screen


class ZxingEngine:
    """zxing-cpp."""

    name = Engine.ZXING

    def __init__(
        self,
        *,
        thorough: bool = True,
        binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage,
    ) -> None:
        self._options: dict[str, Any] = {
            "try_rotate": thorough,
            "try_downscale": thorough,
            "try_invert": thorough,
            "binarizer": binarizer,
            # The default puts brackets around GS1 application identifiers that the symbol doesn't hold.
            "text_mode": zxingcpp.TextMode.Plain,
        }

    def read(
        self, grey: Grey, formats: frozenset[SymbolFormat], _deadline: Deadline = NO_DEADLINE
    ) -> list[Symbol]:
        """See ``SymbolEngine``."""
        wanted = [ZXING_FORMATS[each] for each in sorted(formats)]
        if not wanted or not grey.size:
            return []  # an empty list of formats would mean "all of them"
        found = zxingcpp.read_barcodes(
            np.ascontiguousarray(grey), formats=zxingcpp.BarcodeFormats(wanted), **self._options
        )
        return [
            _symbol(read.text, _ZXING_NAMES[read.symbology], _zxing_corners(read.position), self.name)
            for read in found
            if read.text and read.symbology in _ZXING_NAMES
        ]


class ZbarEngine:
    """zbar through pyzbar.

    Raises ImportError or OSError when zbar's library is missing or can't be loaded.
    """

    name = Engine.ZBAR

    def __init__(self, load: Callable[[str], ModuleType] = importlib.import_module) -> None:
        # Not at the top of the module: the import itself looks for the system library.
        self._pyzbar: Any = load("pyzbar.pyzbar")

    def read(
        self, grey: Grey, formats: frozenset[SymbolFormat], _deadline: Deadline = NO_DEADLINE
    ) -> list[Symbol]:
        """See ``SymbolEngine``."""
        # Only ours: left alone zbar reads retail codes out of noise and warns about them on stderr.
        wanted = [self._pyzbar.ZBarSymbol[name] for name, ours in _ZBAR_NAMES.items() if ours in formats]
        if not wanted or not grey.size:
            return []  # an empty list would mean "all of them" here too
        found = self._pyzbar.decode(np.ascontiguousarray(grey), symbols=wanted)
        return [
            _symbol(_decoded(read.data), _ZBAR_NAMES[read.type], _zbar_corners(read.polygon), self.name)
            for read in found
            if read.data and read.type in _ZBAR_NAMES and read.polygon
        ]


def available_engines(zbar: Callable[[], SymbolEngine] = ZbarEngine) -> Engines:
    """Everything that reads here; without zbar a note says so and the rest still works."""
    engines: dict[Reading, SymbolEngine] = {
        Reading.ZXING: ZxingEngine(),
        Reading.ZXING_FAST: ZxingEngine(thorough=False),
        Reading.ZXING_HISTOGRAM: ZxingEngine(binarizer=zxingcpp.Binarizer.GlobalHistogram),
    }
    try:
        engines[Reading.ZBAR] = zbar()
    except (ImportError, OSError) as error:
        return Engines(engines, ZbarMissing(str(error)))
    return Engines(engines)


def _symbol(text: str, kind: SymbolFormat, corners: Corners, engine: Engine) -> Symbol:
    confidence = Confidence.ONCE if kind in LINEAR else Confidence.SURE
    return Symbol(text=text, format=kind, corners=corners, engine=engine, stage="", confidence=confidence)


def _zxing_corners(position: Any) -> Corners:
    ends = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return clockwise((end.x, end.y) for end in ends)


def _zbar_corners(polygon: Iterable[tuple[int, int]]) -> Corners:
    """An outline of two to many points becomes a corner each; the smallest turned rectangle holds them."""
    points = [(float(x), float(y)) for x, y in polygon]
    if len(points) != 4:
        box = cv2.boxPoints(cv2.minAreaRect(np.array(points, dtype=np.float32)))
        points = [(float(x), float(y)) for x, y in box]
    return clockwise(points)


def _decoded(data: bytes) -> str:
    """The text, from what zbar takes for UTF-8; bytes that aren't are kept one to one."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
