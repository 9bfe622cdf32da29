"""What a command code does with the field in hand: digits, erase, confirm, cancel, next field, field before.

A code stands for a key on the field that has the focus, so that every field that takes keys takes codes too.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

_Key = Qt.Key
_WRITTEN: Final = {str(digit): (Qt.Key(_Key.Key_0.value + digit), str(digit)) for digit in range(10)} | {
    "point": (_Key.Key_Period, "."),
    "erase": (_Key.Key_Backspace, "\b"),
}
_MOVED: Final = {"next": _Key.Key_Tab, "before": _Key.Key_Backtab}


def strike(what: str, back: Callable[[], None]) -> bool:
    """Do ``what`` ("7", "confirm", "next") with the hand; False where there is no field that could take it.

    ``back`` is what Esc does in the window where the field has no use for it.
    """
    hand = QApplication.focusWidget()
    if what == "cancel":
        _cancel(hand, back)
        return True
    if hand is None:
        return False
    if what in _WRITTEN:
        return _write(hand, *_WRITTEN[what])
    if what in _MOVED:
        _press(hand, _MOVED[what])
    elif isinstance(hand, QAbstractButton):
        hand.click()
    else:
        _press(hand, _Key.Key_Return, "\r")
    return True


def _write(hand: QWidget, key: Qt.Key, text: str) -> bool:
    if not isinstance(hand, QLineEdit | QPlainTextEdit | QAbstractSpinBox) or hand.isReadOnly():
        return False
    _press(hand, key, text)
    return True


def _cancel(hand: QWidget | None, back: Callable[[], None]) -> None:
    """As Qt does with a key that is a shortcut too: the field is asked first whether it wants it."""
    if hand is not None:
        asked = QKeyEvent(QEvent.Type.ShortcutOverride, _Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        asked.ignore()
        if QCoreApplication.sendEvent(hand, asked) and asked.isAccepted():
            _press(hand, _Key.Key_Escape)
            return
    back()


def _press(hand: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(hand, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
