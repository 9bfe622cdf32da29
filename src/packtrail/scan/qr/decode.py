"""From how likely each module is dark to a text: repair that knows which codewords not to trust.

A wrong text is the worst that can happen, so three things must agree: the check codewords, with some left
over that repaired nothing; the format information; and the repaired symbol drawn again, which has to look
like what was measured. The text itself is read from that drawing by zxing-cpp, so that it means the same
as if the symbol had been clean.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from packtrail.scan.flat import texts_in
from packtrail.scan.qr.evidence import SoftModules
from packtrail.scan.qr.layout import (
    Block,
    Indices,
    Modules,
    blocks_of,
    drawn,
    format_words,
    layout_of,
    level_of,
    mask_of,
)
from packtrail.scan.reed_solomon import QR, Bytes, Repair
from packtrail.scan.symbols import SymbolFormat

Odds = npt.NDArray[np.float32]

SPARE = 3  # check codewords of each block that must be left over
_WORDS_TRIED = 3  # format words, likeliest first
_FILLING = np.array([0xEC, 0x11], dtype=np.uint8)
_FILLING_SEEN = 16.0  # bits of filling that must be seen, less those that contradict
_FILLING_EACH = 2.0  # that each codeword of it must be worth: chance agrees a little too
# Bits of the count of characters, by mode (digits, letters, bytes) and version: up to 9, up to 26, more.
_COUNT_BITS = {"0001": (10, 12, 14), "0010": (9, 11, 13), "0100": (8, 16, 16)}
_LIKENESS = 0.45  # of the repaired symbol and the measured modules; chance is 0 and a clean symbol 1


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A symbol repaired."""

    text: str
    modules: Modules  # the whole symbol as it should look
    spare: int  # check codewords left over in the block that has the fewest
    likeness: float  # to what was measured, -1 to 1
    level: str  # of repair: L, M, Q or H


def decode(evidence: SoftModules) -> Decoded | None:
    """The text that ``evidence`` stands for, or None where it doesn't suffice."""
    for odds in (evidence.log_odds, evidence.log_odds.T):  # seen in a mirror, rows are columns
        for word in _format_words(evidence.version, odds):
            found = _decoded(evidence.version, word, odds)
            if found is not None:
                return found
    return None


def _format_words(version: int, odds: Odds) -> list[int]:
    """The likeliest words of the format information."""
    places = layout_of(version).format_places
    measured = np.tanh(odds[places[..., 0], places[..., 1]] / 2).sum(axis=0)
    agreement = (2.0 * format_words() - 1) @ measured
    order = np.argsort(-agreement)[:_WORDS_TRIED]
    # Words differ in seven bits of fifteen: one far behind the best isn't meant.
    return [int(word) for word in order if agreement[word] > 0 and agreement[word] > agreement[order[0]] / 2]


def _decoded(version: int, word: int, odds: Odds) -> Decoded | None:
    layout = layout_of(version)
    level = level_of(word)
    rows, columns = layout.data_rows, layout.data_columns
    bits = odds[rows, columns] * (1 - 2 * mask_of(version, word & 7)[rows, columns])
    soft = bits[: 8 * layout.codewords].reshape(-1, 8)
    words = np.packbits((soft > 0).astype(np.uint8), axis=1)[:, 0]
    # How likely all eight bits of a codeword are right.
    trust = -np.log1p(np.exp(-np.abs(soft.astype(np.float64)))).sum(axis=1)
    blocks = blocks_of(version, level)
    whole = None
    for filled, filling in _fillings(soft, version, blocks):
        known_words, known_trust = words.copy(), trust.copy()
        known_words[filled], known_trust[filled] = filling, 0.0
        whole = whole or _all_repaired(known_words, known_trust, blocks)
    whole = whole or _all_repaired(words, trust, blocks)
    if whole is None:
        return None
    repaired, spare = whole
    modules = drawn(version, word, repaired)
    likeness = _likeness(modules, odds)
    if likeness < _LIKENESS:
        return None
    text = text_of(modules)
    return Decoded(text, modules, spare, likeness, level) if text else None


