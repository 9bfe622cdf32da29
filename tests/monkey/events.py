"""What a monkey does at the desk: random acts by a seed, as plain values. No Qt; the driver carries them out.

An act names no widget: ``pick`` chooses, counted round, among whatever is there when the act's turn comes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the hand does."""

    CLICK = "click"
    DOUBLE_CLICK = "double click"
    RIGHT_CLICK = "right click"
    WHEEL = "wheel"
    KEY = "key"
    TYPE = "type"
    PASTE = "paste"
    SCAN = "scan"
    COMPOSE = "compose"
    SCAN_IN_COMPOSITION = "scan in composition"
    PLACE = "place"
    SIZE = "size"
    LANGUAGE = "language"
    SCHEME = "scheme"
    SCALE = "scale"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class MonkeyAct:
    """One act; ``where`` is a share of the widget's width and height for a click."""

    kind: Kind
    text: str = ""  # a key, what is typed, pasted or scanned, a place, a language, a scheme
    pick: int = 0
    where: tuple[float, float] = (0.5, 0.5)


OFTEN = {
    Kind.CLICK: 330, Kind.DOUBLE_CLICK: 15, Kind.RIGHT_CLICK: 5, Kind.WHEEL: 15, Kind.KEY: 250,
    Kind.TYPE: 90, Kind.PASTE: 50, Kind.SCAN: 90, Kind.COMPOSE: 20, Kind.SCAN_IN_COMPOSITION: 10,
    Kind.PLACE: 80, Kind.SIZE: 8, Kind.LANGUAGE: 5, Kind.SCHEME: 2, Kind.SCALE: 2, Kind.WAIT: 28,
}  # fmt: skip

PLACES = ("today", "intake", "vehicles", "stock", "handoff", "sync", "records", "settings")
SIZES = ("1024x768", "1440x900", "1024x768", "1920x1080")
LANGUAGES = ("zh_CN", "en")
SCHEMES = ("light", "dark", "contrast")
SCALES = ("1.0", "1.5", "2.0", "3.0")

USUAL_KEYS = (
    "Tab", "Tab", "Tab", "Shift+Tab", "Return", "Return", "Enter", "Space", "Space", "Escape", "Escape",
    "Escape", "Up", "Down", "Down", "Left", "Right", "PgUp", "PgDown", "Home", "End", "Backspace", "Del",
    "Ctrl+Z", "Ctrl+Z", "Ctrl+Y", "Ctrl+A", "Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+K", "F1", "F8", "F10", "F10",
    "Alt+Down", "Ctrl+Home", "Ctrl+End", "Shift+End", "Shift+Home", "Menu", "Ctrl+Return", "Shift+Return",
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
HELD = ("Ctrl+", "Ctrl+Shift+", "Alt+", "Ctrl+Alt+")

SOUND = tuple(f"0TXPB01A000001A5A{number:07d}" for number in range(1, 41))
"""Codes of a maker that nobody knows; the driver takes the first of them in before the monkey comes."""

BAD_SCANS = (
    "0TXPB01A000001A5A000", "http://qr.example/x?id=1", "O" * 24, "1" * 24, "=1+1|calc", "A" * 2000,
    "0txpb01a000001a5a0000003", "PT:99:F10", "1M8GDM9AXKP042788", "IN-S1-20261123-0001", "%%%%",
    "\x1d\x1d12345",
)  # fmt: skip
WORDS = (
    "长沙", "株洲测试再生利用有限公司", "91430200MA0FAKE02B", "91430100MA0FAKE039", "湘AD12345", "312.5",
    "312,5", "0", "-1", "1e9", "99999999999", "2026-11-23", "2026-02-30", "00:00", "25:61", "1470", "1470",
    "13800000000", "http://127.0.0.1:9", "https://[::1", "SANDBOX", "1M8GDM9AXKP042788", "🔋🔥👩‍🔧",
    "العربية שלום",
    "\u202egnp.exe\u202c", "\u200b\u200d\ufeff", "㛃𬭎𬬻", "ｆｕｌｌ　ｗｉｄｔｈ",
    "e\u0301\u0301\u0301\u0301", "ß",
    "%s %d {} {0}", "<b>x</b>",
    "&lt;script&gt;", "'; DROP TABLE record; --", "..\\..\\con", "../../etc/passwd", "NUL", "\\", '"',
    "a\tb", " ",
    "第一行\n第二行", "\x00\x01\x07\x1b[31m", "\ud7ff\uffff", "NaN", "inf", "०१२३", "ⅫⅣ", "½", "−5",
)  # fmt: skip
PREEDITS = ("ni", "ni'hao", "chang'sha", "ㄓ", "か", "한", "d", "w x y z")


def monkey_acts(seed: int, count: int) -> Iterator[MonkeyAct]:
    """``count`` acts; the same for the same seed, and one more never changes those before it."""
    chance = random.Random(seed)
    kinds, weights = list(OFTEN), list(OFTEN.values())
    for _ in range(count):
        kind = chance.choices(kinds, weights)[0]
        yield MonkeyAct(
            kind,
            _text_for(kind, chance),
            chance.randrange(10_000),
            (chance.uniform(0.05, 0.95), chance.uniform(0.05, 0.95)),
        )


def _text_for(kind: Kind, chance: random.Random) -> str:
    if kind is Kind.KEY:
        return _key(chance)
    if kind in {Kind.TYPE, Kind.COMPOSE}:
        return chance.choice(PREEDITS if kind is Kind.COMPOSE else WORDS)
    if kind is Kind.PASTE:
        return _pasted(chance)
    if kind in {Kind.SCAN, Kind.SCAN_IN_COMPOSITION}:
        return chance.choice(SOUND if chance.random() < 0.7 else BAD_SCANS)
    named = {
        Kind.PLACE: PLACES, Kind.SIZE: SIZES, Kind.LANGUAGE: LANGUAGES, Kind.SCHEME: SCHEMES,
        Kind.SCALE: SCALES,
    }  # fmt: skip
    return chance.choice(named[kind]) if kind in named else ""


def _key(chance: random.Random) -> str:
    if chance.random() < 0.75:
        return chance.choice(USUAL_KEYS)
    if chance.random() < 0.4:
        return f"F{chance.randint(1, 12)}"
    return chance.choice(HELD) + chance.choice(LETTERS)


def _pasted(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(WORDS) * (10_000 // 4)
    if kind < 0.4:
        return "".join(chr(_character(chance)) for _ in range(chance.randint(1, 300)))
    if kind < 0.6:
        return "\r\n".join(chance.sample(SOUND, 12))
    return chance.choice(WORDS)


def _character(chance: random.Random) -> int:
    """Any character but the halves of a pair, which no clipboard carries."""
    number = chance.choice((chance.randrange(0x80), chance.randrange(0x3000), chance.randrange(0x20000)))
    return number if not 0xD800 <= number <= 0xDFFF else 0x4E00
