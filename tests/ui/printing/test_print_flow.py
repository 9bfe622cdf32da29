"""Printing as it is at the desk: a real ledger, real lanes, and the printer that writes a file."""

from dataclasses import replace
from datetime import date
from threading import Event

import pypdfium2
import pytest

from packtrail.devices.printers import FILE_DPI, PrinterInfo, Printers
from packtrail.domain.errors import LedgerUnwritable
from packtrail.domain.errors_printing import PaperUnreadable, PrinterRefused
from packtrail.domain.print_jobs import TO_FILE, PrintedUnit, PrintState
from packtrail.papers.labels.content import temporary_tag
from packtrail.papers.labels.sheets import labels_pdf
from packtrail.papers.labels.stock import label_stocks
from packtrail.papers.speech import Speech
from packtrail.ui.printing.flow import PrintFlow
from packtrail.ui.printing.state import LABELS, LabelSheet, PaperToPrint
from packtrail.wording import CHINESE, wording
from tests.ui.stock.counter import counter

WORDS = wording(CHINESE)
SPEECH = Speech(WORDS)
JAMMING = "TSC TE244"


class OneThatJams(Printers):
    """Beside the one that writes a file, a printer whose driver takes some labels and then says no."""

    def __init__(self, folder):
        super().__init__(folder)
        self.takes = 0
        self.taken = []
        self.aborted = 0
        self.gate = None  # holds the driver until it is set

    def available(self):
        return (PrinterInfo(name=JAMMING, is_default=True), *super().available())

    def begin(self, pdf, *, printer, title):
        run = super().begin(pdf, printer=TO_FILE, title=title)
        if printer == JAMMING:
            self.takes, hand_over, abort = 3, run.hand_over, run.abort

            def give_up():
                self.aborted += 1
                abort()

            def take(page):
                if self.takes == 0:
                    raise PrinterRefused(JAMMING)
                if self.gate is not None:
                    self.gate.wait(10)
                self.takes -= 1
                self.taken.append(page)
                hand_over(page)

            run.hand_over, run.abort = take, give_up
        return run


@pytest.fixture(scope="module")
def paper():
    labels = [
        temporary_tag(SPEECH, number=f"TMP-{at}", taken_in=date(2026, 11, 20), outlet="网点")
        for at in range(1, 6)
    ]
    pdf = labels_pdf(labels, label_stocks()["roll_40_30"], SPEECH, dpi=FILE_DPI)
    return PaperToPrint(title="临时标签", pdf=pdf, kind=LABELS, unit=PrintedUnit.LABEL, pages=5)


@pytest.fixture
def desk(qapp, tmp_path):
    with counter(tmp_path / "station") as made:
        yield made


@pytest.fixture
def flow(desk, tmp_path, qtbot):
    outlet, workers = desk
    made = PrintFlow(outlet, OneThatJams(tmp_path), workers, WORDS)
    qtbot.addWidget(made.panel)
    yield made
    made.stop()


@pytest.fixture
def wait(flow, qtbot):
    def until(state, at=0):
        qtbot.waitUntil(
            lambda: len(flow.state.jobs) > at and flow.state.jobs[at].state is state, timeout=30_000
        )
        return flow.state.jobs[at]

    return until


def offer(flow, qtbot, paper, printer):
    flow.offer(paper)
    qtbot.waitUntil(lambda: flow.state.printers is not None)
    flow.panel.printer_chosen.emit(printer)


def test_a_paper_is_shown_then_printed_and_only_a_person_calls_it_done(flow, paper, qtbot, wait, tmp_path):
    seen = []
    flow.detail_asked.connect(seen.append)
    offer(flow, qtbot, paper, TO_FILE)
    assert seen == [flow.panel]
    flow.panel.copies_edited.emit("2")
    flow.print_paper()
    job = wait(PrintState.SPOOLED)
    with pypdfium2.PdfDocument(tmp_path / "临时标签.pdf") as document:
        assert len(document) == 10
    flow.panel.job_asked.emit(job.job_id, "confirm")
    wait(PrintState.DONE)


def test_a_jam_asks_for_the_last_good_label_and_goes_on_behind_it(flow, paper, qtbot, wait):
    offer(flow, qtbot, paper, JAMMING)
    flow.print_paper()
    job = wait(PrintState.INTERRUPTED)
    assert isinstance(flow.state.trouble, PrinterRefused)
    assert job.handed_to == 4
    flow.panel.good_edited.emit(job.job_id, "2")
    flow.panel.job_asked.emit(job.job_id, "go_on")
    wait(PrintState.SPOOLED)
    assert flow._device.taken == [0, 1, 2, 2, 3, 4]


