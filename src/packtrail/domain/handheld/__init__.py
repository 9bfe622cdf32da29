"""扫码枪: what a hand-held scanner delivers by keyboard or serial line, told from a person's typing.

A scanner in keyboard mode types. Nothing but time, the key at its end and the form of the text says that it
was no person, and everything that bends a keyboard (input method, Caps Lock, Num Lock, layout) bends a scan.
"""

from packtrail.domain.handheld.bursts import BurstRecogniser, Own, Step, Verdict
from packtrail.domain.handheld.framing import LineFraming
from packtrail.domain.handheld.notices import NO_USE, REFUSALS, WINDOW_OPEN, HandScan, Notice, Symbology
from packtrail.domain.handheld.reading import ScannerHabits, each_code, read_burst, read_bytes
from packtrail.domain.handheld.strokes import GS, KeyStroke, StrokeKind

__all__ = [
    "GS",
    "NO_USE",
    "REFUSALS",
    "WINDOW_OPEN",
    "BurstRecogniser",
    "HandScan",
    "KeyStroke",
    "LineFraming",
    "Notice",
    "Own",
    "ScannerHabits",
    "Step",
    "StrokeKind",
    "Symbology",
    "Verdict",
    "each_code",
    "read_burst",
    "read_bytes",
]
