"""From how likely each module is dark to a text, or to nothing.

Repairing, and judging what came out, is ``soft_repair``'s; here are the blocks of a symbol and its text.

The text is not decoded here: the repaired symbol is drawn and shown to the library, so that a text means the
same whoever read the symbol.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from packtrail.scan.data_matrix.placement import Modules, Placement, placement
from packtrail.scan.data_matrix.sizes import Size
from packtrail.scan.flat import texts_in
from packtrail.scan.reed_solomon import DATA_MATRIX
from packtrail.scan.soft_repair import soft_repair
from packtrail.scan.symbols import SymbolFormat

LogOdds = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint8]

_ENOUGH_BITS = 34.0  # no better sequence is looked for
_LEAST_BITS = 8.0  # below this nothing that is known of the text could make it believable


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and how little it owes to chance."""

    text: str
    bits: float  # one wrong sequence in 2 ** bits would fit as well
    modules: Modules  # the whole symbol as it should look


def decode_modules(size: Size, log_odds: LogOdds) -> Reading | None:
    """The text of a symbol of ``size`` whose modules are dark by ``log_odds`` (rows by columns, natural).

    None where nothing fits better than chance would.
    """
    places = placement(size)
    odds = log_odds[places.rows, places.columns]  # codewords by 8
    words = np.zeros(size.data + size.checks, dtype=np.uint8)
    bits = inf
    for block in range(size.blocks):
        at = _block(size, block)
        repair = soft_repair(DATA_MATRIX, odds[at], size.checks // size.blocks, _ENOUGH_BITS)
        if repair is None or repair.bits < _LEAST_BITS:
            return None
        words[at] = repair.codewords
        bits = min(bits, repair.bits)
    if not words[0]:  # no data begins with 0, an empty picture does
        return None
    modules = drawn(places, words)
    text = text_of(modules)
    return Reading(text, bits, modules) if text else None


def drawn(places: Placement, words: Words) -> Modules:
    """The symbol that holds ``words``, data and check codewords in their order in the symbol."""
    modules = places.pattern.copy()
    modules[places.rows, places.columns] = np.unpackbits(words[:, None], axis=1).astype(np.bool_)
    return modules


def text_of(modules: Modules) -> str:
    """What the library reads in a symbol drawn without a flaw; empty where it means nothing."""
    picture = np.pad(np.where(modules, 0, 255).astype(np.uint8), 2, constant_values=255)
    picture = np.kron(picture, np.ones((3, 3), np.uint8))
    found = texts_in(picture, SymbolFormat.DATA_MATRIX, is_drawn=True)
    return found[0] if len(found) == 1 else ""


def _block(size: Size, block: int) -> npt.NDArray[np.int64]:
    """The positions of one interleaved block: its data codewords, then its check codewords."""
    return np.concatenate(
        [
            np.arange(block, size.data, size.blocks),
            np.arange(size.data + block, size.data + size.checks, size.blocks),
        ]
    )
