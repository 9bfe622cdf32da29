"""A weighing scale on a serial line: what it shows now, and whether that may be taken."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal

from packtrail.devices.serial_line import DEFAULT_BAUD, SerialLine
from packtrail.domain.scale import FrameReader, ScaleFormat, ScaleReading, Steadiness, fitting

SCALE_BAUDS = (1200, 2400, 4800, 9600, 19200)
"""Speeds that indicators are set to."""

STREAM_MS = 2_000  # an indicator that sends all the time sends more often than this
PRINTED_MS = 10_000  # one that sends when its print key is pressed: time to press a key here too
SAMPLE_BYTES = 512


class SerialScale(SerialLine):
    """Tells what the scale shows, from ``weigh`` to ``stop``; on the GUI thread."""

    read = Signal(object, bool)  # a ScaleReading and whether it may be taken; None and False: it is silent
    misfit = Signal(object)  # tuple of ScaleFormat: bytes come, and not in the chosen one but in these

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock  # seconds
        self._format = ScaleFormat.COMMA
        self._shown: tuple[ScaleReading | None, bool] = (None, False)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._be_silent)
        self._begin()

    def weigh(self, port_name: str, scale_format: ScaleFormat, baud: int = DEFAULT_BAUD) -> None:
        """Listen at ``port_name``, now or as soon as it is there, to an indicator that speaks so."""
        self._format = scale_format
        self.listen(port_name, baud)

    def use_up(self) -> None:
        """A mass was taken: what a print key sent is of one weighing, so only its next press shows one."""
        if self._is_printed:
            self._be_silent()

    def _begin(self) -> None:
        self._frames, self._steadiness, self._sample = FrameReader(self._format), Steadiness(), b""
        self._heard_at = self._read_at = float("-inf")  # seconds
        self._is_printed = False

    def _forget(self) -> None:
        self._be_silent()

    def _arrived(self, content: bytes) -> None:
        now, stream_s = self._clock(), STREAM_MS / 1000
        heard_at, self._heard_at = self._heard_at, now
        if now - heard_at > stream_s:  # a frame held that long is of another weighing
            self._frames = FrameReader(self._format)
        readings = self._frames.feed(content)
        if not readings:
            self._look_at(content)
            return
        self._sample = b""
        self._is_printed = len(readings) == 1 and now - self._read_at > stream_s
        self._read_at = now
        for reading in readings:
            self._show(reading, is_still=self._steadiness.still(reading, now * 1000))
        self._silence.start(PRINTED_MS if self._is_printed else STREAM_MS)

    def _look_at(self, content: bytes) -> None:
        """Say in which format it could be read, once enough came without a reading."""
        self._sample += content
        if len(self._sample) >= SAMPLE_BYTES:
            self.misfit.emit(fitting(self._sample[-SAMPLE_BYTES:]))
            self._sample = b""

    def _be_silent(self) -> None:
        self._silence.stop()
        self._begin()
        self._show(None, is_still=False)

    def _show(self, reading: ScaleReading | None, *, is_still: bool) -> None:
        """Tell it once: ten equal frames a second are one reading."""
        if (reading, is_still) != self._shown:
            self._shown = (reading, is_still)
            self.read.emit(reading, is_still)
