"""F1: what can be done on the screen in sight, with its keys, and the operator's page about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from packtrail.ui.commands.command_list import CommandList
from packtrail.ui.commands.lines import Line, with_headings
from packtrail.ui.theme.appearance import mark
from packtrail.ui.widgets.popover import Popover
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording


class HelpSheet(Popover):
    """A title, the commands of this screen and of every screen, and the way to the manual."""

    chosen = Signal(str)  # the name of a command
    page_asked = Signal()

    def __init__(self, window: QWidget, wording: Wording) -> None:
        super().__init__(window)
        self._wording = wording
        self._title, self._hint = QLabel(), QLabel()
        self._hint.setWordWrap(True)
        self.list, self._page = CommandList(), RefusableButton(role="link")
        self._page.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for part in (self._title, self._hint, self.list, self._page):
            self.body.addWidget(part, 1 if part is self.list else 0)
        mark(self._title, role="section")
        mark(self._hint, role="hint")
        self.list.chosen.connect(self._done)
        self._page.clicked.connect(self.page_asked)
        self.retranslate(wording)

    def open_with(self, place: str, lines: Sequence[Line], *, has_page: bool) -> None:
        """Show what can be done at ``place``, which is the word of a screen."""
        w = self._wording
        self._title.setText(w.say("palette.help.title", place=place))
        self.setAccessibleName(self._title.text())
        self.list.show_lines(with_headings(w, lines))
        self._page.set_refusal(None if has_page else w.say("palette.help.no_page"))
        self.open_at(self.list)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; its lines are told anew when it is opened."""
        self._wording = wording
        self._hint.setText(wording.say("palette.help.hint"))
        self._page.setText(wording.say("palette.help.page"))
        self.list.setAccessibleName(wording.say("palette.list"))

    def _done(self, name: str) -> None:
        self.close_up()
        self.chosen.emit(name)
