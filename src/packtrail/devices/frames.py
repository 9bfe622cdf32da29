"""The port for pictures that arrive: a camera, a file or a folder, all behind the same three signals.

Place is left beside it for the keyboard-burst router, the serial scanner and the scale, which bring text
and masses instead of pictures.
"""

from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

Grey = NDArray[np.uint8]


class FrameFailure(StrEnum):
    """Why no pictures come; each is the end of a key ``frame.camera_failure.…``."""

    NONE_FOUND = "none_found"
    UNPLUGGED = "unplugged"
    REFUSED = "refused"
    BROKEN = "broken"
    NO_SYSTEM = "no_system"
    UNREADABLE = "unreadable"
    EMPTY_FOLDER = "empty_folder"


class Frame(Protocol):
    """One picture; both forms are made when they are asked for, on the thread that asks."""

    def image(self) -> QImage:
        """The picture to show."""
        ...

    def grey(self) -> Grey:
        """The picture to read: rows by columns, 0 black to 255 white, not to be written to."""
        ...


class FrameSource(QObject):
    """Where frames come from. Start and stop as often as needed; a stopped source is silent."""

    frame_arrived = Signal(object)  # a Frame
    failed = Signal(str)  # a FrameFailure; the source may go on by itself when the cause is gone
    named = Signal(str)  # what is looked through now: a camera's or a file's name

    def __init__(self) -> None:
        super().__init__()
        self._name = ""

    @property
    def name(self) -> str:
        """What is looked through; empty before the first start."""
        return self._name

    def start(self) -> None:
        """Begin to bring frames."""
        raise NotImplementedError

    def stop(self) -> None:
        """Bring no more frames."""
        raise NotImplementedError

    def _be_named(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self.named.emit(name)


class NewestFrame:
    """Hands a slow reader the newest frame only; what comes while it reads replaces what waits.

    ``offer`` and ``finished`` are called on one thread, the GUI's; the reading itself is elsewhere.
    """

    def __init__(self) -> None:
        self._is_reading = False
        self._waiting: Frame | None = None
        self.passed_over = 0  # frames that nobody read

    def offer(self, frame: Frame) -> Frame | None:
        """``frame`` when it is to be read now; None when it waits for its turn."""
        if not self._is_reading:
            self._is_reading = True
            return frame
        self.passed_over += self._waiting is not None
        self._waiting = frame
        return None

    def finished(self) -> Frame | None:
        """The next frame to read now, if one came meanwhile."""
        frame, self._waiting = self._waiting, None
        self._is_reading = frame is not None
        return frame
