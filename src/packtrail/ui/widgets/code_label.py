"""Shows a code so that it can be read aloud and compared: grouped, large enough, copied whole and plain."""

from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy

from packtrail.ui.theme.appearance import current_look, follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BIG, BODY, FOCUS_RING
from packtrail.ui.widgets.code_painting import Inks, code_width, offsets, paint_code
from packtrail.ui.widgets.code_text import gaps_of_length
from packtrail.wording import Wording

_LINE_HEIGHT = 1.3
_LEAST_SHARE = 0.5  # a big code shrinks to half its size before it would be cut


class CodeLabel(QLabel):
    """One code. A click or the focus selects it whole; Ctrl+C copies it without the gaps."""

    def __init__(self, wording: Wording, *, size: int = BODY, bold: bool = False) -> None:
        super().__init__()
        self._size, self._bold = size, bold
        self._marked: tuple[int, ...] = ()
        self._is_selected = False
        self._wording = wording
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        follow_look(self._restyle)

    def show_code(self, code: str, marked: tuple[int, ...] = ()) -> None:
        """Show ``code``, with the positions in ``marked`` (counted from 1) underlined as wrong."""
        self._marked = marked
        self.setText(code)
        self.setAccessibleName(code)
        self.updateGeometry()
        self.update()

    @property
    def is_selected(self) -> bool:
        """Whether the code is selected, which it only ever is as a whole."""
        return self._is_selected

    def copy(self) -> None:
        """Put the plain code on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line at full size."""
        font = self._font(1.0)
        return QSize(round(code_width(self.text(), font)) + self._pad() * 2 + 1, self._height(font, 1))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Two lines at the least size."""
        font = self._font(_LEAST_SHARE)
        width = max((self._line_width(font, *line) for line in self._halves()), default=0.0)
        return QSize(round(width) + self._pad() * 2 + 1, self._height(font, 1))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Narrower may mean two lines."""
        return True

    def heightForWidth(self, width: int, /) -> int:  # noqa: N802 - Qt's name
        """The height at ``width``."""
        font, lines = self._layout(width)
        return self._height(font, len(lines))

    def paintEvent(self, _event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw the selection, the code and the focus ring."""
        look = current_look()
        font, lines = self._layout(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inks = Inks(look.colour("ink"), look.colour("danger"))
        if self._is_selected:
            painter.fillRect(self._text_rect(font, lines), look.colour("accent"))
            inks = Inks(look.colour("on_accent"), look.colour("on_accent"))
        metrics, height = QFontMetrics(font), self._height(font, 1)
        top = (self.height() - height * len(lines)) // 2
        for number, (first, last) in enumerate(lines):
            baseline = top + number * height + (height + metrics.ascent() - metrics.descent()) / 2
            paint_code(
                painter, self._pad(), baseline, self.text(), font, inks, self._marked, first, last
            )  # fmt: skip
        if self.hasFocus():
            ring = look.px(FOCUS_RING)
            painter.setPen(QPen(look.colour("accent"), ring))
            around = QRectF(self._text_rect(font, lines)).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
            painter.drawRoundedRect(around, ring * 2, ring * 2)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """Select the whole code."""
        self._select(selected=True)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Copy, or pass on."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent, /) -> None:  # noqa: N802 - Qt's name
        """Select the whole code."""
        super().focusInEvent(event)
        self._select(selected=True)

    def focusOutEvent(self, event: QFocusEvent, /) -> None:  # noqa: N802 - Qt's name
        """Drop the selection, unless only a menu took the focus."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._select(selected=False)

    def contextMenuEvent(self, event: QContextMenuEvent, /) -> None:  # noqa: N802 - Qt's name
        """Offer to copy."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._wording.say("frame.copy_code"), self.copy)
        menu.popup(event.globalPos())

    def _select(self, *, selected: bool) -> None:
        self._is_selected = selected
        self.update()

    def _restyle(self, _look: Look) -> None:
        self.updateGeometry()
        self.update()

    def _font(self, share: float) -> QFont:
        font = current_look().code_font(self._size, bold=self._bold)
        font.setPixelSize(max(1, round(font.pixelSize() * share)))
        return font

    def _pad(self) -> int:
        return current_look().px(FOCUS_RING)

    def _height(self, font: QFont, lines: int) -> int:
        return round(QFontMetrics(font).height() * _LINE_HEIGHT) * lines

    def _line_width(self, font: QFont, first: int, last: int) -> float:
        starts = [*offsets(self.text(), font), code_width(self.text(), font)]
        return starts[last] - starts[first]

    def _halves(self) -> list[tuple[int, int]]:
        """The code in two lines, broken at the gap nearest to its middle."""
        length = len(self.text())
        if not length:
            return []
        gaps = gaps_of_length(length) or (length,)
        middle = min(gaps, key=lambda gap: abs(gap - length / 2))
        return [line for line in pairwise((0, middle, length)) if line[0] < line[1]]

    def _layout(self, width: int) -> tuple[QFont, list[tuple[int, int]]]:
        """The font and the lines that fit ``width``: one line, else two, else two smaller ones."""
        room = width - self._pad() * 2
        whole = [(0, len(self.text()))]
        # the big code is legible at a good half, and one line leaves the screen its picture
        for percent in (100, 85, 75, 65, 55) if self._size >= BIG else (100, 85):
            font = self._font(percent / 100)
            if self._line_width(font, *whole[0]) <= room:
                return font, whole
        lines = self._halves()
        for percent in range(100, int(_LEAST_SHARE * 100), -5):
            font = self._font(percent / 100)
            if all(self._line_width(font, *line) <= room for line in lines):
                return font, lines
        return self._font(_LEAST_SHARE), lines

    def _text_rect(self, font: QFont, lines: list[tuple[int, int]]) -> QRect:
        width = max((self._line_width(font, *line) for line in lines), default=0)
        height = self._height(font, len(lines))
        return QRect(0, (self.height() - height) // 2, round(width) + 2 * self._pad(), height)
