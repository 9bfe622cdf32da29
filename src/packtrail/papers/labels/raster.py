"""One label as black and white dots, for thermal printers that are given pictures and have no Chinese font.

The values are what such a printer wants: rows of whole bytes, the leftmost dot in the highest bit, 1 is
black. How they get there, in which commands, is the device's matter. Pillow draws the papers' own faces.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from packtrail import resources
from packtrail.papers import fonts
from packtrail.papers.labels.content import Label
from packtrail.papers.labels.drawing import label_piece, on_dots
from packtrail.papers.labels.sheets import MM_PER_INCH, dot_mm
from packtrail.papers.labels.stock import UNMOVED, LabelStock, Shift
from packtrail.papers.layout import Bars, Face, Mark, Words, moved

_WHITE: Final = 255
_DARK_BELOW: Final = 140  # a little above the middle: thin strokes of a Chinese character stay
_POINTS_PER_INCH: Final = 72


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Black dots on white; ``rows`` has ``stride`` bytes a row, padded with white."""

    width: int
    height: int
    rows: bytes

    @property
    def stride(self) -> int:
        """Bytes a row."""
        return (self.width + 7) // 8


def label_bitmap(label: Label, stock: LabelStock, *, dpi: int, shift: Shift = UNMOVED) -> Bitmap:
    """``label`` as dots of a printer of ``dpi``; what a shift moves over the edge is lost.

    Raises LabelTooSmall.
    """
    dot = dot_mm(dpi)
    piece = label_piece(label, width_mm=stock.label_width_mm, height_mm=stock.label_height_mm, dot_mm=dot)
    picture = Image.new("L", (round(piece.width_mm / dot), round(piece.height_mm / dot)), _WHITE)
    pen = ImageDraw.Draw(picture)
    with fonts.DRAWING:  # Pillow's faces are shared as well
        for mark in on_dots(moved(piece.marks, shift.right_mm, shift.down_mm), dot):
            _draw(pen, mark, dot, dpi)
    black = picture.point([255 if level < _DARK_BELOW else 0 for level in range(256)])
    return Bitmap(picture.width, picture.height, black.convert("1", dither=Image.Dither.NONE).tobytes())


def _draw(pen: ImageDraw.ImageDraw, mark: Mark, dot: float, dpi: int) -> None:
    match mark:
        case Words():
            _write(pen, mark, dot, dpi)
        case Bars():
            _fill(pen, mark, dot)
        case _:
            raise TypeError(type(mark))  # a label has letters and symbols, and no other marks


def _fill(pen: ImageDraw.ImageDraw, bars: Bars, dot: float) -> None:
    left, top = round(bars.x_mm / dot), round(bars.y_mm / dot)
    side = round(bars.module_mm / dot)
    for x, y, width, height in bars.dark:
        begin = left + round(x * side), top + round(y * side)
        end = begin[0] + round(width * side) - 1, begin[1] + round(height * side) - 1
        pen.rectangle((*begin, *end), fill=0)


def _write(pen: ImageDraw.ImageDraw, words: Words, dot: float, dpi: int) -> None:
    """Letter by letter where the papers' layout puts it: grouped codes have gaps that no blank makes."""
    size_px = words.size_pt * dpi / _POINTS_PER_INCH
    x_px, y_px = words.x_mm / dot, words.y_mm / dot
    for face, piece, ahead_mm in fonts.placed(words.text, words.face, words.size_pt):
        pen.text(
            (x_px + ahead_mm * dpi / MM_PER_INCH, y_px), piece, font=_font(face, size_px), fill=0, anchor="ls"
        )


@cache
def _font(face: Face, size_px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        resources.path("fonts", f"{face.value}.ttf"), size_px, layout_engine=ImageFont.Layout.BASIC
    )
