"""Printing at the desk: the panel beside every screen, and the labels' card in Settings."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from packtrail.domain.custody import Custody
from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.printing.flow import PrintFlow
from packtrail.ui.printing.ports import PrinterDevice
from packtrail.ui.settings.label_flow import LabelActs, LabelFlow
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.settings.thermal_card import ThermalFlow
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.usecases.record_delivery import TakenIn
from packtrail.wording import Wording
from packtrail.wording.errors import explain

JOBS_KEY = "Ctrl+Shift+J"
LABELS_KEY = "Ctrl+Shift+L"
STOP_LIMIT_MS = 5_000  # a driver that hangs keeps nobody at the desk for longer
PAPER = ".pdf"


class Printing(NamedTuple):
    """What printing needs from outside the window."""

    printers: PrinterDevice
    labels: LabelActs


class DeskPrinting(QObject):
    """Everything about printing that the window has. Make it when frame and Settings are there."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        words: Wording,
        *,
        frame: MainFrame,
        settings: SettingsScreen,
        needs: Printing,
    ) -> None:
        super().__init__()
        self._frame, self._words = frame, words
        self.flow = PrintFlow(acts, needs.printers, workers, words)
        self.labels = LabelFlow(needs.labels, needs.printers, acts, workers, words)
        self.thermal = ThermalFlow(acts, workers, words)
        settings.add_card(self.labels.panel)
        settings.add_card(self.thermal.panel)
        self._acts, self._workers = acts, workers
        self.labels.paper_made.connect(self.flow.offer)
        self.flow.queued.connect(self.labels.queued)
        self.flow.detail_asked.connect(self._show)
        self.flow.left_over.connect(self._say_left_over)
        self.labels.failed.connect(self._say_trouble)
        self._asked_to_stop = ""  # the job of which closing was asked once
        self._is_stopping = self._is_given_up = False
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(STOP_LIMIT_MS)
        self._limit.timeout.connect(self._give_up)
        self.flow.stopped.connect(self._stopped)
        self._last: TakenIn | None = None  # whose units' labels are asked for
        self._keys = (
            KeyAct("desk.print_jobs", JOBS_KEY, frame, self.flow.open),
            KeyAct("desk.print_labels", LABELS_KEY, frame, self._print_labels),
        )

    def start(self) -> None:
        """Find what an earlier run of the program left."""
        self.flow.start()

    def stop(self) -> None:
        """The window goes."""
        self._is_stopping = False
        self._limit.stop()
        self.flow.stop()

    def may_close(self) -> bool:
        """Whether nothing is being printed; else it asks, and asked again it stops and closes then."""
        job = self.flow.under_way
        if job is None or self._is_given_up:
            return True
        if not self._is_stopping and self._asked_to_stop == job.job_id:
            self._is_stopping = True
            self._limit.start()
            self.flow.stop()
        key = "stopping" if self._is_stopping else "still_printing"
        facts = {"title": job.title, "at": job.handed_to, "count": job.total}
        unit = self._words.say(f"printing.unit.{job.unit}")
        self._asked_to_stop = job.job_id
        self._frame.banner.show_message(Tone.WARN, self._words.say(f"printing.{key}", **facts, unit=unit))
        return False

    def taken_in(self, taken: TakenIn) -> None:
        """A delivery came in; what has no code needs a temporary tag before it is put away."""
        self._last = taken
        nameless = sum(unit.battery_code is None for unit in taken.units)
        if nameless:
            sentence = self._words.say("printing.tags_wanted", count=nameless, key=LABELS_KEY)
            self._frame.banner.show_message(Tone.INFO, sentence)

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self._words = words
        self.flow.retranslate(words)
        self.labels.retranslate(words)
        self.thermal.panel.retranslate(words)

    def _stopped(self) -> None:
        if self._is_stopping:
            self._is_stopping = False
            self._limit.stop()
            self._frame.close()

    def _give_up(self) -> None:
        """The driver hangs: the window goes, and the job asks at the next start."""
        self._is_stopping, self._is_given_up = False, True
        self._frame.close()

    def _show(self, panel: QWidget) -> None:
        self._frame.show_detail(self.flow.detail_title, panel)

    def _print_labels(self) -> None:
        """Of the delivery that came in last: the temporary tags, or every label where all have codes."""
        if self._last is None:
            self._frame.banner.show_message(Tone.INFO, self._words.say("printing.no_delivery"))
            return
        ids = [unit.unit_id for unit in self._last.units]
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_to_label, ids)),
            done=self._print_those,
            failed=self._say_trouble,
        )

    def _print_those(self, unit_ids: tuple[str, ...]) -> None:
        if unit_ids:
            self.labels.print_units(unit_ids)
        else:
            self._frame.banner.show_message(Tone.INFO, self._words.say("printing.delivery_undone"))

    def _say_trouble(self, error: OutletError) -> None:
        self._frame.banner.show_message(Tone.DANGER, str(explain(self._words, error)))

    def _say_left_over(self, count: int) -> None:
        sentence = self._words.say("printing.left_over", count=count, key=JOBS_KEY)
        self._frame.banner.show_message(Tone.WARN, sentence)


def _to_label(unit_ids: Sequence[str], view: View) -> tuple[str, ...]:
    """Of these units, as they are now: those without a code, or all; none that was undone meanwhile."""
    found = (view.unit(unit_id) for unit_id in unit_ids)
    here = [unit for unit in found if unit is not None and unit.custody is not Custody.VOIDED]
    nameless = [unit for unit in here if unit.battery_code is None]
    return tuple(unit.unit_id for unit in nameless or here)


def open_paper(path: Path, printing: DeskPrinting | None) -> None:
    """Show a paper to be printed; what is no paper, or without printing, opens in another program."""
    if printing is not None and path.suffix == PAPER:
        printing.flow.offer_file(path)
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
