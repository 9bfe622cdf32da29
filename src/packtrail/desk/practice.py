"""What a desk for practice (练习) carries, and how the desk that counts opens one beside itself."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QProcess

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.practice_bar import PracticeBar
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.users.practice_card import PracticeCard
from packtrail.wording import Wording
from packtrail.wording.errors import explain


class PracticeDesk:
    """The bar above a desk for practice; in the settings of any other the card that opens one."""

    def __init__(self, frame: MainFrame, settings: SettingsScreen, acts: OutletActs, words: Wording) -> None:
        self._frame, self._folder, self._words = frame, acts.folder, words
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

    def open(self) -> None:
        """Open a desk for practice beside this one, or say that the system did not."""
        if not open_practice(self._folder):
            self._frame.banner.show_message(Tone.DANGER, self._words.say("practice.not_opened"))

    def has_no_hub(self, error: OutletError) -> None:
        """Say why nothing can be reported in practice this time, and that all else can be tried."""
        why = explain(self._words, error)
        self._frame.banner.show_message(Tone.WARN, self._words.say("practice.no_hub", why=why))

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self._words = words
        self._speaking.retranslate(words)


def open_practice(folder: Path) -> bool:
    """Open the practice ledger of the station in ``folder`` in a process of its own; whether it began."""
    program, arguments = practice_command(folder)
    has_begun, _pid = QProcess.startDetached(program, list(arguments))
    return has_begun


def practice_command(folder: Path) -> tuple[str, Sequence[str]]:
    """The program and its arguments, from a package or from Python."""
    asked = ("--practice", "--data", str(folder))
    if getattr(sys, "frozen", False):
        return sys.executable, asked
    return sys.executable, ("-m", "packtrail.desk.main", *asked)
