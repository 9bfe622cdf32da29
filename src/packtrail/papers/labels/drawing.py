"""Lays one label out: QR at the left, words beside it, the code under both, Code 128 where it has room.

All in whole dots of the printer (``dot_mm``), so that a module is as wide on paper as its neighbour. What
a cheap hand-held scanner still reads decides the least sizes: 0.25 mm a module of Code 128, 0.33 mm of QR.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from packtrail.domain.errors_labels import LabelTooSmall
from packtrail.papers import fonts
from packtrail.papers.blocks import grouped, inset, line_mm, paragraph
from packtrail.papers.codes import code128, qr
from packtrail.papers.labels.content import Label
from packtrail.papers.layout import Bars, Face, Mark, Piece, moved, space, stacked

LEAST_BAR_MM: Final = 0.245  # two dots of a printer of 203 dpi are 0.250 mm
LEAST_SQUARE_MM: Final = 0.33

_LARGEST_SQUARE_MM: Final = 1.2
_INTO_MARGIN_MM: Final = 1.2  # so far its quiet zone may reach into the margin above
_WIDEST_SHARE: Final = 0.7
_LARGEST_CODE_PT: Final = 15.0
_LEAST_CODE_PT: Final = 5.5
_LARGEST_TITLE_PT: Final = 60.0
_BESIDE_MM: Final = 0.5  # some letters reach a little to the left of where they begin
_GAP_MM: Final = 1.0  # above the bars
_TALL_ENOUGH_MM: Final = 33.0  # for bars besides the rest
_BARS_SHARE: Final = 0.18  # of the label's height
_ROUNDING_MM: Final = 1e-6
_MM: Final = 25.4 / 72


@dataclass(frozen=True, slots=True)
class _Room:
    """The inside of a label, and the dots it is measured by."""

    width_mm: float
    height_mm: float
    margin_mm: float
    dot_mm: float


def label_piece(label: Label, *, width_mm: float, height_mm: float, dot_mm: float) -> Piece:
    """``label`` on its stock; symbols in whole dots of ``dot_mm``, counted from the label's corner.

    Raises LabelTooSmall when its symbol can't be printed there so that it is read.
    """
    margin = min(3.0, max(1.2, 0.05 * min(width_mm, height_mm)))
    room = _Room(width_mm - 2 * margin, height_mm - 2 * margin, margin, dot_mm)
    under = stacked(_under(label, room, width_mm))
    symbol = _symbol(label, room, room.height_mm - under.height_mm)
    left_mm = max(0.0, margin - 4 * _module_mm(symbol))  # its quiet zone is a margin already
    beside_mm = left_mm + symbol.width_mm + _BESIDE_MM
    top_height = room.height_mm - under.height_mm
    words = _words(label, width_mm - margin - beside_mm, top_height)
    symbol_top = margin - _INTO_MARGIN_MM + (top_height + _INTO_MARGIN_MM - symbol.height_mm) / 2
    words_top = margin + max(0.0, (top_height - words.height_mm) / 2)
    marks = (
        *moved(symbol.marks, left_mm, symbol_top),
        *moved(words.marks, beside_mm, words_top),
        *moved(under.marks, 0.0, margin + top_height),
    )
    return Piece(width_mm, height_mm, marks)


def on_dots(marks: tuple[Mark, ...], dot_mm: float) -> tuple[Mark, ...]:
    """The marks, their symbols moved to the nearest whole dot of the page: by less than a dot."""
    return tuple(
        replace(mark, x_mm=_snapped(mark.x_mm, dot_mm), y_mm=_snapped(mark.y_mm, dot_mm))
        if isinstance(mark, Bars)
        else mark
        for mark in marks
    )


def _snapped(length_mm: float, dot_mm: float) -> float:
    return round(length_mm / dot_mm) * dot_mm


def _module_mm(symbol: Piece) -> float:
    (mark,) = symbol.marks
    return mark.module_mm if isinstance(mark, Bars) else 0.0


def _symbol(label: Label, room: _Room, height_mm: float) -> Piece:
    """The QR, as large as half the label allows, or a little wider where its text asks for it."""
    side_mm = min(height_mm + _INTO_MARGIN_MM, room.width_mm * 0.5)
    least = math.ceil(LEAST_SQUARE_MM / room.dot_mm - 1e-9)
    most = max(least, int(_LARGEST_SQUARE_MM / room.dot_mm))
    symbol = qr(label.symbol, width_mm=side_mm, dot_mm=room.dot_mm, least_dots=least, most_dots=most)
    if symbol.height_mm > height_mm + _INTO_MARGIN_MM or symbol.width_mm > room.width_mm * _WIDEST_SHARE:
        raise LabelTooSmall(label.symbol, round(room.width_mm + 2 * room.margin_mm))
    return symbol


def _under(label: Label, room: _Room, width_mm: float) -> list[Piece]:
    """What runs over the whole width: bars where they fit, and the code."""
    pieces: list[Piece] = []
    if not label.code:
        return pieces
    bars = _bars(label, room, width_mm)
    if bars is not None:
        pieces += [space(_GAP_MM), bars]
    natural = fonts.width_mm(_run(label.code), Face.CODE_BOLD, 1.0)
    size = min(_LARGEST_CODE_PT, max(_LEAST_CODE_PT, room.width_mm / natural))
    text = grouped(label.code, room.width_mm, face=Face.CODE_BOLD, size_pt=size, align="center")
    pieces += [space(0.3), inset(text, left_mm=room.margin_mm)]
    return pieces


def _run(groups: tuple[str, ...]) -> str:
    return "".join(fonts.spaced(group) for group in groups[:-1]) + groups[-1]


def _bars(label: Label, room: _Room, width_mm: float) -> Piece | None:
    """Code 128 over the label's whole width, its quiet zones at the edges; None where it has no room."""
    if not label.symbol.isascii() or room.height_mm + 2 * room.margin_mm < _TALL_ENOUGH_MM:
        return None
    least = math.ceil(LEAST_BAR_MM / room.dot_mm - 1e-9)
    height = _snapped(room.height_mm * _BARS_SHARE, room.dot_mm)
    piece, _ = code128(
        label.symbol, width_mm=width_mm, height_mm=height, dot_mm=room.dot_mm, least_dots=least
    )
    if piece.width_mm > width_mm:
        return None
    return inset(piece, left_mm=(width_mm - piece.width_mm) / 2)


