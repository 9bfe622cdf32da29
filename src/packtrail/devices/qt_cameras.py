"""The system's cameras through QtMultimedia; imported late, since it needs libraries that may be missing."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtMultimedia import (
    QCamera,
    QCameraDevice,
    QCameraFormat,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
)

from packtrail.devices.camera import CameraInfo, CameraSession
from packtrail.devices.frames import FrameFailure
from packtrail.devices.video_frame import frame_of
from packtrail.usecases.camera_choices import HEIGHTS, CameraAbilities, CameraChoices

_WIDEST = 1920  # more pixels only make reading slower
_SLOWEST_FPS = 14.0


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

    def open(self, camera_id: str, choices: CameraChoices) -> CameraSession:
        """Open the camera; one that went away meanwhile fails by signal."""
        device = next((d for d in QMediaDevices.videoInputs() if _id_of(d) == camera_id), QCameraDevice())
        return QtCameraSession(QCamera(device), choices)


class QtCameraSession(CameraSession):
    """A QCamera that feeds a QVideoSink."""

    def __init__(
        self, camera: QCamera, choices: CameraChoices | None = None, sink: QVideoSink | None = None
    ) -> None:
        super().__init__()
        self._camera = camera
        self._sink = sink or QVideoSink()
        camera.setParent(self)
        self._sink.setParent(self)
        self._capture = QMediaCaptureSession(self)
        self._capture.setCamera(camera)
        self._capture.setVideoSink(self._sink)
        self._choices = choices or CameraChoices()
        self._formats = camera.cameraDevice().videoFormats()
        set_camera(camera, self._choices, self._formats)
        self._sink.videoFrameChanged.connect(self._bring)
        camera.errorOccurred.connect(self._fail)
        camera.supportedFeaturesChanged.connect(self._know_more)
        camera.start()

    @property
    def abilities(self) -> CameraAbilities:
        """What this camera and this system let be set."""
        return abilities_of(self._camera, self._formats)

    def apply(self, choices: CameraChoices) -> None:
        """Set what can be set."""
        self._choices = choices
        set_camera(self._camera, choices, self._formats)

    def close(self) -> None:
        """Let the camera go."""
        self._sink.videoFrameChanged.disconnect(self._bring)
        self._camera.errorOccurred.disconnect(self._fail)
        self._camera.supportedFeaturesChanged.disconnect(self._know_more)
        self._camera.stop()

    def _bring(self, video: QVideoFrame) -> None:
        frame = frame_of(video)
        if frame is not None:
            self.frame_arrived.emit(frame)

    def _know_more(self) -> None:
        """Some cameras tell what they can do only once they run."""
        set_camera(self._camera, self._choices, self._formats)
        self.abilities_changed.emit()

    def _fail(self, error: QCamera.Error, _words: str) -> None:
        if error is not QCamera.Error.NoError:
            self.failed.emit(FrameFailure.BROKEN)


def abilities_of(camera: QCamera, formats: list[QCameraFormat]) -> CameraAbilities:
    """What ``camera`` says it can do; a system without the means says nothing of it."""
    able, feature = camera.supportedFeatures(), QCamera.Feature
    shortest, longest = camera.minimumExposureTime(), camera.maximumExposureTime()
    has_range = bool(able & feature.ManualExposureTime) and 0 < shortest < longest
    return CameraAbilities(
        heights=tuple(
            height
            for height in HEIGHTS
            if any(f.resolution().height() == height and f.maxFrameRate() >= _SLOWEST_FPS for f in formats)
        ),
        has_bias=bool(able & feature.ExposureCompensation),
        shutter_s=(shortest, longest) if has_range else None,
        has_fixed_focus=bool(able & feature.FocusDistance)
        and camera.isFocusModeSupported(QCamera.FocusMode.FocusModeManual),
        has_torch=camera.isTorchModeSupported(QCamera.TorchMode.TorchOn),
    )


def set_camera(camera: QCamera, choices: CameraChoices, formats: list[QCameraFormat]) -> None:
    """Use ``camera`` as chosen, as far as it goes; setting what is set already would make it blink."""
    best = best_format(formats, choices.height)
    if best is not None and camera.cameraFormat() != best:
        camera.setCameraFormat(best)
    able = abilities_of(camera, formats)
    if able.shutter_s is not None and choices.shutter_s is not None:
        camera.setManualExposureTime(min(max(choices.shutter_s, able.shutter_s[0]), able.shutter_s[1]))
    elif able.shutter_s is not None:
        camera.setAutoExposureTime()
    if able.has_bias:
        camera.setExposureCompensation(choices.bias_ev)
    if able.has_fixed_focus:
        fixed, automatic = QCamera.FocusMode.FocusModeManual, QCamera.FocusMode.FocusModeAuto
        camera.setFocusMode(automatic if choices.focus is None else fixed)
        if choices.focus is not None:
            camera.setFocusDistance(choices.focus)
    if able.has_torch:
        camera.setTorchMode(QCamera.TorchMode.TorchOn if choices.torch else QCamera.TorchMode.TorchOff)


def best_format(formats: list[QCameraFormat], height: int | None = None) -> QCameraFormat | None:
    """The widest format up to 1920 that is quick enough; among those the quickest. None without formats.

    With ``height`` one of so many lines, where the camera has it and it is quick enough.
    """
    quick = [f for f in formats if f.maxFrameRate() >= _SLOWEST_FPS] or formats
    fitting = [f for f in quick if f.resolution().width() <= _WIDEST] or quick
    wanted = [f for f in fitting if f.resolution().height() == height] or fitting
    return max(wanted, key=lambda f: (f.resolution().width(), f.maxFrameRate()), default=None)


def _id_of(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")
