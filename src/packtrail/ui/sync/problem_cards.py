"""What stands in the way, under who must act and how; each error opens the very field."""

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from packtrail.protocol.problems import Owner
from packtrail.ui.sync import errors_words
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.usecases.report_errors import ErrorGroup, Remedy, ReportError
from packtrail.wording import Wording

_SHOWN = 5  # records under one code; the list of the rung has them all


class _CodeCard(QFrame):
    """One thing that is wrong, what to do, and its first records with the field to open."""

    error_asked = Signal(object)  # ReportError

    def __init__(self, w: Wording, errors: tuple[ReportError, ...]) -> None:
        super().__init__()
        self.buttons: list[RefusableButton] = []
        first = errors[0]
        what, action, quoted = errors_words.code_texts(w, first)
        icon = IconLabel(size=20)
        icon.show_tone(_tone(first))
        self._grid = QGridLayout(self)
        self._grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        for at, (text, role) in enumerate(((what, "strong"), (action, "secondary"), (quoted, "hint"))):
            if text:
                self._grid.addWidget(text_label(text, role), at, 1, 1, 2)
        for at, error in enumerate(errors[:_SHOWN], start=3):
            self._add(w, at, error)
        left = len(errors) - _SHOWN
        if left > 0:
            more = text_label(w.say("sync.and_more_here", count=count_text(left)), "hint")
            self._grid.addWidget(more, 3 + _SHOWN, 1, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self.setAccessibleName(f"{what} {action}")
        mark(self, role="card")
        follow_look(self._restyle)

    def _add(self, w: Wording, row: int, error: ReportError) -> None:
        said = errors_words.place_words(w, error)
        button = RefusableButton(errors_words.opening_words(w, error), role="link")
        button.setAccessibleName(f"{button.text()} {said}")
        button.setAutoDefault(True)  # Enter opens, as Space does
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _=False: self.error_asked.emit(error))
        self.buttons.append(button)
        self._grid.addWidget(text_label(said, ""), row, 1)
        self._grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignRight)

    def _restyle(self, look: Look) -> None:
        self._grid.setContentsMargins(look.px(16), look.px(12), look.px(12), look.px(12))
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(4))


class ProblemList(QWidget):
    """Every group: ours first, what nobody has to do last."""

    error_asked = Signal(object)  # ReportError

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[Wording, tuple[ErrorGroup, ...]] | None = None
        self._buttons: list[RefusableButton] = []
        follow_look(self._restyle)

    def show_groups(self, w: Wording, groups: tuple[ErrorGroup, ...]) -> None:
        """Show ``groups``."""
        if self._shown == (w, groups):
            return
        self._shown = (w, groups)
        self._buttons = []
        empty(self._column)
        for group in groups:
            self._column.addWidget(self._section(w, group))

    def focus_next(self) -> bool:
        """Put the hand on the error after the one that has it, at the end on the first; False without any."""
        if not self._buttons:
            return False
        here = next((at for at, button in enumerate(self._buttons) if button.hasFocus()), -1)
        button = self._buttons[(here + 1) % len(self._buttons)]
        button.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _section(self, w: Wording, group: ErrorGroup) -> Section:
        title, hint = errors_words.group_words(w, group)
        section = Section(title, hint)
        for _, errors in groupby(group.errors, key=lambda each: (each.code, each.upstream_text)):
            card = _CodeCard(w, tuple(errors))
            card.error_asked.connect(self.error_asked)
            self._buttons += card.buttons
            section.body.addWidget(card)
        return section

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))


def _tone(error: ReportError) -> Tone:
    if error.remedy is Remedy.WAIT:
        return Tone.INFO
    return Tone.DANGER if error.owner is Owner.OUTLET else Tone.WARN
