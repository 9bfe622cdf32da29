"""The camera at the intake, from a frame to a card, on a real ledger with a camera in the test's hand."""

import json
import threading
import zipfile
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from packtrail.devices.frame_image import StillFrame
from packtrail.devices.no_camera import open_video
from packtrail.domain.records.gate import CodeSource
from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.work import Outcome
from packtrail.ui.theme.appearance import appearance
from packtrail.usecases.camera_choices import CameraChoices, choices_from, setting_of
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.station import codes
from tests.trade import CODE, OTHER_CODE
from tests.ui.intake.cameras import LABEL, Reader, at, camera_and_socket, scene
from tests.ui.stock.counter import counter
from tests.ui.whole import words_cut_at_rest

LIMIT_MS = 20_000


class Bench:
    """An intake with its camera, and what a person sees and does there."""

    def __init__(self, qtbot, outlet, workers):
        self.qtbot, self.outlet = qtbot, outlet
        self.camera, self.socket = camera_and_socket()
        self.cameras = CameraDesk(outlet, workers, self.camera)
        self.flow = IntakeFlow(
            outlet, workers, wording(CHINESE), camera=self.camera, cameras=self.cameras, films=open_video
        )
        self.tones = []
        self.flow.toned.connect(self.tones.append)
        qtbot.addWidget(self.flow.screen)
        self.flow.screen.resize(1280, 760)
        self.flow.screen.show()
        self.cameras.start()

    @property
    def view(self):
        return self.flow.screen.left.view

    @property
    def cards(self):
        return self.flow._bench.work.cards

    @property
    def words(self):
        return [overlay.word for overlay in self.view._overlays]

    def press(self, name):
        self.flow.screen.left.tools.button(name).click()

    def start(self):
        self.flow.screen.source_asked.emit("camera")

    def show(self, frame):
        """A frame from the camera, read to its end."""
        self.socket.session.frame_arrived.emit(frame)
        self.wait(lambda: not self.flow._reading.is_reading_frame and not self.flow._reading.is_busy)

    def wait(self, until):
        self.qtbot.waitUntil(until, timeout=LIMIT_MS)

    def wait_for_photos(self):
        self.wait(lambda: all(card.unit.photos for card in self.cards) and not self.flow.is_busy)

    def photo_of(self, card):
        content = self.outlet.read(lambda view: view.blob(card.unit.photos[0].digest))
        return content, Image.open(BytesIO(content))

    def kept(self):
        """What the ledger's desk notes hold of the camera."""
        return self.outlet.read(lambda view: choices_from(view.setting(setting_of("label"))))


@pytest.fixture
def bench(qtbot, tmp_path):
    appearance().wear()
    with counter(tmp_path / "data") as (outlet, workers):
        bench = Bench(qtbot, outlet, workers)
        yield bench
        bench.flow.put_away()
        bench.wait(lambda: not bench.flow.is_busy)


@pytest.fixture
def reader(bench):
    reader = Reader(bench.outlet.tables)
    bench.outlet.watch_labels = reader.watch
    return reader


@pytest.fixture
def clock(bench):
    """Milliseconds of the camera's frames, set by the test."""
    now = [0.0]
    bench.flow._reading._live_reader._clock = lambda: now[0]
    return now


def test_a_label_before_the_camera_becomes_a_card_with_its_own_photograph(bench):
    bench.start()
    bench.show(scene(CODE))
    bench.wait(lambda: len(bench.cards) == 1)
    bench.wait_for_photos()
    unit = bench.cards[0].unit
    content, photo = bench.photo_of(bench.cards[0])
    assert (unit.code_source, bench.tones, bench.words) == (CodeSource.SCAN_QR, ["ok"], ["新"])
    assert len(content) <= 300_000
    assert dict(photo.getexif()) == {}
    assert photo.size[0] < 1280  # the label and what lies around it, not the whole bench
    assert unit.scan_way.symbology == "qr"


def test_twelve_labels_in_one_frame_become_twelve_cards_with_one_tone_and_one_way_back(bench):
    twelve = codes(12)
    bench.start()
    bench.show(scene(*twelve))
    bench.wait(lambda: len(bench.cards) == 12)
    bench.wait_for_photos()
    assert {card.unit.battery_code for card in bench.cards} == set(twelve)
    assert len({card.unit.photos[0].digest for card in bench.cards}) == 12
    bench.wait(lambda: all(bench.flow.screen.right.card(card.key) for card in bench.cards))
    assert bench.tones == ["ok"]
    bench.show(scene(*twelve))
    assert len(bench.cards) == 12
    bench.flow.screen.banner_acted.emit()
    assert bench.cards == ()
    bench.show(scene(*twelve))
    assert bench.cards == ()  # taken back, and still in view: not added again behind the hand's back


