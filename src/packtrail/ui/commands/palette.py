"""命令面板: one field that finds a command by its name, and its list; what is no command is searched for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from packtrail.ui.commands.command_list import CommandList
from packtrail.ui.commands.lines import SEARCH, Line, found
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.popover import Popover
from packtrail.ui.widgets.search_field import SearchField
from packtrail.wording import Wording

_LONGEST = 60
_PAGE = 6
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_PAGE, Qt.Key.Key_PageDown: _PAGE}


class Palette(Popover):
    """Ctrl+K: typing narrows the list, Up and Down move in it, Enter does what it stands on."""

    chosen = Signal(str)  # the name of a command
    search_asked = Signal(str)

    def __init__(self, window: QWidget, wording: Wording) -> None:
        super().__init__(window)
        self._wording = wording
        self._lines: tuple[Line, ...] = ()
        self._field, self.list = SearchField(), CommandList()
        self._field.setMaxLength(_LONGEST)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the hand stays on the field
        self.body.addWidget(self._field)
        self.body.addWidget(self.list, 1)
        self._field.textEdited.connect(lambda _text: self._narrow())
        self._field.returnPressed.connect(self.list.choose_current)
        self.list.chosen.connect(self._done)
        self.retranslate(wording)

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self._field.text().strip()

    def open_with(self, lines: Sequence[Line]) -> None:
        """Show ``lines`` to choose from, the field empty."""
        self._lines = tuple(lines)
        self._field.clear()
        self._narrow()
        self.open_at(self._field)

    def renew(self, lines: Sequence[Line]) -> None:
        """More is known of the same lines now."""
        if self.isVisible():
            self._lines = tuple(lines)
            self._narrow()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._wording = wording
        self.setAccessibleName(wording.say("palette.title"))
        self._field.setAccessibleName(wording.say("palette.title"))
        self._field.setPlaceholderText(wording.say("palette.placeholder"))
        self.list.setAccessibleName(wording.say("palette.list"))

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """Keys that move in the list do so from the field; Tab has nowhere to go."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self.list.step(step)
                return True
            if event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
                return True
        return super().eventFilter(watched, event)

    def _narrow(self) -> None:
        meant = found(self._lines, self.typed)
        said = self._wording.say("palette.count" if meant else "palette.nothing", count=len(meant))
        if self.typed:
            searched = self._wording.say("palette.search_for", text=self.typed)
            meant = (*meant, Line(name=SEARCH, title=searched))
        self.list.show_lines(meant)
        if self.isVisible():
            self._place()
            announce(self._field, said)

    def _done(self, name: str) -> None:
        typed = self.typed
        self.close_up()
        if name == SEARCH:
            self.search_asked.emit(typed)
        else:
            self.chosen.emit(name)