def test_what_a_printer_did_not_take_goes_on_at_another(flow, paper, qtbot, wait, tmp_path):
    offer(flow, qtbot, paper, JAMMING)
    flow.print_paper()
    job = wait(PrintState.INTERRUPTED)
    flow.panel.printer_chosen.emit(TO_FILE)
    flow.panel.good_edited.emit(job.job_id, "3")
    flow.panel.job_asked.emit(job.job_id, "elsewhere")
    moved = wait(PrintState.SPOOLED)
    assert moved.printer == TO_FILE
    with pypdfium2.PdfDocument(tmp_path / "临时标签-2.pdf") as document:
        assert len(document) == 2


def test_a_second_paper_waits_for_the_first_and_is_not_held_up_by_its_jam(flow, paper, qtbot):
    offer(flow, qtbot, paper, JAMMING)
    flow.print_paper()
    qtbot.waitUntil(lambda: len(flow.state.jobs) == 1)
    flow.panel.printer_chosen.emit(TO_FILE)
    flow.print_paper()
    both = {PrintState.SPOOLED, PrintState.INTERRUPTED}
    qtbot.waitUntil(lambda: {job.state for job in flow.state.jobs} == both, timeout=30_000)


def test_after_a_restart_what_waited_asks_and_nothing_prints_by_itself(
    desk, flow, paper, qtbot, wait, tmp_path
):
    flow.stop()  # nothing is handed over any more, as when the window goes
    offer(flow, qtbot, paper, TO_FILE)
    flow.print_paper()
    wait(PrintState.QUEUED)
    again = PrintFlow(desk[0], Printers(tmp_path), desk[1], WORDS)
    qtbot.addWidget(again.panel)
    again.start()
    qtbot.waitUntil(lambda: bool(again.state.jobs))
    (job,) = again.state.jobs
    assert (job.state, job.doubtful) == (PrintState.INTERRUPTED, 0)
    assert not list(tmp_path.glob("*.pdf"))
    again.panel.job_asked.emit(job.job_id, "go_on")
    qtbot.waitUntil(lambda: again.state.jobs[0].state is PrintState.SPOOLED, timeout=10_000)


def test_the_printer_chosen_last_is_offered_first_for_its_kind_of_paper(
    desk, flow, paper, qtbot, wait, tmp_path
):
    offer(flow, qtbot, paper, TO_FILE)
    flow.print_paper()
    wait(PrintState.SPOOLED)
    flow.offer(paper)
    qtbot.waitUntil(lambda: flow.state.printers is not None)
    assert flow.state.printer == TO_FILE
    flow.offer(PaperToPrint(title="回执", pdf=paper.pdf, pages=5))
    qtbot.waitUntil(lambda: flow.state.printers is not None)
    assert flow.state.printer == JAMMING  # the system's own


def test_pages_are_turned_and_drawn(flow, paper, qtbot):
    offer(flow, qtbot, paper, TO_FILE)
    picture = flow.panel._picture
    qtbot.waitUntil(lambda: not picture.pixmap().isNull())
    first = picture.pixmap().toImage()
    flow.panel.page_turned.emit(-1)
    assert flow.state.page == 0
    flow.panel.page_turned.emit(1)
    qtbot.waitUntil(lambda: picture.pixmap().toImage() != first)
    assert "第 2 页，共 5 页" in picture.accessibleName()


def test_another_paper_comes_without_the_picture_and_the_printer_of_the_former(flow, paper, qtbot):
    offer(flow, qtbot, paper, TO_FILE)
    qtbot.waitUntil(lambda: not flow.panel._picture.pixmap().isNull())
    flow.offer(PaperToPrint(title="回执", pdf=b"not a paper", pages=1))
    assert flow.panel._picture.pixmap().isNull()
    flow._show_printers(LABELS, ((), ""))  # asked for the labels, and answered late
    assert flow.state.printers is None


