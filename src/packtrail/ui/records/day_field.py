"""The field in which a day is typed: Enter goes there, and what is no such day is said, not guessed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.wording import Wording

KEY = "Ctrl+D"
LONGEST = 20


class DayField(QLineEdit):
    """A day as staff write it; it is read by whoever hears ``entered``."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LONGEST)
        self.returnPressed.connect(self._enter)
        follow_look(self._restyle)

    def retranslate(self, wording: Wording) -> None:
        """Say what belongs here."""
        self.setPlaceholderText(wording.say("records.day_field.hint", key=KEY))
        self.setAccessibleName(wording.say("records.day_field.name"))

    def rest(self) -> None:
        """Stand empty, so that its hint is in sight, unless somebody is typing."""
        if not self.isModified():
            self.clear()

    def key_within(self, command: str) -> KeyAct:
        """The key that puts the hand here, wherever it is in the window."""
        return KeyAct(command, KEY, self, self._take_hand)

    def _enter(self) -> None:
        self.setModified(False)  # once its day is shown, nothing is left to type
        self.entered.emit(self.text())

    def _take_hand(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _restyle(self, look: Look) -> None:
        self.setFixedWidth(look.px(260))
