"""A camera behind the port of frames: chosen, started, missed when pulled out, found when it is back.

A camera can also go without a word: it delivers nothing more, or nothing that is a picture. So somebody
watches: without a usable frame for three seconds it is let go, said, and tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from packtrail.devices.frames import Frame, FrameFailure, FrameSource
from packtrail.usecases.camera_choices import CameraAbilities, CameraChoices

SILENT_MS = 3000  # without a frame for so long, a camera that was delivering has stopped
FIRST_MS = 6000  # some take seconds to begin
AGAIN_MS = 1000  # between two tries to find or open it again


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that is plugged in."""

    camera_id: str  # stable over plugging in again, where the system gives one
    name: str


class CameraSession(QObject):
    """One camera while it is open; a frame that is broken is not brought at all."""

    frame_arrived = Signal(object)
    failed = Signal(str)
    abilities_changed = Signal()

    @property
    def abilities(self) -> CameraAbilities:
        """What can be set."""
        return CameraAbilities()

    def apply(self, choices: CameraChoices) -> None:
        """Use the camera so; what it can't do is passed over."""

    def close(self) -> None:
        """Let the camera go; no signal comes after this."""
        raise NotImplementedError


class CameraSystem(Protocol):
    """The system's cameras; ``changed`` is emitted when one is plugged in or pulled out."""

    @property
    def changed(self) -> SignalInstance:
        """Emitted without a value."""
        ...

    def cameras(self) -> Sequence[CameraInfo]:
        """What is plugged in now, the system's default first."""
        ...

    def open(self, camera_id: str, choices: CameraChoices) -> CameraSession:
        """Open a camera that is plugged in."""
        ...


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a camera is waited for, in milliseconds."""

    silent_ms: int = SILENT_MS
    first_ms: int = FIRST_MS
    again_ms: int = AGAIN_MS


class Camera(FrameSource):
    """Keeps to the camera that was chosen; without a choice takes the first."""

    cameras_changed = Signal()
    abilities_changed = Signal()

    def __init__(self, system: CameraSystem, waits: Waits | None = None) -> None:
        super().__init__()
        self._system, self._waits = system, waits or Waits()
        self._wanted: str | None = None
        self._choices: dict[str, CameraChoices] = {}
        self._session: CameraSession | None = None
        self._open_id: str | None = None
        self._is_started = False
        self._said: FrameFailure | None = None  # a failure is said once, until a frame comes
        self._silence, self._again = QTimer(self), QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(lambda: self._fail(FrameFailure.STALLED))
        self._again.setInterval(self._waits.again_ms)
        self._again.timeout.connect(self._try_again)
        system.changed.connect(self._look_again)

    def cameras(self) -> tuple[CameraInfo, ...]:
        """What can be chosen now."""
        return tuple(self._system.cameras())

    @property
    def is_running(self) -> bool:
        """Whether a camera is open."""
        return self._session is not None

    @property
    def camera_id(self) -> str | None:
        """The camera that is open, or would be opened now."""
        found = self._found()
        return self._open_id or (found.camera_id if found else None)

    @property
    def abilities(self) -> CameraAbilities:
        """What the open camera lets be set; nothing while none is open."""
        return self._session.abilities if self._session is not None else CameraAbilities()

    def choose(self, camera_id: str | None) -> None:
        """Use this camera from now on; None takes whichever is there."""
        self._wanted = camera_id
        self._said = None
        if self._is_started:
            self._close()
            self._open()

    def set_choices(self, camera_id: str, choices: CameraChoices) -> None:
        """Use ``camera_id`` so, now if it is open and whenever it is opened."""
        self._choices[camera_id] = choices
        if self._session is not None and self._open_id == camera_id:
            self._session.apply(choices)

    def start(self) -> None:
        """Begin to bring frames, now or as soon as the camera is plugged in."""
        self._is_started = True
        self._said = None
        if self._session is None:
            self._open()

    def stop(self) -> None:
        """Let the camera go."""
        self._is_started = False
        self._close()

    def _open(self) -> None:
        found = self._found()
        if found is None:
            self._again.start()
            self._say(FrameFailure.NONE_FOUND)
            return
        self._again.stop()
        self._be_named(found.name)
        self._open_id = found.camera_id
        choices = self._choices.get(found.camera_id, CameraChoices())
        self._session = self._system.open(found.camera_id, choices)
        self._session.frame_arrived.connect(self._bring)
        self._session.failed.connect(self._fail)
        self._session.abilities_changed.connect(self.abilities_changed)
        self._silence.start(self._waits.first_ms)
        self.abilities_changed.emit()

    def _close(self) -> None:
        self._silence.stop()
        self._again.stop()
        session, self._session, self._open_id = self._session, None, None
        if session is not None:
            session.frame_arrived.disconnect(self._bring)
            session.failed.disconnect(self._fail)
            session.abilities_changed.disconnect(self.abilities_changed)
            session.close()

    def _found(self) -> CameraInfo | None:
        cameras = self._system.cameras()
        if self._wanted is not None:
            return next((camera for camera in cameras if camera.camera_id == self._wanted), None)
        return cameras[0] if cameras else None

    def _look_again(self) -> None:
        self.cameras_changed.emit()
        if self._session is not None and self._open_id not in {c.camera_id for c in self._system.cameras()}:
            self._fail(FrameFailure.UNPLUGGED)
        self._try_again()

    def _try_again(self) -> None:
        """Some systems tell of a camera that is back, and some have to be asked."""
        if self._is_started and self._session is None and self._found() is not None:
            self._open()

    def _bring(self, frame: Frame) -> None:
        self._said = None
        self._silence.start(self._waits.silent_ms)
        self.frame_arrived.emit(frame)

    def _fail(self, reason: str) -> None:
        self._close()
        if self._is_started:
            self._again.start()
        self._say(FrameFailure(reason))

    def _say(self, failure: FrameFailure) -> None:
        """Once for each failure: what is tried again every second would otherwise fill the screen."""
        if failure is not self._said:
            self._said = failure
            self.failed.emit(failure)
