"""Qt's key events in the words of ``domain.handheld``: what a key typed, and where it lies."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from packtrail.domain.handheld import GS, KeyStroke, StrokeKind

_Key, _Held = Qt.Key, Qt.KeyboardModifier
MODIFIERS = frozenset(
    {
        _Key.Key_Shift, _Key.Key_Control, _Key.Key_Alt, _Key.Key_AltGr, _Key.Key_Meta,
        _Key.Key_CapsLock, _Key.Key_NumLock, _Key.Key_ScrollLock,
    }
)  # fmt: skip
"""Keys that strike nothing themselves."""

_ENDS: dict[int, str] = {
    _Key.Key_Return: "\n",
    _Key.Key_Enter: "\n",
    _Key.Key_Tab: "\t",
    _Key.Key_Backtab: "\t",
}
_CONTROL_ENDS: dict[int, str] = {
    _Key.Key_M: "\n",
    _Key.Key_J: "\n",
    _Key.Key_I: "\t",
}  # what Ctrl makes of these letters
_KEYPAD: dict[int, str] = {
    _Key.Key_Insert: "0", _Key.Key_End: "1", _Key.Key_Down: "2", _Key.Key_PageDown: "3", _Key.Key_Left: "4",
    _Key.Key_Clear: "5", _Key.Key_Right: "6", _Key.Key_Home: "7", _Key.Key_Up: "8", _Key.Key_PageUp: "9",
    _Key.Key_Delete: ".",
}  # fmt: skip
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLACES = {first + at: pair for first, *rows in _ROWS for at, pair in enumerate(zip(*rows, strict=True))}
"""What a US keyboard types at each place; numbered as on the first PC keyboards, on Linux too."""

_OFFSETS = {"windows": 0, "xcb": 8, "wayland": 8}


def stroke_of(event: QKeyEvent, at_ms: float) -> KeyStroke | None:
    """What a key press is; None for a key that only changes others."""
    if event.key() in MODIFIERS:
        return None
    kind, text = _meant(event)
    place = _place(event) if kind is StrokeKind.TEXT else "F8" if event.key() == _Key.Key_F8 else ""
    is_shifted = bool(event.modifiers() & _Held.ShiftModifier)
    return KeyStroke(kind, text, at_ms, is_shifted, place, event.isAutoRepeat())


def is_number_without_key(event: QKeyEvent) -> bool:
    """Whether this is the character that the system makes of an Alt code: no key has it."""
    return event.key() in {0, _Key.Key_unknown} and bool(event.text())


def _meant(event: QKeyEvent) -> tuple[StrokeKind, str]:
    key, held, text = int(event.key()), event.modifiers(), str(event.text())
    on_keypad = bool(held & _Held.KeypadModifier)
    is_control = bool(held & _Held.ControlModifier) and not held & _Held.AltModifier
    if held & _Held.AltModifier and on_keypad:
        digit = text if text.isdecimal() else _digit(key)
        return (StrokeKind.ALT_DIGIT, digit) if digit.isdecimal() else (StrokeKind.OTHER, "")
    if is_control:
        return _controlled(key, text)
    if key in _ENDS:
        return StrokeKind.END, _ENDS[key]
    if on_keypad and key in _KEYPAD:
        return StrokeKind.KEYPAD, _KEYPAD[key]
    if key == _Key.Key_F8 or text == GS:
        return StrokeKind.CONTROL, GS
    is_typed = text.isprintable() and bool(text) and not held & _Held.MetaModifier
    return (StrokeKind.TEXT, text) if is_typed else (StrokeKind.OTHER, "")


def _digit(key: int) -> str:
    if _Key.Key_0 <= key <= _Key.Key_9:
        return chr(key)
    return _KEYPAD.get(key, "")


def _controlled(key: int, text: str) -> tuple[StrokeKind, str]:
    """Ctrl makes a control character of a letter, and of the five signs that follow Z."""
    if key in _CONTROL_ENDS:
        return StrokeKind.END, _CONTROL_ENDS[key]
    if len(text) == 1 and text < " ":
        return StrokeKind.CONTROL, text
    if _Key.Key_A <= key <= _Key.Key_Underscore:
        return StrokeKind.CONTROL, chr(key - 0x40)
    return StrokeKind.OTHER, ""


def _place(event: QKeyEvent) -> str:
    """What the key would type on a US keyboard; empty where the system doesn't say which key it was."""
    if event.modifiers() & _Held.KeypadModifier:
        return str(event.text())
    offset = _OFFSETS.get(QGuiApplication.platformName().partition("-")[0])
    scan_code = event.nativeScanCode()
    if offset is None or not scan_code:
        return ""
    plain, shifted = _PLACES.get(scan_code - offset, ("", ""))
    return str(shifted if event.modifiers() & _Held.ShiftModifier else plain)
