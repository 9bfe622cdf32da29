"""Printing beside every screen: the panel, its keys, and what was left over from before."""

from functools import partial
from threading import Event

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from packtrail.app.label_papers import LabelPapers
from packtrail.desk.printing import DeskPrinting, Printing, open_paper
from packtrail.devices.printers import Printers
from packtrail.domain.errors_printing import PaperUnreadable
from packtrail.domain.print_jobs import TO_FILE, PrintState
from packtrail.papers.labels.calibration import calibration_pdf
from packtrail.papers.labels.stock import label_stocks
from packtrail.papers.speech import Speech
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.usecases.void_record import void_record
from packtrail.wording import CHINESE, wording
from tests.trade import delivery, pack
from tests.ui.stock.counter import counter

WORDS = wording(CHINESE)
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(qapp, tmp_path):
    with counter(tmp_path / "station") as opened:
        yield opened


@pytest.fixture
def made(desk, qtbot, tmp_path):
    outlet, workers = desk
    frame, settings = MainFrame(WORDS), SettingsScreen(WORDS)
    qtbot.addWidget(frame)
    qtbot.addWidget(settings)
    needs = Printing(Printers(tmp_path / "papers"), LabelPapers(outlet))
    printing = DeskPrinting(outlet, workers, WORDS, frame=frame, settings=settings, needs=needs)
    frame.show()
    yield frame, printing
    printing.stop()


@pytest.fixture
def receipt(tmp_path):
    file = tmp_path / "HO-S1a-20261120-0002.pdf"
    file.write_bytes(calibration_pdf(label_stocks()["roll_60_40"], Speech(WORDS), dpi=300))
    return file


