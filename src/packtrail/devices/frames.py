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
    STALLED = "stalled"  # no error, and no usable frame either
    NO_SYSTEM = "no_system"
    UNREADABLE = "unreadable"
    UNREADABLE_VIDEO = "unreadable_video"
    EMPTY_FOLDER = "empty_folder"


class Frame(Protocol):
    """One picture; each form is made when it is asked for, on the thread that asks."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, of all forms but the preview."""
        ...

    def image(self) -> QImage:
        """The whole picture in colour; empty where the camera's bytes make none."""
        ...

    def preview(self, width: int) -> QImage:
        """The picture for a view ``width`` pixels wide: no more pixels than it shows, or few more."""
        ...

    def pixels(self) -> Grey:
        """The whole picture for what is kept: rows by columns by blue, green, red and nothing."""
        ...

    def grey(self) -> Grey:
        """The picture to read: rows by columns, 0 black to 255 white, not to be written to.

        Nothing by nothing where the camera's bytes make no picture.
        """
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


class Film(FrameSource):
    """A source that comes to an end by itself."""

    ended = Signal()  # after the last frame