def test_labels_are_laid_out_anew_behind_the_used_ones_of_their_sheet(flow, paper, qtbot):
    def behind(used):
        asked.append(used)
        pages = 2 if used > 16 else 1
        sheet = LabelSheet(stock="a4_21", per_page=21, count=5, used=used, behind=behind)
        return replace(paper, pages=pages, sheet=sheet)

    asked = []
    offer(flow, qtbot, behind(3), TO_FILE)
    assert (flow.state.used_text, flow.state.refusal) == ("3", None)
    flow.panel.used_edited.emit("21")
    assert flow.state.refusal == "used"
    flow.panel.used_edited.emit("20")
    assert flow.state.refusal == "laying_out"
    qtbot.waitUntil(lambda: flow.state.refusal is None)
    assert (flow.state.paper.pages, flow.state.paper.sheet.used_after, asked) == (2, 4, [3, 20])
    with qtbot.waitSignal(flow.queued) as queued:
        flow.print_paper()
    assert queued.args[0].sheet.used == 20


def test_a_file_that_is_no_paper_is_said_and_not_offered(flow, qtbot, tmp_path):
    broken = tmp_path / "回执.pdf"
    broken.write_bytes(b"not a paper")
    flow.offer_file(broken)
    qtbot.waitUntil(lambda: flow.state.trouble is not None)
    assert isinstance(flow.state.trouble, PaperUnreadable)
    assert flow.state.paper is None


def test_a_cancelled_job_goes_no_further(flow, paper, qtbot, wait):
    offer(flow, qtbot, paper, JAMMING)
    flow.print_paper()
    job = wait(PrintState.INTERRUPTED)
    flow.panel.job_asked.emit(job.job_id, "cancel")
    wait(PrintState.CANCELLED)
    assert flow._device.taken == [0, 1, 2]


def test_stopping_gives_the_run_up_and_tells_when_the_driver_has_nothing_more(
    desk, flow, paper, qtbot, tmp_path
):
    offer(flow, qtbot, paper, JAMMING)
    flow._device.gate = Event()
    flow.print_paper()
    qtbot.waitUntil(lambda: flow.under_way is not None and flow.under_way.handed_to == 1)
    told = []
    flow.stopped.connect(lambda: told.append(flow.under_way))
    flow.stop()
    assert not told  # the page that is with the driver now can't be taken back
    flow._device.gate.set()
    qtbot.waitUntil(lambda: bool(told))
    assert (told, flow._device.taken, flow._device.aborted) == ([None], [0], 1)
    assert desk[0].read(lambda view: view.print_jobs(1))[0].state is PrintState.HANDING


def test_a_run_that_opens_after_the_stop_is_given_up_too(flow, paper, qtbot):
    offer(flow, qtbot, paper, JAMMING)
    held = Event()
    flow._workers.printing.run(held.wait)
    flow.print_paper()
    qtbot.waitUntil(lambda: flow.under_way is not None and flow.under_way.state is PrintState.HANDING)
    with qtbot.waitSignal(flow.stopped):
        flow.stop()
        held.set()
    assert (flow._device.taken, flow._device.aborted) == ([], 1)


@pytest.fixture
def unwritable(flow, monkeypatch):
    """Lets the ledger take so many steps of jobs and then no more, until it is well again."""
    move = flow._queue.move

    def after(steps):
        left = iter(range(steps))

        def refuse(job_id, step):
            if next(left, None) is None:
                raise LedgerUnwritable("station")
            return move(job_id, step)

        monkeypatch.setattr(flow._queue, "move", refuse)
        return lambda: monkeypatch.setattr(flow._queue, "move", move)

    return after


def test_a_job_that_the_ledger_does_not_take_rests_until_somebody_does_something(
    flow, paper, qtbot, wait, unwritable
):
    offer(flow, qtbot, paper, TO_FILE)
    get_well = unwritable(0)
    flow.print_paper()
    qtbot.waitUntil(lambda: bool(flow.state.jobs) and not flow._hand_over.is_busy)
    assert isinstance(flow.state.trouble, LedgerUnwritable)
    assert wait(PrintState.QUEUED).handed_to == 0
    get_well()
    flow.print_paper()
    wait(PrintState.SPOOLED, at=0)
    wait(PrintState.SPOOLED, at=1)


def test_a_job_that_lost_the_ledger_on_its_way_asks_and_holds_nobody_up(flow, paper, qtbot, wait, unwritable):
    offer(flow, qtbot, paper, TO_FILE)
    get_well = unwritable(3)
    flow.print_paper()
    qtbot.waitUntil(lambda: flow.state.trouble is not None and not flow._hand_over.is_busy)
    assert wait(PrintState.HANDING).handed_to == 2
    get_well()
    flow.print_paper()
    wait(PrintState.SPOOLED, at=0)
    assert wait(PrintState.INTERRUPTED, at=1).doubtful == 2
