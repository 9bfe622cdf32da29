"""What stands behind the port where this computer can't have a camera, and the choice between both."""

from pathlib import Path

from packtrail.devices.camera import Camera
from packtrail.devices.frames import Film, FrameFailure


class NoCamera(Film):
    """Says at each start that the system lacks the parts for cameras and films."""

    def start(self) -> None:
        """Fail in words, so that scanner and pictures are used instead."""
        self.failed.emit(FrameFailure.NO_SYSTEM)

    def stop(self) -> None:
        """Nothing was started."""


def open_camera() -> Camera | NoCamera:
    """The system's cameras, or what says why there are none."""
    try:
        from packtrail.devices.qt_cameras import QtCameras  # noqa: PLC0415 - needs system libraries that may be missing
    except ImportError:
        return NoCamera()
    return Camera(QtCameras())


def open_video(path: Path) -> Film:
    """A video file as a source, or what says why it can't be played here."""
    try:
        from packtrail.devices.video_file import VideoFile  # noqa: PLC0415 - needs system libraries that may be missing
    except ImportError:
        return NoCamera()
    return VideoFile(path)