def test_a_label_held_still_is_one_read_and_one_shown_again_is_known(bench, reader, clock):
    reader.says = {"texts": (CODE,)}
    bench.start()
    for at_ms in (0.0, 50.0, 100.0, 2500.0):
        clock[0] = at_ms
        bench.show(scene())
    assert len(bench.cards) == 1
    assert bench.flow._bench.work.happened.outcome is Outcome.HERE_ALREADY
    bench.wait(lambda: sorted(bench.tones) == ["duplicate", "ok"])
    bench.wait_for_photos()


def test_a_linear_code_read_once_waits_for_its_second_read(bench, reader, clock):
    reader.says = {"texts": (CODE,), "format": "code128", "is_sure": False}
    bench.start()
    bench.show(scene())
    assert (bench.cards, bench.flow._bench.work.proposals) == ((), ())
    reader.says = {"texts": (CODE,), "format": "code128"}
    bench.show(scene())
    assert [card.unit.code_source for card in bench.cards] == [CodeSource.SCAN_CODE128]
    bench.wait_for_photos()


def test_a_code_that_stays_unsure_is_put_to_the_person(bench, reader, clock):
    reader.says = {"texts": (CODE, OTHER_CODE), "is_sure": False}
    bench.start()
    for at_ms in (0.0, 600.0, 1200.0, 1800.0):
        clock[0] = at_ms
        bench.show(scene())
    assert (bench.cards, len(bench.flow._bench.work.proposals)) == ((), 2)


def test_advice_is_shown_under_the_picture_once_it_holds_in_the_language_of_the_desk(bench, reader, clock):
    reader.says = {"hint": "closer", "unread": (at(300.0, 300.0),)}
    bench.start()
    for at_ms, shown in ((0.0, ""), (300.0, ""), (600.0, "再靠近一点，让条码占画面一半")):
        clock[0] = at_ms
        bench.show(scene())
        assert bench.view.hint == shown
    assert bench.words == ["未读出"]
    bench.flow.retranslate(wording(ENGLISH))
    assert bench.view.hint.startswith("Come closer")
    reader.says = {"texts": (CODE,), "hint": "closer"}
    clock[0] = 1400.0
    bench.show(scene())
    assert bench.view.hint == ""
    bench.wait_for_photos()


def test_a_camera_that_is_pulled_out_is_named_and_goes_on_when_it_is_back(bench, reader):
    bench.start()
    bench.show(scene())
    bench.socket.plug()
    assert bench.flow.screen.banner.isVisible()
    bench.socket.plug(LABEL)
    reader.says = {"texts": (CODE,)}
    bench.show(scene())
    assert not bench.flow.screen.banner.isVisible()
    bench.wait(lambda: len(bench.cards) == 1)
    bench.wait_for_photos()


def test_only_the_crop_box_is_read_and_the_camera_keeps_it(bench, reader):
    bench.start()
    bench.show(scene())
    bench.view.crop_drawn.emit((0.25, 0.5, 0.5, 0.5))
    bench.show(scene())
    assert [crop for _, _, crop in reader.seen] == [None, (320, 360, 640, 360)]
    assert bench.view.crop == (0.25, 0.5, 0.5, 0.5)
    bench.cameras.keep()
    bench.wait(lambda: bench.kept().crop is not None)
    bench.press("crop")
    bench.show(scene())
    assert reader.seen[-1][2] is None


def test_a_crop_box_is_found_again_at_the_next_start(bench, reader, qtbot):
    bench.cameras.change(CameraChoices(crop=(0.1, 0.1, 0.5, 0.5), torch=True))
    bench.cameras.keep()
    bench.wait(lambda: bench.kept().crop is not None)
    again = CameraDesk(bench.outlet, bench.flow._bench.workers, bench.camera)
    again.start()
    qtbot.waitUntil(lambda: again.crop == (0.1, 0.1, 0.5, 0.5))
    assert again.choices.torch


def test_the_keys_draw_a_box_in_the_middle_and_take_it_away(bench, reader):
    bench.start()
    bench.show(scene())
    bench.press("crop")
    assert bench.view.hasFocus()
    assert bench.view.crop is not None
    bench.press("crop")
    assert bench.view.crop is None


