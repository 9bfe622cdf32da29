"""A scanner on a serial line, real or a USB scanner's virtual COM port: exact bytes, no keyboard between.

The way that nothing bends: GS stays GS and Han characters stay themselves.
"""

from PySide6.QtCore import QTimer, Signal

from packtrail.devices.serial_line import SerialLine
from packtrail.domain.handheld import LineFraming, ScannerHabits, each_code, read_bytes

BAUDS = (9600, 19200, 38400, 57600, 115200)
"""Speeds that scanners are set to; a virtual port takes any."""


class SerialScanner(SerialLine):
    """Tells what was scanned, from ``listen`` to ``stop``; on the GUI thread."""

    scanned = Signal(object)  # HandScan
    refused = Signal(object)  # HandScan that can't be relied on

    def __init__(self) -> None:
        super().__init__()
        self.habits = ScannerHabits()
        self._framing = LineFraming()
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._cut)

    def _forget(self) -> None:
        self._silence.stop()
        self._framing = LineFraming()  # half a scan of a pulled plug is no scan

    def _arrived(self, content: bytes) -> None:
        self._framing.feed(content)
        self._silence.start(self._framing.wait_ms)

    def _cut(self) -> None:
        for payload in self._framing.cut():
            for scan in each_code(read_bytes(payload, self.habits)):
                (self.scanned if scan.is_sure else self.refused).emit(scan)
