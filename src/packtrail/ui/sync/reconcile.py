"""Draws 按月对账: what is ours, what is theirs and where the two differ."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.ladder import Ladder, Rung
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Cell, Column, Row
from packtrail.usecases.reconcile_month import Basis, Difference, Differing, MonthReport
from packtrail.wording import Wording
from packtrail.wording.problems import problem_words
from packtrail.wording.values import moment_words, word

SHOWN = 1000

_TONES = {
    Difference.OTHER_CONTENT: Tone.DANGER,
    Difference.LOST: Tone.DANGER,
    Difference.REFUSED: Tone.DANGER,
    Difference.UNDECIDED: Tone.WARN,
    Difference.UNANSWERED: Tone.WARN,
    Difference.UNSENT: Tone.WARN,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthState:
    """Which month is shown; ``report`` is None while it is being compared."""

    year: int = 0
    month: int = 0
    is_newest: bool = True
    report: MonthReport | None = None


def figures(w: Wording, report: MonthReport) -> tuple[Rung, ...]:
    """Ours, sent, theirs, accepted: each beside the one before, none merged."""
    counts = {"ours": report.ours, "sent": report.sent, "theirs": report.theirs, "accepted": report.accepted}
    if report.at_authority:
        counts["authority"] = report.at_authority
    return tuple(_figure(w, key, count, report.ours) for key, count in counts.items())


def _figure(w: Wording, key: str, count: int, ours: int) -> Rung:
    lacks = w.say("sync.month.of_all", count=count_text(ours - count)) if count < ours else ""
    tone = Tone.QUIET if key == "ours" or not ours else Tone.WARN if lacks else Tone.OK
    return Rung(key=key, word=w.say(f"sync.month.{key}"), count=count, hint=lacks, tone=tone)


def sentence(w: Wording, report: MonthReport) -> tuple[Tone, str]:
    """What the comparison came to."""
    said = []
    if report.bad_receipts:
        said.append(w.say("sync.month.bad_receipts", count=report.bad_receipts))
    if report.differing:
        said.append(w.say("sync.month.differs", count=len(report.differing)))
    elif not report.bad_receipts:
        key = "sync.month.agrees" if report.ours else "sync.month.nothing"
        said.append(w.say(key, count=report.ours))
    if report.not_required:
        said.append(w.say("sync.month.not_required", count=report.not_required))
    return Tone.OK if report.agrees else Tone.WARN, " ".join(said)


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the differences."""
    say = w.say
    return (
        Column(title=say("sync.month.column.subject"), width=240),
        Column(title=say("sync.month.column.kind"), width=110),
        Column(title=say("sync.month.column.recorded"), width=150),
        Column(title=say("sync.month.column.difference"), width=190, wide=260),
        Column(title=say("sync.month.column.why"), width=0, least=200),
    )


def row(w: Wording, found: Differing) -> Row:
    """One record that differs."""
    why = [problem_words(w, code).what for code in found.codes if code]
    return Row(
        found.record_id,
        (
            Cell(found.subject or "—"),
            Cell(word(w, "record_type", found.record_type)),
            Cell(moment_words(found.recorded_at), int(found.recorded_at.timestamp())),
            Cell(w.say(f"sync.difference.{found.difference}"), tone=_TONES[found.difference]),
            Cell(w.say("values.comma").join(why) or "—"),
        ),
    )


class MonthView(QWidget):
    """One month with its figures and its differences."""

    month_moved = Signal(int)  # -1 or 1
    record_asked = Signal(str)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, MonthState()
        self._section, self._differing = Section(), Section()
        self._earlier, self._later = RefusableButton(role="link"), RefusableButton(role="link")
        self._ladder, self._banner, self._table = Ladder(), Banner(wording), DataTable()
        self._turns = QHBoxLayout()
        for button in (self._earlier, self._later):
            self._turns.addWidget(button)
        self._turns.addStretch(1)
        self._section.body.addLayout(self._turns)
        self._section.body.addWidget(self._ladder)
        self._section.body.addWidget(self._banner)
        self._differing.body.addWidget(self._table)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._section)
        self._column.addWidget(self._differing)
        self._earlier.clicked.connect(lambda: self.month_moved.emit(-1))
        self._later.clicked.connect(lambda: self.month_moved.emit(1))
        self._table.row_chosen.connect(self.record_asked)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: MonthState) -> None:
        """Show ``state``."""
        self._state = state
        w, report = self._wording, state.report
        hint = w.say("sync.month.working")
        if report is not None:
            is_signed = report.basis is Basis.RECEIPTS
            hint = w.say("sync.month.hint_receipts" if is_signed else "sync.month.hint_statements")
        self._section.say(w.say("sync.month.title", year=state.year, month=state.month), hint)
        self._later.setVisible(not state.is_newest)
        self._ladder.setVisible(report is not None)
        self._differing.setVisible(report is not None and bool(report.differing))
        if report is None:
            self._banner.clear()
            return
        self._ladder.show_rungs(figures(w, report))
        tone, said = sentence(w, report)
        self._banner.show_message(tone, said)
        self._differing.say(w.say("sync.month.table"))
        self._table.show_rows(columns(w), [row(w, each) for each in report.differing[:SHOWN]])

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._banner.retranslate(wording)
        self._earlier.setText(wording.say("sync.month.earlier"))
        self._later.setText(wording.say("sync.month.later"))
        self._table.setAccessibleName(wording.say("sync.month.table"))
        self._ladder.setAccessibleName(wording.say("sync.page.month"))
        self.render_state(self._state)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))
        self._turns.setSpacing(look.px(16))
        self._table.setMinimumHeight(look.px(280))
