"""Reads the frames of weighing indicators: what is not whole, or not a mass, gives no reading.

Sources: the manuals of 耀华 XK3190-A12(E), -A23p, -A26 and -DS3 (continuous formats, XOR over the payload),
the METTLER TOLEDO continuous output (status words A, B and C, sum of low seven bits), and the common line
``ST,GS,+  123.45kg``. The eighth bit is dropped: a line of 7 bits with parity is then read without setting
the port for it.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import xor
from types import MappingProxyType
from typing import Final

from packtrail.domain.scale.reading import ScaleFault, ScaleReading

LONGEST: Final = 64  # bytes of the longest frame with room to spare: older ones are given up
MOST_G: Final = 999_999_999  # a typed mass has six digits of kilograms too


class ScaleFormat(StrEnum):
    """通讯格式 of the indicator, as it is chosen in Settings."""

    COMMA = "comma"  # ST,GS,+  123.45kg
    YAOHUA = "yaohua"  # STX, sign, six digits, places, XOR, ETX
    TOLEDO = "toledo"  # STX, three status words, six digits, six of tare, CR
    EQUALS = "equals"  # =0123.45, the highest digit first
    EQUALS_BACK = "equals_back"  # =54.3210, the lowest digit first
    LETTERS = "letters"  # wn0123.4kg


_UNITS: Final = MappingProxyType({"g": 0, "kg": 3, "t": 6})
_FOREIGN: Final = frozenset({"lb", "oz"})
_NUMBER: Final = re.compile(r"([+-]?)(\d{1,8}(?:\.\d{0,6})?)")

_COMMA: Final = re.compile(
    rb"(ST|US|OL|UL),(GS|NT|G|N),([+\- \d.]{0,12})(kg|g|t|lb|oz)?[\r\n]", re.IGNORECASE
)
_YAOHUA: Final = re.compile(rb"\x02([+-][ \d]{6}[0-4])([0-9A-F]{2})\x03")
_TOLEDO: Final = re.compile(rb"\x02([ -\x7f])([ -\x7f])([ -\x7f])([ \d]{6})(?:[ \d]{6})?\r(?=([\x00-\x7f]))")
_TOLEDO_HEAD: Final = re.compile(rb"\x02[ -\x7f]{3}[ \d]{6}")
_TOLEDO_HEAD_CUT: Final = re.compile(rb"\x02[ -\x7f]{0,3}|\x02[ -\x7f]{3}[ \d]{1,5}")
_EQUALS: Final = re.compile(rb"=([+\- \d.]{6,8})(?=[=\r\n])")
_LETTERS: Final = re.compile(
    rb"(w([wgn])([+\- ]?[ \d.]{5,8})(kg|g|t|lb)|[ ]{9}(OL|LO))([0-9A-F]{2})?[\r\n]", re.IGNORECASE
)

_MORE: Final = ScaleReading()  # by identity: what follows the frame decides, and has not come yet


class FrameReader:
    """Feed it bytes as they come; cut frames are joined, junk between them is skipped."""

    def __init__(self, scale_format: ScaleFormat) -> None:
        self._pattern, self._read = _FORMATS[scale_format]
        self._held = b""

    def feed(self, arrived: bytes) -> tuple[ScaleReading, ...]:
        """The readings that are whole now, in their order."""
        held = self._held + bytes(byte & 0x7F for byte in arrived)
        found, end = [], 0
        for match in self._pattern.finditer(held):
            reading = self._read(match)
            if reading is _MORE:
                break
            end = match.end()
            if reading is not None:
                found.append(reading)
        self._held = held[end:][-LONGEST:]
        return tuple(found)


def fitting(arrived: bytes) -> tuple[ScaleFormat, ...]:
    """The formats in which ``arrived`` holds a reading: what may be chosen, never what is chosen."""
    return tuple(each for each in ScaleFormat if FrameReader(each).feed(arrived))


def _mass(text: bytes, unit: str, **flags: bool | None) -> ScaleReading | None:
    """The reading of a number as it stands in a frame; None where it is no number of a mass."""
    if unit in _FOREIGN:
        return ScaleReading(fault=ScaleFault.OTHER_UNIT)
    found = _NUMBER.fullmatch(text.decode("ascii").replace(" ", ""))
    if found is None:
        return None
    grams = int(Decimal(found[2]).scaleb(_UNITS[unit]).to_integral_value())
    if grams > MOST_G:
        return None
    return ScaleReading(
        mass_g=-grams if found[1] == "-" else grams,
        is_stable=flags.get("is_stable"),
        is_net=bool(flags.get("is_net")),
    )


def _comma(match: re.Match[bytes]) -> ScaleReading | None:
    state, kind = match[1].upper(), match[2].upper()
    if state in {b"OL", b"UL"}:
        return ScaleReading(fault=ScaleFault.OVERLOAD if state == b"OL" else ScaleFault.UNDERLOAD)
    if match[4] is None:  # without its unit a number is not a mass
        return None
    unit = match[4].decode("ascii").lower()
    return _mass(match[3], unit, is_stable=state == b"ST", is_net=kind.startswith(b"N"))


def _yaohua(match: re.Match[bytes]) -> ScaleReading | None:
    payload = match[1]
    if reduce(xor, payload) != int(match[2], 16):
        return None
    places = payload[-1] - ord("0")
    digits = payload[1:-1].replace(b" ", b"0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return _mass(payload[:1] + whole + b"." + part, "kg")


def _toledo(match: re.Match[bytes]) -> ScaleReading | None:
    if (sum(match[0]) + match[5][0]) & 0x7F:  # not its checksum: sent without one if the next begins there
        if _TOLEDO_HEAD_CUT.fullmatch(match.string, match.end()):
            return _MORE
        if not _TOLEDO_HEAD.match(match.string, match.end()):
            return None
    place, state, unit = (match[at][0] for at in (1, 2, 3))
    if state & 0x04:
        return ScaleReading(fault=ScaleFault.UNDERLOAD if state & 0x02 else ScaleFault.OVERLOAD)
    units = {0: "kg" if state & 0x10 else "lb", 1: "g", 2: "t", 3: "oz"}
    named = units.get(unit & 0x07)
    if named is None or unit & 0x10:  # a unit of its own, or ten times expanded for a moment
        return None
    shift = 2 - (place & 0x07)  # 000 is two noughts behind the digits, 010 none, 011 one place
    digits = match[4].replace(b" ", b"0")
    number = digits + b"0" * shift if shift >= 0 else digits[:shift] + b"." + digits[shift:]
    sign = b"-" if state & 0x02 else b"+"
    return _mass(sign + number, named, is_stable=not state & 0x08, is_net=bool(state & 0x01))


def _equals(match: re.Match[bytes]) -> ScaleReading | None:
    return _mass(match[1], "kg")


def _equals_back(match: re.Match[bytes]) -> ScaleReading | None:
    return _mass(match[1][::-1], "kg")


def _letters(match: re.Match[bytes]) -> ScaleReading | None:
    payload, told = match[1], match[6]
    if told is not None and reduce(xor, payload) != int(told, 16):
        return None
    if match[5] is not None:
        over = match[5].upper() == b"OL"
        return ScaleReading(fault=ScaleFault.OVERLOAD if over else ScaleFault.UNDERLOAD)
    return _mass(match[3], match[4].decode("ascii").lower(), is_net=match[2].upper() == b"N")


_FORMATS: Final[
    Mapping[ScaleFormat, tuple[re.Pattern[bytes], Callable[[re.Match[bytes]], ScaleReading | None]]]
] = MappingProxyType(
    {
        ScaleFormat.COMMA: (_COMMA, _comma),
        ScaleFormat.YAOHUA: (_YAOHUA, _yaohua),
        ScaleFormat.TOLEDO: (_TOLEDO, _toledo),
        ScaleFormat.EQUALS: (_EQUALS, _equals),
        ScaleFormat.EQUALS_BACK: (_EQUALS, _equals_back),
        ScaleFormat.LETTERS: (_LETTERS, _letters),
    }
)
