"""A camera behind the port of frames: chosen, started, missed when pulled out, found when it is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from packtrail.devices.frames import Frame, FrameFailure, FrameSource


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that is plugged in."""

    camera_id: str  # stable over plugging in again, where the system gives one
    name: str


class CameraSession(QObject):
    """One camera while it is open."""

    frame_arrived = Signal(object)
    failed = Signal(str)

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

    def open(self, camera_id: str) -> CameraSession:
        """Open a camera that is plugged in."""
        ...


class Camera(FrameSource):
    """Keeps to the camera that was chosen; without a choice takes the first."""

    cameras_changed = Signal()

    def __init__(self, system: CameraSystem) -> None:
        super().__init__()
        self._system = system
        self._wanted: str | None = None
        self._session: CameraSession | None = None
        self._open_id: str | None = None
        self._is_started = False
        system.changed.connect(self._look_again)

    def cameras(self) -> tuple[CameraInfo, ...]:
        """What can be chosen now."""
        return tuple(self._system.cameras())

    @property
    def is_running(self) -> bool:
        """Whether a camera is open."""
        return self._session is not None

    def choose(self, camera_id: str | None) -> None:
        """Use this camera from now on; None takes whichever is there."""
        self._wanted = camera_id
        if self._is_started:
            self._close()
            self._open()

    def start(self) -> None:
        """Begin to bring frames, now or as soon as the camera is plugged in."""
        self._is_started = True
        if self._session is None:
            self._open()

    def stop(self) -> None:
        """Let the camera go."""
        self._is_started = False
        self._close()

    def _open(self) -> None:
        found = self._found()
        if found is None:
            self.failed.emit(FrameFailure.NONE_FOUND)
            return
        self._be_named(found.name)
        self._open_id = found.camera_id
        self._session = self._system.open(found.camera_id)
        self._session.frame_arrived.connect(self._bring)
        self._session.failed.connect(self._fail)

    def _close(self) -> None:
        session, self._session, self._open_id = self._session, None, None
        if session is not None:
            session.frame_arrived.disconnect(self._bring)
            session.failed.disconnect(self._fail)
            session.close()

    def _found(self) -> CameraInfo | None:
        cameras = self._system.cameras()
        if self._wanted is not None:
            return next((camera for camera in cameras if camera.camera_id == self._wanted), None)
        return cameras[0] if cameras else None

    def _look_again(self) -> None:
        self.cameras_changed.emit()
        if self._session is not None and self._open_id not in {c.camera_id for c in self._system.cameras()}:
            self._close()
            self.failed.emit(FrameFailure.UNPLUGGED)
        if self._is_started and self._session is None and self._found() is not None:
            self._open()

    def _bring(self, frame: Frame) -> None:
        self.frame_arrived.emit(frame)

    def _fail(self, reason: str) -> None:
        self._close()
        self.failed.emit(reason)
