"""The camera's card: what can be set of the camera that is there, seen while it is set, and kept."""

import pytest

from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.settings.camera_panel import CameraState, chosen_as, key_of, note_of, offered
from packtrail.ui.settings.camera_settings import CameraSettings
from packtrail.ui.theme.appearance import appearance
from packtrail.usecases.camera_choices import CameraAbilities, CameraChoices, choices_from, setting_of
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.intake.cameras import LABEL, camera_and_socket, scene
from tests.ui.stock.counter import counter
from tests.ui.whole import cut_words

ZH = wording(CHINESE)
ALL = CameraAbilities(
    heights=(720, 1080), has_bias=True, shutter_s=(0.001, 0.01), has_fixed_focus=True, has_torch=True
)
ROWS = ("camera", "height", "bias", "shutter", "focus", "torch")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("name", ROWS)
def test_every_choice_can_be_made_and_is_shown_as_made(language, name):
    state = CameraState(cameras=(("label", "Label camera"),), abilities=ALL, is_on=True)
    choices = offered(state, name, wording(language))
    assert all(choice.word for choice in choices)
    assert len(choices) >= 2
    for choice in choices if name != "camera" else ():
        made = chosen_as(CameraChoices(), name, choice.key)
        assert key_of(CameraState(choices=made), name) == choice.key


def test_only_exposures_that_the_camera_knows_are_offered():
    words = [choice.word for choice in offered(CameraState(abilities=ALL), "shutter", ZH)]
    assert words == ["自动", "1/125 s", "1/250 s", "1/500 s"]


@pytest.mark.parametrize("name", ROWS)
def test_what_a_camera_cannot_do_is_not_offered(name):
    assert offered(CameraState(), name, ZH) == []


def test_what_cannot_be_set_is_named_and_trouble_goes_before_it():
    few = CameraState(is_on=True, abilities=CameraAbilities(heights=(720,), has_bias=True))
    assert note_of(few, ZH) == "这个摄像头不能设：曝光时间、对焦距离、补光灯"
    assert note_of(CameraState(is_on=True, abilities=ALL), ZH) == ""
    assert "已拔出" in note_of(CameraState(is_on=True, trouble="unplugged"), ZH)
    assert note_of(CameraState(has_cameras=False), ZH) == "没有可设置的摄像头"


class Settings:
    def __init__(self, qtbot, outlet, workers):
        self.outlet, self.workers = outlet, workers
        self.camera, self.socket = camera_and_socket()
        self.cameras = CameraDesk(outlet, workers, self.camera)
        self.flow = CameraSettings(self.cameras, self.camera, workers, ZH)
        self.panel = self.flow.panel
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 700)
        self.panel.show()


@pytest.fixture
def settings(qtbot, tmp_path):
    appearance().wear()
    with counter(tmp_path / "data") as (outlet, workers):
        settings = Settings(qtbot, outlet, workers)
        yield settings
        settings.flow.stop()


def test_the_picture_runs_only_while_somebody_looks(qtbot, settings):
    assert not settings.camera.is_running
    settings.panel.look_asked.emit()
    settings.socket.session.frame_arrived.emit(scene())
    qtbot.waitUntil(lambda: settings.panel.view.has_image)
    settings.flow.stop()
    assert not settings.camera.is_running
    assert not settings.panel.view.has_image


def test_what_is_chosen_is_used_at_once_and_kept(qtbot, settings):
    settings.panel.look_asked.emit()
    for name, key in (
        ("height", "720"),
        ("bias", "1"),
        ("shutter", "0.004000"),
        ("focus", "0.5"),
        ("torch", "on"),
    ):
        settings.panel.chosen.emit(name, key)
    wanted = CameraChoices(height=720, bias_ev=1.0, shutter_s=0.004, focus=0.5, torch=True)
    assert settings.socket.session.choices == wanted
    settings.cameras.keep()
    qtbot.waitUntil(
        lambda: settings.outlet.read(lambda view: choices_from(view.setting(setting_of("label")))) == wanted
    )


def test_another_camera_is_chosen_and_found_again(qtbot, settings):
    settings.panel.chosen.emit("camera", "label")
    qtbot.waitUntil(lambda: settings.outlet.read(lambda view: view.setting("camera.chosen")) == "label")
    again = CameraDesk(settings.outlet, settings.workers, settings.camera)
    again.start()
    qtbot.waitUntil(lambda: again.chosen == "label")
    settings.panel.chosen.emit("camera", "any")
    assert settings.cameras.chosen is None


def test_a_camera_that_is_pulled_out_is_said_and_seen_again(settings):
    settings.panel.look_asked.emit()
    settings.socket.plug()
    assert "已拔出" in settings.panel.note
    settings.socket.plug(LABEL)
    settings.socket.session.frame_arrived.emit(scene())
    assert "已拔出" not in settings.panel.note


def test_a_desk_without_cameras_says_so(qtbot, settings):
    flow = CameraSettings(CameraDesk(settings.outlet, settings.workers, None), None, settings.workers, ZH)
    qtbot.addWidget(flow.panel)
    flow.panel.look_asked.emit()
    assert flow.panel.note == "没有可设置的摄像头"


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut(qtbot, settings, language, scale):
    appearance().wear(None, scale)
    settings.flow.retranslate(wording(language))
    settings.panel.look_asked.emit()
    settings.panel.resize(1000, settings.panel.sizeHint().height() + 400)
    qtbot.waitUntil(lambda: cut_words(settings.panel) == [])
