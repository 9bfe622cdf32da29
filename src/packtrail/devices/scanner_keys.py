"""Takes a scanner's burst off the keyboard wherever the focus is, and leaves a person's keys alone.

Keys are held back, not let through and taken back: a field that has seen half a code has already sent it
to a search, a shortcut has already acted, and what an Enter did can't be undone. The price is that a
person's key comes up to 40 ms late, one frame of a film. What was held goes on in order, with its
modifiers and key releases, through the window: the way it would have taken, shortcuts too.
"""

from dataclasses import dataclass
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from packtrail.devices.key_strokes import MODIFIERS, is_number_without_key, stroke_of
from packtrail.domain.handheld import (
    BurstRecogniser,
    HandScan,
    KeyStroke,
    Notice,
    Own,
    ScannerHabits,
    Step,
    StrokeKind,
    Verdict,
    each_code,
    read_burst,
)

LATE_MS = 20
"""A timer that comes so much too late says that the program was busy: keys may wait behind it."""

INPUT_METHOD_RESTS_MS = 15_000
"""So long a field is without its input method after that took a scan: enough to scan again."""

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})


@dataclass(frozen=True, slots=True)
class _Held:
    """An event that waits, and where it was going."""

    receiver: QObject
    event: QKeyEvent | QInputMethodEvent


