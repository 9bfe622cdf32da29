"""A scanner and a person at the keyboard of a real window: key events with their times."""

import random

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent

import packtrail.ui  # noqa: F401 - whatever uses Qt needs it first (docs/decisions/0004)

PRESS, RELEASE, OVERRIDE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = {"\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, " ": Qt.Key.Key_Space}
SHIFTED = frozenset('ABCDEFGHIJKLMNOPQRSTUVWXYZ~!@#$%^&*()_+{}|:"<>?')


class Keyboard:
    """Strikes keys at ``window``, whoever has the focus there; ``at_ms`` is the clock of the events."""

    def __init__(self, window, seed=7):
        self.window, self.at_ms = window, 100_000
        self.chance = random.Random(seed)

    def scan(self, text, *, slowest=30, ending="\n"):
        """As a scanner does: 2 to ``slowest`` ms between two keys, and silence before."""
        self.at_ms += 1000
        for each in text + ending:
            self.strike(each)
            self.at_ms += self.chance.randint(2, slowest)

    def type(self, text):
        """As a person does."""
        for each in text:
            self.at_ms += self.chance.randint(60, 220)
            self.strike(each)

    def strike(self, character):
        if character in SHIFTED:
            self.press(Qt.Key.Key_Shift, "", SHIFT)
        held = SHIFT if character in SHIFTED else NONE
        key = KEYS.get(character) or ord(character.upper())
        self.press(key, "\r" if character == "\n" else character, held)
        self.release(key, "\r" if character == "\n" else character, held)
        if character in SHIFTED:
            self.release(Qt.Key.Key_Shift, "", NONE)

    def press(self, key, text="", held=NONE, *, repeats=False):
        override = QKeyEvent(OVERRIDE, key, held, text, repeats)
        override.setTimestamp(self.at_ms)
        override.ignore()
        QCoreApplication.sendEvent(self.window, override)
        self._send(PRESS, key, held, text, repeats)
        return override.isAccepted()

    def release(self, key, text="", held=NONE):
        self._send(RELEASE, key, held, text, repeats=False)

    def compose(self, field, shown, commit=""):
        """An input method's step, as the system delivers it to the field."""
        event = QInputMethodEvent(shown, [])
        if commit:
            event.setCommitString(commit)
        QCoreApplication.sendEvent(field, event)

    def _send(self, kind, key, held, text, repeats):
        event = QKeyEvent(kind, key, held, text, repeats)
        event.setTimestamp(self.at_ms)
        QCoreApplication.sendEvent(self.window, event)
