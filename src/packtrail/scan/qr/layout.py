"""Where everything stands in a QR code: the facts of ISO/IEC 18004 that reading needs, once for each version.

Both directions come from one table: a measured grid is taken apart into codewords by it, and repaired
codewords are laid out again by it, so that what was repaired can be compared with what was measured.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from packtrail.scan.reed_solomon import QR, Bytes

Modules = npt.NDArray[np.int8]  # size by size: 1 dark, 0 light, and in a pattern -1 for "may be either"
Indices = npt.NDArray[np.intp]

VERSIONS = range(1, 41)
FINDER_MODULES = 7
_LEVELS_BY_BITS = "MLHQ"  # the two bits of the format information, 00 to 11
_FORMAT_GENERATOR, _FORMAT_MASK = 0x537, 0x5412
_VERSION_GENERATOR = 0x1F25
_WITH_VERSION_BITS = 7  # versions from here on carry their number in the symbol

# ISO/IEC 18004, table 9: check codewords of each block, and blocks, by level and version.
_CHECKS = {
    "L": "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28 30 30 30 30 30 30 30"
    " 30 30 30 30 30 30 30",
    "M": "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26 28 28 28 28 28 28 28 28 28 28 28 28"
    " 28 28 28 28 28 28 28",
    "Q": "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 28 30 30 30 30 28 30 30 30 30 30 30 30"
    " 30 30 30 30 30 30 30",
    "H": "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 30 24 30 30 30 30 30 30 30 30 30 30 30"
    " 30 30 30 30 30 30 30",
}
_BLOCKS = {
    "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25",
    "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43"
    " 45 47 49",
    "Q": "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48 51 53 56"
    " 59 62 65 68",
    "H": "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51 54 57 60 63 66"
    " 70 74 77 81",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One Reed-Solomon block: where its codewords stand in the symbol's sequence, data first."""

    places: Indices
    checks: int


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """One version."""

    version: int
    size: int  # modules a side
    pattern: Modules  # what is the same in every symbol of the version; -1 elsewhere
    alignments: tuple[tuple[int, int], ...]  # row and column of the middle of each alignment pattern
    format_places: npt.NDArray[np.intp]  # 2 copies by 15 bits by (row, column), highest bit first
    data_rows: Indices  # of each data bit, in the order in which they are read
    data_columns: Indices

    @property
    def codewords(self) -> int:
        """Data and check codewords together; up to seven bits after them mean nothing."""
        return len(self.data_rows) // 8


def size_of(version: int) -> int:
    """Modules a side."""
    return 17 + 4 * version


@cache
def layout_of(version: int) -> Layout:
    """The layout of ``version``, 1 to 40."""
    size = size_of(version)
    pattern = np.full((size, size), -1, dtype=np.int8)
    _put_finders(pattern)
    alignments = _alignments(version, size)
    for row, column in alignments:
        ring = _rings(5)
        pattern[row - 2 : row + 3, column - 2 : column + 3] = ring
    line = np.arange(8, size - 8)
    pattern[6, line] = pattern[line, 6] = (line + 1) % 2
    places = _format_places(size)
    pattern[size - 8, 8] = 1
    taken = pattern >= 0
    taken[places[..., 0], places[..., 1]] = True
    if version >= _WITH_VERSION_BITS:
        _put_version(pattern, version)
        taken |= pattern >= 0
    rows, columns = _data_order(taken)
    return Layout(version, size, pattern, alignments, places, rows, columns)


@cache
def format_words() -> Modules:
    """The 32 words of the format information, 15 bits each; the index is the five data bits."""
    words = [_remainder(data, 5, 10, _FORMAT_GENERATOR) ^ _FORMAT_MASK for data in range(32)]
    return np.array([[word >> (14 - bit) & 1 for bit in range(15)] for word in words], dtype=np.int8)


def level_of(word: int) -> str:
    """L, M, Q or H: which level of repair the format word of index ``word`` names."""
    return _LEVELS_BY_BITS[word >> 3]


