"""A thermal printer that is given pictures: each page of the queue as raster dots in the commands of ESC/POS.

Such a port proves only that bytes went out. A printer that answers is asked for its paper before each label;
one that never answers is not asked again.
"""

from collections.abc import Callable, Iterator
from typing import Final, Protocol

import numpy as np
from PySide6.QtGui import QImage

from packtrail.devices.thermal_roads import Bytes, open_road
from packtrail.domain.errors_printing import PrinterNoPaper
from packtrail.domain.thermal_printer import ThermalPrinter

_RESET: Final = b"\x1b@"
_RASTER: Final = b"\x1dv0\x00"  # then bytes a row and rows, two bytes each, low one first
_TO_NEXT_LABEL: Final = b"\x0c"
_ASK_PAPER: Final = b"\x10\x04\x04"
_FIXED, _FIXED_IS, _NO_PAPER = 0x93, 0x12, 0x60  # bits of the answer
_DARK_BELOW: Final = 140  # a little above the middle: thin strokes of a Chinese character stay


class Pages(Protocol):
    """A paper as grey dots."""

    def bands(self, page: int, dpi: int) -> Iterator[tuple[int, QImage]]:
        """How far down each band begins, and the band."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class ThermalRun:
    """One go of labels to a thermal printer; all of it in one thread. ``finish`` it or ``abort`` it."""

    def __init__(
        self,
        printer: ThermalPrinter,
        pages: Pages,
        opened: Callable[[ThermalPrinter], Bytes] = open_road,
    ) -> None:
        """Raises PrinterUnreachable."""
        self._printer, self._pages = printer, pages
        self._road = opened(printer)
        self._answers = True
        self._begun = False

    def hand_over(self, page: int) -> None:
        """Send the next label. Raises PrinterNoPaper, PrinterRefused or PaperUnreadable."""
        self._refuse_without_paper()
        commands = [b"" if self._begun else _RESET]
        commands += [raster(band) for _, band in self._pages.bands(page, self._printer.dpi)]
        self._road.send(b"".join((*commands, _TO_NEXT_LABEL)))
        self._begun = True

    def finish(self) -> None:
        """The last one is sent. Raises PrinterRefused when it did not get out; ``abort`` then."""
        self._road.finish()
        self.abort()

    def abort(self) -> None:
        """No more; what was sent already may be printed."""
        self._road.close()
        self._pages.close()

    def _refuse_without_paper(self) -> None:
        if not self._answers:
            return
        self._road.send(_ASK_PAPER)
        answer = self._road.answer()
        self._answers = bool(answer) and answer[-1] & _FIXED == _FIXED_IS
        if self._answers and answer[-1] & _NO_PAPER == _NO_PAPER:
            raise PrinterNoPaper(self._printer.typed)


def raster(band: QImage) -> bytes:
    """A band of grey dots as one picture command: rows of whole bytes, leftmost dot highest, 1 is black."""
    height, width = band.height(), band.width()
    grey = np.frombuffer(band.constBits(), np.uint8).reshape(height, band.bytesPerLine())[:, :width]
    rows = np.packbits(grey < _DARK_BELOW, axis=1)
    size = int(rows.shape[1]).to_bytes(2, "little") + height.to_bytes(2, "little")
    return _RASTER + size + rows.tobytes()
