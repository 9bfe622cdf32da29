"""The rows of a form: each draws one Ask and tells what the operator gave."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.forms.state import TICKED, Ask, AskKind, Typed
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Chip, ChipState, Choice, ChoiceChip
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton


class FormRow(QWidget):
    """One row; ``changed`` tells the key of its field and what stands there now."""

    changed = Signal(str, str)
    photo_asked = Signal()

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._key = ask.key
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_ask(self, ask: Ask, typed: Typed) -> None:
        """Show the field with what was given."""
        raise NotImplementedError

    def take_hand(self) -> None:
        """Put the hand on it."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, value: str) -> None:
        self.changed.emit(self._key, value)

    def _below(self) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        return label


class _TextRow(FormRow):
    """A line to type into; Enter goes on to the next."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._field = FormField()
        self._column.addWidget(self._field)
        self.setFocusProxy(self._field)
        self._field.edited.connect(self._tell)
        self._field.entered.connect(self.focusNextChild)

    def show_ask(self, ask: Ask, typed: Typed) -> None:
        self._field.say(ask.name)
        self._field.show_text(typed.values.get(ask.key, ""))
        self._field.show_message(ask.tone, ask.hint)
        self._field.cover(is_covered=ask.is_covered)


class _PinRow(_TextRow):
    """A PIN: nobody reads it over a shoulder."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._field.hide_typing()


class _ChoiceRow(FormRow):
    """One of a few, all in sight, below its name."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._choices: tuple[Choice, ...] = ()
        self._name, self._hint = self._below(), self._below()
        self._chips = ChipRow()
        for part in (self._name, self._hint, self._chips):
            self._column.addWidget(part)
        mark(self._hint, role="hint")
        self._chips.chosen.connect(self._tell)
        follow_look(self._restyle)

    def show_ask(self, ask: Ask, typed: Typed) -> None:
        if ask.choices != self._choices:
            self._choices = ask.choices
            self._chips.set_choices(ask.name, ask.choices)
        self._name.setText(ask.name)
        self._hint.setText(ask.hint)
        self._hint.setVisible(bool(ask.hint))
        mark(self._hint, tone=ask.tone.value)
        self._chips.choose(typed.values.get(ask.key))

    def take_hand(self) -> None:
        self._chips.focus_choice()

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(4))


class _TickRow(FormRow):
    """A sentence, and the button that ticks it."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._icon, self._name = IconLabel(size=16), self._below()
        self._button = RefusableButton(role="choice")
        self._button.setCheckable(True)
        self._row = QHBoxLayout()
        self._row.addWidget(self._icon)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(self._button)
        self._column.addLayout(self._row)
        self.setFocusProxy(self._button)
        self._button.clicked.connect(lambda: self._tell(TICKED if self._button.isChecked() else ""))
        follow_look(self._restyle)

    def show_ask(self, ask: Ask, typed: Typed) -> None:
        self._icon.setVisible(ask.tone is not Tone.QUIET)
        self._icon.show_tone(Tone.OK if typed.has(ask.key) else ask.tone)
        self._name.setText(ask.name)
        self._button.setText(ask.button)
        self._button.setAccessibleName(f"{ask.button} {ask.name}")
        self._button.setChecked(typed.has(ask.key))

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(8))


class _PickRow(FormRow):
    """A short name that is ticked itself."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._chip = ChoiceChip(Choice(key=ask.key, word=ask.name))
        self._chip.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # as a list reads
        self._column.addWidget(self._chip)
        self.setFocusProxy(self._chip)
        self._chip.clicked.connect(lambda: self._tell(TICKED if self._chip.isChecked() else ""))

    def show_ask(self, ask: Ask, typed: Typed) -> None:
        self._chip.setText(ask.name)
        self._chip.setAccessibleName(ask.name)
        self._chip.setChecked(typed.has(ask.key))


class _PhotoRow(FormRow):
    """Photographs: how many there are, and the button that adds one."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._button, self._chip, self._hint = RefusableButton(), Chip(), self._below()
        self._row = FlowLayout()
        self._row.addWidget(self._button)
        self._row.addWidget(self._chip)
        self._column.addLayout(self._row)
        self._column.addWidget(self._hint)
        mark(self._hint, role="hint")
        self.setFocusProxy(self._button)
        self._button.clicked.connect(self.photo_asked)

    def show_ask(self, ask: Ask, typed: Typed) -> None:
        self._button.setText(ask.name)
        self._chip.show_state(ChipState(Tone.OK if typed.photos else Tone.QUIET, ask.button))
        self._hint.setText(ask.hint)
        self._hint.setVisible(bool(ask.hint))


class _NoteRow(FormRow):
    """Says something and asks nothing."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._icon, self._text = IconLabel(size=16), self._below()
        self._row = QHBoxLayout()
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)
        self._column.addLayout(self._row)
        follow_look(self._restyle)

    def show_ask(self, ask: Ask, _: Typed) -> None:
        self._icon.setVisible(ask.tone is not Tone.QUIET)
        self._icon.show_tone(ask.tone)
        self._text.setText(ask.name)

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(8))


class _HeadRow(FormRow):
    """Names the fields below it."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._name = self._below()
        self._column.addWidget(self._name)
        mark(self._name, role="section")

    def show_ask(self, ask: Ask, _: Typed) -> None:
        self._name.setText(ask.name)


_ROWS: dict[AskKind, type[FormRow]] = {
    AskKind.CHOICE: _ChoiceRow,
    AskKind.TICK: _TickRow,
    AskKind.PICK: _PickRow,
    AskKind.PHOTOS: _PhotoRow,
    AskKind.NOTE: _NoteRow,
    AskKind.HEAD: _HeadRow,
    AskKind.PIN: _PinRow,
    AskKind.PIN_AGAIN: _PinRow,
}


def row_for(ask: Ask) -> FormRow:
    """The row that draws ``ask``."""
    return _ROWS.get(ask.kind, _TextRow)(ask)
