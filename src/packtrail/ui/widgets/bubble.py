"""One short sentence beside a widget, for as long as the pointer or the focus rests on it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from packtrail.ui.theme.appearance import current_look, mark

_WIDEST = 360


class Bubble(QLabel):
    """Lies in the window above what it speaks of; it takes no focus and no clicks."""

    def __init__(self, beside: QWidget) -> None:
        super().__init__(beside.window())
        self._beside = beside
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        mark(self, role="bubble")
        self.hide()

    def say(self, sentence: str) -> None:
        """Show ``sentence`` above the widget, or below where there is no room."""
        window = self._beside.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        look = current_look()
        self.setText(sentence)
        self.ensurePolished()
        natural = self.fontMetrics().horizontalAdvance(sentence) + look.px(32)
        width = min(look.px(_WIDEST), window.width() - look.px(16), natural)
        self.resize(width, self.heightForWidth(width))
        above = self._beside.mapTo(window, QPoint(0, -self.height() - look.px(8)))
        below = self._beside.mapTo(window, QPoint(0, self._beside.height() + look.px(8)))
        left = max(look.px(8), min(above.x(), window.width() - width - look.px(8)))
        self.move(left, above.y() if above.y() >= 0 else below.y())
        self.raise_()
        self.show()
