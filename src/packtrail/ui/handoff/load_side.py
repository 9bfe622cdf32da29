"""The two lists of the handoff: the stock to pick from, and the load that grows."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QWidget

from packtrail.ui.handoff import words
from packtrail.ui.handoff.state import HandoffState
from packtrail.ui.handoff.typed_code import TypedCode, asked, entered
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Chip, ChipState
from packtrail.ui.widgets.code_field import CodeField
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Row
from packtrail.wording import Wording


class _Stacked(QStackedWidget):
    """A table, or what to say when it is empty."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.table = DataTable()
        self.nothing = EmptyState(icon, "")
        self._icon = icon
        self.addWidget(self.table)
        self.addWidget(self.nothing)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least: what room there is, the screen gives, and the rows scroll."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def show_empty(self, sentence: str, hint: str) -> None:
        """Say why there is nothing."""
        self.nothing.say(self._icon, sentence, hint)
        self.setCurrentWidget(self.nothing)


class PickSide(Section):
    """A field for scans and typing, and the stock that may leave."""

    code_entered = Signal(str)
    text_changed = Signal(str)
    more_wanted = Signal()
    picked = Signal(tuple)  # unit ids

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._rows: tuple[Row, ...] | None = None
        self._code = CodeField(wording, takes_numbers=True)
        self._typed = TypedCode()
        self._said: tuple[Tone, str] = (Tone.QUIET, "")
        self._search = QLineEdit()
        self._search.setClearButtonEnabled(True)
        self._list = _Stacked("stock")
        self._button = RefusableButton()
        self._note = QLabel()
        self._note.setWordWrap(True)
        mark(self._note, role="hint")
        for widget in (self._code, self._search, self._list, self._button, self._note):
            self.body.addWidget(widget, 1 if widget is self._list else 0)
        table = self._list.table
        self._code.entered.connect(self._enter)
        self._search.textChanged.connect(self.text_changed)
        table.more_wanted.connect(self.more_wanted)
        table.row_chosen.connect(lambda key: self.picked.emit((key,)))
        table.selectionModel().selectionChanged.connect(self._show_button)
        self._button.clicked.connect(lambda: self.picked.emit(table.selected_keys()))
        follow_look(self._fit)
        self.retranslate(wording)

    def show_state(self, state: HandoffState) -> None:
        """Show the stock without what is on the load."""
        rows = tuple(words.pick_row(unit) for unit in state.to_pick)
        if rows != self._rows:
            self._rows = rows
            bar = self._list.table.verticalScrollBar()
            place = bar.value()
            self._list.table.show_rows(words.pick_columns(self._wording), rows, has_more=state.stock.has_more)
            bar.setValue(place)
        if rows or state.stock.total is None:
            self._list.setCurrentWidget(self._list.table)
        else:
            say = self._wording.say
            self._list.show_empty(say("handoff.pick_empty"), say("handoff.pick_empty_hint"))
        self._show_button()

    def say_result(self, tone: Tone, sentence: str) -> None:
        """Say what came of the last code beside the field."""
        self._said = (tone, sentence)
        self._show_said()

    def forget_typed(self) -> None:
        """What was typed once is given up."""
        if self._typed.first:
            self._typed = TypedCode()
            self._code.set_code("")
            self._show_said()

    def focus_code(self) -> None:
        """Put the hand where the next code goes."""
        self._code.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._rows = wording, None
        say = wording.say
        self.say(say("handoff.pick_title"), say("handoff.pick_hint"))
        self._code.retranslate(wording)
        self._search.setPlaceholderText(say("handoff.search_placeholder"))
        self._search.setAccessibleName(say("handoff.search_name"))
        self._list.table.setAccessibleName(say("handoff.pick_table"))
        self._button.setText(say("handoff.pick_button"))
        self._note.setText(say("handoff.list_hint"))

    def _enter(self, code: str) -> None:
        if not code:
            return
        self._typed, taken = entered(self._typed, code)
        if not self._typed.second:
            self._code.set_code("")
        self._show_said()
        if taken:
            self.code_entered.emit(taken)

    def _show_said(self) -> None:
        """What the field waits for goes before what came of the last code."""
        tone, sentence = asked(self._typed, self._wording) if self._typed.first else self._said
        self._code.show_message(tone, sentence, self._typed.marked)

    def _show_button(self) -> None:
        chosen = self._list.table.selected_keys()
        self._button.set_refusal(None if chosen else self._wording.say("handoff.pick_first"))

    def _fit(self, look: Look) -> None:
        self._list.setMinimumHeight(look.px(120))


class LoadSide(Section):
    """The lines of the load, what is odd about them, and a way out for each."""

    removed = Signal(tuple)  # unit ids

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._rows: tuple[Row, ...] | None = None
        self._list = _Stacked("handoff")
        self._warnings = QWidget()
        self._warning_row = FlowLayout(self._warnings, gap=4)
        self._shown: tuple[str, ...] = ()
        self._button = RefusableButton()
        self.add_action(self._button)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._warnings)
        table = self._list.table
        table.selectionModel().selectionChanged.connect(self._show_button)
        self._button.clicked.connect(self._remove)
        KeyAct("handoff.remove", QKeySequence.StandardKey.Delete, table, self._remove, only_within=True)
        follow_look(self._fit)
        self.retranslate(wording)

    def show_state(self, state: HandoffState) -> None:
        """Show the load, the newest line in sight."""
        lines = zip(state.draft.lines, state.units, strict=True)
        rows = tuple(
            words.load_row(self._wording, number, line, unit)
            for number, (line, unit) in enumerate(lines, start=1)
        )
        say = self._wording.say
        self.say(say("handoff.load_title"), words.total_words(self._wording, state) if rows else "")
        if rows != self._rows:
            grew = self._rows is not None and len(rows) > len(self._rows)
            self._rows = rows
            self._list.table.show_rows(words.load_columns(self._wording), rows)
            if grew:
                self._list.table.scrollToBottom()
        if rows:
            self._list.setCurrentWidget(self._list.table)
        else:
            self._list.show_empty(say("handoff.load_empty"), say("handoff.load_empty_hint"))
        self._show_warnings(words.warning_words(self._wording, state))
        self._show_button()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._rows = wording, None
        self._list.table.setAccessibleName(wording.say("handoff.load_table"))
        self._button.setText(wording.say("handoff.remove_button"))

    def _remove(self) -> None:
        chosen = self._list.table.selected_keys()
        if chosen:
            self.removed.emit(chosen)

    def _show_button(self) -> None:
        chosen = self._list.table.selected_keys()
        self._button.set_refusal(None if chosen else self._wording.say("handoff.remove_first"))

    def _show_warnings(self, sentences: tuple[str, ...]) -> None:
        if sentences == self._shown:
            return
        self._shown = sentences
        empty(self._warning_row)
        for sentence in sentences:
            chip = Chip(ChipState(Tone.WARN, sentence))
            self._warning_row.addWidget(chip)
            chip.show()
        self._warnings.setVisible(bool(sentences))

    def _fit(self, look: Look) -> None:
        self._list.setMinimumHeight(look.px(220))
