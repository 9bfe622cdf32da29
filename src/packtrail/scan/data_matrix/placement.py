"""Which module of a Data Matrix holds which bit of which codeword (ISO/IEC 16022, annex F).

Codewords lie as L-like shapes of eight modules along diagonals; shapes that reach over an edge go on at the
opposite one, shifted, and four corner cases are laid out one by one. Here the map is made once a size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from packtrail.scan.data_matrix.sizes import Size

Places = npt.NDArray[np.int64]
Modules = npt.NDArray[np.bool_]

_UNSET, _LIGHT, _DARK = -1, -2, -3

# Row and column of bits 1 (most significant) to 8 against the shape's last module.
_SHAPE = ((-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0))
# The corner cases, rows and columns counted from the end where negative.
_CORNERS = (
    ((-1, 0), (-1, 1), (-1, 2), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
    ((-3, 0), (-2, 0), (-1, 0), (0, -4), (0, -3), (0, -2), (0, -1), (1, -1)),
    ((-3, 0), (-2, 0), (-1, 0), (0, -2), (0, -1), (1, -1), (2, -1), (3, -1)),
    ((-1, 0), (-1, -1), (0, -3), (0, -2), (0, -1), (1, -3), (1, -2), (1, -1)),
)


@dataclass(frozen=True, slots=True)
class Placement:
    """The map of one size, in the coordinates of the whole symbol."""

    rows: Places  # codewords by 8, most significant bit first: the module's row from the top
    columns: Places
    frame: Modules  # which modules are finder, clock or filler: the same in every symbol of the size
    pattern: Modules  # dark ones among those


@cache
def placement(size: Size) -> Placement:
    """Where the bits of a symbol of ``size`` lie."""
    height, width = size.mapped
    owners = _owners(height, width)
    count = size.data + size.checks
    rows = np.zeros((count, 8), dtype=np.int64)
    columns = np.zeros((count, 8), dtype=np.int64)
    pattern = _finder(size)
    frame = np.ones((size.rows, size.columns), dtype=np.bool_)
    for row in range(height):
        for column in range(width):
            at_row = row + 1 + 2 * (row // size.region_rows)
            at_column = column + 1 + 2 * (column // size.region_columns)
            owner = int(owners[row, column])
            if owner < 0:
                pattern[at_row, at_column] = owner == _DARK
                continue
            rows[owner // 8, owner % 8], columns[owner // 8, owner % 8] = at_row, at_column
            frame[at_row, at_column] = False
    return Placement(rows, columns, frame, pattern)


def _finder(size: Size) -> Modules:
    """Solid left and bottom sides and alternating top and right sides of every region."""
    pattern = np.zeros((size.rows, size.columns), dtype=np.bool_)
    high, wide = size.region_rows + 2, size.region_columns + 2
    for top in range(0, size.rows, high):
        for left in range(0, size.columns, wide):
            pattern[top, left : left + wide : 2] = True
            pattern[top + high - 1 : top - 1 if top else None : -2, left + wide - 1] = True
            pattern[top : top + high, left] = True
            pattern[top + high - 1, left : left + wide] = True
    return pattern


class _Layout:
    """Codeword times eight plus bit for every data module, filled codeword by codeword."""

    def __init__(self, height: int, width: int) -> None:
        self.owners = np.full((height, width), _UNSET, dtype=np.int64)
        self._height, self._width, self._codewords = height, width, 0

    def place(self, cells: Iterable[tuple[int, int]]) -> None:
        """The next codeword on ``cells``, most significant bit first."""
        for bit, (row, column) in enumerate(cells):
            self.owners[row, column] = 8 * self._codewords + bit
        self._codewords += 1

    def shape(self, row: int, column: int) -> None:
        """The next codeword in the usual shape that ends at this module, if that is inside and free."""
        if not (0 <= row < self._height and 0 <= column < self._width):
            return
        if self.owners[row, column] == _UNSET:
            self.place(_wrapped(row + dy, column + dx, self._height, self._width) for dy, dx in _SHAPE)


def _owners(height: int, width: int) -> Places:
    """The layout of one size; filler where the map leaves a corner free."""
    layout = _Layout(height, width)
    row, column = 4, 0
    while row < height or column < width:
        for corner, applies in enumerate(_corner_cases(row, column, height, width)):
            if applies:
                layout.place(_CORNERS[corner])
        while row >= 0 and column < width:  # up to the right
            layout.shape(row, column)
            row, column = row - 2, column + 2
        row, column = row + 1, column + 3
        while row < height and column >= 0:  # down to the left
            layout.shape(row, column)
            row, column = row + 2, column - 2
        row, column = row + 3, column + 1
    if layout.owners[height - 1, width - 1] == _UNSET:
        layout.owners[height - 2 :, width - 2 :] = ((_DARK, _LIGHT), (_LIGHT, _DARK))
    return layout.owners


def _corner_cases(row: int, column: int, height: int, width: int) -> tuple[bool, bool, bool, bool]:
    return (
        row == height and column == 0,
        row == height - 2 and column == 0 and width % 4 != 0,
        row == height - 2 and column == 0 and width % 8 == 4,
        row == height + 4 and column == 2 and width % 8 == 0,
    )


def _wrapped(row: int, column: int, height: int, width: int) -> tuple[int, int]:
    """Where a module that would lie over the top or the left edge is."""
    if row < 0:
        row, column = row + height, column + 4 - (height + 4) % 8
    if column < 0:
        row, column = row + 4 - (width + 4) % 8, column + width
    return row, column
