"""Joins the panel of printing to the queue: shows a paper, queues it, and does what is asked of a job."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_printing import PaperUnreadable
from packtrail.domain.print_jobs import PrintJob, PrintState
from packtrail.ui.acts import OutletActs
from packtrail.ui.printing.hand_over import HandOver
from packtrail.ui.printing.panel import PrintPanel
from packtrail.ui.printing.ports import PrinterDevice
from packtrail.ui.printing.queue import Queue
from packtrail.ui.printing.state import (
    MOST_SHOWN,
    PAPERS,
    PaperToPrint,
    PrinterLine,
    PrintingState,
    printer_for,
    with_moved,
)
from packtrail.ui.printing.steps import step_of
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.print_queue import PrintOrder
from packtrail.wording import Wording


class PrintFlow(QObject):
    """What happens in the panel of printing. Make it on the GUI thread, then ``start``."""

    detail_asked = Signal(object)  # the panel wants to be seen
    queued = Signal(object)  # PaperToPrint that is on its way now
    spooled = Signal()  # a printer took the whole of a job
    stopped = Signal()  # after ``stop``: nothing more goes to a driver
    left_over = Signal(int)  # so many jobs ask since the program was closed

    def __init__(
        self, acts: OutletActs, device: PrinterDevice, workers: GuiWorkers, wording: Wording
    ) -> None:
        super().__init__()
        self.panel, self.state = PrintPanel(wording), PrintingState()
        self._queue, self._device, self._workers, self._wording = Queue(acts), device, workers, wording
        self._hand_over = HandOver(self._queue, device, workers)
        self._hand_over.moved.connect(self._job_moved)
        self._hand_over.failed.connect(self._show_trouble)
        self._hand_over.stopped.connect(self.stopped)
        panel = self.panel
        panel.page_turned.connect(self._turn)
        panel.printer_chosen.connect(lambda name: self._change(replace(self.state, printer=name)))
        panel.copies_edited.connect(lambda text: self._change(replace(self.state, copies_text=text)))
        panel.used_edited.connect(self._edit_used)
        panel.print_asked.connect(self.print_paper)
        panel.open_asked.connect(self._open_elsewhere)
        panel.good_edited.connect(self._edit_good)
        panel.job_asked.connect(self._do)

    @property
    def under_way(self) -> PrintJob | None:
        """The job whose pages are on their way to a driver."""
        return self._hand_over.under_way

    @property
    def detail_title(self) -> str:
        """What stands above the panel."""
        paper = self.state.paper
        say = self._wording.say
        return say("printing.title_of", title=paper.title) if paper else say("printing.title")

    def start(self) -> None:
        """Find what an earlier run of the program left; it asks, and nothing prints by itself."""
        self._workers.run(
            self._workers.acts,
            self._queue.recover,
            done=self._recovered,
            failed=self._show_trouble,
        )

    def stop(self) -> None:
        """The window goes: no further page is handed over."""
        self._hand_over.stop()

    def open(self) -> None:
        """Show the jobs, and the paper that was in view last."""
        self.detail_asked.emit(self.panel)
        if self.state.paper is None:
            self._ask_printers(PAPERS)
        self._load_jobs()

    def offer_file(self, file: Path) -> None:
        """Show a paper that lies in a file."""
        self._workers.run(
            self._workers.preview,
            partial(_paper_in, self._device, file),
            done=self.offer,
            failed=self._paper_is_lost,
        )

    def offer(self, paper: PaperToPrint) -> None:
        """Show ``paper`` with the printer that was chosen last for its kind."""
        self.panel.clear_page()
        used = str(paper.sheet.used) if paper.sheet else "0"
        state = replace(self.state, paper=paper, page=0, copies_text="1", used_text=used)
        self._change(replace(state, trouble=None, printers=None))
        self.detail_asked.emit(self.panel)
        self.panel.focus_print()
        self._draw_page()
        self._ask_printers(paper.kind)
        self._load_jobs()

    def print_paper(self) -> None:
        """Queue the paper in view."""
        state, paper = self.state, self.state.paper
        if paper is None or state.refusal is not None:
            return
        order = PrintOrder(
            title=paper.title,
            paper_kind=paper.kind,
            printer=state.printer,
            pdf=paper.pdf,
            pages=paper.pages,
            copies=state.copies or 1,
            unit=paper.unit,
        )
        self._change(replace(state, is_queueing=True, trouble=None))
        if paper.for_dpi is None:
            self._queue_order(paper, order)
            return
        self._workers.run(
            self._workers.printing,
            partial(_fitted, self._device, order, paper.for_dpi),
            done=partial(self._queue_order, paper),
            failed=self._show_trouble,
        )

    def _queue_order(self, paper: PaperToPrint, order: PrintOrder) -> None:
        self._workers.run(
            self._workers.acts,
            partial(self._queue.add, order),
            done=partial(self._queued, paper),
            failed=self._show_trouble,
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.panel.retranslate(wording)

    def _recovered(self, jobs: Sequence[PrintJob]) -> None:
        self._load_jobs()
        if jobs:
            self.left_over.emit(len(jobs))

    def _queued(self, paper: PaperToPrint, job: PrintJob) -> None:
        self._change(replace(self.state, is_queueing=False))
        self.queued.emit(paper)
        self._job_moved(job)
        self._hand_over.wake()

    def _ask_printers(self, kind: str) -> None:
        self._workers.run(
            self._workers.printing,
            partial(_printers_for, self._device, self._queue, kind),
            done=partial(self._show_printers, kind),
            failed=self._show_trouble,
        )

    def _show_printers(self, kind: str, found: tuple[tuple[PrinterLine, ...], str]) -> None:
        paper = self.state.paper
        if paper is not None and (paper.kind != kind or self.state.printers is not None):
            return  # asked for the paper in view before; and what was chosen meanwhile stays
        lines, printer = found
        self._change(replace(self.state, printers=lines, printer=printer))

    def _edit_used(self, text: str) -> None:
        self._change(replace(self.state, used_text=text))
        self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        """The labels begin behind as many used ones as stand in the field."""
        paper, used = self.state.paper, self.state.used
        if paper is None or paper.sheet is None or used is None or self.state.is_laid_out:
            return
        self._workers.run(
            self._workers.preview,
            partial(paper.sheet.behind, used),
            done=partial(self._laid_out, paper),
            failed=self._show_trouble,
        )

    def _laid_out(self, before: PaperToPrint, paper: PaperToPrint) -> None:
        if self.state.paper is before:  # somebody may have typed on, or opened another paper
            self._change(replace(self.state, paper=paper, page=0))
            self._draw_page()
            self._lay_out_anew()

    def _turn(self, step: int) -> None:
        paper = self.state.paper
        page = self.state.page + step
        if paper is not None and 0 <= page < paper.pages:
            self._change(replace(self.state, page=page))
            self._draw_page()

    def _draw_page(self) -> None:
        paper, page = self.state.paper, self.state.page
        if paper is None:
            return
        self._workers.run(
            self._workers.preview,
            partial(self._device.picture, paper.pdf, paper.title, page, self.panel.page_width),
            done=partial(self._show_page, paper, page),
            failed=self._show_trouble,
        )

    def _show_page(self, paper: PaperToPrint, page: int, image: QImage) -> None:
        if (self.state.paper, self.state.page) == (paper, page):  # somebody may have turned on
            self.panel.show_page(image)

    def _load_jobs(self) -> None:
        self._workers.run(
            self._workers.reads,
            partial(self._queue.jobs, MOST_SHOWN),
            done=self._show_jobs,
            failed=self._show_trouble,
        )

    def _show_jobs(self, jobs: Sequence[PrintJob]) -> None:
        self._change(replace(self.state, jobs=tuple(jobs)))

    def _edit_good(self, job_id: str, text: str) -> None:
        others = tuple(pair for pair in self.state.good_texts if pair[0] != job_id)
        self._change(replace(self.state, good_texts=(*others, (job_id, text))))

    def _do(self, job_id: str, act: str) -> None:
        job = next((job for job in self.state.jobs if job.job_id == job_id), None)
        if job is None:
            return
        self._workers.run(
            self._workers.acts,
            partial(self._queue.move, job_id, step_of(act, job, self.state)),
            done=self._done,
            failed=self._show_trouble,
        )

    def _done(self, job: PrintJob) -> None:
        self._change(replace(self.state, trouble=None))
        self._edit_good(job.job_id, "")
        self._job_moved(job)
        self._hand_over.wake()

    def _job_moved(self, moved: PrintJob) -> None:
        self._change(replace(self.state, jobs=with_moved(self.state.jobs, moved)))
        if moved.state is PrintState.SPOOLED:
            self.spooled.emit()

    def _paper_is_lost(self, error: OutletError) -> None:
        self._show_trouble(error)
        self.detail_asked.emit(self.panel)

    def _open_elsewhere(self) -> None:
        paper = self.state.paper
        if paper is not None and paper.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(paper.file)))

    def _show_trouble(self, error: OutletError) -> None:
        self._change(replace(self.state, is_queueing=False, trouble=error))
        self._load_jobs()

    def _change(self, state: PrintingState) -> None:
        self.state = state
        self.panel.render_state(state)


def _paper_in(device: PrinterDevice, file: Path) -> PaperToPrint:
    try:
        pdf = file.read_bytes()
    except OSError as failure:
        raise PaperUnreadable(file.stem) from failure
    return PaperToPrint(title=file.stem, pdf=pdf, pages=device.pages_in(pdf, file.stem), file=file)


def _fitted(device: PrinterDevice, order: PrintOrder, for_dpi: Callable[[int], bytes]) -> PrintOrder:
    """The order with its paper in whole dots of its printer."""
    return replace(order, pdf=for_dpi(device.dpi(order.printer)))


def _printers_for(device: PrinterDevice, queue: Queue, kind: str) -> tuple[tuple[PrinterLine, ...], str]:
    lines = tuple(
        PrinterLine(
            name=info.name,
            condition=info.condition,
            is_default=info.is_default,
        )
        for info in device.available()
    )
    return lines, printer_for(lines, queue.printer_for(kind))