def _words(label: Label, width_mm: float, height_mm: float) -> Piece:
    """Kind, title and as many facts as have room, one under the other."""
    small = min(12.0, max(6.0, height_mm * 0.09 / _MM))
    pieces = [paragraph(label.kind, width_mm, face=Face.BOLD, size_pt=small)]
    facts = [paragraph(fact, width_mm, size_pt=small) for fact in label.facts]
    left = height_mm - pieces[0].height_mm
    if label.title:
        kept_free = sum(fact.height_mm for fact in facts[:1])
        title = _title(label.title, width_mm, left - kept_free, least_pt=small)
        pieces.append(title)
        left -= title.height_mm
    for fact in facts:
        if fact.height_mm > left + _ROUNDING_MM:
            break
        pieces.append(fact)
        left -= fact.height_mm
    return stacked(pieces)


def _title(text: str, width_mm: float, height_mm: float, *, least_pt: float) -> Piece:
    """The title on one line, as large as width and height let it be; broken where it can't be that small."""
    natural = fonts.width_mm(fonts.clean(text), Face.BOLD, 1.0)
    by_width = width_mm / natural * 0.99
    by_height = height_mm / line_mm(1.0)
    size = max(least_pt, min(_LARGEST_TITLE_PT, by_width, by_height))
    return paragraph(text, width_mm, face=Face.BOLD, size_pt=size)
