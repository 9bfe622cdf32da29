"""The system's cameras through QtMultimedia; imported late, since it needs libraries that may be missing."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoSink,
)

from packtrail.devices.camera import CameraInfo, CameraSession
from packtrail.devices.frame_image import grey_of, grey_of_plane
from packtrail.devices.frames import FrameFailure, Grey

_WIDEST = 1920  # more pixels only make reading slower
_SLOWEST_FPS = 14.0
_Pixel = QVideoFrameFormat.PixelFormat
# where the luminance of a format lies in its first plane: the first byte, and the bytes to the next
_LUMINANCE = {
    _Pixel.Format_NV12: (0, 1), _Pixel.Format_NV21: (0, 1), _Pixel.Format_YUV420P: (0, 1),
    _Pixel.Format_YV12: (0, 1), _Pixel.Format_YUV422P: (0, 1), _Pixel.Format_Y8: (0, 1),
    _Pixel.Format_YUYV: (0, 2), _Pixel.Format_UYVY: (1, 2),
}  # fmt: skip


class VideoFrame:
    """One frame of a camera; its luminance is taken as it lies, its colours only to be shown."""

    def __init__(self, frame: QVideoFrame) -> None:
        self._frame = frame

    def image(self) -> QImage:
        """The picture to show."""
        return self._frame.toImage()

    def grey(self) -> Grey:
        """The picture to read."""
        place = _LUMINANCE.get(self._frame.pixelFormat())
        if place is None or not self._frame.map(QVideoFrame.MapMode.ReadOnly):
            return grey_of(self.image())
        try:
            first, step = place
            plane = memoryview(self._frame.bits(0))[first:]
            stride = self._frame.bytesPerLine(0)
            return grey_of_plane(plane, self._frame.width(), self._frame.height(), stride, step)
        finally:
            self._frame.unmap()


class QtCameras(QObject):
    """The cameras that the system lists."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self.changed)

    def cameras(self) -> tuple[CameraInfo, ...]:
        """What is plugged in now, the default first."""
        default = QMediaDevices.defaultVideoInput().id()
        devices = sorted(QMediaDevices.videoInputs(), key=lambda device: device.id() != default)
        return tuple(CameraInfo(_id_of(device), device.description()) for device in devices)

    def open(self, camera_id: str) -> CameraSession:
        """Open the camera; one that went away meanwhile fails by signal."""
        device = next((d for d in QMediaDevices.videoInputs() if _id_of(d) == camera_id), QCameraDevice())
        return QtCameraSession(QCamera(device))


class QtCameraSession(CameraSession):
    """A QCamera that feeds a QVideoSink."""

    def __init__(self, camera: QCamera, sink: QVideoSink | None = None) -> None:
        super().__init__()
        self._camera = camera
        self._sink = sink or QVideoSink()
        camera.setParent(self)
        self._sink.setParent(self)
        self._capture = QMediaCaptureSession(self)
        self._capture.setCamera(camera)
        self._capture.setVideoSink(self._sink)
        best = best_format(camera.cameraDevice().videoFormats())
        if best is not None:
            camera.setCameraFormat(best)
        self._sink.videoFrameChanged.connect(self._bring)
        camera.errorOccurred.connect(self._fail)
        camera.start()

    def close(self) -> None:
        """Let the camera go."""
        self._sink.videoFrameChanged.disconnect(self._bring)
        self._camera.errorOccurred.disconnect(self._fail)
        self._camera.stop()

    def _bring(self, frame: QVideoFrame) -> None:
        if frame.isValid():
            self.frame_arrived.emit(VideoFrame(frame))

    def _fail(self, error: QCamera.Error, _words: str) -> None:
        if error is not QCamera.Error.NoError:
            self.failed.emit(FrameFailure.BROKEN)


def best_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """The widest format up to 1920 that is quick enough; among those the quickest. None without formats."""
    quick = [f for f in formats if f.maxFrameRate() >= _SLOWEST_FPS] or formats
    fitting = [f for f in quick if f.resolution().width() <= _WIDEST] or quick
    return max(fitting, key=lambda f: (f.resolution().width(), f.maxFrameRate()), default=None)


def _id_of(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")
