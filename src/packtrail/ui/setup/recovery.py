"""The recovery code is shown once, and set-up goes on only when it was written down.

Modal on purpose: it is the one thing that brings a dead PC's ledger back, and it is never shown again.
"""

from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import current_look, mark
from packtrail.ui.theme.tokens import TITLE
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.wording import Wording


def is_same_code(typed: str, code: str) -> bool:
    """Whether what was typed back is the code; case, blanks and dashes don't matter."""
    return _plain(typed) == _plain(code)


def _plain(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())


class RecoveryDialog(QDialog):
    """Shows the code and asks it back."""

    def __init__(self, wording: Wording, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = code
        look = current_look()
        self.setWindowTitle(wording.say("setup.recovery.title"))
        self.setModal(True)
        self.setMinimumWidth(look.px(640))
        title = QLabel(wording.say("setup.recovery.title"))
        mark(title, role="title")
        why = QLabel(wording.say("setup.recovery.why"))
        why.setWordWrap(True)
        shown = CodeLabel(wording, size=TITLE, bold=True)
        shown.show_code(code)
        ask = QLabel(wording.say("setup.recovery.ask"))
        self.field = QLineEdit()
        mark(self.field, role="code")
        self.field.setMinimumHeight(look.px(48))
        self.field.setAccessibleName(wording.say("setup.recovery.ask"))
        ask.setBuddy(self.field)
        self.button = PrimaryButton(wording.say("setup.recovery.done"), "Enter")
        self._refusal = wording.say("setup.recovery.not_yet")
        self.button.set_refusal(self._refusal)
        self.button.clicked.connect(self.accept)
        self.field.textChanged.connect(self._compare)
        self.field.returnPressed.connect(self._finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(24),) * 4)
        column.setSpacing(look.px(16))
        for part in (title, why, shown, ask, self.field, self.button):
            column.addWidget(part)
        self.field.setFocus()

    def _compare(self, typed: str) -> None:
        self.button.set_refusal(None if is_same_code(typed, self._code) else self._refusal)

    def _finish(self) -> None:
        if is_same_code(self.field.text(), self._code):
            self.accept()