def test_the_light_is_there_where_the_camera_has_one(bench, reader):
    torch = bench.flow.screen.left.tools.button("torch")
    assert torch.isHidden()
    bench.start()
    assert not torch.isHidden()
    bench.press("torch")
    assert bench.socket.session.choices.torch
    assert torch.accessibleName() == "关补光灯"


class Broken(StillFrame):
    """A frame whose memory is gone when it is looked at."""

    def grey(self):
        return np.zeros((0, 0), np.uint8)

    def preview(self, _width):
        return QImage()


def test_frames_that_are_no_picture_are_passed_over(bench, reader):
    bench.start()
    for _ in range(5):
        bench.show(Broken(QImage()))
    reader.says = {"texts": (CODE,)}
    bench.show(scene())
    assert len(reader.seen) == 1
    bench.wait(lambda: len(bench.cards) == 1)
    bench.wait_for_photos()


class Faulty(StillFrame):
    """A frame whose driver fails in a way that nobody thought of."""

    def grey(self):
        raise RuntimeError("the device is gone")

    def preview(self, _width):
        raise RuntimeError("the device is gone")


def test_a_bug_in_one_frame_is_reported_and_the_next_frames_are_read(bench, reader, monkeypatch, qtbot):
    bugs = []
    monkeypatch.setattr("sys.excepthook", lambda *bug: bugs.append(bug))
    bench.start()
    bench.socket.session.frame_arrived.emit(Faulty(QImage()))
    bench.wait(lambda: len(bugs) == 2)
    reader.says = {"texts": (CODE,)}
    bench.show(scene())
    bench.wait(lambda: len(bench.cards) == 1)
    bench.wait_for_photos()


def test_while_a_label_is_being_read_the_view_goes_on(bench, reader):
    hold, seen = threading.Event(), reader.see

    def slow(*frame, **facts):
        hold.wait(LIMIT_MS / 1000)
        return seen(*frame, **facts)

    reader.see = slow
    shown = []
    bench.flow._camera._preview.made.connect(lambda _image, size: shown.append(size))
    bench.start()
    for count in range(1, 6):
        bench.socket.session.frame_arrived.emit(scene())
        bench.wait(lambda: len(shown) >= count)  # noqa: B023 - waited for at once
    assert bench.flow._reading.is_reading_frame
    hold.set()
    bench.wait(lambda: not bench.flow._reading.is_reading_frame)
    assert len(reader.seen) == 2  # the first, and the newest of those that came meanwhile


def test_the_held_picture_is_read_harder_and_becomes_a_card(bench, reader):
    bench.start()
    bench.show(scene(CODE))
    assert bench.cards == ()
    bench.press("harder")
    bench.wait(lambda: len(bench.cards) == 1)
    assert bench.cards[0].unit.code_source == CodeSource.SCAN_QR
    bench.wait_for_photos()
    bench.show(scene())
    assert len(reader.seen) == 2


def test_reading_harder_says_how_long_and_ends_with_esc(bench, reader):
    hold, begun, answered = threading.Event(), threading.Event(), []

    def endless(source, *, crop, cancelled):
        begun.set()
        while not cancelled():
            hold.wait(0.01)
        answered.append(crop)
        return reader.see(source, 0.0, crop)

    bench.outlet.read_hard = endless
    bench.start()
    bench.show(scene())
    bench.view.crop_drawn.emit((0.0, 0.0, 0.5, 0.5))
    bench.press("harder")
    assert "按 Esc 停止" in bench.flow.screen.left._activity.text()
    bench.wait(begun.is_set)
    seen = len(reader.seen)
    bench.socket.session.frame_arrived.emit(scene())
    bench.flow.back()
    assert bench.flow.screen.left._activity.text() == ""
    bench.wait(lambda: answered == [(0, 0, 640, 360)])
    bench.show(scene())
    assert len(reader.seen) == seen + 2  # what ended the reading harder, and the frame after it


def test_a_picture_file_is_read_harder_too_and_nothing_in_view_is_said(bench, tmp_path):
    bench.press("harder")
    assert bench.flow.screen.banner.isVisible()
    file = tmp_path / "label.png"
    scene(CODE).picture.save(str(file))
    bench.flow.screen.files_given.emit((file,))
    bench.wait(lambda: len(bench.cards) == 1)
    bench.wait_for_photos()
    bench.press("harder")
    bench.wait(lambda: bench.flow._bench.work.happened.outcome is Outcome.HERE_ALREADY)


