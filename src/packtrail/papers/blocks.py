"""The blocks that papers are put together from: paragraphs, heads, parties, cells, signatures, feet.

Each takes texts and a width and gives a ``Piece``. Words come from the caller, in its language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from packtrail.papers import fonts
from packtrail.papers.codes import code128
from packtrail.papers.content import thousands
from packtrail.papers.layout import (
    GUTTER_MM,
    TEXT_WIDTH_MM,
    Box,
    Face,
    Mark,
    Piece,
    Rule,
    Words,
    beside,
    moved,
    space,
    stacked,
)
from packtrail.papers.text import broken

Align = Literal["left", "right", "center"]

TITLE_PT: Final = 20.0
NAME_PT: Final = 9.5
BODY_PT: Final = 8.5
SMALL_PT: Final = 7.5
FINE_PT: Final = 6.5
CODE_PT: Final = 9.0
STRONG_RULE_PT: Final = 0.9

_MM: Final = 25.4 / 72
_LEADING: Final = 1.4
_ASCENT: Final = 1.04  # from a line's top to its baseline, in its size
_BARCODE_WIDTH_MM: Final = 62.0
_BARCODE_HEIGHT_MM: Final = 11.0
_LABEL_WIDTH_MM: Final = 26.0
_TICK_MM: Final = 2.6
_SMALLEST_CODE_PT: Final = 5.0


def line_mm(size_pt: float) -> float:
    """The height of one line."""
    return size_pt * _LEADING * _MM


def paragraph(
    text: str, width_mm: float, *, face: Face = Face.TEXT, size_pt: float = BODY_PT, align: Align = "left"
) -> Piece:
    """``text`` broken into as many lines as it needs."""
    lines = broken(fonts.clean(text), width_mm, lambda part: fonts.width_mm(part, face, size_pt))
    return _set_lines(lines, width_mm, face, size_pt, align)


def _set_lines(lines: Sequence[str], width_mm: float, face: Face, size_pt: float, align: Align) -> Piece:
    marks: list[Mark] = []
    for at, line in enumerate(lines):
        if not line:
            continue
        free = width_mm - fonts.width_mm(line, face, size_pt)
        x = {"left": 0.0, "right": free, "center": free / 2}[align]
        marks.append(Words(x, at * line_mm(size_pt) + size_pt * _ASCENT * _MM, line, face, size_pt))
    return Piece(width_mm, len(lines) * line_mm(size_pt), tuple(marks))


def grouped(
    groups: Sequence[str],
    width_mm: float,
    *,
    face: Face = Face.CODE,
    size_pt: float = CODE_PT,
    align: Align = "left",
) -> Piece:
    """A code or figure on one line, its groups apart for the eye alone; smaller when it is too long.

    Beyond the smallest size it runs over two lines, which no code of the national scheme does.
    """
    shown = [fonts.clean(group) for group in groups]
    text = "".join(fonts.spaced(group) for group in shown[:-1]) + shown[-1]
    natural = fonts.width_mm(text, face, size_pt)
    fitting_pt = size_pt if natural <= width_mm else max(_SMALLEST_CODE_PT, size_pt * width_mm / natural)
    lines = broken(text, width_mm + 0.01, lambda part: fonts.width_mm(part, face, fitting_pt))
    piece = _set_lines(lines, width_mm, face, fitting_pt, align)
    lowered = (size_pt - fitting_pt) * _ASCENT * _MM if len(lines) == 1 else 0.0  # stay on the row's baseline
    return Piece(width_mm, max(piece.height_mm + lowered, line_mm(size_pt)), moved(piece.marks, 0.0, lowered))


def figure(
    text: str, width_mm: float, *, face: Face = Face.CODE, size_pt: float = CODE_PT, align: Align = "right"
) -> Piece:
    """A number with its thousands apart."""
    return grouped(thousands(text), width_mm, face=face, size_pt=size_pt, align=align)


def rule(width_mm: float = TEXT_WIDTH_MM, thickness_pt: float = 0.3) -> Piece:
    """A line across, taking no height."""
    return Piece(width_mm, 0.0, (Rule(0.0, 0.0, width_mm, thickness_pt),))


def padded(piece: Piece, height_mm: float) -> Piece:
    """``piece`` in at least that height."""
    return Piece(piece.width_mm, max(piece.height_mm, height_mm), piece.marks)


def inset(piece: Piece, *, left_mm: float = 0.0, top_mm: float = 0.0, bottom_mm: float = 0.0) -> Piece:
    """``piece`` with room around it."""
    return Piece(
        piece.width_mm + left_mm,
        piece.height_mm + top_mm + bottom_mm,
        moved(piece.marks, left_mm, top_mm),
    )


def stamp(text: str) -> Piece:
    """A word in a frame, as 副本."""
    width = fonts.width_mm(text, Face.BOLD, 12.0) + 5.0
    words = inset(paragraph(text, width, face=Face.BOLD, size_pt=12.0, align="center"), top_mm=0.9)
    return Piece(width, 7.6, (Box(0.0, 0.0, width, 7.6, 0.9), *words.marks))


def title_head(
    *, kind: str, number: str, moment: str, outlet: str, outlet_id: tuple[str, str], stamps: Sequence[str]
) -> Piece:
    """The head of the first page: who issues what, its number as text and as Code 128, and when."""
    symbol, quiet_mm = code128(number, width_mm=_BARCODE_WIDTH_MM, height_mm=_BARCODE_HEIGHT_MM)
    right_mm = symbol.width_mm - quiet_mm  # the bars end with the text; the margin is the quiet zone
    left_mm = TEXT_WIDTH_MM - right_mm - GUTTER_MM
    title_mm = fonts.width_mm(kind, Face.BOLD, TITLE_PT)
    framed = stacked([space(1.2), beside([stamp(text) for text in stamps])])
    if title_mm + GUTTER_MM + framed.width_mm <= left_mm:
        title = beside([paragraph(kind, title_mm + 0.1, face=Face.BOLD, size_pt=TITLE_PT), framed])
    else:
        title = stacked([paragraph(kind, left_mm, face=Face.BOLD, size_pt=TITLE_PT), framed])
    left = [paragraph(outlet, left_mm, face=Face.BOLD, size_pt=NAME_PT), short_field(*outlet_id, left_mm)]
    right = stacked(
        [
            Piece(right_mm, symbol.height_mm, symbol.marks),
            space(0.6),
            grouped((number,), right_mm, face=Face.CODE_BOLD, size_pt=10.5, align="right"),
            paragraph(moment, right_mm, align="right"),
        ]
    )
    head = beside([stacked([*left, space(2.5), title]), right])
    return stacked([head, space(1.2), rule(thickness_pt=STRONG_RULE_PT)])


def running_head(left: str, number: str) -> Piece:
    """The head from the second page on."""
    number_mm = 48.0
    words = paragraph(left, TEXT_WIDTH_MM - number_mm - GUTTER_MM, face=Face.BOLD, size_pt=8.0)
    code = grouped((number,), number_mm, face=Face.CODE_BOLD, size_pt=CODE_PT, align="right")
    return stacked([beside([words, code]), space(1.0), rule(thickness_pt=STRONG_RULE_PT)])


def short_field(label: str, value: str, width_mm: float) -> Piece:
    """Label and code on one line, close together."""
    label_mm = fonts.width_mm(label, Face.TEXT, SMALL_PT) + 2.0
    return beside(
        [
            inset(paragraph(label, label_mm, size_pt=SMALL_PT), top_mm=0.3),
            grouped((value,), width_mm - label_mm, size_pt=BODY_PT),
        ],
        gap_mm=0.0,
    )


@dataclass(frozen=True, slots=True)
class Field:
    """A label and what stands beside it."""

    label: str
    value: str
    face: Face = Face.TEXT


def fields(entries: Sequence[Field], width_mm: float, *, label_mm: float = _LABEL_WIDTH_MM) -> Piece:
    """Labels in one column, values in the next; entries without a value are left out."""
    return stacked(
        [
            beside(
                [
                    inset(paragraph(entry.label, label_mm - 2.0, size_pt=SMALL_PT), top_mm=0.35),
                    paragraph(entry.value, width_mm - label_mm, face=entry.face),
                ],
                gap_mm=2.0,
            )
            for entry in entries
            if entry.value
        ],
        gap_mm=0.3,
    )


def party(heading: str, name: str, entries: Sequence[Field], width_mm: float) -> Piece:
    """One side: what it is here, its name, its particulars."""
    return stacked(
        [
            paragraph(heading, width_mm, face=Face.BOLD, size_pt=SMALL_PT),
            paragraph(name, width_mm, face=Face.BOLD, size_pt=NAME_PT),
            space(0.4),
            fields(entries, width_mm),
        ]
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    width_mm: float
    align: Align = "left"


CELL_GAP_MM: Final = 3.0
_ROW_TOP_MM: Final = 0.65


def table_head(columns: Sequence[Column]) -> Piece:
    """The titles between two lines."""
    titles = [
        paragraph(col.title, col.width_mm - CELL_GAP_MM, face=Face.BOLD, size_pt=SMALL_PT, align=col.align)
        for col in columns
    ]
    return stacked([rule(thickness_pt=STRONG_RULE_PT), space(0.8), cells(titles), space(0.6), rule()])


def cells(pieces: Sequence[Piece]) -> Piece:
    """Pieces as wide as their columns less the gap, side by side."""
    return beside(pieces, gap_mm=CELL_GAP_MM)


def row(pieces: Sequence[Piece], *, line_below: bool = True) -> Piece:
    """A row of cells with air and a hairline under it."""
    set_row = inset(cells(pieces), top_mm=_ROW_TOP_MM, bottom_mm=_ROW_TOP_MM)
    return stacked([set_row, rule()]) if line_below else set_row


def heading(text: str, width_mm: float) -> Piece:
    """The title of a block, under a hairline."""
    return stacked([rule(width_mm), space(1.2), paragraph(text, width_mm, face=Face.BOLD), space(0.4)])


def tick_box(label: str) -> Piece:
    """An empty box and its word, to be ticked by pen."""
    width = fonts.width_mm(label, Face.TEXT, BODY_PT)
    words = paragraph(label, width + 0.1)
    return beside(
        [Piece(_TICK_MM, words.height_mm, (Box(0.0, 0.75, _TICK_MM, _TICK_MM, 0.5),)), words], gap_mm=1.2
    )


def blank(label: str, width_mm: float, value: str = "", *, height_mm: float = 6.0) -> Piece:
    """A label and, on a line for the pen, the value if it is known."""
    label_mm = fonts.width_mm(label, Face.TEXT, SMALL_PT) + 2.0 if label else 0.0
    line = Rule(label_mm, height_mm - 0.6, width_mm - label_mm)
    written = paragraph(value, width_mm - label_mm - 1.0)
    name = paragraph(label, label_mm, size_pt=SMALL_PT)
    # both on the baseline of their last line, a little above the rule
    marks = (
        *moved(name.marks, 0.0, height_mm - 0.6 - name.height_mm),
        *moved(written.marks, label_mm + 1.0, max(height_mm - 0.5 - written.height_mm, 0.0)),
        line,
    )
    return Piece(width_mm, height_mm, marks)


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: for whom, and what is already known."""

    role: str
    party: str
    name: str = ""
    moment: str = ""


