"""What stands in the way, under the name of whoever must act; each record opens from here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from packtrail.protocol.problems import Owner
from packtrail.ui.sync import words
from packtrail.ui.sync.state import OwnerGroup, Problem
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording

_SHOWN = 5  # records under one problem; the list of the rung has them all


class _ProblemCard(QFrame):
    """One thing that is wrong, what to do, and its first records."""

    record_asked = Signal(str)

    def __init__(self, w: Wording, problem: Problem, *, is_ours: bool) -> None:
        super().__init__()
        what, action, quoted = words.problem_texts(w, problem)
        icon = IconLabel(size=20)
        icon.show_tone(Tone.DANGER if is_ours else Tone.WARN)
        self._grid = QGridLayout(self)
        self._grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        for at, (text, role) in enumerate(((what, "strong"), (action, "secondary"), (quoted, "hint"))):
            if text:
                self._grid.addWidget(text_label(text, role), at, 1, 1, 2)
        for at, record in enumerate(problem.records[:_SHOWN], start=3):
            said = words.record_words(w, record)
            button = RefusableButton(w.say("sync.open_record"), role="link")
            button.setAccessibleName(f"{w.say('sync.open_record')} {said}")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, key=record.record_id: self.record_asked.emit(key))
            self._grid.addWidget(text_label(said, ""), at, 1)
            self._grid.addWidget(button, at, 2)
        left = len(problem.records) - _SHOWN
        if left > 0:
            more = text_label(w.say("sync.and_more", count=count_text(left)), "hint")
            self._grid.addWidget(more, 3 + _SHOWN, 1, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self.setAccessibleName(f"{what} {action}")
        mark(self, role="card")
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._grid.setContentsMargins(look.px(16), look.px(12), look.px(12), look.px(12))
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(4))


class ProblemList(QWidget):
    """Every group, our own first."""

    record_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: tuple[Wording, tuple[OwnerGroup, ...]] | None = None
        follow_look(self._restyle)

    def show_groups(self, w: Wording, groups: tuple[OwnerGroup, ...]) -> None:
        """Show ``groups``."""
        if self._shown == (w, groups):
            return
        self._shown = (w, groups)
        empty(self._column)
        for group in groups:
            self._column.addWidget(self._section(w, group))

    def _section(self, w: Wording, group: OwnerGroup) -> Section:
        count = len({record.record_id for problem in group.problems for record in problem.records})
        section = Section(words.owner_title(w, group.owner, count))
        for problem in group.problems:
            card = _ProblemCard(w, problem, is_ours=group.owner is Owner.OUTLET)
            card.record_asked.connect(self.record_asked)
            section.body.addWidget(card)
        return section

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))
