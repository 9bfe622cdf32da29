"""Draws a day close or a month: whether it is even, the balance, what explains it, what is still open."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from packtrail.ui.records import words
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.usecases.close_day import PeriodReport
from packtrail.wording import Wording


class _Figures(QWidget):
    """Lines of a word, a count and a mass, under one another."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(3, 1)
        follow_look(self._restyle)

    def say(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """Show ``lines`` and nothing else."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()  # it is deleted only when the event loop comes to it
                widget.deleteLater()
        for at, (name, count, mass) in enumerate(lines):
            for column, (text, role) in enumerate(((name, "secondary"), (count, "strong"), (mass, "strong"))):
                label = text_label(text, role)
                label.setWordWrap(False)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                self._grid.addWidget(label, at, column, side)

    def _restyle(self, look: Look) -> None:
        self._grid.setHorizontalSpacing(look.px(24))
        self._grid.setVerticalSpacing(look.px(4))


class ReportView(QWidget):
    """One period's report."""

    def __init__(self) -> None:
        super().__init__()
        self._verdict = ToldLine()
        self._balance, self._open = Section(), Section()
        self._sources, self._consignees = Section(), Section()
        self._figures, self._by_source, self._by_consignee = _Figures(), _Figures(), _Figures()
        self._causes, self._waits = ToldLines(), ToldLines()
        self._balance.body.addWidget(self._figures)
        self._balance.body.addWidget(self._causes)
        self._open.body.addWidget(self._waits)
        self._sources.body.addWidget(self._by_source)
        self._consignees.body.addWidget(self._by_consignee)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._verdict, self._open, self._balance, self._sources, self._consignees):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        follow_look(self._restyle)

    def show_report(self, w: Wording, report: PeriodReport) -> None:
        """Show ``report``."""
        self._verdict.say(*words.verdict(w, report))
        self._open.say(w.say("records.open_title"), w.say("records.open_hint"))
        self._waits.say_all(words.still_open(w, report))
        self._balance.say(w.say("records.balance_title"), w.say("records.balance_hint"))
        self._figures.say(words.balance_lines(w, report.balance))
        self._causes.say_all(words.causes(w, report))
        self._sources.say(w.say("records.by_source"))
        self._by_source.say(words.share_lines(w, report.by_source, "source"))
        self._sources.setVisible(bool(report.by_source))
        self._consignees.say(w.say("records.by_consignee"))
        self._by_consignee.say(words.share_lines(w, report.by_consignee))
        self._consignees.setVisible(bool(report.by_consignee))

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))