class ScannerKeys(QObject):
    """Watches every key of the application from ``start`` to ``stop``; on the GUI thread."""

    scanned = Signal(object)  # HandScan that can be relied on
    refused = Signal(object)  # HandScan that can't, with why among its notices

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__()
        self.habits = ScannerHabits()
        self._app = app
        self._bursts = BurstRecogniser()
        self._held: list[_Held] = []
        self._held_keys: set[int] = set()
        self._eaten_keys: set[int] = set()
        self._is_replaying = False
        self._has_number = False  # an Alt code was begun
        self._ended_number = False  # … and its own character may follow
        self._preedit = ""
        self._composer: QWidget | None = None  # the field whose input method takes part in the burst
        self._clock_ahead_ms = 0.0  # of the events' clock before ours
        self._due_at = 0.0
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setTimerType(Qt.TimerType.PreciseTimer)
        self._silence.timeout.connect(self._silent)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(INPUT_METHOD_RESTS_MS)
        self._rest.timeout.connect(self._wake_input_method)
        self._rested: QWidget | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._app.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more; what is held goes where it was going."""
        self._app.removeEventFilter(self)
        self._silence.stop()
        self._carry_out(self._bursts.pause())
        self._wake_input_method()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """Hold, swallow or let go. Keys are met at the window, before they are a field's."""
        kind = event.type()
        if self._is_replaying:
            return False
        if kind in _KEYS:
            is_ours = isinstance(watched, QWindow) and isinstance(event, QKeyEvent)
            return is_ours and self._key(watched, event)  # type: ignore[arg-type]  # just looked
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._composing(watched, event)
        if kind == QEvent.Type.MouseButtonPress and self._bursts.is_open and not self._bursts.is_sure:
            self._carry_out(self._bursts.pause())  # what was typed before the click goes before it
        return False

    def _key(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._override(event)
        if event.type() == QEvent.Type.KeyRelease:
            return self._released(window, event)
        stroke = stroke_of(event, self._struck_at(event))
        if stroke is None:
            return self._hold(window, event) if self._bursts.is_open else False
        if self._ended_number and is_number_without_key(event):
            self._ended_number = False
            return self._bursts.is_open  # the character that the Alt code has made already
        self._ended_number = False
        self._has_number = stroke.kind is StrokeKind.ALT_DIGIT
        self._eaten_keys.discard(_name(event))
        return self._take(window, event, stroke)

    def _take(self, receiver: QObject, event: QKeyEvent | QInputMethodEvent, stroke: KeyStroke) -> bool:
        step = self._bursts.feed(stroke)
        self._carry_out(step)
        if step.own is Own.FREE:
            return False
        self._wait()
        return self._hold(receiver, event)

    def _override(self, event: QKeyEvent) -> bool:
        """A key inside a burst is no shortcut: F8 may stand for GS there."""
        if not self._bursts.goes_on_at(self._struck_at(event)):
            return False
        stroke = stroke_of(event, 0.0)
        if stroke is not None and stroke.kind is StrokeKind.OTHER and not self._bursts.is_sure:
            return False
        event.accept()
        return True

    def _released(self, window: QWindow, event: QKeyEvent) -> bool:
        name = _name(event)
        if event.key() == Qt.Key.Key_Alt and self._has_number and self._bursts.is_open:
            self._has_number, self._ended_number = False, True
            return self._take(window, event, KeyStroke(StrokeKind.ALT_UP, "", self._struck_at(event)))
        if name in self._eaten_keys:
            self._eaten_keys.discard(name)
            return True
        if name in self._held_keys or (self._bursts.is_open and event.key() in MODIFIERS):
            return self._hold(window, event)
        return False

    def _composing(self, watched: QObject, event: QInputMethodEvent) -> bool:
        """An input method may widen what a scanner strikes, or swallow it."""
        grown = len(event.preeditString()) > len(self._preedit)
        self._preedit = event.preeditString()
        if event.commitString():
            return self._committed(watched, event)
        if grown:
            stroke = KeyStroke(StrokeKind.COMPOSING, self._preedit, self._now())
            self._carry_out(self._bursts.feed(stroke))
            self._composer = watched if isinstance(watched, QWidget) else None
            self._wait()
        if self._bursts.is_sure:
            self._held.clear()
        return self._bursts.is_sure

    def _committed(self, watched: QObject, event: QInputMethodEvent) -> bool:
        """One narrow or widened character may be a scanner's key; a word is one only in a burst."""
        text = event.commitString()
        is_key = len(text) == 1 and (text.isascii() or "\uff01" <= text <= "\uff5e" or text == "\u3000")
        if not is_key and not self._bursts.is_open:
            return False
        self._composer = watched if isinstance(watched, QWidget) else None
        return self._take(watched, event, KeyStroke(StrokeKind.COMMITTED, text, self._now()))

    def _hold(self, receiver: QObject, event: QKeyEvent | QInputMethodEvent) -> bool:
        """Keep it for as long as it may be a person's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._held_keys.add(_name(event))
        if self._bursts.is_sure:
            self._held.clear()
        else:
            self._held.append(_Held(receiver, _copy(event)))
        return True

    def _wait(self) -> None:
        self._due_at = monotonic() * 1000 + self._bursts.wait_ms
        self._silence.start(self._bursts.wait_ms)

    def _silent(self) -> None:
        if monotonic() * 1000 - self._due_at > LATE_MS:
            self._wait()  # we were busy, not the scanner
            return
        self._carry_out(self._bursts.pause())

    def _carry_out(self, step: Step) -> None:
        if step.verdict is Verdict.NONE:
            return
        self._silence.stop()
        held, self._held = self._held, []
        keys, self._held_keys = self._held_keys, set()
        if step.verdict is Verdict.TYPED:
            self._replay(held)
        else:
            self._eaten_keys |= keys
            self._finish(read_burst(step.strokes, self.habits))
        self._composer = None

    def _replay(self, held: list[_Held]) -> None:
        self._is_replaying = True
        try:
            for each in held:
                receiver = each.receiver if isValid(each.receiver) else QGuiApplication.focusWindow()
                if receiver is not None:
                    QCoreApplication.sendEvent(receiver, each.event)
        finally:
            self._is_replaying = False

    def _finish(self, scan: HandScan) -> None:
        if Notice.INPUT_METHOD in scan.notices and self._composer is not None:
            self._rest_input_method(self._composer)
        for each in each_code(scan):
            (self.scanned if each.is_sure else self.refused).emit(each)

    def _rest_input_method(self, field: QWidget) -> None:
        """Drop what is being composed, and let the next scan through."""
        self._wake_input_method()
        QGuiApplication.inputMethod().reset()
        self._is_replaying = True
        QCoreApplication.sendEvent(field, QInputMethodEvent())
        self._is_replaying = False
        self._preedit = ""
        field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._rested = field
        self._rest.start()

    def _wake_input_method(self) -> None:
        self._rest.stop()
        field, self._rested = self._rested, None
        if field is not None and isValid(field):
            field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=True)

    def _struck_at(self, event: QKeyEvent) -> float:
        """When the key was struck, by the system's clock where it says so."""
        if not event.timestamp():
            return self._now()
        self._clock_ahead_ms = event.timestamp() - monotonic() * 1000
        return float(event.timestamp())

    def _now(self) -> float:
        return monotonic() * 1000 + self._clock_ahead_ms


def watch_keys() -> ScannerKeys:
    """The router of the running application."""
    app = QApplication.instance()
    if app is None:
        raise RuntimeError("the application comes first")
    return ScannerKeys(app)


def _name(event: QKeyEvent) -> int:
    """Which key: its place where known, since Shift changes what it is called."""
    return event.nativeScanCode() or event.key()


def _copy(event: QKeyEvent | QInputMethodEvent) -> QKeyEvent | QInputMethodEvent:
    return event.clone() if isinstance(event, QKeyEvent) else QInputMethodEvent(event)
