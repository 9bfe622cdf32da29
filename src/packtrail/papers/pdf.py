"""Draws a laid-out paper as PDF: the same paper gives the same bytes, whenever and wherever."""

import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from packtrail.papers import fonts
from packtrail.papers.layout import (
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    Bars,
    Box,
    Face,
    Mark,
    Page,
    Paper,
    Photo,
    Rule,
    Watermark,
    Words,
    pages,
)
from packtrail.papers.photograph import JpegFile

_POINTS: Final = 72 / 25.4
_OUTLINE_PT: Final = 2.8  # half of it stays
_OUTLINE_GRAY: Final = 0.65
_FILL_ONLY: Final = 0  # text rendering modes
_STROKE_ONLY: Final = 1


def drawn(paper: Paper) -> bytes:
    """The PDF of ``paper``, faces embedded, without any clock or random id inside."""
    return drawn_pages(pages(paper), title=paper.title, author=paper.author, language=paper.language)


def drawn_pages(
    laid_out: Sequence[Page],
    *,
    title: str,
    author: str,
    language: str,
    width_mm: float = PAGE_WIDTH_MM,
    height_mm: float = PAGE_HEIGHT_MM,
) -> bytes:
    """The PDF of pages that are laid out already, all of one size."""
    fonts.warm_up()
    target = BytesIO()
    with fonts.DRAWING:
        canvas = Canvas(
            target,
            pagesize=(width_mm * _POINTS, height_mm * _POINTS),
            pageCompression=1,
            invariant=1,
            initialFontName=_font_name(Face.TEXT),
            lang=language,
            pdfVersion=(1, 4),
        )
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setCreator("Packtrail")
        for page in laid_out:
            for mark in page.marks:
                _draw(canvas, mark, height_mm)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _font_name(face: Face) -> str:
    return fonts.runs("", face)[0][0]


def _draw(canvas: Any, mark: Mark, page_height_mm: float) -> None:
    x, y = mark.x_mm * _POINTS, (page_height_mm - mark.y_mm) * _POINTS
    match mark:
        case Words():
            _write(canvas, mark, x, y)
        case Rule():
            length = mark.length_mm * _POINTS
            canvas.setLineWidth(mark.thickness_pt)
            canvas.line(x, y, x if mark.down else x + length, y - length if mark.down else y)
        case Box():
            canvas.setLineWidth(mark.thickness_pt)
            canvas.rect(x, y, mark.width_mm * _POINTS, -mark.height_mm * _POINTS)
        case Bars():
            _fill(canvas, mark, x, y)
        case Watermark():
            _outline(canvas, mark, x, y)
        case Photo():
            _place(canvas, mark, x, y)


def _write(canvas: Any, words: Words, x: float, y: float) -> None:
    """One text object a line: extractors then see one run, whatever faces take part."""
    text = canvas.beginText(x, y)
    for font, piece in fonts.runs(words.text, words.face):
        text.setFont(font, words.size_pt)
        text.textOut(piece)
    canvas.drawText(text)


def _fill(canvas: Any, bars: Bars, x: float, y: float) -> None:
    side = bars.module_mm * _POINTS
    path = canvas.beginPath()
    for left, top, width, height in bars.dark:
        path.rect(x + left * side, y - (top + height) * side, width * side, height * side)
    canvas.drawPath(path, stroke=0, fill=1)


def _place(canvas: Any, photo: Photo, x: float, y: float) -> None:
    """Its bytes as they are: reportlab would spell them as text, which takes seconds and a quarter more room.

    The switch is the process's; nothing else draws meanwhile (``fonts.DRAWING``).
    """
    width, height = photo.width_mm * _POINTS, photo.height_mm * _POINTS
    as_text, rl_config.useA85 = rl_config.useA85, 0
    try:
        canvas.drawImage(JpegFile(photo.jpeg), x, y - height, width, height)
    finally:
        rl_config.useA85 = as_text


def _outline(canvas: Any, mark: Watermark, x: float, y: float) -> None:
    width = fonts.width_mm(mark.text, Face.BOLD, mark.size_pt) * _POINTS
    angle = math.radians(mark.turned_deg)
    across, up = math.cos(angle), math.sin(angle)
    middle = mark.size_pt * 0.35
    left, bottom = x - across * width / 2 + up * middle, y - up * width / 2 - across * middle
    for mode in (_STROKE_ONLY, _FILL_ONLY):  # the fill takes away the lines where strokes of a glyph cross
        canvas.saveState()
        canvas.setLineWidth(_OUTLINE_PT)
        canvas.setStrokeGray(_OUTLINE_GRAY)
        canvas.setFillGray(1)
        text = canvas.beginText()
        text.setTextTransform(across, up, -up, across, left, bottom)
        text.setTextRenderMode(mode)
        for font, piece in fonts.runs(mark.text, Face.BOLD):
            text.setFont(font, mark.size_pt)
            text.textOut(piece)
        canvas.drawText(text)
        canvas.restoreState()
