"""A state in one or two words with its icon, and one choice among many."""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF, QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, FOCUS_RING, Tone
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton

_PADDING = 16  # px at 100 %, as the sheet gives a choice
_TICK_GAP = 6  # what Qt puts between icon and word, and a little air


@dataclass(frozen=True, slots=True)
class ChipState:
    """What a chip says."""

    tone: Tone
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of many: ``key`` is what the screen knows it by."""

    key: str
    word: str
    icon: str = ""
    refusal: str | None = None  # why it can't be chosen now
    command: str = ""  # its name as a command, "intake.source.repair_shop"
    shortcut: str = ""  # the key that chooses it


class Chip(QFrame):
    """Shows a state; it can't be pressed."""

    def __init__(self, state: ChipState | None = None) -> None:
        super().__init__()
        self._icon = IconLabel(size=16)
        self._word = QLabel()
        row = QHBoxLayout(self)
        row.addWidget(self._icon)
        row.addWidget(self._word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        mark(self, role="chip")
        follow_look(self._restyle)
        if state is not None:
            self.show_state(state)

    def show_state(self, state: ChipState) -> None:
        """Show ``state``."""
        self._icon.show_tone(state.tone)
        self._word.setText(state.word)
        mark(self, tone=state.tone.value)
        mark(self._word, tone=state.tone.value)
        self.setAccessibleName(state.word)

    def _restyle(self, look: Look) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(look.px(8), look.px(3), look.px(10), look.px(3))
            layout.setSpacing(look.px(4))


class ChoiceChip(RefusableButton):
    """One choice; chosen, it carries a tick besides its colour."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(f"{choice.word}  {choice.shortcut}".rstrip(), role="choice")
        self.choice = choice
        self.setCheckable(True)
        self.setAccessibleName(choice.word)
        self.set_refusal(choice.refusal)
        self.answer_to(choice.command, choice.shortcut)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda: self._restyle(current_look()))
        follow_look(self._restyle)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the word in bold with its tick, chosen or not: choosing moves nothing."""
        look = current_look()
        word = max(
            QFontMetricsF(look.font(BODY, bold=b)).horizontalAdvance(self.text()) for b in (False, True)
        )
        around = 2 * look.px(_PADDING) + 2 * look.px(FOCUS_RING)
        tick = self.iconSize().width() + look.px(_TICK_GAP)
        return QSize(ceil(word) + tick + around, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: a word is never cut."""
        return self.sizeHint()

    def _restyle(self, look: Look) -> None:
        name = "check" if self.isChecked() else self.choice.icon
        size = look.px(18)
        colour = "accent" if self.isChecked() else "ink_2"
        self.setIconSize(QSize(size, size))
        self.setIcon(icon(name, look.colour(colour), size) if name else QIcon())
