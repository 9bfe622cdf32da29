"""热敏打印机 in the settings: where it is reached, how fine it prints; labels are offered to it first."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from packtrail.domain.errors import OutletError
from packtrail.domain.thermal_printer import DPIS, ThermalPrinter, thermal_printer
from packtrail.ui.acts import OutletActs
from packtrail.ui.printing.queue import PRINTER_OF
from packtrail.ui.printing.state import LABELS
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.thermal_choice import SETTING, chosen_thermal
from packtrail.wording import Wording
from packtrail.wording.errors import explain


class ThermalCard(QFrame):
    """The card: an address, a resolution, and what became of keeping them."""

    kept = Signal(str, int)  # what was typed, dots an inch
    came_in_sight = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._dpi, self._told = wording, DPIS[0], ""
        self._section, self._where, self._dpis = Section(), FormField(longest=120), ChipRow()
        self._keep = RefusableButton()
        self._keep.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for part in (self._where, self._dpis, self._keep):
            self._section.body.addWidget(part)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        self._where.edited.connect(lambda _: self._show(""))
        self._where.entered.connect(self._keep.click)
        self._dpis.chosen.connect(self._choose)
        self._keep.clicked.connect(lambda: self.kept.emit(self._where.text, self._dpi))
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_printer(self, printer: ThermalPrinter | None, told: str = "") -> None:
        """Show what is set up; ``told`` is the end of a key, of what came of keeping it."""
        self._where.show_text(printer.typed if printer else "")
        self._dpi = printer.dpi if printer else self._dpi
        self._show(told)

    def show_trouble(self, error: OutletError) -> None:
        """Say why it was not kept."""
        self._where.show_message(Tone.DANGER, str(explain(self._wording, error)))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._section.say(say("settings.thermal.title"), say("settings.thermal.hint"))
        self._where.say(say("settings.thermal.where"), say("settings.thermal.where_hint"))
        choices = [Choice(key=str(dpi), word=say("settings.thermal.dpi", dpi=dpi)) for dpi in DPIS]
        self._dpis.set_choices(say("settings.thermal.resolution"), choices)
        self._keep.setText(say("settings.thermal.keep"))
        self._show(self._told)

    def showEvent(self, event: QShowEvent, /) -> None:  # noqa: N802 - Qt's name
        """What was set up is asked for when somebody looks."""
        super().showEvent(event)
        self.came_in_sight.emit()

    def _choose(self, dpi: str) -> None:
        self._dpi = int(dpi)
        self._show("")

    def _show(self, told: str) -> None:
        self._told = told
        text = self._where.text.strip()
        is_wrong = bool(text) and thermal_printer(text, self._dpi) is None
        wrong = self._wording.say("settings.thermal.where_wrong")
        said = self._wording.say(f"settings.thermal.{told}") if told else ""
        self._where.show_message(Tone.DANGER if is_wrong else Tone.OK, wrong if is_wrong else said)
        self._keep.set_refusal(wrong if is_wrong else None)
        self._dpis.choose(str(self._dpi))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._column.setSpacing(look.px(8))


class ThermalFlow(QObject):
    """Keeps what is typed on the card. Make it on the GUI thread."""

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.panel = ThermalCard(wording)
        self._acts, self._workers = acts, workers
        self.panel.kept.connect(self._keep)
        self.panel.came_in_sight.connect(self._refresh)

    def _refresh(self) -> None:
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, chosen_thermal),
            done=self.panel.show_printer,
            failed=self.panel.show_trouble,
        )

    def _keep(self, typed: str, dpi: int) -> None:
        printer = thermal_printer(typed, dpi)
        self._workers.run(
            self._workers.acts,
            partial(_remember, self._acts, printer),
            done=lambda _: self.panel.show_printer(printer, "kept" if printer else "none"),
            failed=self.panel.show_trouble,
        )


def _remember(acts: OutletActs, printer: ThermalPrinter | None) -> None:
    """The printer, and that labels are offered to it first."""
    acts.remember(SETTING, printer.name if printer else "")
    if printer is not None:
        acts.remember(f"{PRINTER_OF}{LABELS}", printer.name)
