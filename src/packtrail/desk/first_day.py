"""The steps of the first day on top of Settings, and the way from each to the panel that does it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from packtrail.desk.commands import page_about
from packtrail.desk.hand_scanners import PREFIX
from packtrail.desk.printing import DeskPrinting
from packtrail.desk.settings_cards import SettingsCards, bring_into_sight
from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.setup.first_day_flow import FirstDayFlow
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.camera_choices import CHOSEN
from packtrail.usecases.first_day import Step
from packtrail.wording import Wording

TRACES = {Step.CAMERA: CHOSEN, Step.SCANNER: PREFIX}
"""The settings that tell that a device was tried."""


class FirstDayDesk:
    """Make it when the panels are there; it looks again each time that Settings come into sight."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        words: Wording,
        *,
        frame: MainFrame,
        screen: SettingsScreen,
        cards: SettingsCards,
        users: QWidget | None,
        printing: DeskPrinting | None,
        open_paper: Callable[[Path], None],
    ) -> None:
        self.flow = FirstDayFlow(acts, workers, words, TRACES)
        self._frame, self._screen, self._open_paper = frame, screen, open_paper
        self._labels = printing.labels if printing is not None else None
        self._panels: Mapping[Step, QWidget | None] = {
            Step.USERS: users,
            Step.CAMERA: cards.camera.panel,
            Step.SCANNER: cards.scanner.panel,
            Step.PRINTER: self._labels.panel if self._labels is not None else None,
            Step.BACKUP: cards.backup.panel,
        }
        screen.put_first(self.flow.panel)
        self.flow.go.connect(self._go)
        cards.backup.made.connect(self.flow.refresh)
        frame.place_shown.connect(self._shown)
        if printing is not None:
            printing.flow.spooled.connect(self.flow.refresh)

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self.flow.retranslate(words)

    def _shown(self, place: str) -> None:
        if place == "settings":
            self.flow.refresh()

    def _go(self, step: str) -> None:
        panel = self._panels.get(Step(step))
        if step == Step.OUTLET:
            self._screen.focus_field("outlet_name")
        elif step == Step.PLATFORM:
            self._frame.show_place("sync")
        elif panel is not None:
            bring_into_sight(panel)
        else:
            self._open_page(step)
        if step == Step.PRINTER and self._labels is not None:
            self._labels.print_sample()

    def _open_page(self, step: str) -> None:
        page = page_about(step)
        if page is not None:
            self._open_paper(page)