def test_a_paper_opens_in_the_panel_and_ctrl_p_prints_it(made, receipt, qtbot, tmp_path):
    frame, printing = made
    open_paper(receipt, printing)
    qtbot.waitUntil(lambda: printing.flow.state.printers is not None and printing.flow.panel.isVisible())
    printing.flow.panel.printer_chosen.emit(TO_FILE)
    qtbot.keyClick(frame, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(
        lambda: [job.state for job in printing.flow.state.jobs] == [PrintState.SPOOLED], timeout=10_000
    )
    assert (tmp_path / "papers" / receipt.name).exists()


def test_the_jobs_are_a_key_away_from_every_screen(made, qtbot):
    frame, printing = made
    qtbot.keyClick(frame, Qt.Key.Key_J, CTRL_SHIFT)
    assert printing.flow.panel.isVisible()


def test_what_was_left_over_is_said_at_the_start(made, receipt, qtbot):
    frame, printing = made
    printing.flow.stop()  # as when the window goes before the page went over
    open_paper(receipt, printing)
    qtbot.waitUntil(lambda: printing.flow.state.printers is not None)
    printing.flow.panel.printer_chosen.emit(TO_FILE)
    printing.flow.print_paper()
    qtbot.waitUntil(lambda: bool(printing.flow.state.jobs))
    printing.start()
    qtbot.waitUntil(lambda: "1 个打印任务没打完" in frame.banner.accessibleName())


@pytest.fixture
def held(made, receipt, qtbot):
    """A print under way whose driver waits until it is let go."""
    printing = made[1]
    gate, reached, device = Event(), Event(), printing.flow._device
    begin = device.begin

    def slow(pdf, *, printer, title):
        reached.set()
        gate.wait(10)
        return begin(pdf, printer=printer, title=title)

    device.begin = slow
    open_paper(receipt, printing)
    qtbot.waitUntil(lambda: printing.flow.state.printers is not None)
    printing.flow.panel.printer_chosen.emit(TO_FILE)
    printing.flow.print_paper()
    qtbot.waitUntil(reached.is_set)
    yield gate
    gate.set()


def test_closing_asks_while_something_is_printed_then_stops_it_and_closes(made, held, qtbot):
    frame, printing = made
    frame.close_asked.connect(lambda event: event.setAccepted(printing.may_close()))
    frame.close()
    assert frame.isVisible()
    assert "再关一次窗口就停止打印" in frame.banner.accessibleName()
    frame.close()
    assert frame.isVisible()
    assert "正在停止打印" in frame.banner.accessibleName()
    held.set()
    qtbot.waitUntil(lambda: not frame.isVisible())
    assert printing.flow.under_way is None


def test_a_driver_that_hangs_does_not_keep_the_window_open(made, held, qtbot):
    frame, printing = made
    frame.close_asked.connect(lambda event: event.setAccepted(printing.may_close()))
    printing._limit.setInterval(1)
    frame.close()
    frame.close()
    qtbot.waitUntil(lambda: not frame.isVisible())
    assert printing.flow.under_way is not None


def test_what_has_no_code_gets_its_temporary_tag_one_key_after_intake(made, desk, qtbot):
    frame, printing = made
    outlet, workers = desk
    photo = workers.acts.run(partial(outlet.keep_photo, b"\xff\xd8\xff", "image/jpeg", "label")).result(10)
    nameless = pack(None, code_status="unreadable", code_reason="burnt", raw_scan=None, photos=(photo,))
    draft = delivery(pack(), nameless)
    taken = workers.acts.run(partial(outlet.record_delivery, draft)).result(10)
    printing.taken_in(taken)
    assert "1 件没有可读的编码" in frame.banner.accessibleName()
    qtbot.keyClick(frame, Qt.Key.Key_L, CTRL_SHIFT)
    qtbot.waitUntil(lambda: printing.flow.state.paper is not None, timeout=10_000)
    assert printing.flow.state.paper.title == "电池标签 1 枚"
    with pypdfium2.PdfDocument(printing.flow.state.paper.pdf) as document:
        text = document[0].get_textpage().get_text_range()
    assert next(unit.local_id for unit in taken.units if unit.local_id) in text


def test_the_labels_of_an_undone_delivery_are_not_printed_and_of_the_rest_only_what_stands(made, desk, qtbot):
    frame, printing = made
    outlet, workers = desk
    draft = delivery(pack(), pack("001PB240000003B3C0221954"))
    taken = workers.acts.run(partial(outlet.record_delivery, draft)).result(10)
    printing.taken_in(taken)
    gone, left = (unit.unit_id for unit in taken.units)

    def undo(unit_id):
        workers.acts.run(partial(outlet.act, void_record, unit_id, "duplicate_entry", "登记了两次")).result(
            10
        )

    undo(gone)
    qtbot.keyClick(frame, Qt.Key.Key_L, CTRL_SHIFT)
    qtbot.waitUntil(lambda: printing.flow.state.paper is not None, timeout=10_000)
    assert printing.flow.state.paper.title == "电池标签 1 枚"
    undo(left)
    qtbot.keyClick(frame, Qt.Key.Key_L, CTRL_SHIFT)
    qtbot.waitUntil(lambda: "已撤销" in frame.banner.accessibleName())


def test_labels_of_no_delivery_are_not_printed_and_it_says_so(made, qtbot):
    frame, printing = made
    qtbot.keyClick(frame, Qt.Key.Key_L, CTRL_SHIFT)
    assert "还没有入库单" in frame.banner.accessibleName()
    assert printing.flow.state.paper is None


def test_what_is_no_paper_opens_elsewhere(made, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("packtrail.desk.printing.QDesktopServices.openUrl", opened.append)
    open_paper(tmp_path / "page.md", made[1])
    open_paper(tmp_path / "receipt.pdf", None)
    assert len(opened) == 2


def test_a_paper_that_went_meanwhile_is_said(made, receipt, qtbot):
    printing = made[1]
    receipt.unlink()
    open_paper(receipt, printing)
    qtbot.waitUntil(printing.flow.panel.isVisible)
    assert isinstance(printing.flow.state.trouble, PaperUnreadable)
