"""Where everything stands, in millimetres from the top left of the sheet, and where a page ends.

A ``Piece`` is something set and measured; pieces are stacked and set side by side. A ``Table`` is the one
thing that breaks across pages: its head is repeated, and a sum is carried over. Nothing is drawn here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

PAGE_WIDTH_MM: Final = 210.0
PAGE_HEIGHT_MM: Final = 297.0
MARGIN_MM: Final = 15.0
TEXT_WIDTH_MM: Final = PAGE_WIDTH_MM - 2 * MARGIN_MM
GUTTER_MM: Final = 4.0
COLUMNS: Final = 12
HAIRLINE_PT: Final = 0.3
BLOCK_GAP_MM: Final = 3.0


def columns_mm(count: int) -> float:
    """The width of ``count`` of the grid's twelve columns with the gutters between them."""
    column = (TEXT_WIDTH_MM - (COLUMNS - 1) * GUTTER_MM) / COLUMNS
    return count * column + (count - 1) * GUTTER_MM


class Face(StrEnum):
    """A typeface by what it is for; the value is the name of its file."""

    TEXT = "NotoSansSC-Regular"
    BOLD = "NotoSansSC-Bold"
    CODE = "JetBrainsMono-Regular"
    CODE_BOLD = "JetBrainsMono-Bold"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; ``x_mm`` is its left end, ``y_mm`` its baseline."""

    x_mm: float
    y_mm: float
    text: str
    face: Face
    size_pt: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line to the right, or down."""

    x_mm: float
    y_mm: float
    length_mm: float
    thickness_pt: float = HAIRLINE_PT
    down: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """An empty rectangle: a tick box, a frame."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    thickness_pt: float = HAIRLINE_PT


@dataclass(frozen=True, slots=True)
class Bars:
    """The dark parts of a symbol: ``(x, y, width, height)`` in modules of ``module_mm``."""

    x_mm: float
    y_mm: float
    module_mm: float
    dark: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Watermark:
    """Large outlined letters across the sheet, centred on x, y; outlines do not hide what they cross."""

    x_mm: float
    y_mm: float
    text: str
    size_pt: float
    turned_deg: float


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph, as its file is: ``jpeg`` goes onto the paper unchanged, only scaled."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    jpeg: bytes


Mark = Words | Rule | Box | Bars | Watermark | Photo


@dataclass(frozen=True, slots=True)
class Piece:
    """Marks that belong together, with the room they take; their origin is its top left corner."""

    width_mm: float
    height_mm: float
    marks: tuple[Mark, ...] = ()


def moved(marks: Iterable[Mark], right_mm: float, down_mm: float) -> tuple[Mark, ...]:
    """The marks, shifted."""
    return tuple(replace(mark, x_mm=mark.x_mm + right_mm, y_mm=mark.y_mm + down_mm) for mark in marks)


def space(height_mm: float) -> Piece:
    """Nothing, of that height."""
    return Piece(0.0, height_mm)


def stacked(pieces: Sequence[Piece], *, gap_mm: float = 0.0) -> Piece:
    """One under the other."""
    marks: list[Mark] = []
    top = 0.0
    for at, piece in enumerate(pieces):
        top += gap_mm if at else 0.0
        marks += moved(piece.marks, 0.0, top)
        top += piece.height_mm
    return Piece(max((piece.width_mm for piece in pieces), default=0.0), top, tuple(marks))


def beside(pieces: Sequence[Piece], *, gap_mm: float = GUTTER_MM) -> Piece:
    """One right of the other, tops level."""
    marks: list[Mark] = []
    left = 0.0
    for piece in pieces:
        marks += moved(piece.marks, left, 0.0)
        left += piece.width_mm + gap_mm
    height = max((piece.height_mm for piece in pieces), default=0.0)
    return Piece(max(left - gap_mm, 0.0), height, tuple(marks))


@dataclass(frozen=True, slots=True)
class Carry:
    """What stands above a page's end: how many rows, and their mass in grams."""

    rows: int = 0
    mass_g: int = 0

    def plus(self, row: "Row") -> "Carry":
        """With one row more."""
        return Carry(self.rows + 1, self.mass_g + row.mass_g)


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row, and what it adds to the sum."""

    piece: Piece
    mass_g: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that may run over pages; the last one is never parted from ``closing``."""

    head: Piece
    rows: tuple[Row, ...]
    carried: Callable[[Carry], Piece]  # 过次页, at the foot of a page; of one height
    brought: Callable[[Carry], Piece]  # 承前页, under the next head
    closing: Piece


