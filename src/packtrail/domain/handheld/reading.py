"""What the strokes or bytes of one scan say, and what bent them on the way.

Whatever can be undone without a guess is undone and named; whatever leaves two readings is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from packtrail.domain.battery_code.folding import LONGEST_PAYLOAD
from packtrail.domain.handheld.framing import LONGEST_BYTES
from packtrail.domain.handheld.layouts import is_whole_code, says_code, undone
from packtrail.domain.handheld.notices import HandScan, Notice, Symbology
from packtrail.domain.handheld.payload_bytes import text_of, text_of_typed
from packtrail.domain.handheld.strokes import GS, KeyStroke, StrokeKind

_FULL_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_AIM = re.compile(r"\]([A-Za-z])[0-9A-Za-z]")
_SYMBOLOGIES = {"Q": Symbology.QR, "d": Symbology.DATA_MATRIX, "C": Symbology.CODE128}
_AROUND = "".join(chr(point) for point in range(0x20) if chr(point) != GS) + "\x7f"
_LINE_ENDS = "\r\n\t"
_KEYS_ALONE = frozenset({StrokeKind.TEXT, StrokeKind.KEYPAD, StrokeKind.CONTROL, StrokeKind.END})
_LONGEST_NUMBER = 8  # digits of an Alt code


@dataclass(frozen=True, slots=True)
class ScannerHabits:
    """What a check of this very scanner has shown."""

    prefix: str = ""  # what it puts before every text
    suffix: str = ""
    by_place: bool | None = None  # whether its keys count, not what they type here; None was never asked


NO_HABITS = ScannerHabits()


def read_burst(strokes: Sequence[KeyStroke], habits: ScannerHabits = NO_HABITS) -> HandScan:
    """What the strokes of one burst say."""
    body, ending = _without_ending(strokes)
    typed, noticed = _spelled(body)
    pace = (strokes[-1].at_ms - strokes[0].at_ms) / max(1, len(strokes) - 1)
    scan = HandScan(text=typed, typed=typed + ending, ending=ending, ms_per_key=pace, notices=tuple(noticed))
    if len(typed) > LONGEST_PAYLOAD:
        return _noticing(replace(scan, text=typed[:LONGEST_PAYLOAD]), Notice.TOO_LONG)
    scan = _with_right_keys(scan, body, habits)
    scan = _with_right_letters(scan, body)
    scan = _put(scan, *text_of_typed(scan.text))
    if "^]" in scan.text:
        scan = _noticing(replace(scan, text=scan.text.replace("^]", GS)), Notice.GS_AS_CARET)
    return _trimmed(scan, habits)


def read_bytes(payload: bytes, habits: ScannerHabits = NO_HABITS) -> HandScan:
    """What the bytes of one scan say; nothing bends them but their encoding."""
    body = payload.rstrip(b"\r\n")
    text, encoding = text_of(body)
    ending = payload[len(body) :].decode("ascii")
    notices = (encoding,) if encoding else ()
    scan = HandScan(text=text, typed=text + ending, ending=ending, notices=notices)
    if len(text) > LONGEST_PAYLOAD or len(payload) > LONGEST_BYTES:
        return _noticing(replace(scan, text=text[:LONGEST_PAYLOAD]), Notice.TOO_LONG)
    return _trimmed(scan, habits)


def each_code(scan: HandScan) -> tuple[HandScan, ...]:
    """The scans in ``scan``: one, or several where every line of it is a whole battery code."""
    lines = [line for line in re.split(f"[{_LINE_ENDS}]+", scan.text) if line]
    if len(lines) < 2 or not all(map(is_whole_code, lines)):
        return (scan,)
    return tuple(replace(scan, text=line, typed=line) for line in lines)


def _without_ending(strokes: Sequence[KeyStroke]) -> tuple[list[KeyStroke], str]:
    body, ending = list(strokes), ""
    while body and (body[-1].kind is StrokeKind.END or body[-1].text in {"\r", "\n", "\t"}):
        ending = body.pop().text + ending
    return body, ending


def _spelled(strokes: Sequence[KeyStroke]) -> tuple[str, list[Notice]]:
    """The text as it was typed, with what the kinds of the strokes tell."""
    spelling = _Spelling()
    for stroke in strokes:
        spelling.take(stroke)
    return spelling.finished()


class _Spelling:
    """Strokes one after another, with what is open between them."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._noticed: dict[Notice, None] = {}
        self._number = ""  # digits while Alt is down
        self._composed = ""  # what the input method shows

    def take(self, stroke: KeyStroke) -> None:
        kind, text = stroke.kind, stroke.text
        if kind is StrokeKind.ALT_DIGIT:
            self._number += text
        elif kind is StrokeKind.ALT_UP:
            self._take_number()
        elif kind is StrokeKind.COMPOSING:
            self._composed = text
        elif kind is StrokeKind.COMMITTED:
            self._take_committed(text)
        elif kind is StrokeKind.OTHER:
            self._notice(Notice.UNKNOWN_KEY)
        else:
            self._take_character(stroke)

    def finished(self) -> tuple[str, list[Notice]]:
        """The text and the notices."""
        if self._number:
            self._take_number()
        if self._composed:
            self._notice(Notice.INPUT_METHOD)
        return "".join(self._text), list(self._noticed)

    def _take_character(self, stroke: KeyStroke) -> None:
        text = stroke.text
        narrow = text.translate(_FULL_WIDTH)
        if narrow != text:
            self._notice(Notice.FULL_WIDTH)
        if stroke.kind is StrokeKind.KEYPAD:
            self._notice(Notice.NUM_LOCK)
        if stroke.kind is StrokeKind.CONTROL and text == GS:
            self._notice(Notice.GS_AS_KEY if stroke.place == "F8" else Notice.GS_AS_CONTROL)
        self._text.append(narrow)

    def _take_committed(self, text: str) -> None:
        narrow = text.translate(_FULL_WIDTH)
        if self._composed and text != self._composed:
            self._notice(Notice.INPUT_METHOD)  # a candidate was chosen: the letters are gone
        elif not narrow.isascii():
            self._notice(Notice.INPUT_METHOD)
        self._notice(Notice.FULL_WIDTH if narrow != text else Notice.COMPOSED)
        self._composed = ""
        self._text.append(narrow)

    def _take_number(self) -> None:
        digits, self._number = self._number, ""
        if not digits or len(digits) > _LONGEST_NUMBER:
            self._notice(Notice.UNKNOWN_KEY)
            return
        character = _numbered(int(digits))
        self._notice(Notice.GS_AS_ALT if character == GS else Notice.ALT_CODES)
        self._text.append(character)

    def _notice(self, notice: Notice) -> None:
        self._noticed[notice] = None


