"""The rail at the left: one button a place, with icon, word and key."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.icons import icon_pixmap
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, HINT
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording


@dataclass(frozen=True, slots=True)
class Place:
    """A screen in its place: ``title_key`` is said as its title and on the rail."""

    key: str
    icon: str
    shortcut: str
    title_key: str
    widget: QWidget


class Density(IntEnum):
    """How high a button of the rail is, px at 100 %."""

    ICON_WORD_KEY = 76
    ICON_WORD = 58
    ICON = 46


class RailButton(RefusableButton):
    """One place; the one shown has a bar at its edge besides its colour."""

    def __init__(self, place: Place) -> None:
        super().__init__(role="rail_item")
        self._icon = place.icon
        self._word = ""
        self.density = Density.ICON_WORD_KEY
        self.setCheckable(True)
        self.answer_to(f"desk.go.{place.key}", place.shortcut)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, word: str) -> None:
        """Show ``word``."""
        self._word = word
        self.setAccessibleName(f"{word} {self.key}".strip())
        self.setToolTip(f"{word} {self.key}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the word, and the height of the density."""
        look = current_look()
        word = QFontMetrics(look.font(BODY, bold=True)).horizontalAdvance(self._word)
        return QSize(max(word + look.px(16), look.px(64)), look.px(self.density))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As ``sizeHint``."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw ground, bar, icon, word and key."""
        super().paintEvent(event)
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = look.colour("accent" if self.isChecked() else "ink_2")
        if self.isChecked():
            bar = QRectF(look.px(2), self.height() * 0.25, look.px(3), self.height() * 0.5)
            painter.fillRect(bar, ink)
        lines = self._lines(look)
        top = (self.height() - sum(height for height, _, _ in lines) - look.px(24)) / 2
        pixmap = icon_pixmap(self._icon, ink.name(), look.px(24), self.devicePixelRatioF())
        painter.drawPixmap(round((self.width() - look.px(24)) / 2), round(top), pixmap)
        top += look.px(24)
        for height, size, text in lines:
            painter.setPen(ink if size == BODY else look.colour("ink_3"))
            painter.setFont(look.font(size, bold=size == BODY and self.isChecked()))
            painter.drawText(QRectF(0, top, self.width(), height), Qt.AlignmentFlag.AlignCenter, text)
            top += height
        painter.end()

    def _lines(self, look: Look) -> list[tuple[int, int, str]]:
        word, key = (look.px(21), BODY, self._word), (look.px(17), HINT, self.key)
        shown = {Density.ICON_WORD_KEY: [word, key], Density.ICON_WORD: [word], Density.ICON: []}
        return [line for line in shown[self.density] if line[2]]


class Rail(QWidget):
    """The buttons from top to bottom; the last stands at the foot. Low windows get lower buttons."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._buttons: dict[str, RailButton] = {}
        self._titles: dict[str, str] = {}
        self._inner = QWidget()
        self._inner.setObjectName("scrolled")
        self._column = QVBoxLayout(self._inner)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.addWidget(self._scroll)
        mark(self, role="rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        follow_look(self._restyle)

    def show_places(self, places: Sequence[Place], wording: Wording) -> None:
        """Show one button for each of ``places``."""
        for place in places:
            if place.key not in self._buttons:
                self._add(place)
            self._buttons[place.key].say(wording.say(place.title_key))
        self.setAccessibleName(wording.say("frame.rail_name"))
        self._restyle(current_look())

    def choose(self, key: str) -> None:
        """Show ``key`` as the place that is open."""
        for other, button in self._buttons.items():
            button.setChecked(other == key)

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Choose the density anew."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent, /) -> None:  # noqa: N802 - Qt's name
        """A new style may have new sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _add(self, place: Place) -> None:
        button = RailButton(place)
        button.clicked.connect(lambda: self.chosen.emit(place.key))
        self._buttons[place.key] = button
        self._column.addWidget(button)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(6), look.px(6), look.px(6), look.px(6))
        self._column.setSpacing(look.px(4))
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        widths = [button.sizeHint().width() for button in self._buttons.values()]
        self.setFixedWidth(max(widths, default=look.px(64)) + look.px(14))
        self._fit()

    def _fit(self) -> None:
        look = current_look()
        count = max(1, len(self._buttons))
        room = (self.height() - look.px(12)) / count - look.px(4)
        fitting = [density for density in Density if look.px(density) <= room]
        density = max(fitting, default=Density.ICON)
        for button in self._buttons.values():
            if button.density is not density:
                button.density = density
                button.updateGeometry()
                button.update()
