"""One unit at the right of the table: its code, what it is, and its life so far."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.stock import words
from packtrail.ui.stock.state import UnitLife
from packtrail.ui.stock.words import TONE_OF_CUSTODY, Moment
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import SECTION, Tone
from packtrail.ui.widgets.chip import Chip, ChipState
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.wording import Wording


class _Step(QWidget):
    """One step of the life: icon, what, when, more."""

    def __init__(self, step: Moment) -> None:
        super().__init__()
        self._icon = IconLabel(size=18)
        self._icon.show_tone(step.tone, "clock" if step.tone is Tone.QUIET else None)
        what, at, more = QLabel(step.what), QLabel(step.at), QLabel(step.more)
        what.setWordWrap(True)
        more.setWordWrap(True)
        for label, role in ((what, "strong"), (at, "hint"), (more, "secondary")):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            mark(label, role=role)
        column = QVBoxLayout()
        column.setSpacing(0)
        for label in (what, at, more):
            if label.text():
                column.addWidget(label)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(column, 1)
        self.setAccessibleName(" ".join(filter(None, (step.what, step.at, step.more))))
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(8))


class UnitDetail(QWidget):
    """The detail of one unit; made once and shown anew."""

    load_asked = Signal(str)  # unit id

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._life: UnitLife | None = None
        self._now: datetime | None = None
        self._code = CodeLabel(wording, size=SECTION, bold=True)
        self._chip = Chip()
        self._load = RefusableButton()
        self._load.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._steps = Section()
        self._head = QHBoxLayout()
        self._head.addWidget(self._chip)
        self._head.addStretch(1)
        self._head.addWidget(self._load)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._code)
        self._column.addLayout(self._head)
        self._column.addWidget(self._facts)
        self._column.addWidget(self._steps)
        self._column.addStretch(1)
        self._load.clicked.connect(self._ask_load)
        follow_look(self._restyle)

    def show_life(self, life: UnitLife, now: datetime) -> None:
        """Show ``life`` as it is at ``now``."""
        self._life, self._now = life, now
        w, unit = self._wording, life.unit
        state = words.state_word(w, unit)
        self._code.show_code(unit.label)
        self._chip.show_state(ChipState(TONE_OF_CUSTODY.get(unit.custody, Tone.QUIET), state))
        self._load.setText(w.say("stock.put_on_load"))
        self._load.set_refusal(None if life.can_be_loaded else w.say("stock.not_loadable", state=state))
        self._show_facts(words.facts(w, life))
        self._steps.say(w.say("stock.life.title"))
        _empty(self._steps.body)
        for step in words.timeline(w, life, now):
            self._steps.body.addWidget(_Step(step))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._code.retranslate(wording)
        if self._life is not None and self._now is not None:
            self.show_life(self._life, self._now)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        _empty(self._grid)
        for at, (name, text) in enumerate(facts):
            label, fact = QLabel(name), QLabel(text)
            mark(label, role="secondary")
            fact.setWordWrap(True)
            fact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            fact.setAccessibleName(f"{name} {text}")
            self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact, at, 1)

    def _ask_load(self) -> None:
        if self._life is not None:
            self.load_asked.emit(self._life.unit.unit_id)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(0, 0, look.px(8), 0)
        self._column.setSpacing(look.px(16))
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
