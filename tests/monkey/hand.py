"""The monkey's hand at one window: aims at what is in sight, strikes keys and scans, and times every step.

Clicks and keys go in at the window, as the system brings them: what lies on top has them, a dialog keeps the
rest of the window from them, and every key passes the scanner's door (``devices/scanner_keys.py``) first.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from packtrail.devices.scanner_keys import ScannerKeys
from tests.devices.keyboard import Keyboard
from tests.monkey.events import Kind, MonkeyAct

STALL_MS = 50
QUIET_LIMIT_S = 2.0
BOUNCES = 3


@dataclass(frozen=True, slots=True)
class Stall:
    """A step that kept the window from the next key or click for longer than a person should notice."""

    at: int  # which act
    act: str
    wall_ms: float
    own_ms: float  # of which the GUI thread itself worked; the rest it waited or was not let run
    is_dressing: bool  # the whole application got another look in this act

    def __str__(self) -> str:
        return f"{self.at}: {self.act}: {self.wall_ms:.0f} ms, {self.own_ms:.0f} ms of its own"


class Hand:
    """Does one act after the other at ``frame``; ``stalls`` are the steps that took too long."""

    def __init__(self, frame: QWidget, keys: ScannerKeys) -> None:
        self._frame, self._keys = frame, keys
        self._keyboards: dict[int, Keyboard] = {}
        self._at, self._act = 0, ""
        self.stalls: list[Stall] = []
        self._dressed = -1

    @property
    def now(self) -> str:
        """Which act is under way."""
        return f"{self._at}: {self._act}"

    def dressed(self, _: object) -> None:
        """The act under way gave the whole application another look."""
        self._dressed = self._at

    def begin(self, at: int, act: MonkeyAct) -> None:
        """Everything from now on belongs to ``act``."""
        self._at, self._act = at, f"{act.kind} {act.text[:30]!r}"

    def step(self, what: Callable[[], object]) -> None:
        """One thing that the window does without a break."""
        began, began_own = time.perf_counter(), time.thread_time()
        what()
        wall, own = time.perf_counter() - began, time.thread_time() - began_own
        if wall * 1000 > STALL_MS:
            is_dressing = self._dressed == self._at
            self.stalls.append(Stall(self._at, self._act, wall * 1000, own * 1000, is_dressing))

    def turn(self) -> None:
        """One turn of the event loop."""
        self.step(QApplication.processEvents)

    def click(self, act: MonkeyAct) -> None:
        """With the mouse, once or twice, on one of the things that can be pressed or filled."""
        target = self._target(act.pick)
        if target is None:
            return
        self._act += f" {spoken_of(target)}"
        self._show(target)
        window, spot = self._spot(target, act.where)
        right = act.kind is Kind.RIGHT_CLICK
        button = Qt.MouseButton.RightButton if right else Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        if act.kind is Kind.DOUBLE_CLICK:
            self.step(lambda: QTest.mouseDClick(window, button, none, spot))
            return
        self.step(lambda: QTest.mousePress(window, button, none, spot))
        self.step(lambda: QTest.mouseRelease(window, button, none, spot))

    def wheel(self, act: MonkeyAct) -> None:
        """Turn the wheel over something."""
        target = self._target(act.pick)
        if target is None:
            return
        spot = QPointF(target.rect().center())
        turned = QPoint(0, 120 if act.pick % 2 else -120)
        event = QWheelEvent(
            spot, QPointF(target.mapToGlobal(target.rect().center())), QPoint(), turned,
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        self.step(lambda: QApplication.sendEvent(target, event))

    def key(self, name: str) -> None:
        """One key with what is held beside it; shortcuts have it before the fields."""
        self._let_bursts_end()
        combination = QKeySequence.fromString(name)[0]
        window = self._window()
        self.step(lambda: QTest.keyClick(window, combination.key(), combination.keyboardModifiers()))

    def type(self, text: str) -> None:
        """At a person's speed by the clock of the events."""
        keyboard = self._keyboard()
        for each in text:
            keyboard.at_ms += keyboard.chance.randint(60, 220)
            self.step(lambda each=each: strike(keyboard, each))

    def paste(self, text: str) -> None:
        """By the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.key("Ctrl+V")

    def scan(self, text: str, times: int = 1) -> None:
        """By a scanner in keyboard mode, which bounces at times."""
        self._let_bursts_end()
        keyboard = self._keyboard()
        for _ in range(times):
            keyboard.at_ms += 1000
            for each in text + "\n":
                self.step(lambda each=each: strike(keyboard, each))
                keyboard.at_ms += keyboard.chance.randint(2, 20)

    def compose(self, preedit: str, commit: str) -> None:
        """Through an input method: letter by letter, then taken, or given up where ``commit`` is empty."""
        for length in range(1, len(preedit) + 1):
            self._composed(QInputMethodEvent(preedit[:length], []))
        last = QInputMethodEvent("", [])
        last.setCommitString(commit)
        self._composed(last)

    def scan_in_composition(self, preedit: str, text: str) -> None:
        """A scan while the input method is still at it."""
        for length in range(1, len(preedit) + 1):
            self._composed(QInputMethodEvent(preedit[:length], []))
        self.scan(text)

    def _composed(self, event: QInputMethodEvent) -> None:
        field = QApplication.focusWidget()
        if field is not None and field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self.step(lambda: QApplication.sendEvent(field, event))

    def _target(self, pick: int) -> QWidget | None:
        """One of what can be pressed or filled where the hand may reach now."""
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._frame
        reachable = [each for each in (top, *top.findChildren(QWidget)) if _takes_a_hand(each)]
        return reachable[pick % len(reachable)] if reachable else None

    def _show(self, target: QWidget) -> None:
        """Scroll to it, as a person does before he clicks."""
        parent = target.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(target)
            parent = parent.parentWidget()

    def _spot(self, target: QWidget, where: tuple[float, float]) -> tuple[QWindow, QPoint]:
        """Within what can be seen of it."""
        seen = target.visibleRegion().boundingRect()
        inside = seen.topLeft() + QPoint(int(seen.width() * where[0]), int(seen.height() * where[1]))
        top = target.window()
        return self._handle_of(top), target.mapTo(top, inside)

    def _window(self) -> QWindow:
        """Where keys come in. Qt itself brings ours to an open list, whose own window a key may close."""
        return self._handle_of(QApplication.activeModalWidget() or self._frame)

    def _handle_of(self, top: QWidget) -> QWindow:
        """Its window, or ours where it has just gone: Qt brings our window's events to what lies on top."""
        handle = top.windowHandle()
        return handle if handle is not None and isValid(handle) else self._frame.windowHandle()

    def _keyboard(self) -> Keyboard:
        """One clock for all windows."""
        window = self._window()
        keyboard = self._keyboards.setdefault(0, Keyboard(window))
        keyboard.window = window
        return keyboard

    def _let_bursts_end(self) -> None:
        """What was struck by the clock of the events is done before a key comes by the system's."""
        limit = time.monotonic() + QUIET_LIMIT_S
        while self._keys._bursts.is_open and time.monotonic() < limit:
            self.turn()


def strike(keyboard: Keyboard, character: str) -> None:
    """A character that has a key, or one that comes without, as from an Alt code or an emoji panel."""
    if (character.isascii() and character.isprintable()) or character in "\n\t":
        keyboard.strike(character)
    else:
        keyboard.press(Qt.Key.Key_unknown, character)
        keyboard.release(Qt.Key.Key_unknown, character)


def spoken_of(widget: QWidget) -> str:
    """How a report names it: the way from the window down, and what it says."""
    names, each = [], widget
    while each is not None:
        names.append(each.objectName() or type(each).__name__)
        each = each.parentWidget()
    said = widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()
    return f"{'/'.join(reversed(names[:4]))} {said[:30]!r}"


def _takes_a_hand(widget: QWidget) -> bool:
    takes = isinstance(widget, QAbstractButton) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    return takes and widget.isVisible() and not widget.visibleRegion().isEmpty()
