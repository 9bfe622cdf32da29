"""What a desk for practice (练习) carries, and how the desk that counts opens one beside itself."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QProcess

from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.practice_bar import PracticeBar
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.users.practice_card import PracticeCard
from packtrail.wording import Wording


class PracticeDesk:
    """The bar above a desk for practice; in the settings of any other the card that opens one."""

    def __init__(self, frame: MainFrame, settings: SettingsScreen, acts: OutletActs, words: Wording) -> None:
        self.open = partial(open_practice, acts.folder)
        self._speaking: PracticeBar | PracticeCard
        if acts.practice:
            bar = PracticeBar(words)
            frame.setMenuWidget(bar)  # above everything, also above the page for signing in
            self._speaking = bar
        else:
            card = PracticeCard(words)
            card.asked.connect(self.open)
            settings.add_card(card)
            self._speaking = card

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self._speaking.retranslate(words)


def open_practice(folder: Path) -> None:
    """Open the practice ledger of the station in ``folder`` in a window and a process of its own."""
    program, arguments = practice_command(folder)
    QProcess.startDetached(program, list(arguments))


def practice_command(folder: Path) -> tuple[str, Sequence[str]]:
    """The program and its arguments, from a package or from Python."""
    asked = ("--practice", "--data", str(folder))
    if getattr(sys, "frozen", False):
        return sys.executable, asked
    return sys.executable, ("-m", "packtrail.desk.main", *asked)
