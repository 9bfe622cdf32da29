"""Cards on A4 or A5: blocks that may not be parted, as many to a sheet as it takes, and its number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from packtrail.papers import fonts
from packtrail.papers.blocks import SMALL_PT, paragraph
from packtrail.papers.layout import Face, Mark, Page, Piece, moved, stacked

_FOOT_MM: Final = 5.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper of a card; ``dots`` is a module of its codes, at 300 to the inch."""

    width_mm: float
    height_mm: float
    margin_mm: float
    dots: int  # at least 3, 0.25 mm, which cheap scanners read and bad printers keep apart

    @property
    def text_mm(self) -> float:
        """What the margins leave free."""
        return self.width_mm - 2 * self.margin_mm


A4: Final = Sheet(210.0, 297.0, 15.0, 4)
A5: Final = Sheet(148.0, 210.0, 10.0, 3)


def filled(
    blocks: Sequence[Piece], sheet: Sheet, *, gap_mm: float, behind: tuple[Mark, ...] = ()
) -> tuple[Page, ...]:
    """``blocks`` one under the other over as many sheets as they need, with ``behind`` under each."""
    sides = list(_sides(blocks, sheet, gap_mm))
    return tuple(
        _page(sheet, side, f"{number} / {len(sides)}", behind) for number, side in enumerate(sides, start=1)
    )


def _sides(blocks: Sequence[Piece], sheet: Sheet, gap_mm: float) -> Iterator[Piece]:
    room = sheet.height_mm - 2 * sheet.margin_mm - _FOOT_MM
    side: list[Piece] = []
    for block in blocks:
        if side and stacked([*side, block], gap_mm=gap_mm).height_mm > room:
            yield stacked(side, gap_mm=gap_mm)
            side = []
        side.append(block)
    yield stacked(side, gap_mm=gap_mm)


def _page(sheet: Sheet, side: Piece, number: str, behind: tuple[Mark, ...]) -> Page:
    left, right_mm = sheet.margin_mm, fonts.width_mm(number, Face.TEXT, SMALL_PT)
    foot = paragraph(number, right_mm + 0.1, size_pt=SMALL_PT)
    foot_top = sheet.height_mm - sheet.margin_mm - foot.height_mm
    return Page(
        (
            *behind,
            *moved(side.marks, left, sheet.margin_mm),
            *moved(foot.marks, left + sheet.text_mm - right_mm, foot_top),
        )
    )
