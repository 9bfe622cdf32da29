"""Give meaning to what was seen on a label: which battery codes it says, and how sure that is.

The scanner delivers symbols, ``domain.battery_code`` gives one text its meaning, and here the symbols of
one picture come together: the same code twice, two halves of one code, a maker's number beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from packtrail.domain.battery_code import BatteryCode, Reading, could_be_half, join_halves, parse
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.records.gate import CodeSource
from packtrail.domain.scan_way import ScanWay

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

LIVE_SOURCES: Final = {
    "qr": CodeSource.SCAN_QR,
    "data_matrix": CodeSource.SCAN_DATAMATRIX,
    "code128": CodeSource.SCAN_CODE128,
}
"""How a code came in when a camera saw its symbol; from a picture file it is ``photo_decode``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenSymbol:
    """One symbol in a picture or frame."""

    text: str
    format: str  # qr, data_matrix, code128, code39
    corners: Corners  # pixels of the original, clockwise from top left
    engine: str
    stage: str
    is_sure: bool  # corrects its own errors, or was read twice alike: may be taken without a second look


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A battery code on a label, and the symbols that say it."""

    code: BatteryCode
    symbols: tuple[SeenSymbol, ...]
    raw: str  # what the scanner delivered, both halves with a line break between

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken without a second look."""
        return any(symbol.is_sure for symbol in self.symbols)

    @property
    def live_source(self) -> str:
        """``code_source`` of a code that a camera saw."""
        return LIVE_SOURCES.get(self.symbols[0].format, CodeSource.SCAN_WEDGE)

    def way(self, at: datetime) -> ScanWay:
        """How it was read, ``at`` a moment; of several symbols the first that is sure."""
        symbol = next((each for each in self.symbols if each.is_sure), self.symbols[0])
        return ScanWay(
            symbology=symbol.format,
            engine=symbol.engine,
            stage=symbol.stage,
            corners=tuple(round(value) for corner in symbol.corners for value in corner),
            at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelReading:
    """What one picture says."""

    symbols: tuple[SeenSymbol, ...]
    codes: tuple[FoundCode, ...]
    others: tuple[Reading, ...]  # readable texts that are no battery code: internal serials, addresses
    size: tuple[int, int]  # width and height that the corners refer to
    elapsed_ms: float
    unread: tuple[Corners, ...] = ()  # places that look like a symbol and gave no text; of a camera's frame
    hint: str = ""  # what would help to read the next frame: the end of a key ``scan.hint.…``


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What is told of a picture in which a label was not read: for whoever makes the reader better."""

    reading: LabelReading
    source: str  # the camera's or the file's name
    is_live: bool  # read as a camera's frame, within its budget
    crop: tuple[int, int, int, int] | None = None  # only this part was read, in pixels
    advice: str = ""  # what the screen told the operator to do: the end of a key ``scan.hint.…``


def label_in(
    symbols: Sequence[SeenSymbol], tables: CodeTables, *, size: tuple[int, int], elapsed_ms: float
) -> LabelReading:
    """The battery codes in what was seen; two halves are joined while only one pair makes a code."""
    found: dict[str, FoundCode] = {}
    others: list[tuple[SeenSymbol, Reading]] = []
    for symbol in symbols:
        reading = parse(symbol.text, tables)
        for candidate in reading.candidates:
            _add(found, candidate.code, (symbol,), symbol.text)
        if not reading.candidates:
            others.append((symbol, reading))
    used = _add_halves(found, [symbol for symbol, _ in others], tables)
    return LabelReading(
        symbols=tuple(symbols),
        codes=tuple(found.values()),
        others=tuple(reading for symbol, reading in others if symbol not in used),
        size=size,
        elapsed_ms=elapsed_ms,
    )


def _add_halves(
    found: dict[str, FoundCode], symbols: Sequence[SeenSymbol], tables: CodeTables
) -> set[SeenSymbol]:
    halves = [symbol for symbol in symbols if could_be_half(symbol.text)]
    joined = [
        (first, second, reading.code)
        for n, first in enumerate(halves)
        for second in halves[n + 1 :]
        if not (reading := join_halves(first.text, second.text, tables)).needs_choice and reading.code
    ]
    if len(joined) != 1:
        return set()
    first, second, code = joined[0]
    _add(found, code, (first, second), f"{first.text}\n{second.text}")
    return {first, second}


def _add(found: dict[str, FoundCode], code: BatteryCode, symbols: tuple[SeenSymbol, ...], raw: str) -> None:
    known = found.get(code.text)
    if known:
        found[code.text] = FoundCode(code, (*known.symbols, *symbols), known.raw)
    else:
        found[code.text] = FoundCode(code, symbols, raw)
