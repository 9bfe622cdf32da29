"""A camera that is chosen, pulled out and put back; on this machine by a system made for the test."""

import sys

import pytest
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QImage

from packtrail.devices.camera import Camera, CameraInfo, CameraSession
from packtrail.devices.frame_image import StillFrame
from packtrail.devices.frames import FrameFailure
from packtrail.devices.no_camera import NoCamera, open_camera

FRONT, LABEL = CameraInfo("front", "Front camera"), CameraInfo("label", "Label camera")


class Session(CameraSession):
    def __init__(self, camera_id):
        super().__init__()
        self.camera_id, self.is_open = camera_id, True

    def close(self):
        self.is_open = False


class System(QObject):
    """Keeps the promises of a CameraSystem, with cameras plugged in by hand."""

    changed = Signal()

    def __init__(self, *plugged):
        super().__init__()
        self._plugged, self.sessions = list(plugged), []

    def cameras(self):
        return tuple(self._plugged)

    def open(self, camera_id):
        self.sessions.append(Session(camera_id))
        return self.sessions[-1]

    def plug(self, *plugged):
        self._plugged = list(plugged)
        self.changed.emit()

    @property
    def open_now(self):
        return [session.camera_id for session in self.sessions if session.is_open]


@pytest.fixture
def failures():
    return []


@pytest.fixture
def make(qapp, failures):
    def made(*plugged):
        system = System(*plugged)
        camera = Camera(system)
        camera.failed.connect(failures.append)
        return camera, system

    return made


def test_without_a_choice_the_first_camera_is_opened(make, failures):
    camera, system = make(FRONT, LABEL)
    camera.start()
    assert (system.open_now, camera.name, camera.is_running, failures) == (
        ["front"],
        "Front camera",
        True,
        [],
    )


def test_the_chosen_camera_is_opened(make):
    camera, system = make(FRONT, LABEL)
    camera.choose("label")
    camera.start()
    assert system.open_now == ["label"]


def test_another_choice_closes_the_first_camera(make):
    camera, system = make(FRONT, LABEL)
    camera.start()
    camera.choose("label")
    assert system.open_now == ["label"]


def test_frames_come_through_until_it_is_stopped(make):
    camera, system = make(FRONT)
    frames, frame = [], StillFrame(QImage())
    camera.frame_arrived.connect(frames.append)
    camera.start()
    system.sessions[0].frame_arrived.emit(frame)
    camera.stop()
    system.sessions[0].frame_arrived.emit(frame)
    assert frames == [frame]
    assert system.open_now == []


def test_starting_twice_opens_once(make):
    camera, system = make(FRONT)
    camera.start()
    camera.start()
    assert len(system.sessions) == 1


def test_no_camera_says_so_and_starts_when_one_is_plugged_in(make, failures):
    camera, system = make()
    camera.start()
    assert failures == [FrameFailure.NONE_FOUND]
    system.plug(LABEL)
    assert system.open_now == ["label"]


def test_a_camera_that_is_pulled_out_says_so_and_goes_on_when_it_is_back(make, failures):
    camera, system = make(LABEL)
    camera.start()
    system.plug()
    assert (failures, camera.is_running) == ([FrameFailure.UNPLUGGED], False)
    system.plug(LABEL)
    assert system.open_now == ["label"]


def test_the_chosen_camera_is_waited_for_though_another_is_there(make):
    camera, system = make(FRONT, LABEL)
    camera.choose("label")
    camera.start()
    system.plug(FRONT)
    assert system.open_now == []


def test_another_camera_coming_or_going_disturbs_nothing(make, failures):
    camera, system = make(FRONT)
    changes = []
    camera.cameras_changed.connect(lambda: changes.append(camera.cameras()))
    camera.start()
    system.plug(FRONT, LABEL)
    assert (len(system.sessions), failures, changes) == (1, [], [(FRONT, LABEL)])


def test_a_stopped_camera_stays_stopped_when_one_is_plugged_in(make):
    camera, system = make()
    camera.start()
    camera.stop()
    system.plug(FRONT)
    assert system.sessions == []


