"""A button that can be unavailable and still says why.

Qt's own disabled button takes no focus and shows no reason. This one stays where it is in the order of
Tab, doesn't act, and speaks: on hover, on focus and when it is pressed.
"""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QShortcutEvent
from PySide6.QtWidgets import QPushButton

from packtrail.ui.theme.appearance import mark
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.bubble import Bubble


class RefusableButton(QPushButton):
    """A button with an optional reason not to act."""

    def __init__(self, text: str = "", *, role: str = "") -> None:
        super().__init__(text)
        self._refusal: str | None = None
        self._command, self._key = "", ""
        self._bubble: Bubble | None = None
        mark(self, role=role, refused=False)

    @property
    def refusal(self) -> str | None:
        """Why it doesn't act now; None when it does."""
        return self._refusal

    @property
    def command(self) -> str:
        """The name of the command that pressing it is, "intake.finish"; empty where it is none."""
        return self._command

    @property
    def key(self) -> str:
        """The key that presses it, "F10"; empty without one."""
        return self._key

    def answer_to(self, command: str, key: str = "") -> None:
        """Be the button of ``command``, which ``key`` presses. Every key of a button is given here."""
        self._command, self._key = command, key
        self.setShortcut(key)

    def setText(self, text: str, /) -> None:  # noqa: N802 - Qt's name
        """Say ``text``; Qt would take the key away with the old one."""
        super().setText(text)
        if self._key:
            self.setShortcut(self._key)

    def set_refusal(self, reason: str | None) -> None:
        """Refuse to act because of ``reason``, or act again with None."""
        if reason == self._refusal:
            return
        self._refusal = reason
        self.setAccessibleDescription(reason or "")
        mark(self, refused=reason is not None)
        if self._bubble is not None and self._bubble.isVisible():
            self._explain()

    def click(self) -> None:
        """Act as pressed, or say why not."""
        if self._refused_loudly():
            return
        super().click()

    def hitButton(self, pos: QPoint, /) -> bool:  # noqa: N802 - Qt's name
        """A refused button can't be hit, so it never emits ``clicked``."""
        return self._refusal is None and super().hitButton(pos)

    def event(self, event: QEvent, /) -> bool:
        """Act on a shortcut at once, or say why not; Qt would show a press for 100 ms before it acts."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Space and Enter say why not."""
        if event.text() in {" ", "\r"} and self._refused_loudly():
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:  # noqa: N802 - Qt's name
        """A press says why not, which is all that a finger without hover can find out."""
        self._refused_loudly()
        super().mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent, /) -> None:  # noqa: N802 - Qt's name
        """Hover says why not."""
        super().enterEvent(event)
        self._explain()

    def focusInEvent(self, event: QFocusEvent, /) -> None:  # noqa: N802 - Qt's name
        """Focus says why not."""
        super().focusInEvent(event)
        self._explain()

    def leaveEvent(self, event: QEvent, /) -> None:  # noqa: N802 - Qt's name
        """Enough said."""
        super().leaveEvent(event)
        self._be_quiet()

    def focusOutEvent(self, event: QFocusEvent, /) -> None:  # noqa: N802 - Qt's name
        """Enough said."""
        super().focusOutEvent(event)
        self._be_quiet()

    def _refused_loudly(self) -> bool:
        if self._refusal is None:
            return False
        self._explain()
        announce(self, self._refusal, urgent=True)
        return True

    def _explain(self) -> None:
        if self._refusal is None:
            self._be_quiet()
            return
        if self._bubble is None:
            self._bubble = Bubble(self)
        self._bubble.say(self._refusal)

    def _be_quiet(self) -> None:
        if self._bubble is not None:
            self._bubble.hide()
