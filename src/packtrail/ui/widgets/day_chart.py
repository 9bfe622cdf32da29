"""Two sums of each day as bars: painted, with the figures as text below them; pressing a day opens it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from packtrail.ui.theme.appearance import current_look, follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import HINT
from packtrail.ui.widgets.refusal import RefusableButton

_BARS, _LINE, _GAP = 72, 19, 5  # px at 100 %: height of the bars, of a line of text, and what is left around
_LEAST = 44
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBars:
    """One day: how high its two bars are, and what they say."""

    key: str
    name: str  # of the day, in two short lines
    date: str
    values: tuple[int, int]  # of the filled and of the hollow bar
    figures: tuple[str, str]  # the same as text
    words: str  # all of it in a sentence, for whoever hears the screen


class Swatch(QWidget):
    """A small sample of one of the two bars, to stand before what it means."""

    def __init__(self, *, hollow: bool) -> None:
        super().__init__()
        self._is_hollow = hollow
        follow_look(self._restyle)

    def paintEvent(self, _event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw the bar."""
        painter = QPainter(self)
        _draw_bar(painter, QRectF(self.rect()), is_hollow=self._is_hollow)
        painter.end()

    def _restyle(self, look: Look) -> None:
        self.setFixedSize(look.px(12), look.px(12))


class _DayButton(RefusableButton):
    """One day: two bars, its name and its two figures; opens it."""

    def __init__(self) -> None:
        super().__init__(role="day")
        self._day = DayBars(key="", name="", date="", values=(0, 0), figures=("", ""), words="")
        self._highest = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_look(self._restyle)

    def show_day(self, day: DayBars, highest: int) -> None:
        """Show ``day``; a bar of ``highest`` fills the height."""
        self._day, self._highest = day, max(1, highest)
        self.setAccessibleName(day.words)
        self.setToolTip(day.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the widest of its texts."""
        look = current_look()
        metrics = QFontMetrics(look.font(HINT))
        texts = max(metrics.horizontalAdvance(text) for text in self._texts)
        return QSize(
            max(look.px(_LEAST), texts + 2 * look.px(3)),
            look.px(_BARS) + len(self._texts) * look.px(_LINE) + 3 * look.px(_GAP),
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same: a figure is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw hover and focus as any button has them, then the day."""
        super().paintEvent(event)
        look, painter = current_look(), QPainter(self)
        self._draw_bars(painter, look)
        painter.setFont(look.font(HINT))
        inks = ("ink", "ink_2", "accent", "info")
        for at, (text, ink) in enumerate(zip(self._texts, inks, strict=True)):
            painter.setPen(look.colour(ink))
            top = 2 * look.px(_GAP) + look.px(_BARS) + at * look.px(_LINE)
            painter.drawText(QRectF(0, top, self.width(), look.px(_LINE)), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Leave the arrows to the chart: Qt would go to the next stop of Tab."""
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _restyle(self, _look: Look) -> None:
        self.updateGeometry()

    @property
    def _texts(self) -> tuple[str, str, str, str]:
        return (self._day.name, self._day.date, *self._day.figures)

    def _draw_bars(self, painter: QPainter, look: Look) -> None:
        wide, full, base = look.px(14), look.px(_BARS), look.px(_GAP) + look.px(_BARS)
        left = self.width() / 2 - wide - look.px(1)
        for at, value in enumerate(self._day.values):
            if value:
                high = max(look.px(3), full * value / self._highest)
                bar = QRectF(left + at * (wide + look.px(2)), base - high, wide, high)
                _draw_bar(painter, bar, is_hollow=bool(at))
        painter.fillRect(QRectF(look.px(4), base, self.width() - look.px(8), 1), look.colour("edge"))


class DayChart(QWidget):
    """Days side by side, one stop of Tab: arrows go from day to day, Space or Enter opens one."""

    day_chosen = Signal(str)  # the key of a day

    def __init__(self, days: Sequence[DayBars] = ()) -> None:
        super().__init__()
        self._days: tuple[DayBars, ...] = ()
        self._buttons: list[_DayButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.show_days(days)

    @property
    def days(self) -> tuple[DayBars, ...]:
        """What is shown."""
        return self._days

    def show_days(self, days: Sequence[DayBars]) -> None:
        """Show ``days``, first to last; all bars at one measure."""
        while len(self._buttons) < len(days):
            self._add()
        self._days = tuple(days)
        highest = max((value for day in days for value in day.values), default=0)
        for at, button in enumerate(self._buttons):
            button.setVisible(at < len(days))
            if at < len(days):
                button.show_day(days[at], highest)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Move the hand from day to day."""
        here = next((at for at, button in enumerate(self._buttons) if button.hasFocus()), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if here is None or step is None:
            super().keyPressEvent(event)
            return
        self._stop_at((here + step) % len(self._days))
        self._buttons[(here + step) % len(self._days)].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self) -> None:
        at, button = len(self._buttons), _DayButton()
        button.clicked.connect(lambda: self.day_chosen.emit(self._days[at].key))
        self._buttons.append(button)
        self._row.addWidget(button)
        self._stop_at(at)  # the newest day, until the hand goes elsewhere

    def _stop_at(self, stop: int) -> None:
        for at, button in enumerate(self._buttons):
            policy = Qt.FocusPolicy.StrongFocus if at == stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)


def _draw_bar(painter: QPainter, bar: QRectF, *, is_hollow: bool) -> None:
    """Filled or hollow: the two are told apart without their colours."""
    look = current_look()
    if not is_hollow:
        painter.fillRect(bar, look.colour("accent"))
        return
    width = look.px(2)
    half = width / 2
    painter.setBrush(QColor(Qt.GlobalColor.transparent))
    pen = QPen(look.colour("info"), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(bar.adjusted(half, half, -half, -half))