def test_a_camera_that_breaks_is_closed_and_says_so(make, failures):
    camera, system = make(FRONT)
    camera.start()
    system.sessions[0].failed.emit(FrameFailure.BROKEN)
    assert (failures, camera.is_running, system.open_now) == ([FrameFailure.BROKEN], False, [])
    camera.start()
    assert len(system.sessions) == 2


def test_without_the_system_parts_the_port_says_so(qapp, monkeypatch, failures):
    monkeypatch.setitem(sys.modules, "packtrail.devices.qt_cameras", None)
    source = open_camera()
    assert isinstance(source, NoCamera)
    source.failed.connect(failures.append)
    source.start()
    source.stop()
    assert failures == [FrameFailure.NO_SYSTEM]


@pytest.fixture
def qt(qapp):
    return pytest.importorskip("packtrail.devices.qt_cameras", exc_type=ImportError, reason="needs libpulse")


def test_the_systems_cameras_can_be_listed(qt):
    camera = open_camera()
    assert isinstance(camera, Camera)
    assert all(info.camera_id for info in camera.cameras())


def test_a_frame_in_colours_becomes_grey_and_picture(qt):
    from PySide6.QtMultimedia import QVideoFrame

    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(120, 120, 120))
    frame = qt.VideoFrame(QVideoFrame(image))
    assert frame.grey().shape == (48, 64)
    assert set(frame.grey().ravel()) == {120}
    assert frame.image().pixelColor(3, 3).name() == "#787878"


@pytest.mark.parametrize(("name", "first", "step"), [("NV12", 0, 1), ("YUYV", 0, 2), ("UYVY", 1, 2)])
def test_the_luminance_of_a_cameras_frame_is_its_grey(qt, name, first, step):
    from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

    pixel = getattr(QVideoFrameFormat.PixelFormat, f"Format_{name}")
    raw = QVideoFrame(QVideoFrameFormat(QSize(64, 48), pixel))
    assert raw.map(QVideoFrame.MapMode.WriteOnly)
    stride = raw.bytesPerLine(0)
    plane = raw.bits(0)
    for at in range(len(plane)):
        plane[at] = 1
    for row in range(48):
        for column in range(64):
            plane[row * stride + first + column * step] = row + column
    raw.unmap()
    grey = qt.VideoFrame(raw).grey()
    assert grey.tolist() == [[row + column for column in range(64)] for row in range(48)]


def test_a_session_brings_what_its_sink_gets_until_it_is_closed(qt):
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QVideoFrame, QVideoSink

    sink, frames = QVideoSink(), []
    session = qt.QtCameraSession(QCamera(QCameraDevice()), sink)
    session.frame_arrived.connect(frames.append)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor(9, 9, 9))
    sink.setVideoFrame(QVideoFrame(image))
    sink.setVideoFrame(QVideoFrame())
    session.close()
    sink.setVideoFrame(QVideoFrame(image))
    assert [int(frame.grey()[0, 0]) for frame in frames] == [9]


class Format:
    """A camera's format, as far as the choice asks."""

    def __init__(self, width, fps):
        self.width, self.fps = width, fps

    def resolution(self):
        return QSize(self.width, self.width * 9 // 16)

    def maxFrameRate(self):  # noqa: N802 - Qt's name
        return self.fps


@pytest.mark.parametrize(
    ("offered", "best"),
    [
        ([(640, 30), (1920, 30), (3840, 30)], (1920, 30)),
        ([(1280, 30), (1920, 5)], (1280, 30)),
        ([(1280, 30), (1280, 60)], (1280, 60)),
        ([(2592, 5), (1600, 5)], (1600, 5)),
        ([(3840, 30)], (3840, 30)),
        ([], None),
    ],
)
def test_the_format_is_wide_enough_and_quick_enough(qt, offered, best):
    chosen = qt.best_format([Format(*one) for one in offered])
    assert (chosen and (chosen.width, chosen.fps)) == best
