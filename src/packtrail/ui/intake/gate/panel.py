"""The way to turn a delivery away, and the room for its form."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

OPEN_KEY: Final = "Ctrl+Shift+X"


class GatePanel(QWidget):
    """The form while it is open; ``opener`` stands where whoever lays out the screen puts it."""

    asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.opener = RefusableButton(role="link")
        self.opener.answer_to("intake.turn_away", OPEN_KEY)
        self.opener.clicked.connect(self.asked)
        self._column = QVBoxLayout(self)
        follow_look(self._restyle)
        self.retranslate(wording)

    def hold(self, form: QWidget) -> None:
        """Give ``form`` its room; closed until it is shown."""
        self._column.addWidget(form)
        self.show_form(is_open=False)

    def show_form(self, *, is_open: bool) -> None:
        """Show the form, or the button that opens it."""
        self.opener.setVisible(not is_open)
        self.setVisible(is_open)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self.opener.setText(f"{wording.say('intake.gate.title')}  {OPEN_KEY}")

    def _restyle(self, _: Look) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