def signatures(places: Sequence[Signature], labels: tuple[str, str, str]) -> Piece:
    """Places to sign side by side, lines level; ``labels`` are signature, name and time."""
    width = (TEXT_WIDTH_MM - (len(places) - 1) * GUTTER_MM) / len(places)
    tops = [
        stacked(
            [
                rule(width),
                space(1.2),
                paragraph(place.role, width, face=Face.BOLD),
                paragraph(place.party, width, size_pt=SMALL_PT),
            ]
        )
        for place in places
    ]
    level = max(top.height_mm for top in tops)
    sign, name, time = labels
    return beside(
        [
            stacked(
                [
                    padded(top, level),
                    blank(sign, width, height_mm=12.0),
                    blank(name, width, place.name),
                    blank(time, width, place.moment),
                ]
            )
            for top, place in zip(tops, places, strict=True)
        ]
    )


def foot(left: Sequence[tuple[str, Sequence[str]]], right: str) -> Piece:
    """What every page ends with: labelled codes in small, and the page's number."""
    right_mm = 40.0
    pieces: list[Piece] = []
    for label, groups in left:
        label_mm = fonts.width_mm(label, Face.TEXT, FINE_PT) + 1.2
        code_mm = fonts.width_mm("".join(groups), Face.CODE, FINE_PT) + 8.0
        pieces += [
            paragraph(label, label_mm, size_pt=FINE_PT),
            grouped(groups, code_mm, size_pt=FINE_PT),
        ]
    words = beside(pieces, gap_mm=0.0)
    page = paragraph(right, right_mm, size_pt=SMALL_PT, align="right")
    return stacked(
        [
            rule(),
            space(1.0),
            Piece(
                TEXT_WIDTH_MM,
                page.height_mm,
                (*words.marks, *moved(page.marks, TEXT_WIDTH_MM - right_mm, 0.0)),
            ),
        ]
    )
