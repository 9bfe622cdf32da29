"""Commands at the desk: palette, F1, command codes, the card in Settings, and where the manual lies."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from packtrail import resources
from packtrail.app.command_card import print_command_card
from packtrail.desk.scan_desk import ScanDesk
from packtrail.ui.acts import OutletActs
from packtrail.ui.commands.flow import CommandsFlow
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.settings.command_card import CommandCardFlow
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording

_PAGES = {"stock": "unit", "settings": "first-start"}
"""Places whose page in the manual is called otherwise."""


class DeskCommands:
    """Everything about commands that the window has. Make it when frame, scans and Settings are there."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        words: Wording,
        *,
        frame: MainFrame,
        scans: ScanDesk,
        settings: SettingsScreen,
        open_paper: Callable[[Path], None],
    ) -> None:
        self.flow = CommandsFlow(frame, workers, words, manual=page_about)
        self.card = CommandCardFlow(partial(print_command_card, acts.folder), workers, words)
        settings.add_card(self.card.panel)
        scans.route.commands = self.flow.scans.taken
        self.flow.scans.told.connect(scans.told)
        self.flow.scans.toned.connect(scans.toned)
        self.flow.page_asked.connect(open_paper)
        self.card.open_paper.connect(open_paper)

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self.flow.retranslate(words)
        self.card.retranslate(words)


def page_about(place: str) -> Path | None:
    """The operator's page about a place, or the manual's first; None where none came with the program."""
    folder = resources.folder().parent / "docs" / "operator"
    wanted = (folder / f"{name}.md" for name in (_PAGES.get(place, place), "README"))
    return next((page for page in wanted if page.is_file()), None)
