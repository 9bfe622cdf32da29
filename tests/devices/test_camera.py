"""A camera that is chosen, pulled out and put back; on this machine by a system made for the test."""

import sys

import pytest
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QImage

from packtrail.devices.camera import Camera, CameraInfo, CameraSession, Waits
from packtrail.devices.frame_image import StillFrame
from packtrail.devices.frames import FrameFailure
from packtrail.devices.no_camera import NoCamera, open_camera, open_video
from packtrail.usecases.camera_choices import CameraAbilities, CameraChoices

FRONT, LABEL = CameraInfo("front", "Front camera"), CameraInfo("label", "Label camera")


class Session(CameraSession):
    def __init__(self, camera_id, choices):
        super().__init__()
        self.camera_id, self.is_open, self.applied = camera_id, True, [choices]

    @property
    def abilities(self):
        return CameraAbilities(heights=(720,), has_torch=True)

    def apply(self, choices):
        self.applied.append(choices)

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

    def open(self, camera_id, choices):
        self.sessions.append(Session(camera_id, choices))
        return self.sessions[-1]

    def plug(self, *plugged, is_told=True):
        self._plugged = list(plugged)
        if is_told:
            self.changed.emit()

    @property
    def open_now(self):
        return [session.camera_id for session in self.sessions if session.is_open]


@pytest.fixture
def failures():
    return []


@pytest.fixture
def make(qapp, failures):
    def made(*plugged, **waits):
        system = System(*plugged)
        camera = Camera(system, Waits(**waits))
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


def test_a_session_brings_what_its_sink_gets_until_it_is_closed(qt):
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QVideoFrame, QVideoSink

    sink, frames = QVideoSink(), []
    session = qt.QtCameraSession(QCamera(QCameraDevice()), sink=sink)
    session.frame_arrived.connect(frames.append)
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(9, 9, 9))
    sink.setVideoFrame(QVideoFrame(image))
    sink.setVideoFrame(QVideoFrame())
    session.close()
    sink.setVideoFrame(QVideoFrame(image))
    assert [int(frame.grey()[0, 0]) for frame in frames] == [9]


def test_a_camera_that_is_back_is_found_though_the_system_does_not_tell(qtbot, make, failures):
    camera, system = make(LABEL, again_ms=5)
    camera.start()
    system.plug()
    system.plug(LABEL, is_told=False)
    qtbot.waitUntil(lambda: system.open_now == ["label"])
    assert failures == [FrameFailure.UNPLUGGED]


def test_a_camera_that_falls_silent_is_said_once_and_opened_again(qtbot, make, failures):
    camera, system = make(LABEL, silent_ms=5, first_ms=60_000, again_ms=5)
    camera.start()
    system.sessions[0].frame_arrived.emit(StillFrame(QImage()))
    qtbot.waitUntil(lambda: len(system.sessions) == 2)
    assert (failures, system.open_now) == ([FrameFailure.STALLED], ["label"])


def test_a_camera_that_never_begins_is_tried_again_and_said_once(qtbot, make, failures):
    camera, system = make(LABEL, first_ms=2, again_ms=2)
    camera.start()
    qtbot.waitUntil(lambda: len(system.sessions) >= 4)
    camera.stop()
    assert (failures, system.open_now) == ([FrameFailure.STALLED], [])


def test_a_camera_that_breaks_again_after_frames_is_said_again(qtbot, make, failures):
    camera, system = make(LABEL, again_ms=2)
    camera.start()
    for at in range(2):
        system.sessions[at].frame_arrived.emit(StillFrame(QImage()))
        system.sessions[at].failed.emit(FrameFailure.BROKEN)
        qtbot.waitUntil(lambda: len(system.sessions) == at + 2)  # noqa: B023 - waited for at once
    assert failures == [FrameFailure.BROKEN] * 2


