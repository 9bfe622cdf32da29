"""The calibration page: rulers and the outlines of the labels, to be held against a sheet of the stock.

Who prints it on plain paper and lays it on a sheet of labels sees by how much the printer is off: the rulers
begin at the corner of the first label and say whether it enlarges, the two arrows say what to enter.
"""

from typing import Final

from packtrail.papers import fonts
from packtrail.papers.blocks import paragraph
from packtrail.papers.labels.sheets import pages_pdf
from packtrail.papers.labels.stock import UNMOVED, LabelStock, Shift
from packtrail.papers.layout import Box, Face, Mark, Page, Rule, Words, moved
from packtrail.papers.speech import Speech

_TICKS_MM: Final = ((10, 4.0), (5, 2.8), (1, 1.6))
_LINE_PT: Final = 0.4
_FIGURE_PT: Final = 6.0
_LONGEST_MM: Final = 100
_INSIDE_MM: Final = 7.0  # from a ruler to the words
_MM: Final = 25.4 / 72


def calibration_page(stock: LabelStock, words: Speech, *, shift: Shift = UNMOVED) -> Page:
    """Outlines of all labels of a page, rulers from the first one's corner, and what to do with it."""
    outlines = [
        Box(spot.left_mm, spot.top_mm, stock.label_width_mm, stock.label_height_mm, _LINE_PT)
        for spot in stock.spots(stock.per_page)
    ]
    across_mm = min(_LONGEST_MM, int(stock.page_width_mm - stock.left_mm))
    down_mm = min(_LONGEST_MM, int(stock.page_height_mm - stock.top_mm))
    rulers = (*_ruler(across_mm, down=False), *_ruler(down_mm, down=True))
    marks = (*outlines, *moved((*rulers, *_told(stock, words)), stock.left_mm, stock.top_mm))
    return Page(moved(marks, shift.right_mm, shift.down_mm))


def calibration_pdf(stock: LabelStock, words: Speech, *, dpi: int, shift: Shift = UNMOVED) -> bytes:
    """The calibration page of ``stock`` as a PDF, moved as the labels will be."""
    page = calibration_page(stock, words, shift=shift)
    return pages_pdf([page], stock, words, dpi=dpi, title=words.say("labels.calibration"))


def _ruler(length_mm: int, *, down: bool) -> list[Mark]:
    """Ticks of every millimetre from 0, longer ones with figures at tens."""
    marks: list[Mark] = [Rule(0.0, 0.0, float(length_mm), _LINE_PT, down=down)]
    for at in range(length_mm + 1):
        tick = next(length for every, length in _TICKS_MM if at % every == 0)
        if down:
            marks.append(Rule(0.0, float(at), tick, _LINE_PT))
        else:
            marks.append(Rule(float(at), 0.0, tick, _LINE_PT, down=True))
        if at and at % 10 == 0:
            marks.append(_figure(at, tick, down=down))
    return marks


def _figure(at: int, tick_mm: float, *, down: bool) -> Words:
    text = str(at)
    width = fonts.width_mm(text, Face.CODE, _FIGURE_PT)
    ascent = 0.75 * _FIGURE_PT * _MM
    if down:
        return Words(tick_mm + 0.5, at + ascent / 2, text, Face.CODE, _FIGURE_PT)
    return Words(at - width / 2, tick_mm + 0.4 + ascent, text, Face.CODE, _FIGURE_PT)


def _told(stock: LabelStock, words: Speech) -> tuple[Mark, ...]:
    """What to measure, inside the first label; smaller where that is small."""
    width = stock.label_width_mm - _INSIDE_MM - 1.5
    size = 5.0 if stock.label_height_mm < 32 else 7.0
    told = paragraph(words.say("labels.measure"), width, size_pt=size)
    return moved(told.marks, _INSIDE_MM + 0.5, _INSIDE_MM)
