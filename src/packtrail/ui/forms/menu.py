"""What can be done with a document or a unit: a row of buttons, each with its key and its reason not to."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.wording import Wording

DIGITS = "1234567890-"
"""The keys of the acts beside Alt, in the order of the keyboard's top row; a longer menu is two."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActWords:
    """One button; ``refusal`` is why it doesn't act now."""

    key: str
    what: str
    refusal: str | None = None


class ActsMenu(Section):
    """Buttons that say what can be done, and why the rest can't be now."""

    chosen = Signal(str)  # the key of an act

    def __init__(self, wording: Wording, commands: str) -> None:
        """``commands`` is what the names of these acts begin with as commands, "stock.act"."""
        super().__init__()
        self._wording, self._commands = wording, commands
        self._buttons: dict[str, RefusableButton] = {}
        self._row = FlowLayout()
        inside = QWidget()
        inside.setLayout(self._row)
        self.body.addWidget(inside)

    def show_acts(self, acts: tuple[ActWords, ...]) -> None:
        """Show ``acts``; a button that stays keeps the hand."""
        say = self._wording.say
        hint = "hint" if len(acts) < len(DIGITS) else "hint_long"
        self.say(say("forms.menu.title"), say(f"forms.menu.{hint}"))
        wanted = tuple(act.key for act in acts)
        if wanted != tuple(self._buttons):
            self._make(wanted)
        for number, act in zip(DIGITS, acts, strict=False):
            button = self._buttons[act.key]
            button.setText(say("forms.menu.numbered", number=number, what=act.what))
            button.setAccessibleName(act.what)
            button.answer_to(f"{self._commands}.{act.key}", f"Alt+{number}")
            button.set_refusal(act.refusal)

    def take_hand(self, act: str) -> None:
        """Put the hand on the button of ``act``, where it came from."""
        button = self._buttons.get(act)
        if button is not None:
            button.setFocus()

    def retranslate(self, wording: Wording) -> None:
        """Say its words in another language when the acts are shown next."""
        self._wording = wording

    def _make(self, wanted: tuple[str, ...]) -> None:
        for button in self._buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for act in wanted:
            button = self._buttons[act] = RefusableButton()
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(partial(self.chosen.emit, act))
            self._row.addWidget(button)
            button.show()
