"""Draws a deliverer's list: how much of it came, what is missing first, and the button that opens one."""

from typing import Final

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListView, QVBoxLayout, QWidget

from packtrail.ui.intake.expected.state import ExpectedState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Chip
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.wording import Wording

OPEN_KEY: Final = "Ctrl+I"
DROP_KEY: Final = "Ctrl+Shift+D"
_ROWS_SHOWN = 4  # the others scroll


class ExpectedPanel(QFrame):
    """Draws an ExpectedState."""

    open_asked = Signal()
    drop_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, ExpectedState()
        self._title, self._notes = QLabel(), ToldLines()
        self._chips = tuple(Chip() for _ in range(3))
        self._open, self._drop = RefusableButton(role="link"), RefusableButton(role="link")
        self._rows, self._texts = QListView(), QStringListModel(self)
        self._rows.setModel(self._texts)
        self._rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._rows.setUniformItemSizes(True)
        self._open.answer_to("intake.list", OPEN_KEY)
        self._open.clicked.connect(self.open_asked)
        self._drop.clicked.connect(self.drop_asked)
        mark(self._title, role="section")
        self._lay_out()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: ExpectedState) -> None:
        """Show ``state``."""
        self._state = state
        for widget in (self._title, self._rows, self._drop, *self._chips):
            widget.setVisible(state.has_list)
        self._drop.answer_to("intake.drop_list", DROP_KEY if state.has_list else "")
        for chip, shown in zip(self._chips, state.chips, strict=False):
            chip.show_state(shown)
        texts = [f"{row.word}  {row.code}" for row in state.rows]
        if texts != self._texts.stringList():
            self._texts.setStringList(texts)
            self._fit_rows()
        self._notes.say_all(state.notes)
        self._say_open()
        self._frame()

    def add_act(self, button: QWidget) -> None:
        """Give another button of the gate its room beside ours."""
        self._acts.addWidget(button)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the flow renders the state anew."""
        self._wording = wording
        self._title.setText(wording.say("intake.expected.title"))
        self._rows.setAccessibleName(wording.say("intake.expected.title"))
        self._drop.setText(f"{wording.say('intake.expected.drop')}  {DROP_KEY}")
        self._say_open()

    def _say_open(self) -> None:
        name = "another" if self._state.has_list else "open"
        self._open.setText(f"{self._wording.say(f'intake.expected.{name}')}  {OPEN_KEY}")

    def _fit_rows(self) -> None:
        count = min(len(self._state.rows), _ROWS_SHOWN)
        row = max(self._rows.sizeHintForRow(0), self._rows.fontMetrics().height())
        self._rows.setFixedHeight(count * row + 2 * self._rows.frameWidth())

    def _lay_out(self) -> None:
        self._counts, self._acts = FlowLayout(), FlowLayout()
        for chip in self._chips:
            self._counts.addWidget(chip)
        self._acts.addWidget(self._open)
        self._acts.addWidget(self._drop)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addLayout(self._counts)
        self._column.addWidget(self._notes)
        self._column.addWidget(self._rows)
        self._column.addLayout(self._acts)

    def _frame(self) -> None:
        """A card for a list; its links alone are one line, so that the cards below keep their room."""
        mark(self, role="card" if self._state.has_list else "")
        side, top = (12, 8) if self._state.has_list else (0, 0)
        self._column.setContentsMargins(*(self._look.px(edge) for edge in (side, top, side, top)))

    def _restyle(self, look: Look) -> None:
        self._look = look
        self._column.setSpacing(look.px(6))
        self._frame()
        self._fit_rows()
