"""The guided path for a label that can't be read: why, what it is, a photograph, done."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from packtrail.ui.intake.label_help import LabelHelp
from packtrail.ui.intake.label_help_state import HelpState
from packtrail.ui.intake.state import LEVELS, REASONS, WithoutCodeState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Chip, ChipState, Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording
from packtrail.wording.values import word


class WithoutCodeForm(QFrame):
    """Draws a WithoutCodeState."""

    reason_chosen = Signal(str)
    level_chosen = Signal(str)
    photo_from_view_asked = Signal()
    photo_from_file_asked = Signal()
    taken_in = Signal()
    left = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.help = LabelHelp(wording)
        self._title = QLabel()
        self._reasons, self._levels = ChipRow(), ChipRow()
        self._from_view, self._from_file = RefusableButton(), RefusableButton()
        self._photo = Chip()
        self._take_in, self._leave = RefusableButton(), RefusableButton(role="quiet")
        self._take_in.setAutoDefault(True)
        mark(self, role="card")
        mark(self._title, role="section")
        self._lay_out()
        self._reasons.chosen.connect(self.reason_chosen)
        self._levels.chosen.connect(self.level_chosen)
        self._from_view.clicked.connect(self.photo_from_view_asked)
        self._from_file.clicked.connect(self.photo_from_file_asked)
        self._take_in.clicked.connect(self.taken_in)
        self._leave.clicked.connect(self.left)
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_state(self, state: WithoutCodeState, no_view: str | None) -> None:
        """Show ``state``; ``no_view`` says why the picture in view can't be taken."""
        self._reasons.choose(state.reason)
        self._levels.choose(state.level)
        self._photo.show_state(ChipState(Tone.OK if state.has_photo else Tone.QUIET, state.photo))
        self._from_view.set_refusal(no_view)
        self._take_in.set_refusal(state.refusal)

    def show_help(self, state: HelpState) -> None:
        """Show the help; while a person compares, the way without a code makes room."""
        self.help.show_state(state)
        for part in (self._reasons, self._levels, *self._way_without):
            part.setVisible(not state.is_at_work)

    def focus_first(self) -> None:
        """Put the hand on the reasons."""
        self._reasons.focus_choice()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        say = wording.say
        self.help.retranslate(wording)
        self._title.setText(say("intake.without_code.title"))
        self._reasons.set_choices(
            say("intake.without_code.reason"),
            [Choice(key=reason, word=word(wording, "code_reason", reason)) for reason in REASONS],
        )
        self._levels.set_choices(
            say("intake.without_code.level"),
            [Choice(key=level, word=word(wording, "level", level)) for level in LEVELS],
        )
        self._from_view.setText(say("intake.without_code.from_view"))
        self._from_file.setText(say("intake.without_code.from_file"))
        self._take_in.setText(say("intake.without_code.take_in"))
        self._leave.setText(say("intake.without_code.cancel"))

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._leave)
        self._photos = FlowLayout()
        self._way_without = (self._from_view, self._from_file, self._photo, self._take_in)
        for widget in self._way_without:
            self._photos.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.help)
        self._column.addWidget(self._reasons)
        self._column.addWidget(self._levels)
        self._column.addLayout(self._photos)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(12))
        self._column.setSpacing(look.px(8))