@dataclass(frozen=True, slots=True)
class Paper:
    """A document before it is cut into pages."""

    title: str  # what the PDF is called
    author: str
    language: str  # as in RFC 5646
    head: Piece
    running_head: Piece  # from the second page on
    body: tuple[Piece | Table, ...]
    foot: Callable[[int, int], Piece]  # of one height, given page and number of pages
    behind: tuple[Mark, ...] = ()  # under everything, on every page


@dataclass(frozen=True, slots=True)
class Page:
    """All marks of one sheet, in the order of reading."""

    marks: tuple[Mark, ...]


def pages(paper: Paper) -> tuple[Page, ...]:
    """``paper`` cut into sheets, each with its head and foot."""
    flow = _Flow(paper)
    for block in paper.body:
        if isinstance(block, Table):
            _set_table(flow, block)
        else:
            flow.make_room(block.height_mm)
            flow.put(block, gap_mm=BLOCK_GAP_MM)
    total = len(flow.sheets)
    foot_top = PAGE_HEIGHT_MM - MARGIN_MM - paper.foot(1, 1).height_mm
    return tuple(
        Page((*paper.behind, *sheet, *moved(paper.foot(number, total).marks, MARGIN_MM, foot_top)))
        for number, sheet in enumerate(flow.sheets, start=1)
    )


class _Flow:
    """The sheet being filled."""

    def __init__(self, paper: Paper) -> None:
        self._running_head = paper.running_head
        self._bottom = PAGE_HEIGHT_MM - MARGIN_MM - paper.foot(1, 1).height_mm - BLOCK_GAP_MM
        self.sheets: list[list[Mark]] = [[]]
        self._top = MARGIN_MM
        self.put(paper.head, gap_mm=BLOCK_GAP_MM)
        self._is_fresh = True  # nothing but the head so far

    def put(self, piece: Piece, *, gap_mm: float = 0.0) -> None:
        self.sheets[-1] += moved(piece.marks, MARGIN_MM, self._top)
        self._top += piece.height_mm + gap_mm
        self._is_fresh = False

    def has_room(self, height_mm: float) -> bool:
        return self._top + height_mm <= self._bottom

    def make_room(self, height_mm: float) -> None:
        """Turn the page when the piece does not fit; on a fresh page it stands anyhow."""
        if not self.has_room(height_mm) and not self._is_fresh:
            self.turn()

    def turn(self) -> None:
        self.sheets.append([])
        self._top = MARGIN_MM
        self.put(self._running_head, gap_mm=BLOCK_GAP_MM)
        self._is_fresh = True


def _set_table(flow: _Flow, table: Table) -> None:
    sum_so_far = Carry()
    carried_mm = table.carried(sum_so_far).height_mm

    def needed_mm(at: int) -> float:
        after = table.closing.height_mm if at == len(table.rows) - 1 else carried_mm
        return table.rows[at].piece.height_mm + after

    flow.make_room(table.head.height_mm + needed_mm(0))
    flow.put(table.head)
    for at, row in enumerate(table.rows):
        if at and not flow.has_room(needed_mm(at)):
            flow.put(table.carried(sum_so_far))
            flow.turn()
            flow.put(table.head)
            flow.put(table.brought(sum_so_far))
        flow.put(row.piece)
        sum_so_far = sum_so_far.plus(row)
    flow.put(table.closing, gap_mm=BLOCK_GAP_MM)
