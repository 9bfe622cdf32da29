"""The one next action of a screen: large, in the accent, with its key on it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from packtrail.ui.theme.appearance import current_look
from packtrail.ui.theme.tokens import HINT, PRIMARY
from packtrail.ui.widgets.refusal import RefusableButton


class PrimaryButton(RefusableButton):
    """A button that says what it will do ("签发并打印 40 件 12.5 t") and which key does it."""

    def __init__(self, text: str = "", key: str = "", *, command: str = "") -> None:
        super().__init__(text, role="primary")
        self.answer_to(command)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say(text, key)

    def say(self, text: str, key: str = "") -> None:
        """Show ``text`` and ``key``, and let the key press it."""
        self.setText(text)
        self.answer_to(self.command, key)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the words in the middle and the key at the right."""
        hint = super().sizeHint()
        width = hint.width() + (self._cap_room() if self.key else 0)
        return QSize(width, max(hint.height(), current_look().px(PRIMARY)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As ``sizeHint``: its words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent, /) -> None:  # noqa: N802 - Qt's name
        """Draw the button, then its key."""
        if not self.key:
            super().paintEvent(event)
            return
        look = current_look()
        option = QStyleOptionButton()
        self.initStyleOption(option)
        styled = QStylePainter(self)
        styled.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        is_tight = self.width() < super().sizeHint().width() + 2 * self._cap_room()
        option.rect = self.rect().adjusted(0, 0, -self._cap_room() if is_tight else 0, 0)
        styled.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        styled.end()
        width, height = self._cap_width(), look.px(24)
        right, middle = self.width() - look.px(16), self.height() / 2
        cap = QRectF(right - width, middle - height / 2, width, height)
        ink = look.colour("ink_2" if self.refusal is not None else "on_accent")
        frame = QColor(ink)
        frame.setAlphaF(0.55)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(frame, 1))
        painter.drawRoundedRect(cap, look.px(4), look.px(4))
        painter.setPen(ink)
        painter.setFont(look.font(HINT))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.key)
        painter.end()

    def _cap_room(self) -> int:
        return self._cap_width() + current_look().px(8)

    def _cap_width(self) -> int:
        look = current_look()
        return QFontMetrics(look.font(HINT)).horizontalAdvance(self.key) + look.px(12)
