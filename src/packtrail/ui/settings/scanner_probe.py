"""A symbol drawn on the screen for a scanner: whole pixels, black on white in any theme."""

from typing import Any

import zxingcpp
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from packtrail.domain.handheld import Symbology
from packtrail.ui.settings.scanner_check import Probe
from packtrail.ui.theme.appearance import current_look

_FORMATS = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
}
_SIDE = 240  # px at 100 % of a square symbol; bars are as high as half of it
_QUIET = 1  # module of white around what the writer leaves
_ENOUGH = 6  # keys that begin the symbol's text: no person types it by chance
_PAUSE_MS = 400


class ScannerProbe(QWidget):
    """Shows one symbol; notices when its text is typed key by key, by a scanner set too slow."""

    typed_slowly = Signal(float)  # ms a key

    def __init__(self) -> None:
        super().__init__()
        self._probe: Probe | None = None
        self._rows: list[list[int]] = []
        self._typed = ""
        self._times: list[int] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_probe(self, probe: Probe | None, name: str) -> None:
        """Draw ``probe``, ``name`` for who can't see it; None for nothing."""
        self.setAccessibleName(name)
        if probe == self._probe:
            return
        self._probe, self._rows, self._typed = probe, [], ""
        if probe is not None:
            symbol = zxingcpp.create_barcode(probe.text, _FORMATS[probe.symbology])
            image: Any = symbol.to_image(scale=1, add_quiet_zones=True)  # a buffer, which its stubs don't say
            rows: Any = memoryview(image).tolist()
            self._rows = rows
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as whole pixels a module come to."""
        if not self._rows:
            return QSize(0, 0)
        pixels = self._pixels()
        return QSize((len(self._rows[0]) + 2 * _QUIET) * pixels, self._height(pixels))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No smaller: a symbol is not scaled."""
        return self.sizeHint()

    def paintEvent(self, _: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw the modules."""
        painter, pixels = QPainter(self), self._pixels()
        hint = self.sizeHint()
        left = max(0, (self.width() - hint.width()) // 2)
        painter.fillRect(QRect(left, 0, hint.width(), hint.height()), QColor("white"))
        is_bars = self._is_bars
        rows = self._rows[:1] if is_bars else self._rows
        height = hint.height() - 2 * _QUIET * pixels if is_bars else pixels
        for y, row in enumerate(rows, start=_QUIET):
            for x, light in enumerate(row, start=_QUIET):
                if not light:
                    painter.fillRect(left + x * pixels, y * pixels, pixels, height, QColor("black"))

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Keys that a person could have struck, but in the symbol's own order."""
        if self._probe is None or not event.text().isprintable() or not event.text():
            super().keyPressEvent(event)
            return
        at = int(event.timestamp())
        if not self._times or at - self._times[-1] > _PAUSE_MS:
            self._typed, self._times = "", []
        self._typed += event.text()
        self._times.append(at)
        if len(self._typed) >= _ENOUGH and self._typed.casefold() in self._probe.text.casefold():
            self.typed_slowly.emit((self._times[-1] - self._times[0]) / (len(self._times) - 1))

    @property
    def _is_bars(self) -> bool:
        return self._probe is not None and self._probe.symbology is Symbology.CODE128

    def _pixels(self) -> int:
        """Pixels of a module, as many as fit."""
        if not self._rows:
            return 1
        side = current_look().px(_SIDE)
        return max(1, 2 * side // len(self._rows[0]) if self._is_bars else side // len(self._rows[0]))

    def _height(self, pixels: int) -> int:
        if self._is_bars:
            return current_look().px(_SIDE) // 2
        return (len(self._rows) + 2 * _QUIET) * pixels
