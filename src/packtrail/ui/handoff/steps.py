"""装单 → 安全判定 → 签字 → 发运: where the load is, and that two of the steps are on paper."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from packtrail.ui.handoff.state import Step
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.wording import Wording


class _StepLabel(QFrame):
    """One step: its number and word, and a tick once it is done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._tick, self._word = IconLabel("check", size=16), QLabel()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._tick)
        self._row.addWidget(self._word)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        mark(self, role="chip")
        follow_look(self._restyle)

    def show_step(self, word: str, tone: Tone) -> None:
        """Show ``word``; done is OK, present is INFO, to come is QUIET."""
        self._tick.setVisible(tone is Tone.OK)
        self._tick.show_tone(tone, "check")
        self._word.setText(f"{self._number} {word}")
        for part in (self, self._word):
            mark(part, tone=tone.value)
        mark(self._word, role="strong" if tone is Tone.INFO else "")

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
        self._row.setSpacing(look.px(4))


class Steps(QWidget):
    """The steps in a row with an arrow between."""

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowLayout(self, gap=8)
        self._labels: dict[Step, _StepLabel] = {}
        for number, step in enumerate(Step, start=1):
            if self._labels:
                self._row.addWidget(IconLabel("forward", size=28, colour="ink_3"))
            self._labels[step] = _StepLabel(number)
            self._row.addWidget(self._labels[step])
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_step(self, wording: Wording, now: Step) -> None:
        """Show that the load is at ``now``."""
        order = list(Step)
        for step, label in self._labels.items():
            tone = Tone.INFO if step is now else Tone.QUIET
            if order.index(step) < order.index(now):
                tone = Tone.OK
            label.show_step(wording.say(f"handoff.step.{step}"), tone)
        self.setAccessibleName(f"{wording.say('handoff.steps_name')} {wording.say(f'handoff.step.{now}')}")
