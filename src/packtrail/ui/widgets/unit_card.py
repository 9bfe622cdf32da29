"""One unit of the delivery at hand: its code, what it is, its mass, how it stands, and a way out."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, SECTION, Tone
from packtrail.ui.widgets.chip import Chip, ChipState
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """What a card shows; ``mass`` is text as typed, in kilograms."""

    key: str
    number: str
    code: str
    meaning: str
    mass: str = ""
    fault: str = ""  # what is wrong with the mass, in words
    chips: tuple[ChipState, ...] = ()
    can_remove: bool = True


class UnitCard(QFrame):
    """A card in a delivery, newest on top; the mass is where the hand goes next."""

    mass_entered = Signal(str, str)  # key, text
    remove_asked = Signal(str)

    def __init__(self, wording: Wording, state: CardState) -> None:
        super().__init__()
        self._key = state.key
        self._number, self._meaning, self._kg = QLabel(), QLabel(), QLabel("kg")
        self._code = CodeLabel(wording, size=SECTION, bold=True)
        self._mass = QLineEdit()
        self._asks = ""
        self._hint: str | None = None
        self._fault_icon, self._fault = IconLabel(size=16, line=BODY), QLabel()
        self._remove = RefusableButton(role="quiet")
        self.more = QVBoxLayout()  # what a screen asks besides the mass
        self._chips = QWidget()
        self._chip_row = FlowLayout(self._chips, gap=4)
        self._shown_chips: tuple[ChipState, ...] = ()
        mark(self, role="card")
        mark(self._number, role="hint")
        mark(self._meaning, role="secondary")
        self._prepare()
        self._lay_out()
        follow_look(self._restyle)
        self.retranslate(wording)
        self.show_state(state)

    def show_state(self, state: CardState) -> None:
        """Show ``state``; a mass that is being typed is left alone."""
        self._key = state.key
        self._number.setText(state.number)
        self._code.show_code(state.code)
        self._meaning.setText(state.meaning)
        if not self._mass.hasFocus():
            self._mass.setText(state.mass)
        self._show_fault(state.fault)
        self._show_chips(state.chips)
        self._remove.setVisible(state.can_remove)
        self.setAccessibleName(f"{state.number} {state.code} {state.meaning}")

    def focus_mass(self) -> None:
        """Put the hand on the mass."""
        self._mass.setFocus(Qt.FocusReason.OtherFocusReason)
        self._mass.selectAll()

    def show_mass(self, text: str) -> None:
        """Put ``text`` into the mass, though the hand is on it: it was weighed."""
        self._mass.setText(text)

    def hint_mass(self, shown: str | None) -> None:
        """What the empty mass shows: what a scale reads, or with None what it asks for."""
        self._hint = shown
        self._mass.setPlaceholderText(self._asks if shown is None else shown)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._code.retranslate(wording)
        self._mass.setAccessibleName(wording.say("frame.mass_name"))
        self._asks = wording.say("frame.mass_placeholder")
        self.hint_mass(self._hint)
        self._remove.setAccessibleName(wording.say("frame.remove"))
        self._remove.setToolTip(wording.say("frame.remove"))

    def _prepare(self) -> None:
        self._meaning.setWordWrap(True)
        self._fault.setWordWrap(True)
        mark(self._fault, tone=Tone.DANGER.value)
        self._fault_icon.show_tone(Tone.DANGER)
        self._mass.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._mass.setMaxLength(12)
        self._mass.editingFinished.connect(lambda: self.mass_entered.emit(self._key, self._mass.text()))
        self._remove.clicked.connect(lambda: self.remove_asked.emit(self._key))

    def _lay_out(self) -> None:
        self._head, self._entry, self._wrong = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self._number)
        self._head.addWidget(self._code, 1)
        self._head.addWidget(self._remove)
        self._entry.addWidget(self._mass)
        self._entry.addWidget(self._kg)
        self._entry.addWidget(self._chips, 1, Qt.AlignmentFlag.AlignVCenter)
        self._wrong.addWidget(self._fault_icon, 0, Qt.AlignmentFlag.AlignTop)
        self._wrong.addWidget(self._fault, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._meaning)
        self._column.addLayout(self._entry)
        self._column.addLayout(self._wrong)
        self._column.addLayout(self.more)

    def _show_fault(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self._fault_icon.setVisible(bool(fault))
        mark(self._mass, tone=Tone.DANGER.value if fault else "")
        self._mass.setAccessibleDescription(fault)

    def _show_chips(self, chips: Sequence[ChipState]) -> None:
        if tuple(chips) == self._shown_chips:
            return
        self._shown_chips = tuple(chips)
        empty(self._chip_row)
        for state in chips:
            chip = Chip(state)
            self._chip_row.addWidget(chip)
            chip.show()

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(4), look.px(4), look.px(12))
        self._column.setSpacing(look.px(4))
        self._head.setSpacing(look.px(8))
        self._entry.setSpacing(look.px(8))
        self._wrong.setSpacing(look.px(4))
        self._mass.setFixedWidth(look.px(120))
        self._remove.setIconSize(QSize(look.px(20), look.px(20)))
        self._remove.setIcon(icon("close", current_look().colour("ink_2"), look.px(20)))
        self._remove.setFixedWidth(look.px(44))
