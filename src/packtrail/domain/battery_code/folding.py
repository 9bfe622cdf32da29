"""Makes one text of the many ways in which the same characters reach us.

Scanners and input methods deliver lower case, full-width letters, line breaks, separators such as GS and
characters of no width. Those are ways of writing; a circled or Arabic-Indic digit, a Cyrillic А or a
dotless ı is another character, and stays what it is: folding it would be a guess.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate, pairwise

LONGEST_PAYLOAD = 4_296
"""Characters of a text that are looked at: the most letters and digits that a QR symbol can hold."""

_BLANK = " "
_FULL_WIDTH = range(0xFF01, 0xFF5F)  # ！ to ～, in the order of ASCII
_FULL_WIDTH_OFFSET = 0xFEE0


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in upper case without blanks, and where blanks and control characters had been."""

    text: str
    breaks: tuple[int, ...]  # offsets in ``text`` between two pieces, rising
    was_cut: bool  # the text went on beyond LONGEST_PAYLOAD

    @property
    def pieces(self) -> tuple[tuple[int, str], ...]:
        """The pieces between the breaks, each with its offset."""
        edges = (0, *self.breaks, len(self.text))
        return tuple((start, self.text[start:end]) for start, end in pairwise(edges))


class _Folding(dict[int, int | str | None]):
    """A table for ``str.translate`` that decides on a character when it first meets it."""

    def __missing__(self, point: int) -> int | str | None:
        folded = _folded(point)
        if folded != point:
            self[point] = folded  # few: letters, blanks, control and format characters
        return folded


def _folded(point: int) -> int | str | None:
    if point in _FULL_WIDTH:
        point -= _FULL_WIDTH_OFFSET
    character = chr(point)
    if "a" <= character <= "z":
        return character.upper()
    if point < 0x7F and character > _BLANK:
        return point
    category = unicodedata.category(character)
    if category == "Cf":
        return None
    return _BLANK if category in {"Cc", "Zs", "Zl", "Zp"} else point


_FOLDING = _Folding()


def fold(text: str) -> Folded:
    """``text`` as it is compared: upper-case ASCII where it was ASCII or full-width, nothing blank."""
    if text.isascii() and text.isalnum() and len(text) <= LONGEST_PAYLOAD:
        return Folded(text.upper(), (), was_cut=False)  # nearly every code, and nothing in it to fold
    looked_at = text[:LONGEST_PAYLOAD]
    pieces = looked_at.translate(_FOLDING).split(_BLANK)
    pieces = [piece for piece in pieces if piece]
    offsets = tuple(accumulate(len(piece) for piece in pieces))
    return Folded("".join(pieces), offsets[:-1], was_cut=len(text) > LONGEST_PAYLOAD)


def folded_without(text: str, separators: str) -> str:
    """``fold(text)`` without the marks in ``separators``, for identifiers that people write in groups."""
    return re.sub(f"[{re.escape(separators)}]", "", fold(text).text)
