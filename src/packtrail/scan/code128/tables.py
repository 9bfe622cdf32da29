"""The 107 characters of Code 128 as bars and spaces, and what a run of them says.

ISO/IEC 15417: every character is three bars and three spaces, eleven modules wide, bar first; the stop
character has one bar more. A character's value means different things in the code sets A, B and C.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MODULES = 11
STOP_MODULES = 13
START_A, START_B, START_C, STOP = 103, 104, 105, 106
CHECK_MODULUS = 103

TO_C, TO_B, TO_A = 99, 100, 101
_SHIFT, _FNC1 = 98, 102
GROUP_SEPARATOR = "\x1d"

# Widths of bar, space, bar, space, bar, space for the values 0 to 105 (ISO/IEC 15417, table 1).
_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
411311 113141 114131 311141 411131 211412 211214 211232
"""
_STOP_WIDTHS = "2331112"


def _modules(widths: str) -> list[float]:
    """1 for each module of bar, -1 for each of space."""
    return [1.0 if place % 2 == 0 else -1.0 for place, width in enumerate(widths) for _ in range(int(width))]


Patterns = npt.NDArray[np.float32]

PATTERNS: Patterns = np.array([_modules(widths) for widths in _WIDTHS.split()], np.float32)  # 106 by 11
STOP_PATTERN: Patterns = np.array(_modules(_STOP_WIDTHS), np.float32)  # 13


def check_value(values: Sequence[int]) -> int:
    """The check character that belongs behind ``values``, the start character among them."""
    return (values[0] + sum(place * value for place, value in enumerate(values))) % CHECK_MODULUS


def text_of(values: Sequence[int]) -> str | None:
    """What ``values`` say, start character first, check and stop characters left away.

    FNC1 in first place only marks a GS1 text and is left out; elsewhere it is a group separator. FNC4 adds
    128 to the next character (ISO 8859-1), twice in a row to all that follow. None where a value has no
    meaning: a start character inside, a shift with nothing behind it, FNC2 or FNC3.
    """
    speller = _Speller({START_A: "A", START_B: "B", START_C: "C"}[values[0]])
    for place, value in enumerate(values[1:]):
        if value == _FNC1:
            speller.text += GROUP_SEPARATOR if place else ""
        elif value > _FNC1 or not speller.takes(value):
            return None
    return None if speller.waits else speller.text


class _Speller:
    """Which code set is in force, what the next character is to be, and the text so far."""

    def __init__(self, code_set: str) -> None:
        self.text = ""
        self._set = code_set
        self._shifted = False
        self._high = self._high_next = False

    @property
    def waits(self) -> bool:
        """Whether the last value announced another one."""
        return self._shifted or self._high_next

    def takes(self, value: int) -> bool:
        """Go on by one value below FNC1; False where it has no meaning here."""
        code_set = ("A" if self._set == "B" else "B") if self._shifted else self._set
        self._shifted = False
        if code_set == "C" and value < 100:
            self.text += f"{value:02d}"
        elif code_set != "C" and value < 96:
            character = _character(value, code_set)
            self.text += chr(ord(character) + 128) if self._high != self._high_next else character
            self._high_next = False
        elif value == (TO_B if code_set == "B" else TO_A) and code_set != "C":
            self._announce_high()  # FNC4 has the place of the set that is in force already
        elif value == _SHIFT:
            self._shifted = True
        elif value in {TO_A, TO_B, TO_C}:
            self._set = {TO_A: "A", TO_B: "B", TO_C: "C"}[value]
        else:
            return False
        return True

    def _announce_high(self) -> None:
        self._high, self._high_next = (not self._high, False) if self._high_next else (self._high, True)


def _character(value: int, code_set: str) -> str:
    return chr(value - 64) if code_set == "A" and value >= 64 else chr(value + 32)


def spelled(value: int, code_set: str) -> str:
    """The character or the two digits that ``value`` is in a code set; nothing for a control."""
    if code_set == "C":
        return f"{value:02d}" if value < 100 else ""
    return _character(value, code_set) if value < 96 else ""
