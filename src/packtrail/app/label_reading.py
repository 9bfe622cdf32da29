"""From a picture to battery codes: what the scanner found, and what each text means."""

from dataclasses import dataclass
from pathlib import Path

from packtrail.domain.battery_code import BatteryCode, Reading, could_be_half, join_halves, parse
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.records.gate import CodeSource
from packtrail.scan.reader import read_picture
from packtrail.scan.symbols import Confidence, Scan, Symbol, SymbolFormat

SOURCES = {
    SymbolFormat.QR: CodeSource.SCAN_QR,
    SymbolFormat.DATA_MATRIX: CodeSource.SCAN_DATAMATRIX,
    SymbolFormat.CODE_128: CodeSource.SCAN_CODE128,
}
"""How a code got in when a camera saw its symbol; from a picture file it is ``photo_decode`` (practice 5)."""


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A battery code on a label, and the symbols that say it."""

    code: BatteryCode
    symbols: tuple[Symbol, ...]
    raw: str  # what the scanner delivered, both halves with a line break between

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken without a second look: see ``scan.agree``."""
        return any(symbol.confidence is Confidence.SURE for symbol in self.symbols)


@dataclass(frozen=True, slots=True)
class LabelReading:
    """What one picture says."""

    scan: Scan
    codes: tuple[FoundCode, ...]
    others: tuple[Reading, ...]  # readable texts that are no battery code: internal serials, addresses


def read_label(source: Path, tables: CodeTables) -> LabelReading:
    """Read the picture ``source`` and give its texts their meaning.

    Raises PictureUnreadable and PictureTooLarge.
    """
    return label_in(read_picture(source), tables)


def label_in(scan: Scan, tables: CodeTables) -> LabelReading:
    """The battery codes in what was scanned; two halves of one code are joined."""
    found: dict[str, FoundCode] = {}
    others: list[tuple[Symbol, Reading]] = []
    for symbol in scan.symbols:
        reading = parse(symbol.text, tables)
        for candidate in reading.candidates:
            _add(found, candidate.code, (symbol,), symbol.text)
        if not reading.candidates:
            others.append((symbol, reading))
    used = _add_halves(found, [symbol for symbol, _ in others], tables)
    rest = tuple(reading for symbol, reading in others if symbol not in used)
    return LabelReading(scan, tuple(found.values()), rest)


def _add_halves(found: dict[str, FoundCode], symbols: list[Symbol], tables: CodeTables) -> set[Symbol]:
    """Join what could be halves, while only one pair of them makes a code."""
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


def _add(found: dict[str, FoundCode], code: BatteryCode, symbols: tuple[Symbol, ...], raw: str) -> None:
    known = found.get(code.text)
    found[code.text] = (
        FoundCode(code, (*known.symbols, *symbols), known.raw) if known else FoundCode(code, symbols, raw)
    )
