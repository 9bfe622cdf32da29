"""Looks whether everything that a window says can be read whole."""

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from packtrail.ui.widgets.code_label import CodeLabel

REST_MS = 5_000
"""How long a window under a heavy load may take to lay its words out: a limit of patience."""


def cut_words(window: QWidget) -> list[str]:
    """The words of visible labels and buttons that don't get the room they need."""
    return [
        f"{type(widget).__name__} {_words(widget)!r} has {widget.width()}x{widget.height()}"
        for widget in cut_widgets(window)
    ]


def words_cut_at_rest(window: QWidget) -> list[str]:
    """:func:`cut_words` once the layouts have come to rest.

    What arrives late and a bar that appears beside the words are laid out in a later turn of the loop.
    """
    patience = QDeadlineTimer(REST_MS)
    while cut_words(window) and not patience.hasExpired():
        QTest.qWait(1)
    return cut_words(window)


def cut_widgets(window: QWidget) -> list[QWidget]:
    """The visible labels and buttons that don't get the room they need."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible() and _is_cut(widget)
    ]


def _words(widget):
    return widget.text() or widget.accessibleName()


def _is_cut(widget):
    if not _words(widget):
        return False
    if isinstance(widget, QLabel) and (widget.wordWrap() or isinstance(widget, CodeLabel)):
        return widget.heightForWidth(widget.width()) > widget.height()
    needed = widget.sizeHint()
    return needed.width() > widget.width() or needed.height() > widget.height()
