"""Draws a code in its groups; the label, the table cell and the camera overlay all draw through here."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QPen

from packtrail.ui.widgets.code_text import gaps_of_length

_GAP_SHARE = 0.45  # of a character: seen as a gap, too thin to be taken for a blank


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of a code and of its marked positions."""

    plain: QColor
    marked: QColor


def code_width(code: str, font: QFont) -> float:
    """How wide ``code`` is drawn."""
    advance = QFontMetricsF(font).horizontalAdvance("0")
    return len(code) * advance + len(gaps_of_length(len(code))) * advance * _GAP_SHARE


def offsets(code: str, font: QFont) -> list[float]:
    """Where each character of ``code`` starts, from its left edge."""
    advance = QFontMetricsF(font).horizontalAdvance("0")
    gaps = gaps_of_length(len(code))
    return [at * advance + sum(gap <= at for gap in gaps) * advance * _GAP_SHARE for at in range(len(code))]


def paint_code(
    painter: QPainter, left: float, baseline: float, code: str, font: QFont, inks: Inks,
    marked: tuple[int, ...] = (), first: int = 0, last: int | None = None,
) -> None:  # fmt: skip
    """Draw the characters ``first`` to ``last`` of ``code`` with ``first`` at ``left``.

    ``marked`` are positions as people count them, from 1; they are drawn in the other ink and underlined.
    """
    starts = offsets(code, font)
    advance = QFontMetricsF(font).horizontalAdvance("0")
    shift = left - (starts[first] if starts else 0.0)
    painter.setFont(font)
    for start, end in _runs(code, first, len(code) if last is None else last, marked, font):
        is_marked = start + 1 in marked
        painter.setPen(inks.marked if is_marked else inks.plain)
        painter.drawText(QPointF(starts[start] + shift, baseline), code[start:end])
        if is_marked:
            painter.setPen(QPen(inks.marked, max(2.0, advance / 8)))
            under = baseline + advance * 0.28
            painter.drawLine(
                QPointF(starts[start] + shift, under), QPointF(starts[start] + shift + advance, under)
            )


def _runs(code: str, first: int, last: int, marked: tuple[int, ...], font: QFont) -> list[tuple[int, int]]:
    """What is drawn at once: plain groups, tables draw hundreds; in a font of uneven widths, characters."""
    if not QFontInfo(font).fixedPitch():
        return [(at, at + 1) for at in range(first, last)]
    stops = {first, last, *gaps_of_length(len(code)), *marked, *(position - 1 for position in marked)}
    edges = sorted(edge for edge in stops if first <= edge <= last)
    return list(pairwise(edges))
