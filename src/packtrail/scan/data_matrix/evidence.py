"""What one picture says about one symbol, module by module, so that several pictures can be read together.

A label that moves a little shows another part under the glare in every frame. No frame alone may be readable,
while the sum of their log odds is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from packtrail.scan.data_matrix.decoding import LogOdds, Reading, decode_modules
from packtrail.scan.data_matrix.sizes import Size
from packtrail.scan.symbols import Confidence, Corners, Engine, Symbol, SymbolFormat

STAGE = "own_data_matrix"

SURE_BITS = 28.0  # one wrong text in 2 ** 28 symbols that can't be read
ONCE_BITS = 22.0  # to be believed when another picture says the same
_COMMON = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -./+:$%*_")
_TRUSTED_IN_ONE = 6.0  # log odds: one picture alone never counts for more than this


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One symbol in one picture, or in several summed up."""

    size: Size
    log_odds: LogOdds  # rows by columns: natural log odds that the module is dark
    corners: Corners  # pixels of the (last) picture, clockwise from the symbol's own top left
    fit: float  # how well L and clock agree, 1 at best
    takes: int = 1


def joined(takes: Iterable[Evidence]) -> list[Evidence]:
    """``takes`` of one label summed up: one for each size that was seen, the most often seen first."""
    sums: dict[Size, Evidence] = {}
    for take in takes:
        odds = np.clip(take.log_odds, -_TRUSTED_IN_ONE, _TRUSTED_IN_ONE)
        before = sums.get(take.size)
        if before is None:
            sums[take.size] = replace(take, log_odds=odds)
        else:
            sums[take.size] = replace(
                take,
                log_odds=before.log_odds + odds,
                fit=max(before.fit, take.fit),
                takes=before.takes + take.takes,
            )
    return sorted(sums.values(), key=lambda each: -each.takes)


def decode(evidence: Evidence) -> Symbol | None:
    """The symbol that ``evidence`` shows; None where chance might have made it up."""
    reading = decode_modules(evidence.size, evidence.log_odds)
    if reading is None:
        return None
    bits = reading.bits + _plausible_bits(reading)
    if bits < ONCE_BITS:
        return None
    return Symbol(
        text=reading.text,
        format=SymbolFormat.DATA_MATRIX,
        corners=evidence.corners,
        engine=Engine.OWN,
        stage=STAGE,
        confidence=Confidence.SURE if bits >= SURE_BITS else Confidence.ONCE,
    )


def _plausible_bits(reading: Reading) -> float:
    """How rarely data drawn by chance make a text of common characters, to the base two.

    Read as plain codewords, 42 characters and 100 pairs of digits are common, of 256. In the mode for
    capitals, to which one codeword of 256 leads, about every second pair of codewords has no other.
    """
    length = len(reading.text)
    if not set(reading.text) <= _COMMON:
        return 0.0
    return min(0.43 * length, 8 + 0.167 * length)
