"""Being bound by file from the Sync screen: the request out, a real hub's answer in, and what is between."""

import numpy as np
import pytest
import zxingcpp
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

from packtrail.app.by_file import ByFile
from packtrail.protocol.enrolment import from_text
from packtrail.ui.sync.enrol_file_flow import BEGUN, EnrolFileFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail_hub.enrol_file import enrol_file
from tests.e2e.test_by_file import hub_over
from tests.ui.stock.counter import put_away
from tests.ui.whole import words_cut_at_rest


class Person:
    """Somebody in front of the card."""

    def __init__(self, qtbot, outlet, flow, monkeypatch):
        self._qtbot, self._monkeypatch = qtbot, monkeypatch
        self.outlet, self.flow, self.card = outlet, flow, flow.card

    def chooses(self, file):
        for name in ("getSaveFileName", "getOpenFileName"):
            self._monkeypatch.setattr(QFileDialog, name, lambda *_: (str(file), ""))

    def writes(self, file, code="SANDBOX"):
        self.chooses(file)
        self.card.edited.emit(code, "")
        self.card.request_asked.emit()
        self.settled()

    def loads(self, file):
        self.chooses(file)
        self.card.answer_asked.emit()
        self.settled()

    def settled(self):
        self._qtbot.waitUntil(lambda: not self.flow.is_busy, timeout=20_000)

    def said(self):
        return "\n".join(label.text() for label in self.card.findChildren(QLabel) if not label.isHidden())

    def begun(self):
        return self.outlet.read(lambda view: view.setting(BEGUN))

    def remembers(self, until):
        self._qtbot.waitUntil(lambda: until(self.begun()), timeout=20_000)


@pytest.fixture
def person(qtbot, at_work, monkeypatch):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    flow = EnrolFileFlow(ByFile(outlet), outlet, workers, wording(CHINESE))
    flow.card.resize(640, 900)
    flow.card.show()
    yield Person(qtbot, outlet, flow, monkeypatch)
    put_away(qtbot, workers, flow.card)


def read_qr(pixmap):
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return zxingcpp.read_barcode(np.ascontiguousarray(pixels[:, : image.width()])).text


def test_the_request_lies_in_the_file_and_the_qr_code_says_the_same(person, tmp_path):
    person.writes(tmp_path / "request")
    file = tmp_path / "request.json"
    assert from_text(read_qr(person.card._qr.pixmap()).encode()) == file.read_bytes()


def test_a_hubs_answer_binds_and_the_request_is_forgotten(qtbot, person, tmp_path):
    person.writes(tmp_path / "request.json")
    person.remembers(bool)
    with hub_over(tmp_path / "hub.db") as hub:
        enrol_file(hub, tmp_path / "request.json", tmp_path / "answer.json")
    with qtbot.waitSignal(person.flow.bound, timeout=20_000):
        person.loads(tmp_path / "answer.json")
    assert len(person.outlet.read(lambda view: view.destinations())) == 1
    person.remembers(lambda said: not said)


def test_what_was_begun_is_known_after_a_restart_without_its_code(qtbot, at_work, person, tmp_path):
    person.writes(tmp_path / "申请.json", code="SECRET7")
    person.remembers(bool)
    assert "SECRET7" not in person.begun()
    outlet, workers = at_work
    again = EnrolFileFlow(ByFile(outlet), outlet, workers, wording(CHINESE))
    again.start()
    qtbot.waitUntil(lambda: again.state.file == "申请.json", timeout=20_000)
    put_away(qtbot, workers, again.card)


def test_without_a_code_the_button_says_so(person):
    assert person.card._request.refusal == "先填一次性绑定码。"


@pytest.mark.parametrize("content", [b"", b"{}", b"PTE1:xx", b"\xff" * 50])
def test_a_file_that_is_no_answer_is_one_sentence_and_binds_nothing(person, tmp_path, content):
    file = tmp_path / "answer.json"
    file.write_bytes(content)
    person.loads(file)
    assert person.card.told.isVisible()
    assert "answer.json" in person.said()
    assert not person.outlet.read(lambda view: view.destinations())


def test_a_place_that_cannot_be_written_is_said(person, tmp_path):
    (tmp_path / "file").write_text("no folder")
    person.writes(tmp_path / "file" / "request.json")
    assert person.card.told.isVisible()
    assert person.flow.state.qr_text == ""


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut_and_every_field_has_a_name(person, tmp_path, language, scale):
    person.writes(tmp_path / "request.json")
    appearance().wear(Scheme.LIGHT, scale)
    person.flow.retranslate(wording(language))
    person.card.resize(int(640 * scale), int(1000 * scale))
    QApplication.processEvents()
    assert words_cut_at_rest(person.card) == []
    assert person.card._qr.height() >= person.card._qr.pixmap().height()
    assert all(field.accessibleName() for field in person.card.findChildren(QLineEdit))
    appearance().wear(Scheme.LIGHT)
