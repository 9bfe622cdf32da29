"""Puts a page in place of everything a window shows, and gives it back with the hand where it was."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget


class Cover:
    """While it lies on, nothing below is seen, typed into, or reached by a key of the window."""

    def __init__(self, window: QMainWindow, page: QWidget) -> None:
        self._window, self._page = window, page
        self._below = window.takeCentralWidget() or QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._below)
        self._stack.addWidget(page)
        window.setCentralWidget(self._stack)
        self._hand: QWidget | None = None
        self._keys: list[QShortcut] = []

    @property
    def is_on(self) -> bool:
        """Whether the page is shown."""
        return self._stack.currentWidget() is self._page

    def lay(self) -> None:
        """Show the page."""
        if self.is_on:
            return
        self._hand = self._window.focusWidget()
        keys = self._window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._keys = [key for key in keys if key.isEnabled()]
        for key in self._keys:
            key.setEnabled(False)
        self._stack.setCurrentWidget(self._page)
        self._below.setEnabled(False)  # hidden alone, a late answer could give the hand to a field of it

    def lift(self) -> None:
        """Show what was there, and put the hand back."""
        if not self.is_on:
            return
        self._below.setEnabled(True)
        self._stack.setCurrentWidget(self._below)
        for key in self._keys:
            key.setEnabled(True)
        self._keys = []
        if self._hand is not None and self._hand.isVisible():
            self._hand.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hand = None