def _fillings(soft: Odds, version: int, blocks: tuple[Block, ...]) -> Iterator[tuple[Indices, Bytes]]:
    """Which codewords behind the text may be filling, and what they must be: 0xEC and 0x11 in turn.

    A code of 24 characters leaves a third of its symbol to it, and a codeword that is known costs no check.
    Where the filling begins is told by the symbol's own count of characters, by a battery code's, or by where
    it is seen to begin; a wrong guess only shows as errors that can't be repaired.
    """
    data = np.concatenate([block.places[: len(block.places) - block.checks] for block in blocks])
    certain = np.tanh(soft[data] / 2)
    starts = dict.fromkeys(
        [
            _text_codewords(certain, version),
            _battery_code_codewords(version),
            *_seen_starts(certain),
        ]
    )
    for start in starts:
        filling = _FILLING[np.arange(len(data) - start) % 2] if 0 < start < len(data) else _FILLING[:0]
        signs = 2.0 * np.unpackbits(filling[:, np.newaxis], axis=1) - 1
        if len(filling) and float((certain[start:] * signs).sum()) > _FILLING_SEEN:
            yield data[start:], filling


def _text_codewords(certain: npt.NDArray[np.float64], version: int) -> int:
    """How many codewords the first segment takes, by its measured mode and count; 0 if it can't be told."""
    bits = "".join("1" if value > 0 else "0" for value in certain[:3].ravel())
    mode = bits[:4]
    if mode not in _COUNT_BITS:
        return 0
    width = _COUNT_BITS[mode][(version > 9) + (version > 26)]
    count = int(bits[4 : 4 + width], 2)
    length = {"0001": -(-10 * count // 3), "0010": -(-11 * count // 2), "0100": 8 * count}[mode]
    return -(-(4 + width + length + 4) // 8)


def _battery_code_codewords(version: int) -> int:
    return -(-(4 + _COUNT_BITS["0010"][(version > 9) + (version > 26)] + 11 * 12 + 4) // 8)


def _seen_starts(certain: npt.NDArray[np.float64]) -> list[int]:
    """The two places from which on the codewords look most like filling."""
    places = np.arange(len(certain))
    worth = np.zeros(len(certain))
    for first in range(2):
        expected = _FILLING[(places + first) % 2]
        signs = 2.0 * np.unpackbits(expected[:, np.newaxis], axis=1) - 1
        seen = np.cumsum(((certain * signs).sum(axis=1) - _FILLING_EACH)[::-1])[::-1]
        begins = (places + first) % 2 == 0  # the filling begins with 0xEC
        worth[begins] = seen[begins]
    return [int(place) for place in np.argsort(-worth)[:2]]


def _all_repaired(
    words: Bytes, trust: npt.NDArray[np.float64], blocks: tuple[Block, ...]
) -> tuple[Bytes, int] | None:
    """All blocks repaired, and how many checks were left over in the worst; None where one can't be."""
    repaired = np.zeros(len(words), dtype=np.uint8)
    spare = 255
    for block in blocks:
        repair = _repaired(words, trust, block)
        if repair is None:
            return None
        repaired[block.places] = repair.codewords
        spare = min(spare, repair.spare)
    return repaired, spare


def _repaired(words: Bytes, trust: npt.NDArray[np.float64], block: Block) -> Repair | None:
    """One block made consistent with ``SPARE`` checks left over, the least trusted codewords left out."""
    received = words[block.places]
    worst_first = np.argsort(trust[block.places], kind="stable")
    most = block.checks - SPARE
    for count in _erasure_counts(most):
        repair = QR.repair(received, block.checks, [int(place) for place in worst_first[:count]])
        if repair is not None and repair.spare >= SPARE:
            return repair
    return None


def _erasure_counts(most: int) -> Iterator[int]:
    """None at first, then more and more; two checks make an error, so steps of two miss little."""
    yield 0
    if most > 0:
        yield from range(2 - most % 2, most + 1, 2)


def _likeness(modules: Modules, odds: Odds) -> float:
    """Share of the measured certainty that the drawn symbol agrees with, less what it contradicts."""
    certain = np.tanh(odds / 2)
    return float((certain * (2.0 * modules - 1)).sum() / max(float(np.abs(certain).sum()), 1e-6))


def text_of(modules: Modules) -> str:
    """What zxing-cpp reads in a clean drawing of ``modules``; empty when it says nothing."""
    picture = np.pad((1 - modules).astype(np.uint8) * 255, 4, constant_values=255)
    picture = np.repeat(np.repeat(picture, 3, axis=0), 3, axis=1)
    found = texts_in(picture, SymbolFormat.QR, is_drawn=True)
    return found[0] if found else ""
