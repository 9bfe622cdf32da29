"""What screens need from devices, as promises; ``desk`` hands in who keeps them.

A screen never learns which camera it is: a live one, a video file and a folder of pictures look alike.
"""

from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage


class Frame(Protocol):
    """One picture of a stream."""

    def image(self) -> QImage:
        """For the eye; shared, so nobody draws on it."""
        ...

    def grey(self) -> Any:
        """For ``OutletActs.read_frame``: a grey array of the same size; any thread."""
        ...


class FrameSource(Protocol):
    """Pictures one after another, on the GUI thread; started and stopped as often as needed."""

    @property
    def frame_arrived(self) -> SignalInstance:
        """Emits a Frame."""
        ...

    @property
    def failed(self) -> SignalInstance:
        """Emits what is wrong: the end of a key of ``frame.camera_failure``."""
        ...

    def start(self) -> None:
        """Begin to deliver."""
        ...

    def stop(self) -> None:
        """Let go of the device."""
        ...
