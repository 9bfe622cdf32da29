"""Draws 发送前预审: what the platform would refuse of the backlog, before anything is sent."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.sync.problem_cards import ProblemList
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.usecases.rehearse import Rehearsal
from packtrail.usecases.report_errors import grouped
from packtrail.wording import Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class RehearsalState:
    """The last rehearsal; None before the first."""

    is_working: bool = False
    result: Rehearsal | None = None


def sentence(w: Wording, result: Rehearsal) -> tuple[Tone, str]:
    """What it came to."""
    if not result.judged:
        return Tone.OK, w.say("sync.rehearsal.nothing")
    refused = count_text(len(result.refused))
    said = [
        w.say("sync.rehearsal.refused", count=result.judged, refused=refused)
        if result.refused
        else w.say("sync.rehearsal.clean", count=result.judged)
    ]
    if result.warned:
        said.append(w.say("sync.rehearsal.warned", count=count_text(len(result.warned))))
    if result.is_cut:
        said.append(w.say("sync.rehearsal.cut", count=count_text(result.judged)))
    return Tone.WARN if result.refused else Tone.OK, " ".join(said)


class RehearsalView(QWidget):
    """A button, the result, and what would be refused, as real refusals are shown."""

    asked = Signal()
    error_asked = Signal(object)  # ReportError

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, RehearsalState()
        self._section, self._button = Section(), PrimaryButton()
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._banner, self.problems = Banner(wording), ProblemList()
        self._limits = text_label("", "hint")
        for widget in (self._button, self._banner, self._limits):
            self._section.body.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._section)
        self._column.addWidget(self.problems)
        self._button.clicked.connect(self.asked)
        self.problems.error_asked.connect(self.error_asked)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: RehearsalState) -> None:
        """Show ``state``."""
        self._state = state
        w, result = self._wording, state.result
        self._button.say(w.say("sync.rehearsal.working" if state.is_working else "sync.rehearsal.button"))
        self._button.set_refusal(w.say("sync.rehearsal.working") if state.is_working else None)
        if result is None:
            self._banner.clear()
        else:
            self._banner.show_message(*sentence(w, result))
        self.problems.show_groups(w, grouped(result.refused) if result is not None else ())

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._banner.retranslate(wording)
        self._section.say(wording.say("sync.rehearsal.title"), wording.say("sync.rehearsal.hint"))
        self._limits.setText(wording.say("sync.rehearsal.limits"))
        self.render_state(self._state)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))
