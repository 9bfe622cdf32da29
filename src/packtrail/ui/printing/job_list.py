"""Draws every print job with its state, the question that an interruption asks, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.printing.words import JobLine
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Chip
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording


class JobCard(QFrame):
    """One job; its buttons stay while their words change, and with them the hand."""

    good_edited = Signal(str)
    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        mark(self, role="card")
        self._title, self._said = text_label("", "strong"), text_label("", "secondary")
        self._chip, self._good = Chip(), FormField(longest=6)
        self._acts = QWidget()
        self._row = FlowLayout(self._acts, gap=8)
        self._buttons: dict[str, RefusableButton] = {}
        self._column = QVBoxLayout(self)
        for part in (self._title, self._chip, self._said, self._good, self._acts):
            self._column.addWidget(part)
        self._good.edited.connect(self.good_edited)
        self._good.entered.connect(self._enter)
        follow_look(self._restyle)

    def show_line(self, line: JobLine) -> None:
        """Show ``line``."""
        self._title.setText(line.title)
        self._chip.show_state(line.chip)
        self._said.setText(line.said)
        self.setAccessibleName(f"{line.title} {line.chip.word} {line.said}")
        self._good.setVisible(bool(line.asks))
        self._good.say(line.asks, line.asks_hint)
        self._good.show_text(line.typed)
        keys = tuple(key for key, _, _ in line.acts)
        if keys != tuple(self._buttons):
            self._make_buttons(keys)
        for key, word, refusal in line.acts:
            self._buttons[key].setText(word)
            self._buttons[key].set_refusal(refusal)
        self._acts.setVisible(bool(keys))

    def _make_buttons(self, keys: tuple[str, ...]) -> None:
        empty(self._row)
        self._buttons = {}
        for at, key in enumerate(keys):
            button = RefusableButton(role="" if at == 0 and key != "cancel" else "quiet")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, key=key: self.asked.emit(key))
            self._row.addWidget(button)
            self._buttons[key] = button

    def _enter(self) -> None:
        if "go_on" in self._buttons:
            self._buttons["go_on"].click()

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))


class JobList(Section):
    """The jobs, newest first."""

    good_edited = Signal(str, str)  # job, text
    asked = Signal(str, str)  # job, what to do

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, JobCard] = {}
        self._none = text_label("", "secondary")
        self._hint = text_label("", "hint")
        self._list = QVBoxLayout()
        self.body.addWidget(self._hint)
        self.body.addWidget(self._none)
        self.body.addLayout(self._list)

    def show_lines(self, lines: Sequence[JobLine]) -> None:
        """Show ``lines``; a job that is shown already keeps its card."""
        ids = [line.job_id for line in lines]
        if ids != list(self._cards):
            known, self._cards = self._cards, {}
            for job_id in ids:
                self._cards[job_id] = known.pop(job_id) if job_id in known else self._card(job_id)
            for gone in known.values():
                self._list.removeWidget(gone)
                gone.hide()
                gone.deleteLater()
            for at, card in enumerate(self._cards.values()):
                self._list.insertWidget(at, card)
        for line in lines:
            self._cards[line.job_id].show_line(line)
        self._none.setVisible(not lines)
        self._hint.setVisible(bool(lines))

    def retranslate(self, wording: Wording) -> None:
        """Say its own words; the jobs are said at the next state."""
        self.say(wording.say("printing.jobs"))
        self._none.setText(wording.say("printing.no_jobs"))
        self._hint.setText(wording.say("printing.jobs_hint"))

    def _card(self, job_id: str) -> JobCard:
        card = JobCard()
        card.good_edited.connect(lambda text: self.good_edited.emit(job_id, text))
        card.asked.connect(lambda act: self.asked.emit(job_id, act))
        return card
