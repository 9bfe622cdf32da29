"""The faces papers are set in: read once per process, measured, and asked what they lack.

Chinese and Latin in Noto Sans SC, codes and figures in JetBrains Mono (0 and O, 1 and I, 8 and B differ).
Reading the four files takes a moment; ``warm_up`` does it ahead of the first paper.
"""

import threading
import unicodedata
from itertools import groupby
from typing import Final

from reportlab.pdfbase import pdfmetrics

from packtrail import resources
from packtrail.papers.embedding import CompositeFont, spaced
from packtrail.papers.layout import Face

__all__ = ["DRAWING", "clean", "missing", "runs", "spaced", "warm_up", "width_mm"]

MM_PER_POINT: Final = 25.4 / 72
GAP_EM: Final = 0.4  # between the groups of a code and the thousands of a figure

DRAWING: Final = threading.RLock()  # faces are shared and keep a place in their file: one paper at a time


_INSTEAD: Final = {  # who draws what a face lacks
    Face.TEXT: Face.CODE,
    Face.BOLD: Face.CODE_BOLD,
    Face.CODE: Face.TEXT,
    Face.CODE_BOLD: Face.BOLD,
}


_NAMED: Final = "Packtrail-"  # before the file's name, so that no other font is meant

_loaded: dict[Face, CompositeFont] = {}


def _font(face: Face) -> CompositeFont:
    found = _loaded.get(face)
    if found is not None:
        return found
    with DRAWING:
        if face not in _loaded:
            file = resources.path("fonts", f"{face.value}.ttf")
            font = CompositeFont(_NAMED + face.value, file, gap_em=GAP_EM)
            pdfmetrics.registerFont(font)
            _loaded[face] = font
        return _loaded[face]


def warm_up() -> None:
    """Read all faces and make them known to reportlab; once per process, from any thread."""
    for face in Face:
        _font(face)


def clean(text: str) -> str:
    """``text`` on one line, without what nobody can see: controls, joiners, variation selectors.

    The wide blank between two Chinese words stays; all other white space becomes one plain blank.
    """
    seen = (" " if character.isspace() and character != "\u3000" else character for character in text)
    return "".join(character for character in seen if not _is_invisible(character))


def _is_invisible(character: str) -> bool:
    if "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0000":
        return True
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"}


def missing(text: str) -> str:
    """The characters of ``text`` that no face has; they print as 〓 and have to be written in by hand."""
    faces = (_font(Face.TEXT), _font(Face.CODE))
    lacking = (char for char in clean(text) if not any(font.has(char) for font in faces))
    return "".join(dict.fromkeys(lacking))


def runs(text: str, face: Face) -> list[tuple[str, str]]:
    """``text`` cut where another face has to step in: pairs of reportlab's font name and piece."""
    own, other = _font(face), _font(_INSTEAD[face])
    if all(own.has(char) for char in text):
        return [(own.fontName, text)]
    chinese = own if face in {Face.TEXT, Face.BOLD} else other  # the one that has 〓

    def drawn_by(char: str) -> CompositeFont:
        if own.has(char):
            return own
        if other.has(char):
            return other
        chinese.adopt(char)
        return chinese

    return [(font.fontName, "".join(chars)) for font, chars in groupby(text, key=drawn_by)]


def width_mm(text: str, face: Face, size_pt: float) -> float:
    """How wide ``text`` runs when it is drawn."""
    points: float = sum(
        pdfmetrics.getFont(name).stringWidth(piece, size_pt) for name, piece in runs(text, face)
    )
    return points * MM_PER_POINT
