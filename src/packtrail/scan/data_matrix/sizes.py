"""The sizes of Data Matrix ECC 200 and how each shares its modules out (ISO/IEC 16022, table 7).

Squares from 10 to 52 modules and the six rectangles: every size that a label of some dozen characters has.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """One symbol size, finder and clock tracks included."""

    rows: int
    columns: int
    down: int  # data regions below each other
    beside: int  # and beside each other
    data: int  # codewords
    checks: int  # check codewords, of all blocks together
    blocks: int = 1  # Reed-Solomon blocks, interleaved codeword by codeword

    @property
    def region_rows(self) -> int:
        """Data modules of one region, top to bottom."""
        return self.rows // self.down - 2

    @property
    def region_columns(self) -> int:
        """Data modules of one region, left to right."""
        return self.columns // self.beside - 2

    @property
    def mapped(self) -> tuple[int, int]:
        """Height and width of all data regions put together: what codewords are placed in."""
        return self.region_rows * self.down, self.region_columns * self.beside


SIZES = (
    Size(10, 10, 1, 1, 3, 5),
    Size(12, 12, 1, 1, 5, 7),
    Size(14, 14, 1, 1, 8, 10),
    Size(16, 16, 1, 1, 12, 12),
    Size(18, 18, 1, 1, 18, 14),
    Size(20, 20, 1, 1, 22, 18),
    Size(22, 22, 1, 1, 30, 20),
    Size(24, 24, 1, 1, 36, 24),
    Size(26, 26, 1, 1, 44, 28),
    Size(32, 32, 2, 2, 62, 36),
    Size(36, 36, 2, 2, 86, 42),
    Size(40, 40, 2, 2, 114, 48),
    Size(44, 44, 2, 2, 144, 56),
    Size(48, 48, 2, 2, 174, 68),
    Size(52, 52, 2, 2, 204, 84, 2),
    Size(8, 18, 1, 1, 5, 7),
    Size(8, 32, 1, 2, 10, 11),
    Size(12, 26, 1, 1, 16, 14),
    Size(12, 36, 1, 2, 22, 18),
    Size(16, 36, 1, 2, 32, 24),
    Size(16, 48, 1, 2, 49, 28),
)
BY_SHAPE = {(size.rows, size.columns): size for size in SIZES}
