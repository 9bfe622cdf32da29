"""Draws the labels' card: which stock, how far the printer is off, and what can be printed on it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.settings.label_state import PAPERS, LabelState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.usecases.label_choices import StockInfo
from packtrail.wording import Wording
from packtrail.wording.errors import explain

_FIELDS = ("right", "down", "used")


class LabelCard(QFrame):
    """The card on the settings screen."""

    stock_chosen = Signal(str)
    edited = Signal(str, str)  # right | down | used, what stands there
    print_asked = Signal(str)  # of PAPERS
    came_in_sight = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, LabelState()
        self._offered: list[Choice] | None = None
        self._section, self._stock_name, self._stocks = Section(), QLabel(), ChipRow()
        self._fields = {name: FormField(longest=8) for name in _FIELDS}
        self._buttons = {name: RefusableButton() for name in PAPERS}
        self._trouble = ToldLine()
        row = QWidget()
        line = FlowLayout(row, gap=12)
        for button in self._buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            line.addWidget(button)
        for part in (self._stock_name, self._stocks, *self._fields.values(), row, self._trouble):
            self._section.body.addWidget(part)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        mark(self._stock_name, role="secondary")
        self._stocks.chosen.connect(self.stock_chosen)
        for name, field in self._fields.items():
            field.edited.connect(lambda text, name=name: self.edited.emit(name, text))
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.print_asked.emit(name))
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: LabelState) -> None:
        """Show ``state``."""
        self._state = state
        say = self._wording.say
        choices = [Choice(key=each.name, word=stock_word(self._wording, each)) for each in state.stocks]
        if choices != self._offered:
            self._offered = choices
            self._stocks.set_choices(say("settings.labels.stock"), choices)
        self._stocks.choose(state.choices.stock)
        for name, text in zip(_FIELDS, (state.right_text, state.down_text, state.used_text), strict=True):
            self._fields[name].show_text(text)
            wrong = name in state.wrong
            self._fields[name].show_message(
                Tone.DANGER if wrong else Tone.QUIET, say(f"settings.labels.{name}_wrong") if wrong else ""
            )
        self._fields["used"].setVisible(state.is_sheet)
        refusal = state.refusal
        for button in self._buttons.values():
            button.set_refusal(say(f"settings.labels.refusal.{refusal}") if refusal else None)
        self._trouble.setVisible(state.trouble is not None)
        if state.trouble is not None:
            self._trouble.say(Tone.DANGER, str(explain(self._wording, state.trouble)))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._offered = wording, None
        say = wording.say
        self._section.say(say("settings.labels.title"), say("settings.labels.hint"))
        self._stock_name.setText(say("settings.labels.stock"))
        for name, field in self._fields.items():
            field.say(say(f"settings.labels.{name}"), say(f"settings.labels.{name}_hint"))
        for name, button in self._buttons.items():
            button.setText(say(f"settings.labels.print.{name}"))
        self.render_state(self._state)

    def showEvent(self, event: QShowEvent, /) -> None:  # noqa: N802 - Qt's name
        """What was chosen is asked for when somebody looks."""
        super().showEvent(event)
        self.came_in_sight.emit()

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._column.setSpacing(look.px(8))


def stock_word(w: Wording, stock: StockInfo) -> str:
    """Label stock by its sizes."""
    size = {"width": f"{stock.width_mm:g}", "height": f"{stock.height_mm:g}", "count": stock.per_page}
    return w.say(f"settings.labels.{stock.kind}", **size)