def _numbered(number: int) -> str:
    """The character of an Alt code: a byte, two bytes of GBK on a Chinese Windows, or a Unicode number."""
    if number <= 0xFF:
        return chr(number)
    if number <= 0xFFFF:
        try:
            return number.to_bytes(2, "big").decode("gb2312")
        except UnicodeDecodeError:
            pass
    is_character = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else "\N{REPLACEMENT CHARACTER}"


def _with_right_keys(scan: HandScan, strokes: Sequence[KeyStroke], habits: ScannerHabits) -> HandScan:
    """Scanner and computer may disagree on which character a key has."""
    placed = _placed(strokes)
    if placed is None or placed.casefold() == scan.text.casefold():
        meant = undone(scan.text) if placed is None and not says_code(scan.text) else None
        return _noticing(replace(scan, text=meant), Notice.LAYOUT) if meant else scan
    scan = replace(scan, placed=placed)
    by_place = habits.by_place
    if by_place is None and says_code(placed) != says_code(scan.text):
        by_place = says_code(placed)
    if by_place is None:
        return _noticing(scan, Notice.LAYOUT_UNSURE)
    return _noticing(replace(scan, text=placed), Notice.LAYOUT) if by_place else scan


def _placed(strokes: Sequence[KeyStroke]) -> str | None:
    """What the keys type on a US keyboard; None where the place of one isn't known."""
    places = [stroke.place if stroke.kind is StrokeKind.TEXT else stroke.text for stroke in strokes]
    is_known = all(stroke.kind in _KEYS_ALONE for stroke in strokes) and all(places)
    return "".join(places) if is_known else None


def _with_right_letters(scan: HandScan, strokes: Sequence[KeyStroke]) -> HandScan:
    """Caps Lock turns a scanner's Shift around: a small letter with Shift proves it.

    Capitals without Shift prove nothing: a scanner that knows of Caps Lock strikes them so.
    """
    letters = [
        stroke
        for stroke in (() if Notice.LAYOUT in scan.notices else strokes)  # there the Shift was counted
        if stroke.kind is StrokeKind.TEXT and stroke.text.isascii() and stroke.text.isalpha()
    ]
    if any(stroke.shift and stroke.text.islower() for stroke in letters):
        return _noticing(replace(scan, text=scan.text.swapcase()), Notice.CAPS_LOCK)
    if scan.text != scan.text.upper() and is_whole_code(scan.text):
        return _noticing(replace(scan, text=scan.text.upper()), Notice.LOWER_CASE)
    return scan


def _trimmed(scan: HandScan, habits: ScannerHabits) -> HandScan:
    text = scan.text
    marks = _AROUND.translate({ord(end): None for end in _LINE_ENDS})
    if text.strip(marks) != text:
        text = text.strip(marks)
        scan = _noticing(scan, Notice.CONTROLS_CUT)
    text = text.strip(_LINE_ENDS)
    text = text.removeprefix(habits.prefix).removesuffix(habits.suffix)
    aim = _AIM.match(text)
    if aim is not None and len(text) > aim.end():
        return replace(scan, text=text[aim.end() :], symbology=_SYMBOLOGIES.get(aim.group(1)))
    return replace(scan, text=text)


def _put(scan: HandScan, text: str, notice: Notice | None) -> HandScan:
    return scan if notice is None else _noticing(replace(scan, text=text), notice)


def _noticing(scan: HandScan, notice: Notice) -> HandScan:
    return scan if notice in scan.notices else replace(scan, notices=(*scan.notices, notice))