def test_what_was_not_read_is_kept_for_those_who_mend_it(bench, reader, monkeypatch, tmp_path):
    target = tmp_path / "why.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    reader.says = {"texts": ("SN-1",), "hint": "tilt", "unread": (at(10.0, 10.0),)}
    bench.start()
    bench.show(scene())
    bench.press("why")
    bench.wait(target.exists)
    bench.wait(bench.flow.screen.banner.isVisible)
    with zipfile.ZipFile(target) as kept:
        facts = json.loads(kept.read("reading.json"))
        picture = Image.open(BytesIO(kept.read("picture.png")))
        words = kept.read("说明.txt").decode()
    assert (facts["hint"], facts["source"], facts["read_as"]) == ("tilt", "Label camera", "frame")
    assert (facts["symbols"][0]["text"], len(facts["unread"])) == ("SN-1", 1)
    assert (picture.size, dict(picture.getexif())) == ((1280, 720), {})
    assert "有反光" in words
    assert "1 处" in words


def test_a_report_that_cannot_be_written_is_said(bench, reader, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "why.zip"), ""))
    bench.start()
    bench.show(scene())
    bench.press("why")
    bench.wait(bench.flow.screen.banner.isVisible)
    assert bench.tones == ["reject"]


def test_a_report_nobody_wants_after_all_writes_nothing(bench, reader, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    bench.press("why")
    assert bench.flow.screen.banner.isVisible()
    bench.start()
    bench.show(scene())
    bench.flow.screen.banner.clear()
    bench.press("why")
    assert not bench.flow.screen.banner.isVisible()


@pytest.fixture
def film(tmp_path):
    cv2 = pytest.importorskip("cv2")
    pytest.importorskip("packtrail.devices.video_file", exc_type=ImportError, reason="needs libpulse")
    path = tmp_path / "walk.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (1280, 720))
    if not writer.isOpened():
        pytest.skip("this OpenCV writes no video")
    for _ in range(4):
        writer.write(scene(CODE).pixels()[:, :, :3])
    writer.release()
    return path


def test_a_film_is_read_as_a_camera_is_and_ends(bench, film):
    bench.flow.screen.files_given.emit((film,))
    bench.wait(lambda: len(bench.cards) == 1)
    bench.wait(lambda: not bench.flow._camera.is_on)
    bench.wait_for_photos()
    assert bench.cards[0].unit.code_source == CodeSource.SCAN_QR
    bench.start()
    assert bench.camera.is_running


def dropped(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_folders_and_pictures_are_read_and_what_is_neither_is_named(bench, tmp_path):
    folder = tmp_path / "labels"
    folder.mkdir()
    scene(CODE).picture.save(str(folder / "a.png"))
    scene(OTHER_CODE).picture.save(str(tmp_path / "b.png"))
    (tmp_path / "list.pdf").write_bytes(b"%PDF")
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    bench.flow.screen._take(dropped(folder, tmp_path / "b.png", tmp_path / "list.pdf"))
    bench.wait(lambda: len(bench.cards) == 2)
    bench.wait_for_photos()
    bench.wait(bench.flow.screen.banner.isVisible)
    bench.flow.screen.banner.clear()
    bench.flow.screen._take(dropped(tmp_path / "broken.jpg"))
    bench.wait(bench.flow.screen.banner.isVisible)


def test_a_pasted_picture_that_no_camera_takes_is_refused_in_words(bench):
    huge = QImage(9000, 9000, QImage.Format.Format_Mono)
    bench.flow.screen.image_pasted.emit(huge)
    bench.wait(bench.flow.screen.banner.isVisible)
    assert bench.cards == ()


def test_a_large_pasted_picture_is_read_smaller(bench):
    large = scene(CODE).picture.scaled(5120, 2880)
    bench.flow.screen.image_pasted.emit(large)
    bench.wait(lambda: len(bench.cards) == 1)
    bench.wait_for_photos()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_of_the_tools_is_cut(bench, reader, language, scale):
    appearance().wear(None, scale)
    reader.says = {"hint": "tilt"}
    bench.flow.screen.resize(1280, 900)
    bench.flow.retranslate(wording(language))
    bench.start()
    bench.show(scene())
    bench.wait(bench.flow.screen.left.tools.isVisible)
    assert words_cut_at_rest(bench.flow.screen.left.tools) == []
