"""What an open card asks besides the mass: basis, condition, maker, place, and a photograph."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from packtrail.domain.records.gate import ConditionClass
from packtrail.ui.intake.state import BASES, MORE_CONDITIONS, CardView, WarningState
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.wording import Wording
from packtrail.wording.values import word


class _WarningLine(QFrame):
    """Something odd about a code, and the button that says it was compared with the label."""

    confirmed = Signal(str, bool)

    def __init__(self, wording: Wording, state: WarningState) -> None:
        super().__init__()
        icon, words = IconLabel(size=16), QLabel(state.words)
        icon.show_tone(Tone.OK if state.is_confirmed else Tone.WARN)
        words.setWordWrap(True)
        self.button = button = RefusableButton(wording.say("intake.cards.confirm"), role="choice")
        button.setCheckable(True)
        button.setChecked(state.is_confirmed)
        button.answer_to("" if state.is_confirmed else "intake.compared")  # a code never takes it back
        button.setAccessibleName(f"{button.text()} {state.words}")
        button.clicked.connect(lambda: self.confirmed.emit(state.kind, button.isChecked()))
        self._row = QHBoxLayout(self)
        self._row.addWidget(icon)
        self._row.addWidget(words, 1)
        self._row.addWidget(button)
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(8))


class CardSpread(QWidget):
    """Draws the part of a CardView that only the open card shows."""

    changed = Signal(str, str)  # field, value
    warning_confirmed = Signal(str, bool)
    photo_asked = Signal()

    def __init__(self, wording: Wording, parent: QWidget) -> None:
        super().__init__(parent)  # at once: without one, showing it would make it a window
        self._view: CardView | None = None
        self._wording = wording
        self._basis, self._condition = ChipRow(), ChipRow()
        self._maker, self._slot = QLineEdit(), QLineEdit()
        self._photo = RefusableButton()
        self._warnings, self._early = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self._basis.chosen.connect(lambda key: self.changed.emit("mass_basis", key))
        self._condition.chosen.connect(self._choose_condition)
        for edit, field in ((self._maker, "responsible_maker"), (self._slot, "storage_location")):
            edit.editingFinished.connect(
                lambda edit=edit, field=field: self.changed.emit(field, edit.text().strip())
            )
        self._photo.clicked.connect(self.photo_asked)
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_view(self, view: CardView) -> None:
        """Show ``view``; a field with the hand on it is left alone."""
        self._view = view
        self._offer_conditions(view)
        self._basis.choose(view.basis)
        self._condition.choose(view.condition)
        for field, text in ((self._maker, view.maker), (self._slot, view.slot)):
            if not field.hasFocus():
                field.setText(text)
        self._show_warnings(view.warnings)
        self._show_early(view.early)

    def focus_field(self, field: str) -> bool:
        """Put the hand on what ``field`` is entered with; whether it is entered here."""
        open_warning = self._first_open_warning()
        if field == "mass_basis":
            self._basis.focus_choice()
        elif field == "confirmed_warnings" and open_warning is not None:
            open_warning.setFocus(Qt.FocusReason.OtherFocusReason)
        elif field == "photos":
            self._photo.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; what it shows is shown anew by the next ``show_view``."""
        self._wording = wording
        bases = [
            Choice(key=basis, word=word(wording, "mass_basis", basis), command=f"intake.basis.{basis}")
            for basis in BASES
        ]
        self._basis.set_choices(wording.say("intake.cards.basis"), bases)
        for field, name in ((self._maker, "maker"), (self._slot, "slot")):
            field.setPlaceholderText(wording.say(f"intake.cards.{name}"))
            field.setAccessibleName(wording.say(f"intake.cards.{name}"))
        self._photo.setText(wording.say("intake.cards.photo"))
        self._conditions_open: bool | None = None
        self._shown_warnings: tuple[WarningState, ...] | None = None
        self._shown_early: tuple[str, ...] = ()

    def _choose_condition(self, key: str) -> None:
        if key == MORE_CONDITIONS and self._view is not None:
            self._condition.choose(self._view.condition)
        self.changed.emit("condition_class", key)

    def _offer_conditions(self, view: CardView) -> None:
        if view.conditions_open == self._conditions_open:
            return
        self._conditions_open = view.conditions_open
        shown = list(ConditionClass) if view.conditions_open else [ConditionClass.NORMAL]
        choices = [Choice(key=each, word=word(self._wording, "condition", each)) for each in shown]
        if not view.conditions_open:
            choices.append(
                Choice(key=MORE_CONDITIONS, word=self._wording.say("intake.cards.worse"), icon="warn")
            )
        self._condition.set_choices(self._wording.say("intake.cards.condition"), choices)

    def _show_warnings(self, warnings: tuple[WarningState, ...]) -> None:
        if warnings == self._shown_warnings:
            return
        self._shown_warnings = warnings
        empty(self._warnings)
        for state in warnings:
            line = _WarningLine(self._wording, state)
            line.confirmed.connect(self.warning_confirmed)
            self._warnings.addWidget(line)

    def _show_early(self, told: tuple[str, ...]) -> None:
        """What others told: to be looked at, and nothing to be confirmed."""
        if told == self._shown_early:
            return
        self._shown_early = told
        empty(self._early)
        for sentence in told:
            line = ToldLine()
            line.say(Tone.WARN, sentence)
            self._early.addWidget(line)

    def _first_open_warning(self) -> RefusableButton | None:
        lines = self.findChildren(_WarningLine)
        buttons = (line.button for line in lines if line.isVisibleTo(self))
        return next((button for button in buttons if not button.isChecked()), None)

    def _lay_out(self) -> None:
        self._last = QHBoxLayout()
        self._last.addWidget(self._maker, 3)
        self._last.addWidget(self._slot, 2)
        self._last.addWidget(self._photo)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._basis)
        self._column.addWidget(self._condition)
        self._column.addLayout(self._early)
        self._column.addLayout(self._warnings)
        self._column.addLayout(self._last)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(0, look.px(4), look.px(8), 0)
        for layout in (self._column, self._last, self._warnings, self._early):
            layout.setSpacing(look.px(8))