@cache
def mask_of(version: int, mask: int) -> Modules:
    """1 where mask 0 to 7 turns a data module over."""
    row, column = np.indices((size_of(version), size_of(version)))
    product = row * column
    turned = (
        (row + column) % 2 == 0,
        row % 2 == 0,
        column % 3 == 0,
        (row + column) % 3 == 0,
        (row // 2 + column // 3) % 2 == 0,
        product % 2 + product % 3 == 0,
        (product % 2 + product % 3) % 2 == 0,
        ((row + column) % 2 + product % 3) % 2 == 0,
    )[mask]
    return np.asarray(turned, dtype=np.int8)


@cache
def blocks_of(version: int, level: str) -> tuple[Block, ...]:
    """How the codewords of a symbol are dealt to its blocks (interleaved, the shorter blocks first)."""
    total = layout_of(version).codewords
    checks = int(_CHECKS[level].split()[version - 1])
    count = int(_BLOCKS[level].split()[version - 1])
    data = total - checks * count
    short, longer = divmod(data, count)
    lengths = [short + (index >= count - longer) for index in range(count)]
    places: list[list[int]] = [[] for _ in range(count)]
    place = 0
    for column in range(short + 1):
        for index in range(count):
            if column < lengths[index]:
                places[index].append(place)
                place += 1
    for _ in range(checks):
        for index in range(count):
            places[index].append(place)
            place += 1
    return tuple(Block(np.array(each, dtype=np.intp), checks) for each in places)


def drawn(version: int, word: int, codewords: Bytes) -> Modules:
    """The symbol of ``codewords`` (in its own order) and format word ``word``: 1 dark, 0 light."""
    layout = layout_of(version)
    modules = layout.pattern.copy()
    places = layout.format_places
    modules[places[..., 0], places[..., 1]] = format_words()[word]
    bits = np.zeros(len(layout.data_rows), dtype=np.int8)
    bits[: 8 * layout.codewords] = np.unpackbits(codewords)
    mask = mask_of(version, word & 7)
    modules[layout.data_rows, layout.data_columns] = bits ^ mask[layout.data_rows, layout.data_columns]
    return modules


def with_checks(version: int, level: str, data: Bytes) -> Bytes:
    """``data`` codewords in order, dealt to blocks and given their checks: what stands in the symbol."""
    words = np.zeros(layout_of(version).codewords, dtype=np.uint8)
    start = 0
    for block in blocks_of(version, level):
        length = len(block.places) - block.checks
        part = data[start : start + length]
        words[block.places[:length]] = part
        words[block.places[length:]] = QR.checks_of(part, block.checks)
        start += length
    return words


def _rings(size: int) -> Modules:
    """A dark square ring of ``size`` modules, a light one in it, and a dark middle."""
    away = np.abs(np.arange(size) - size // 2)
    distance = np.maximum(away[:, np.newaxis], away)
    return np.asarray(distance != size // 2 - 1, dtype=np.int8)


def _put_finders(pattern: Modules) -> None:
    finder = np.zeros((8, 8), dtype=np.int8)
    finder[:7, :7] = _rings(FINDER_MODULES)
    pattern[:8, :8] = finder
    pattern[:8, -8:] = finder[:, ::-1]
    pattern[-8:, :8] = finder[::-1]


def _alignments(version: int, size: int) -> tuple[tuple[int, int], ...]:
    """The grid of alignment patterns, without the three that would lie on finders (annex E)."""
    if version == 1:
        return ()
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    line = [6, *(size - 7 - step * index for index in range(count - 2, -1, -1))]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    return tuple((row, column) for row in line for column in line if (row, column) not in corners)


def _format_places(size: int) -> npt.NDArray[np.intp]:
    first = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - index, 8) for index in range(7)] + [(8, size - 8 + index) for index in range(8)]
    return np.array([first, second], dtype=np.intp)


def _put_version(pattern: Modules, version: int) -> None:
    size = len(pattern)
    word = _remainder(version, 6, 12, _VERSION_GENERATOR)
    for bit in range(18):
        value = word >> bit & 1
        pattern[size - 11 + bit % 3, bit // 3] = pattern[bit // 3, size - 11 + bit % 3] = value


def _remainder(data: int, data_bits: int, checks: int, generator: int) -> int:
    """``data`` followed by its check bits."""
    word = data << checks
    for bit in range(data_bits + checks - 1, checks - 1, -1):
        if word >> bit & 1:
            word ^= generator << (bit - checks)
    return data << checks | word


def _data_order(taken: npt.NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """Rows and columns of the data modules: pairs of columns from the right, up and down in turn."""
    size = len(taken)
    rows: list[int] = []
    columns: list[int] = []
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if not taken[row, column]:
                    rows.append(row)
                    columns.append(column)
        upwards = not upwards
    return np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp)
