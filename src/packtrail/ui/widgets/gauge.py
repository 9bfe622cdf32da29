"""How full something is: a painted bar, and the same in words beside it."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone, mixed
from packtrail.ui.widgets.icon_label import IconLabel


@dataclass(frozen=True, slots=True, kw_only=True)
class GaugeState:
    """What a gauge shows."""

    caption: str  # what is measured
    share: float  # 0 to 1, and above 1 where a limit is passed
    text: str  # the same in words and figures
    tone: Tone = Tone.QUIET
    marks: tuple[float, ...] = ()  # limits on the way, as shares


class _Bar(QWidget):
    """The painted half of a gauge."""

    state = GaugeState(caption="", share=0.0, text="")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as it is given."""
        return QSize(current_look().px(160), current_look().px(12))

    def paintEvent(self, _event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw the track, the filled part and the marks."""
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(0, 0, self.width(), self.height())
        outline = QPainterPath()
        outline.addRoundedRect(track, self.height() / 2, self.height() / 2)
        painter.setClipPath(outline)
        palette = look.palette
        painter.fillRect(track, mixed(palette.edge, palette.surface, 0.3))
        filled = QRectF(0, 0, self.width() * min(1.0, max(0.0, self.state.share)), self.height())
        tone = self.state.tone
        painter.fillRect(filled, look.colour("accent") if tone is Tone.QUIET else look.tone(tone))
        for share in self.state.marks:
            painter.fillRect(
                QRectF(self.width() * share - look.px(1), 0, look.px(2), self.height()), look.colour("ink")
            )
        painter.end()


class Gauge(QWidget):
    """Caption and figures above, the bar below."""

    def __init__(self, state: GaugeState | None = None) -> None:
        super().__init__()
        self._icon = IconLabel(size=16)
        self._caption = QLabel()
        self._text = QLabel()
        mark(self._caption, role="secondary")
        self._bar = _Bar()
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = QHBoxLayout()
        self._words.addWidget(self._caption, 1)
        self._words.addWidget(self._icon)
        self._words.addWidget(self._text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._words)
        column.addWidget(self._bar)
        follow_look(self._restyle)
        if state is not None:
            self.show_state(state)

    def show_state(self, state: GaugeState) -> None:
        """Show ``state``."""
        self._caption.setText(state.caption)
        self._text.setText(state.text)
        self._icon.show_tone(state.tone)
        self._icon.setVisible(state.tone is not Tone.QUIET)
        mark(self._text, role="strong", tone=state.tone.value if state.tone is not Tone.QUIET else "")
        self._bar.state = state
        self._bar.update()
        self.setAccessibleName(f"{state.caption} {state.text}")

    def _restyle(self, look: Look) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(look.px(8))
        self._words.setSpacing(look.px(4))
        self._bar.setFixedHeight(look.px(12))
