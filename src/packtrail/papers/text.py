"""Breaks a text into lines the way Chinese is set: anywhere between two characters, with the usual taboos.

No line begins with a closing mark or ends with an opening one; Latin words and numbers stay whole unless
one alone is wider than the line. Nothing is ever cut off.
"""

from collections.abc import Callable
from typing import Final

Width = Callable[[str], float]

_NOT_FIRST: Final = frozenset("，。、；：？！）》」』】〕”’…—·,.;:?!)]}%")
_NOT_LAST: Final = frozenset("（《「『【〔“‘([{")
_CHINESE_FROM: Final = "\u2e80"


def broken(text: str, width_mm: float, measure: Width) -> tuple[str, ...]:
    """``text`` in lines no wider than ``width_mm``; at least one line, which may be empty."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if not line or measure(line + piece.rstrip()) <= width_mm:
            line += piece
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
        while measure(line.rstrip()) > width_mm and len(line) > 1:  # one word wider than the line
            fits = _longest_fitting(line, width_mm, measure)
            lines.append(line[:fits])
            line = line[fits:]
    lines.append(line.rstrip())
    return tuple(lines)


def _longest_fitting(line: str, width_mm: float, measure: Width) -> int:
    fits = 1
    while fits < len(line) and measure(line[: fits + 1]) <= width_mm:
        fits += 1
    return fits


def _pieces(text: str) -> list[str]:
    """What may not be torn apart: words with their blank, Chinese characters with their marks."""
    pieces: list[str] = []
    for character in text:
        if pieces and _clings(pieces[-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _clings(before: str, character: str) -> bool:
    last = before[-1]
    if character in _NOT_FIRST or last in _NOT_LAST or character == " ":
        return True
    return last != " " and last < _CHINESE_FROM and character < _CHINESE_FROM
