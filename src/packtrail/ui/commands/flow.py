"""Joins the register to the palette, to F1 and to the scanner: three ways to what the buttons do."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.commands.by_scan import CommandScans
from packtrail.ui.commands.help_sheet import HelpSheet
from packtrail.ui.commands.lines import Initials, chinese_titles, lines_of
from packtrail.ui.commands.palette import Palette
from packtrail.ui.commands.register import Command, Register, Standing
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording
from packtrail.wording.pinyin import initials

Manual = Callable[[str], Path | None]
"""The operator's page about a place; None where there is none."""


ITSELF = "desk.palette"
"""The one command that the palette need not offer."""


class CommandsFlow(QObject):
    """What happens on Ctrl+K, F1 and the scan of a command code. Make it once the window has its places."""

    page_asked = Signal(object)  # Path of a page of the manual

    def __init__(self, frame: MainFrame, workers: GuiWorkers, wording: Wording, *, manual: Manual) -> None:
        super().__init__()
        self.register = Register(frame, lambda: frame.place)
        self.scans = CommandScans(self.register, wording)
        self.palette, self.help = Palette(frame, wording), HelpSheet(frame, wording)
        self._frame, self._workers, self._wording, self._manual = frame, workers, wording, manual
        self._initials: Initials = {}
        frame.palette_asked.connect(self.open_palette)
        frame.help_asked.connect(self.open_help)
        self.palette.chosen.connect(self._do)
        self.palette.search_asked.connect(frame.search_entered)
        self.help.chosen.connect(self._do)
        self.help.page_asked.connect(self._open_page)

    def open_palette(self) -> None:
        """Ctrl+K: what belongs to this screen and to every screen; what can't be done now says why."""
        offered = tuple(each for each in self.register.offered() if each.name != ITSELF)
        self.palette.open_with(lines_of(self._wording, offered, self._initials))
        titles = tuple(title for title in chinese_titles(offered) if title not in self._initials)
        if titles:
            self._workers.run(
                self._workers.reads,
                partial(_initials_of, titles),
                done=partial(self._spelled, offered),
                failed=_not_spelled,
            )

    def open_help(self) -> None:
        """F1: what has a key here."""
        place = self._frame.place or ""
        keys = [each for each in self.register.offered() if each.key]
        lines = lines_of(self._wording, keys, self._initials)
        word = self._wording.say(f"frame.rail.{place}")
        self.help.open_with(word, lines, has_page=self._manual(place) is not None)

    def retranslate(self, wording: Wording) -> None:
        """Speak another language from now on."""
        self._wording = wording
        for part in (self.palette, self.help, self.scans):
            part.retranslate(wording)

    def _spelled(self, offered: Sequence[Command], found: Initials) -> None:
        self._initials = {**self._initials, **found}
        self.palette.renew(lines_of(self._wording, offered, self._initials))

    def _do(self, name: str) -> None:
        command = self.register.find(name)
        if command is not None and command.standing is Standing.READY:
            command.act()

    def _open_page(self) -> None:
        page = self._manual(self._frame.place or "")
        self.help.close_up()
        if page is not None:
            self.page_asked.emit(page)


def _initials_of(titles: Sequence[str]) -> Initials:
    return {title: initials(title) for title in titles}


def _not_spelled(_: OutletError) -> None:
    """The names find the commands all the same."""
