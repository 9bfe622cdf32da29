"""One unit of the delivery at hand with all that is asked of it; only the open card is spread out."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from packtrail.domain.records.gate import ConditionClass
from packtrail.ui.intake.state import BASES, MORE_CONDITIONS, CardView, WarningState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.unit_card import CardState, UnitCard
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


class IntakeCard(UnitCard):
    """Draws a CardView."""

    changed = Signal(str, str, str)  # key, field, value
    opened = Signal(str)
    weighed = Signal(str)  # Enter in the mass: done with this one
    warning_confirmed = Signal(str, str, bool)
    photo_asked = Signal(str)

    def __init__(self, wording: Wording, view: CardView) -> None:
        self._view: CardView | None = None
        self._wording = wording
        self._spread = QWidget()
        self._basis, self._condition = ChipRow(), ChipRow()
        self._maker, self._slot = QLineEdit(), QLineEdit()
        self._photo = RefusableButton()
        self._warnings = QVBoxLayout()
        self._shown_warnings: tuple[WarningState, ...] = ()
        super().__init__(wording, _card_state(view))
        self._lay_out_more()
        self._basis.chosen.connect(partial(self._tell, "mass_basis"))
        self._condition.chosen.connect(partial(self._tell, "condition_class"))
        self._maker.editingFinished.connect(
            lambda: self._tell("responsible_maker", self._maker.text().strip())
        )
        self._slot.editingFinished.connect(lambda: self._tell("storage_location", self._slot.text().strip()))
        self._photo.clicked.connect(lambda: self.photo_asked.emit(self._key))
        self._mass.returnPressed.connect(lambda: self.weighed.emit(self._key))
        self._mass.textEdited.connect(lambda text: self.mass_entered.emit(self._key, text))
        self._mass.installEventFilter(self)
        follow_look(self._restyle_more)
        self._say_more(wording)
        self.show_view(view)

    @property
    def mass_edit(self) -> QLineEdit:
        """The field of the mass."""
        return self._mass

    def show_view(self, view: CardView) -> None:
        """Show ``view``; nothing is touched where it is as before."""
        if view == self._view:
            return
        self._view = view
        self.show_state(_card_state(view))
        mark(self, chosen=view.is_open)
        mark(self._mass, tone=Tone.DANGER.value if view.faulty_mass else "")
        self._offer_conditions(view)
        self._basis.choose(view.basis)
        self._condition.choose(view.condition)
        for field, text in ((self._maker, view.maker), (self._slot, view.slot)):
            if not field.hasFocus():
                field.setText(text)
        self._show_warnings(view.warnings)
        self._spread.setVisible(view.is_open)

    def focus_field(self, field: str) -> None:
        """Put the hand on what ``field`` is entered with."""
        open_warning = self._first_open_warning()
        if field == "mass_basis":
            self._basis.focus_choice()
        elif field == "confirmed_warnings" and open_warning is not None:
            open_warning.setFocus(Qt.FocusReason.OtherFocusReason)
        elif field == "photos":
            self._photo.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_mass()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        super().retranslate(wording)
        self._say_more(wording)

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """The hand on the mass of a folded card opens it."""
        if watched is self._mass and isinstance(event, QFocusEvent) and event.gotFocus():
            self._ask_to_open()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """A press anywhere on a folded card opens it."""
        super().mousePressEvent(event)
        self._ask_to_open()

    def _ask_to_open(self) -> None:
        if self._view is not None and not self._view.is_open:
            self.opened.emit(self._key)

    def _tell(self, name: str, value: str) -> None:
        if value == MORE_CONDITIONS and self._view is not None:
            self._condition.choose(self._view.condition)
        self.changed.emit(self._key, name, value)

    def _say_more(self, wording: Wording) -> None:
        self._wording = wording
        self._view = None
        bases = [Choice(key=basis, word=word(wording, "mass_basis", basis)) for basis in BASES]
        self._basis.set_choices(wording.say("intake.cards.basis"), bases)
        for field, name in ((self._maker, "maker"), (self._slot, "slot")):
            field.setPlaceholderText(wording.say(f"intake.cards.{name}"))
            field.setAccessibleName(wording.say(f"intake.cards.{name}"))
        self._photo.setText(wording.say("intake.cards.photo"))
        self._conditions_open: bool | None = None
        self._shown_warnings = ()

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
            line.confirmed.connect(lambda kind, yes: self.warning_confirmed.emit(self._key, kind, yes))
            self._warnings.addWidget(line)

    def _first_open_warning(self) -> RefusableButton | None:
        lines = self._spread.findChildren(_WarningLine)
        buttons = (line.button for line in lines if line.isVisibleTo(self._spread))
        return next((button for button in buttons if not button.isChecked()), None)

    def _lay_out_more(self) -> None:
        self._last = QHBoxLayout()
        self._last.addWidget(self._maker, 3)
        self._last.addWidget(self._slot, 2)
        self._last.addWidget(self._photo)
        self._asked = QVBoxLayout(self._spread)
        self._asked.addWidget(self._basis)
        self._asked.addWidget(self._condition)
        self._asked.addLayout(self._warnings)
        self._asked.addLayout(self._last)
        self.more.addWidget(self._spread)

    def _restyle_more(self, look: Look) -> None:
        self._asked.setContentsMargins(0, look.px(4), look.px(8), 0)
        for layout in (self._asked, self._last, self._warnings):
            layout.setSpacing(look.px(8))


def _card_state(view: CardView) -> CardState:
    return CardState(
        key=view.key, number=view.number, code=view.code, meaning=view.meaning, mass=view.mass,
        fault=view.fault, chips=view.chips,
    )  # fmt: skip
