"""The card of the week on Today: two sums that are the legend too, and the chart by the measure chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.today.week import Measure, WeekView
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.day_chart import DayChart, Swatch
from packtrail.ui.widgets.section import Section
from packtrail.wording import Wording


class WeekCard(Section):
    """Draws a WeekView."""

    day_chosen = Signal(str)  # the key of a day

    def __init__(self) -> None:
        super().__init__()
        self._view: WeekView | None = None
        self._measures, self._chart = ChipRow(), DayChart()
        self._taken_in, self._handed_on = QLabel(), QLabel()
        self._card = QFrame()
        self._grid = QGridLayout(self._card)
        mark(self._card, role="card")
        for at, label in enumerate((self._taken_in, self._handed_on)):
            mark(label, role="strong")
            label.setWordWrap(True)
            self._grid.addWidget(Swatch(hollow=bool(at)), at, 0)
            self._grid.addWidget(label, at, 1)
        self._grid.addWidget(self._chart, 2, 0, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._measures)
        self.body.addWidget(self._card)
        self._measures.chosen.connect(lambda _: self._draw())
        self._chart.day_chosen.connect(self.day_chosen)
        follow_look(self._restyle_card)

    def show_week(self, view: WeekView) -> None:
        """Show ``view``."""
        self._view = view
        self._taken_in.setText(view.taken_in)
        self._handed_on.setText(view.handed_on)
        self._draw()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the view comes anew."""
        say = wording.say
        self.say(say("today.week.title"))
        chosen = self._measures.key or Measure.UNITS
        choices = [Choice(key=each, word=say(f"today.week.measure.{each}")) for each in Measure]
        self._measures.set_choices(say("today.week.measures"), choices)
        self._measures.choose(chosen)
        self._chart.setAccessibleName(say("today.week.title"))

    def _draw(self) -> None:
        if self._view is not None:
            self._chart.show_days(self._view.days[Measure(self._measures.key or Measure.UNITS)])

    def _restyle_card(self, look: Look) -> None:
        self._grid.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(4))
