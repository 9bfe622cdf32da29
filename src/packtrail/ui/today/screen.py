"""The Today screen: duties at the left, the state of the floor and of the reports at the right."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.today.entry_line import EntryLine, EntryState
from packtrail.ui.today.state import StockView, TodayState
from packtrail.ui.today.week_card import WeekCard
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.duty_line import DutyLine, DutyState
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.gauge import Gauge
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.wording import Wording

Line = DutyLine | EntryLine
_LEAST_NEWEST = 2  # documents
MOST = 7  # duties in sight at once


class _Lines(QWidget):
    """Lines one below the other; widgets are used again, so that the focus stays where it is."""

    acted = Signal(str)

    def __init__(self, make: Callable[[Any], Line]) -> None:
        super().__init__()
        self._make = make
        self._lines: list[Any] = []  # of what ``make`` makes
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        follow_look(self._restyle)

    def show_lines(self, states: Sequence[DutyState | EntryState]) -> None:
        """Show ``states`` from top to bottom."""
        for at, state in enumerate(states):
            if at == len(self._lines):
                self._lines.append(self._make(state))
                self._lines[at].acted.connect(self.acted)
                self._column.addWidget(self._lines[at])
            self._lines[at].show_state(state)
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(states))

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))


class _LinesThatFit(QWidget):
    """The first lines of a longer list, as many as stand here whole; at least two."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[EntryLine] = []
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        follow_look(self._restyle)

    def show_lines(self, states: Sequence[EntryState]) -> None:
        """Show ``states`` from top to bottom."""
        for at, state in enumerate(states):
            if at == len(self._lines):
                line = EntryLine(state)
                line.setParent(self)
                line.acted.connect(self.acted)
                self._lines.append(line)
            self._lines[at].show_state(state)
        self._count = len(states)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No more than it must have: what room there is, the layout gives."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The two newest."""
        return QSize(0, self._height_of(min(_LEAST_NEWEST, self._count)))

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Place them anew."""
        super().resizeEvent(event)
        self._place()

    def _restyle(self, _look: Look) -> None:
        self.updateGeometry()
        self._place()

    def _height_of(self, count: int) -> int:
        heights = [self._height(line) for line in self._lines[:count]]
        return sum(heights) + current_look().px(8) * max(0, count - 1)

    def _height(self, line: EntryLine) -> int:
        hint = line.heightForWidth(self.width()) if line.hasHeightForWidth() else -1
        return hint if hint > 0 else line.sizeHint().height()

    def _place(self) -> None:
        top = 0
        for at, line in enumerate(self._lines):
            height = self._height(line)
            line.setGeometry(0, top, self.width(), height)
            line.setVisible(at < self._count and top + height <= self.height())
            top += height + current_look().px(8)


class TodayScreen(QWidget):
    """Draws a TodayState."""

    acted = Signal(str)  # the key of a line
    banner_acted = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.banner = Banner(wording)
        self._duties, self._stock, self._backlog, self._newest = Section(), Section(), Section(), Section()
        self._week = WeekCard()
        self._duty_lines = _Lines(DutyLine)
        self._backlog_lines, self._newest_lines = _Lines(EntryLine), _LinesThatFit()
        self._more, self._is_spread = RefusableButton(role="link"), False
        self._state: TodayState | None = None
        self._wording = wording
        self._no_duties, self._no_newest = EmptyState("today", ""), QLabel()
        self._gauge, self._sum, self._note = Gauge(), QLabel(), QLabel()
        self._card = QFrame()
        mark(self._card, role="card")
        mark(self._sum, role="strong")
        mark(self._note, role="hint")
        mark(self._no_newest, role="hint")
        self._note.setWordWrap(True)
        self._lay_out()
        for lines in (self._duty_lines, self._backlog_lines, self._newest_lines):
            lines.acted.connect(self.acted)
        self._week.day_chosen.connect(self.acted)
        self.banner.acted.connect(self.banner_acted)
        self._more.clicked.connect(self._spread)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: TodayState) -> None:
        """Show ``state``."""
        self._state = state
        self._show_duties(state.duties)
        self._no_duties.setVisible(not state.duties)
        self._show_stock(state.stock)
        self._backlog_lines.show_lines(state.backlog)
        self._backlog.setVisible(bool(state.backlog))
        self._week.show_week(state.week)
        self._newest_lines.show_lines(state.newest)
        self._no_newest.setVisible(not state.newest)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the state is rendered anew by the flow."""
        self._wording = wording
        self.banner.retranslate(wording)
        for name in ("duties", "stock", "backlog", "newest"):
            getattr(self, f"_{name}").say(wording.say(f"today.{name}.title"))
        self._week.retranslate(wording)
        self._no_duties.say("ok", wording.say("today.duties.none"), wording.say("today.duties.none_hint"))
        self._no_newest.setText(wording.say("today.newest.none"))

    def _show_duties(self, duties: Sequence[DutyState]) -> None:
        """The most pressing, and the rest once it is asked for; the page is what scrolls then."""
        rest = len(duties) - MOST
        say = self._wording.say
        self._duty_lines.show_lines(duties if self._is_spread else duties[:MOST])
        self._more.setVisible(rest > 0)
        self._more.setText(
            say("today.duties.less") if self._is_spread else say("today.duties.more", count=rest)
        )

    def _spread(self) -> None:
        self._is_spread = not self._is_spread
        if self._state is not None:
            self._show_duties(self._state.duties)

    def _show_stock(self, stock: StockView) -> None:
        self._gauge.setVisible(stock.gauge is not None)
        if stock.gauge is not None:
            self._gauge.show_state(stock.gauge)
        self._sum.setText(stock.sum)
        self._note.setText(stock.note)

    def _lay_out(self) -> None:
        self._inside = QVBoxLayout(self._card)
        for words in (self._sum, self._gauge, self._note):
            self._inside.addWidget(words)
        for section, parts in (
            (self._duties, (self._duty_lines, self._more, self._no_duties)),
            (self._stock, (self._card,)),
            (self._backlog, (self._backlog_lines,)),
            (self._newest, (self._newest_lines, self._no_newest)),
        ):
            for part in parts:
                section.body.addWidget(part)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._left.addWidget(self._duties)
        for section in (self._stock, self._backlog, self._week, self._newest):
            self._right.addWidget(section)
        self._halves = QHBoxLayout()
        self._left.addStretch(1)
        self._right.setStretchFactor(self._newest, 1)
        for half, share in ((self._left, 3), (self._right, 2)):
            self._halves.addLayout(half, share)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.banner)
        self._column.addLayout(self._halves, 1)

    def _restyle(self, look: Look) -> None:
        self._halves.setSpacing(look.px(24))
        self._column.setSpacing(look.px(8))
        for half in (self._left, self._right):
            half.setSpacing(look.px(24))
        self._inside.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self._inside.setSpacing(look.px(8))
