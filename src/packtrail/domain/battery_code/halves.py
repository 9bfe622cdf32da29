"""Puts a code together that is printed as two symbols or two lines.

The standard lets the two parts be coded separately: plates of 14 + 10 and of 12 + 12 characters are known,
and 13 + 11 from one decoder's tests. The order of two scans is whatever the hand did, so both are tried;
when both fit, a person decides.
"""

from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.battery_code.code import BatteryCode, read_whole
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.battery_code.form import (
    FORMS_BY_LENGTH,
    SLOTS,
    SPLITS,
    Form,
)
from packtrail.domain.code_tables import CodeTables

_FULL = SLOTS[Form.FULL]


class HalvesFault(StrEnum):
    """Why two texts don't make a code."""

    ALREADY_WHOLE = "already_whole"  # one of them is a code by itself
    SAME_TWICE = "same_twice"
    LENGTHS = "lengths"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class HalvesReading:
    """What two halves make: nothing and a fault, one code, or two that the caller must ask about."""

    first: str  # as given, normalised
    second: str
    codes: tuple[BatteryCode, ...]  # in the order first + second, second + first
    fault: HalvesFault | None

    @property
    def code(self) -> BatteryCode | None:
        """The code, when there is exactly one."""
        return self.codes[0] if len(self.codes) == 1 else None

    @property
    def needs_choice(self) -> bool:
        """Whether both orders make a code."""
        return len(self.codes) > 1


def join_halves(first: str, second: str, tables: CodeTables) -> HalvesReading:
    """The code or codes that two scans make, whichever came first; never raises, never picks."""
    one, other = fold(first).text, fold(second).text
    orders = [(front, back) for front, back in ((one, other), (other, one)) if _is_split(front, back)]
    codes: tuple[BatteryCode, ...] = ()
    fault: HalvesFault | None = None
    if any(len(half) in FORMS_BY_LENGTH and read_whole(half, tables) for half in (one, other)):
        fault = HalvesFault.ALREADY_WHOLE
    elif one == other:
        fault = HalvesFault.SAME_TWICE
    elif not orders:
        fault = HalvesFault.LENGTHS
    else:
        joined = (read_whole(front + back, tables) for front, back in orders)
        codes = tuple(code for code in joined if code is not None)
        fault = None if codes else HalvesFault.FORM
    return HalvesReading(one, other, codes, fault)


def could_be_half(text: str) -> bool:
    """Whether ``text`` has the form of a first or second half, so that asking for the other makes sense."""
    half = fold(text).text
    return any(
        _fits_slots(half, 0, front) or _fits_slots(half, front, front + back) for front, back in SPLITS
    )


def _is_split(front: str, back: str) -> bool:
    return (len(front), len(back)) in SPLITS


def _fits_slots(half: str, start: int, end: int) -> bool:
    return len(half) == end - start and all(
        character in slot.allowed for character, slot in zip(half, _FULL[start:end], strict=True)
    )
