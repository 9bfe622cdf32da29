"""Something small over the window for a moment: it takes the hand, Esc closes it, the hand goes back.

It is no dialog: a scan goes on to the screen behind it, and the work there goes on. While the hand is in it
no key acts behind it.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look

_WIDEST = 620  # px at 100 %
_MARGIN = 16
_FROM_TOP = 72


class Popover(QFrame):
    """Lies in ``window`` near its top; what it holds is put into ``body``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        self.body = QVBoxLayout(self)
        mark(self, role="popover")
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._hand_moved)
        follow_look(self._restyle)
        self.hide()

    def open_at(self, hand: QWidget) -> None:
        """Show it, with the hand on ``hand`` inside it."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        for part in (self, *self.findChildren(QWidget)):
            part.removeEventFilter(self)
            part.installEventFilter(self)
        self.show()
        self.raise_()
        self._place()
        hand.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_up(self) -> None:
        """Hide it; the hand goes back to where it was."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """Keys stay in here; the window's size is followed."""
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
        elif isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.close_up()
                return True
        return super().eventFilter(watched, event)

    def _hand_moved(self, _left: QWidget | None, hand: QWidget | None) -> None:
        """What was scanned or clicked behind it has the hand now."""
        if self.isVisible() and hand is not None and hand is not self and not self.isAncestorOf(hand):
            self._before = None
            self.hide()

    def _place(self) -> None:
        look, window = current_look(), self._window
        margin = look.px(_MARGIN)
        width = min(look.px(_WIDEST), window.width() - 2 * margin)
        top = min(look.px(_FROM_TOP), window.height() // 8)
        height = min(self.sizeHint().height(), window.height() - top - margin)
        self.setGeometry((window.width() - width) // 2, top, width, height)

    def _restyle(self, look: Look) -> None:
        self.body.setContentsMargins(*[look.px(16)] * 4)
        self.body.setSpacing(look.px(8))
