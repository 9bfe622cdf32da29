"""Reed-Solomon over 256 elements with errors and erasures: what repairs QR and Data Matrix symbols.

The libraries know errors only: a codeword whose modules lie under glare costs them two check codewords, as
much as one that is wrong without anybody knowing. Told which codewords can't be trusted, the same check
codewords repair twice as many. The more of them are spent, the fewer are left to notice a wrong repair:
``Repair.spare`` says how many remained, and whoever asks decides how many are enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

_ORDER = 255


@dataclass(frozen=True, slots=True)
class Repair:
    """A codeword sequence made consistent again."""

    codewords: Bytes  # data, then check codewords
    erased: int  # how many positions were given as unknown
    errors: int  # how many others were found wrong

    spare: int  # check codewords that repaired nothing: one wrong repair in 256 ** spare passes, about


class ReedSolomon:
    """One field and generator: ``QR`` and ``DATA_MATRIX`` below."""

    def __init__(self, polynomial: int, first_root: int) -> None:
        exponents = np.zeros(2 * _ORDER, dtype=np.int64)
        logarithms = np.zeros(256, dtype=np.int64)
        value = 1
        for power in range(_ORDER):
            exponents[power] = exponents[power + _ORDER] = value
            logarithms[value] = power
            value <<= 1
            if value & 256:
                value ^= polynomial
        self._exp = [int(each) for each in exponents]
        self._log = [int(each) for each in logarithms]
        self._exp_array, self._log_array = exponents, logarithms
        self._first_root = first_root

    def repair(
        self, received: Sequence[int] | Bytes, checks: int, erased: Sequence[int] = ()
    ) -> Repair | None:
        """``received`` (data, then ``checks`` check codewords, at most 255 in all) made consistent.

        ``erased`` are positions that can't be trusted. None where errors and erasures are too many.
        """
        words = np.asarray(received, dtype=np.uint8)
        unknown = sorted(set(erased))
        if len(unknown) > checks:
            return None
        syndromes = self._syndromes(words, checks)
        if not any(syndromes):
            return Repair(words.copy(), len(unknown), 0, checks - len(unknown))
        locator = self._locator(syndromes, [len(words) - 1 - place for place in unknown])
        places = None if locator is None else self._places(locator, len(words))
        if locator is None or places is None:
            return None
        repaired = self._with_values(words, syndromes, locator, places)
        if any(self._syndromes(repaired, checks)):
            return None
        errors = len(places) - len(unknown)
        return Repair(repaired, len(unknown), errors, checks - len(unknown) - 2 * errors)

    def checks_of(self, data: Sequence[int] | Bytes, checks: int) -> Bytes:
        """The check codewords that belong to ``data``."""
        generator = [1]
        for power in range(checks):
            generator = self._times(generator, [1, self._exp[(power + self._first_root) % _ORDER]])
        remainder = [0] * checks
        for word in data:
            factor = int(word) ^ remainder[0]
            remainder = [*remainder[1:], 0]
            if factor:
                for index in range(checks):
                    remainder[index] ^= self._product(factor, generator[index + 1])
        return np.array(remainder, dtype=np.uint8)

    def roots(self, length: int, checks: int, value: int) -> Bytes:
        """What ``value`` (not 0) at each of ``length`` positions adds to each of ``checks`` syndromes."""
        powers = np.outer(np.arange(self._first_root, self._first_root + checks), np.arange(length)[::-1])
        return self._exp_array[(self._log[value] + powers) % _ORDER].astype(np.uint8)

    def _product(self, one: int, other: int) -> int:
        return self._exp[self._log[one] + self._log[other]] if one and other else 0

    def _times(self, one: list[int], other: list[int]) -> list[int]:
        """The product of two polynomials, in whichever order their coefficients stand."""
        product = [0] * (len(one) + len(other) - 1)
        for i, left in enumerate(one):
            for j, right in enumerate(other):
                product[i + j] ^= self._product(left, right)
        return product

    def _syndromes(self, words: Bytes, checks: int) -> list[int]:
        """The received polynomial at each of the generator's roots."""
        held = np.flatnonzero(words)
        if not held.size:
            return [0] * checks
        powers = len(words) - 1 - held
        roots = np.arange(self._first_root, self._first_root + checks)
        terms = self._exp_array[(self._log_array[words[held]] + np.outer(roots, powers)) % _ORDER]
        return [int(each) for each in np.bitwise_xor.reduce(terms, axis=1)]

    def _locator(self, syndromes: list[int], erased_powers: list[int]) -> list[int] | None:
        """The polynomial, lowest coefficient first, whose roots are the places at fault (Berlekamp-Massey).

        It starts from the known erasures, so that only the unknown errors cost two syndromes each.
        """
        locator = [1]
        for power in erased_powers:
            locator = self._times(locator, [1, self._exp[power % _ORDER]])
        known = len(erased_powers)
        previous, length, shift, last = list(locator), 0, 1, 1
        for step in range(known, len(syndromes)):
            gap = syndromes[step]
            for index in range(1, min(len(locator), step + 1)):
                gap ^= self._product(locator[index], syndromes[step - index])
            if not gap:
                shift += 1
                continue
            factor = self._exp[(self._log[gap] - self._log[last]) % _ORDER]
            moved = [0] * shift + [self._product(factor, each) for each in previous]
            longer = max(len(locator), len(moved))
            updated = [
                (locator[i] if i < len(locator) else 0) ^ (moved[i] if i < len(moved) else 0)
                for i in range(longer)
            ]
            if 2 * length <= step - known:
                previous, last, shift, length = locator, gap, 1, step - known + 1 - length
            else:
                shift += 1
            locator = updated
        while locator and not locator[-1]:
            locator.pop()
        errors = len(locator) - 1 - known
        return locator if errors >= 0 and known + 2 * errors <= len(syndromes) else None

    def _places(self, locator: list[int], length: int) -> list[int] | None:
        """The positions of the locator's roots; None unless every root is a position of the sequence."""
        powers = np.arange(length)
        total = np.zeros(length, dtype=np.int64)
        for degree, coefficient in enumerate(locator):
            if coefficient:
                total ^= self._exp_array[(self._log[coefficient] - powers * degree) % _ORDER]
        found = [int(length - 1 - power) for power in powers[total == 0]]
        return found if len(found) == len(locator) - 1 else None

    def _with_values(
        self, words: Bytes, syndromes: list[int], locator: list[int], places: list[int]
    ) -> Bytes:
        """``words`` with what Forney's formula says is wrong at ``places``."""
        evaluator = self._times(syndromes, locator)[: len(syndromes)]
        repaired = words.copy()
        for place in places:
            power = len(words) - 1 - place
            above = below = 0
            for degree, coefficient in enumerate(evaluator):
                if coefficient:
                    above ^= self._exp[(self._log[coefficient] - power * degree) % _ORDER]
            for degree in range(1, len(locator), 2):
                if locator[degree]:
                    below ^= self._exp[(self._log[locator[degree]] - power * (degree - 1)) % _ORDER]
            if above and below:
                scale = power * (1 - self._first_root)
                repaired[place] ^= self._exp[(self._log[above] - self._log[below] + scale) % _ORDER]
        return repaired


QR = ReedSolomon(0x11D, first_root=0)
DATA_MATRIX = ReedSolomon(0x12D, first_root=1)
