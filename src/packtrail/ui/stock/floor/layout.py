"""Where each zone and slot of the map lies, and which one a key of the hand comes to; whole pixels, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """Measures of the map at the chosen size."""

    cell_width: int
    cell_height: int
    head: int  # the height of a zone's line
    gap: int


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle of the map."""

    left: int
    top: int
    width: int
    height: int

    def has(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of the zones, the boxes of all slots one zone after the other, and the height of it all."""

    heads: tuple[Box, ...]
    cells: tuple[Box, ...]
    height: int


def laid_out(counts: Sequence[int], width: int, sizes: Sizes) -> Layout:
    """As many slots beside each other as ``width`` has room for; ``counts`` are the slots of each zone."""
    step = sizes.cell_width + sizes.gap
    columns = max(1, (width + sizes.gap) // step)
    heads: list[Box] = []
    cells: list[Box] = []
    top = 0
    for count in counts:
        heads.append(Box(0, top, width, sizes.head))
        top += sizes.head
        for at in range(count):
            row, column = divmod(at, columns)
            down = top + row * (sizes.cell_height + sizes.gap)
            cells.append(Box(column * step, down, sizes.cell_width, sizes.cell_height))
        rows = -(-count // columns)
        top += rows * (sizes.cell_height + sizes.gap) + sizes.gap
    return Layout(tuple(heads), tuple(cells), max(0, top - 2 * sizes.gap))


def above(cells: Sequence[Box], at: int) -> int:
    """The nearest slot of the row above, itself in the first row."""
    return _nearest(cells, at, max((box.top for box in cells if box.top < cells[at].top), default=None))


def below(cells: Sequence[Box], at: int) -> int:
    """The nearest slot of the row below, itself in the last row."""
    return _nearest(cells, at, min((box.top for box in cells if box.top > cells[at].top), default=None))


def _nearest(cells: Sequence[Box], at: int, top: int | None) -> int:
    if top is None:
        return at
    row = [n for n, box in enumerate(cells) if box.top == top]
    return min(row, key=lambda n: abs(cells[n].left - cells[at].left))
