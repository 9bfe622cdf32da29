"""Draws the steps of the first day: what each is good for, what it means to leave it, and the way to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.usecases.first_day import FirstDay, Standing, Step
from packtrail.wording import Wording

_TONES = {Standing.DONE: Tone.OK, Standing.PUT_OFF: Tone.INFO, Standing.OPEN: Tone.INFO}


class FirstDayCard(QFrame):
    """Shows a FirstDay, and nothing once it is over."""

    go_asked = Signal(str)  # a Step
    later_asked = Signal(str)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, FirstDay()
        self._section = Section()
        self._rows = {step: _StepRow() for step in Step}
        for step, row in self._rows.items():
            self._section.body.addWidget(row)
            row.go.clicked.connect(lambda _=False, step=step: self.go_asked.emit(step))
            row.later.clicked.connect(lambda _=False, step=step: self.later_asked.emit(step))
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: FirstDay) -> None:
        """Show ``state``."""
        self._state = state
        say = self._wording.say
        done = sum(standing is not Standing.OPEN for _, standing in state.steps)
        self._section.say(say("setup.first_day.title"), say("setup.first_day.hint", done=done, of=len(Step)))
        for step, standing in state.steps:
            self._rows[step].show_step(self._wording, step, standing, is_next=step is state.next_step)
        self.setVisible(bool(state.steps) and not state.is_over)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.render_state(self._state)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)


class _StepRow(QWidget):
    """One step: its standing, its name, why, and two buttons while it is open."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel(size=18)
        self._name, self._why = text_label("", "strong"), text_label("", "secondary")
        self.go, self.later = RefusableButton(), RefusableButton(role="quiet")
        words = QVBoxLayout()
        words.addWidget(self._name)
        words.addWidget(self._why)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon)
        self._row.addLayout(words, 1)
        self._row.addWidget(self.go)
        self._row.addWidget(self.later)
        follow_look(self._restyle)

    def show_step(self, w: Wording, step: Step, standing: Standing, *, is_next: bool) -> None:
        """Show ``step`` as it stands; only the next one tells at length what leaving it means."""
        name = w.say(f"setup.first_day.{step}.name")
        self._icon.show_tone(Tone.WARN if is_next else _TONES[standing])
        self._name.setText(
            w.say("setup.first_day.step", name=name, standing=w.say(f"setup.first_day.{standing}"))
        )
        why = w.say(f"setup.first_day.{step}.why") if is_next else ""
        if is_next or standing is Standing.PUT_OFF:
            why = " ".join(filter(None, (why, w.say(f"setup.first_day.{step}.without"))))
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.go.setText(w.say(f"setup.first_day.{step}.go"))
        self.go.setAccessibleName(f"{name} {self.go.text()}")
        self.go.setVisible(standing is not Standing.DONE)
        self.later.setText(w.say("setup.first_day.later"))
        self.later.setAccessibleName(f"{name} {self.later.text()}")
        self.later.setVisible(standing is Standing.OPEN)

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(12))
