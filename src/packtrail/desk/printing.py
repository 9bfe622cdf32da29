"""Printing at the desk: the panel beside every screen, and the labels' card in Settings."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QUrl
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
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.usecases.record_delivery import TakenIn
from packtrail.wording import Wording
from packtrail.wording.errors import explain

JOBS_KEY = "Ctrl+Shift+J"
LABELS_KEY = "Ctrl+Shift+L"
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
        settings.add_card(self.labels.panel)
        self._acts, self._workers = acts, workers
        self.labels.paper_made.connect(self.flow.offer)
        self.flow.queued.connect(self.labels.queued)
        self.flow.detail_asked.connect(self._show)
        self.flow.left_over.connect(self._say_left_over)
        self.labels.failed.connect(self._say_trouble)
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
        self.flow.stop()

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
