"""The card for files over a real ledger: a file is chosen, read or written, and what came of it is said."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from packtrail.app.by_file import ByFile
from packtrail.ui.sync.file_flow import FOLDER, FileFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.ports import Reply
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.stock.counter import packs, put_away, taken_in, with_hub
from tests.ui.whole import words_cut_at_rest


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    opened = FileFlow(ByFile(outlet), outlet, workers, wording(CHINESE))
    opened.card.resize(900, 300)
    opened.card.show()
    opened.start()
    yield opened
    qtbot.waitUntil(lambda: not opened.is_busy)
    put_away(qtbot, workers, opened.card)


def chosen(monkeypatch, file):
    """The system's dialog gives this file; where it was opened."""
    asked = []

    def dialog(_parent, _title, where, _kinds):
        asked.append(where)
        return str(file) if file else "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog)
    return asked


def said(flow):
    return " ".join(label.text() for label in flow.card.findChildren(QLabel) if label.isVisible())


def press(flow, at):
    flow.card.findChildren(RefusableButton)[at].click()


def test_what_waits_is_exported_and_the_folder_is_remembered(qtbot, at_work, flow, tmp_path, monkeypatch):
    outlet, _ = at_work
    with_hub(outlet)
    taken_in(outlet, *packs(3))
    chosen(monkeypatch, tmp_path / "out")  # as typed, without an ending
    with qtbot.waitSignal(flow.changed, timeout=20_000):
        press(flow, 0)
    assert (tmp_path / "out.tbatch").exists()
    assert "1 个批次" in said(flow)
    qtbot.waitUntil(lambda: outlet.read(lambda view: view.setting(FOLDER)) == str(tmp_path), timeout=20_000)
    asked = chosen(monkeypatch, None)
    press(flow, 1)
    assert asked == [str(tmp_path)]


def test_a_refusal_is_said_with_its_next_step(qtbot, at_work, flow, tmp_path, monkeypatch):
    with_hub(at_work[0])
    junk = tmp_path / "junk.treceipt"
    junk.write_bytes(b"PK\x03\x04 cut")
    chosen(monkeypatch, junk)
    with qtbot.waitSignal(flow.changed, timeout=20_000):
        press(flow, 1)
    assert "文件不完整" in said(flow)
    assert "重新导出" in said(flow)


def sealed(outlet, tmp_path):
    """A file of batches as another PC of the outlet would bring it."""
    with_hub(outlet)
    taken_in(outlet, *packs(2))
    brought = tmp_path / "别的电脑.tbatch"
    outlet.workers.network.run(lambda: ByFile(outlet).export_to(brought)).result(20)
    return brought


class Hub:
    """A hub of the test's: it answers every batch with the same status."""

    def __init__(self, status):
        self.status, self.came = status, []

    def put_batch(self, digest, _):
        self.came.append(digest)
        return Reply(status=self.status, body=b"{}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def test_what_another_pc_sealed_is_carried_on_and_its_answers_lie_beside_it(
    qtbot, at_work, flow, tmp_path, monkeypatch
):
    outlet, hub = at_work[0], Hub(200)
    brought = sealed(outlet, tmp_path)
    monkeypatch.setattr(type(outlet), "channel", lambda *_: hub)
    answers = brought.with_suffix(".treceipt")
    asked = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(brought), ""))
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda _p, _t, where, _k: (asked.append(where) or str(answers), "")
    )
    press(flow, 2)
    qtbot.waitUntil(lambda: "代传完成" in said(flow), timeout=20_000)
    assert asked == [str(answers)]
    assert len(hub.came) == 1
    assert answers.exists()
    assert "1 个批次有回执" in said(flow)


def test_what_did_not_arrive_is_said_with_its_next_step(qtbot, at_work, flow, tmp_path, monkeypatch):
    outlet = at_work[0]
    brought = sealed(outlet, tmp_path)
    monkeypatch.setattr(type(outlet), "channel", lambda *_: Hub(503))
    answers = tmp_path / "answers.treceipt"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(brought), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(answers), ""))
    press(flow, 2)
    qtbot.waitUntil(lambda: "没有送到" in said(flow), timeout=20_000)
    assert "HTTP 503" in said(flow)
    assert "再代传一次" in said(flow)
    assert not answers.exists()


def test_no_file_chosen_does_nothing(flow, monkeypatch):
    chosen(monkeypatch, None)
    press(flow, 0)
    press(flow, 1)
    press(flow, 2)
    assert not flow.is_busy


def test_a_folder_that_is_gone_is_not_offered(qtbot, at_work, flow, tmp_path, monkeypatch):
    qtbot.waitUntil(lambda: flow._folder != "")
    flow._folder = ""
    flow._use_folder(str(tmp_path / "gone"))
    asked = chosen(monkeypatch, None)
    press(flow, 1)
    assert Path(asked[0]) != tmp_path / "gone"


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut_in_any_language_or_size(qtbot, flow, language, scale):
    appearance().wear(Scheme.LIGHT, scale)
    flow.retranslate(wording(language))
    flow.card.resize(int(900 * scale), int(260 * scale))
    assert words_cut_at_rest(flow.card) == []
    appearance().wear(Scheme.LIGHT)
