"""What screens need from devices, as promises; ``desk`` hands in who keeps them.

A screen never learns which camera it is: a live one, a video file and a folder of pictures look alike.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage

from packtrail.usecases.camera_choices import CameraAbilities, CameraChoices


class Frame(Protocol):
    """One picture of a stream; each form is made when it is asked for, on any thread."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels; corners refer to it."""
        ...

    def image(self) -> QImage:
        """The whole picture for the eye; shared, so nobody draws on it. Empty where it is broken."""
        ...

    def preview(self, width: int) -> QImage:
        """The picture for a view ``width`` pixels wide."""
        ...

    def pixels(self) -> Any:
        """For ``OutletActs.photo_in``: an array of blue, green, red and nothing, of the same size."""
        ...

    def grey(self) -> Any:
        """For ``LabelWatch.see``: a grey array of the same size; nothing by nothing where it is broken."""
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


class Film(FrameSource, Protocol):
    """A source that comes to an end by itself."""

    @property
    def ended(self) -> SignalInstance:
        """Emitted after the last frame."""
        ...


class CameraInfo(Protocol):
    """A camera that is plugged in."""

    @property
    def camera_id(self) -> str:
        """Stable over plugging in again."""
        ...

    @property
    def name(self) -> str:
        """As the system calls it."""
        ...


class CameraDevice(FrameSource, Protocol):
    """A source that is one of several cameras, and can be set."""

    @property
    def cameras_changed(self) -> SignalInstance:
        """One was plugged in or pulled out."""
        ...

    @property
    def abilities_changed(self) -> SignalInstance:
        """Another camera is open, or it can do more than it said."""
        ...

    @property
    def camera_id(self) -> str | None:
        """The camera that is open, or would be opened now."""
        ...

    @property
    def abilities(self) -> CameraAbilities:
        """What the open camera lets be set."""
        ...

    def cameras(self) -> Sequence[CameraInfo]:
        """What can be chosen now."""
        ...

    def choose(self, camera_id: str | None) -> None:
        """Use this camera from now on; None takes whichever is there."""
        ...

    def set_choices(self, camera_id: str, choices: CameraChoices) -> None:
        """Use one camera so."""
        ...
