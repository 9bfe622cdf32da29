"""One key as it came in, in words that no operating system owns."""

from dataclasses import dataclass
from enum import StrEnum

GS = "\x1d"
"""The separator of GS1 and of some makers' labels; no key types it, so scanners strike something else."""


class StrokeKind(StrEnum):
    """What a key did."""

    TEXT = "text"  # typed one printable character
    CONTROL = "control"  # typed a control character, or is the key that stands for one: Ctrl+], F8
    END = "end"  # Enter or Tab
    KEYPAD = "keypad"  # a key of the number block that Num Lock made an arrow; ``text`` is its digit
    ALT_DIGIT = "alt_digit"  # a digit of the number block while Alt is held
    ALT_UP = "alt_up"  # Alt let go after such digits
    COMPOSING = "composing"  # an input method shows ``text`` and has not decided yet
    COMMITTED = "committed"  # an input method put ``text`` in
    OTHER = "other"  # any other key


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """One key, and when."""

    kind: StrokeKind
    text: str
    at_ms: float  # when it was struck, on any one clock
    shift: bool = False
    place: str = ""  # what the same key with the same Shift types on a US keyboard, where that is known
    is_repeat: bool = False  # the key is held down