def test_choices_belong_to_their_camera_and_are_used_when_it_is_opened(make):
    camera, system = make(FRONT, LABEL)
    bright = CameraChoices(bias_ev=1.0)
    camera.set_choices("label", bright)
    camera.start()
    camera.choose("label")
    assert [session.applied for session in system.sessions] == [[CameraChoices()], [bright]]
    camera.set_choices("label", CameraChoices(torch=True))
    assert system.sessions[1].applied[-1].torch
    assert len(system.sessions) == 2


def test_what_can_be_set_is_known_while_the_camera_is_open(make):
    camera, _ = make(FRONT)
    changes = []
    camera.abilities_changed.connect(lambda: changes.append(camera.abilities.has_torch))
    assert not camera.abilities.has_torch
    camera.start()
    assert (changes, camera.camera_id) == ([True], "front")


class Told:
    """A QCamera as far as setting it asks, and what it was told."""

    def __init__(self, *features, torch=True):
        from PySide6.QtMultimedia import QCamera

        self.told, self.features, self.torch = {}, QCamera.Feature(0), torch
        for feature in features:
            self.features |= getattr(QCamera.Feature, feature)

    def supportedFeatures(self):  # noqa: N802 - Qt's name
        return self.features

    def minimumExposureTime(self):  # noqa: N802 - Qt's name
        return 0.001

    def maximumExposureTime(self):  # noqa: N802 - Qt's name
        return 0.01

    def isFocusModeSupported(self, _mode):  # noqa: N802 - Qt's name
        return True

    def isTorchModeSupported(self, _mode):  # noqa: N802 - Qt's name
        return self.torch

    def cameraFormat(self):  # noqa: N802 - Qt's name
        return None

    def __getattr__(self, name):
        return lambda *values: self.told.__setitem__(name, values[0] if values else True)


CHOSEN = CameraChoices(height=720, bias_ev=-1.0, shutter_s=1 / 60, focus=0.25, torch=True)


def test_a_camera_is_set_as_chosen_within_its_bounds(qt):
    told = Told("ExposureCompensation", "ManualExposureTime", "FocusDistance")
    wide, chosen = Format(1920, 30), Format(1280, 30)
    qt.set_camera(told, CHOSEN, [wide, chosen])
    assert told.told["setCameraFormat"] is chosen
    assert told.told["setManualExposureTime"] == 0.01
    assert told.told["setExposureCompensation"] == -1.0
    assert told.told["setFocusDistance"] == 0.25
    assert told.told["setTorchMode"].name == "TorchOn"


def test_what_was_fixed_becomes_automatic_again(qt):
    told = Told("ExposureCompensation", "ManualExposureTime", "FocusDistance")
    qt.set_camera(told, CameraChoices(), [])
    assert told.told["setAutoExposureTime"]
    assert told.told["setFocusMode"].name == "FocusModeAuto"
    assert told.told["setTorchMode"].name == "TorchOff"
    assert "setFocusDistance" not in told.told


def test_a_camera_that_can_be_told_nothing_is_told_nothing(qt):
    told = Told(torch=False)
    qt.set_camera(told, CHOSEN, [])
    assert told.told == {}
    assert qt.abilities_of(told, [Format(1280, 30), Format(1920, 5)]) == CameraAbilities(heights=(720,))


def test_without_the_system_parts_a_video_says_so(qapp, monkeypatch, failures, tmp_path):
    monkeypatch.setitem(sys.modules, "packtrail.devices.video_file", None)
    source = open_video(tmp_path / "film.avi")
    source.failed.connect(failures.append)
    source.start()
    assert failures == [FrameFailure.NO_SYSTEM]


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


def test_so_many_lines_as_chosen_where_the_camera_has_them_quickly_enough(qt):
    formats = [Format(1920, 30), Format(1280, 30), Format(640, 30)]
    assert qt.best_format(formats, 720).width == 1280
    assert qt.best_format([Format(1280, 30), Format(1920, 5)], 1080).width == 1280
