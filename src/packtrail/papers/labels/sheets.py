"""Labels onto pages of their stock, as PDF: used places left out, all moved by what the calibration showed.

Pages are whole dots of the printer large, a hair more or less than the sheet, so that a page that is rendered
at the printer's resolution has every edge of a symbol on a dot.
"""

from collections.abc import Sequence
from typing import Final

from packtrail.papers import pdf
from packtrail.papers.labels.content import Label
from packtrail.papers.labels.drawing import label_piece, on_dots
from packtrail.papers.labels.stock import UNMOVED, LabelStock, Shift
from packtrail.papers.layout import Mark, Page, moved
from packtrail.papers.speech import Speech
from packtrail.usecases.label_choices import MOST_MM

MM_PER_INCH: Final = 25.4
LEAST_DPI: Final = 150
MOST_DPI: Final = 1200
_HAIR_MM: Final = 5e-5  # renderers round a page up to whole dots: a page a hair too large had one dot more


def dot_mm(dpi: int) -> float:
    """The width of a dot; ValueError for a resolution that no printer of labels has."""
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise ValueError(f"{dpi} dpi")
    return MM_PER_INCH / dpi


def label_pages(
    labels: Sequence[Label], stock: LabelStock, *, dpi: int, skip: int = 0, shift: Shift = UNMOVED
) -> tuple[Page, ...]:
    """The labels, each in its place.

    Raises LabelTooSmall, what ``LabelStock.spots`` refuses, and ValueError for a shift beyond the limit.
    """
    _refuse_far(shift)
    dot = dot_mm(dpi)
    marks: dict[int, list[Mark]] = {}
    for label, spot in zip(labels, stock.spots(len(labels), skip=skip), strict=True):
        piece = label_piece(label, width_mm=stock.label_width_mm, height_mm=stock.label_height_mm, dot_mm=dot)
        there = moved(piece.marks, spot.left_mm + shift.right_mm, spot.top_mm + shift.down_mm)
        marks.setdefault(spot.page, []).extend(on_dots(there, dot))
    return tuple(Page(tuple(marks[page])) for page in sorted(marks))


def pages_pdf(pages: Sequence[Page], stock: LabelStock, words: Speech, *, dpi: int, title: str) -> bytes:
    """Pages of ``stock`` as a PDF; the same pages give the same bytes."""
    dot = dot_mm(dpi)
    return pdf.drawn_pages(
        pages,
        title=title,
        author="",
        language=words.tag,
        width_mm=round(stock.page_width_mm / dot) * dot - _HAIR_MM,
        height_mm=round(stock.page_height_mm / dot) * dot - _HAIR_MM,
    )


def labels_pdf(
    labels: Sequence[Label],
    stock: LabelStock,
    words: Speech,
    *,
    dpi: int,
    skip: int = 0,
    shift: Shift = UNMOVED,
) -> bytes:
    """The labels as a PDF for a printer of ``dpi``; raises as ``label_pages``."""
    pages = label_pages(labels, stock, dpi=dpi, skip=skip, shift=shift)
    return pages_pdf(pages, stock, words, dpi=dpi, title=words.say("labels.title", count=len(labels)))


def _refuse_far(shift: Shift) -> None:
    if max(abs(shift.right_mm), abs(shift.down_mm)) > MOST_MM:
        raise ValueError(f"a shift of {shift}")
