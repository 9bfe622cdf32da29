"""An act of a key that has no button: F1, Esc, F8. Its command has a name as a button's has."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class KeyAct(QShortcut):
    """``key`` does ``act`` in the window of ``where``, or only within ``where``; no key is a command too."""

    def __init__(
        self,
        command: str,
        key: str | QKeySequence.StandardKey,
        where: QWidget,
        act: Callable[[], None],
        *,
        only_within: bool = False,
    ) -> None:
        super().__init__(QKeySequence(key), where)
        self.command = command
        self.act = act
        self.where = where
        if only_within:
            self.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.activated.connect(act)
