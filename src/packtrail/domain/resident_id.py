"""居民身份证号码 (GB 11643): checked where a natural person delivers, and masked everywhere else.

The number identifies a person, so it is kept out of ``repr`` and of every fault; what is shown is ``masked``.
The place in the first six digits is not looked up: districts come and go, and a refusal would be wrong.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum.cn import ric

from packtrail.domain.battery_code.folding import fold, folded_without

LENGTH = 18
_DIGITS = "0123456789"
_ID_SHAPE = re.compile(r"(?<![\dA-Z])\d{17}[\dX](?![\dA-Z])")  # not a piece of a battery code
_MOBILE = re.compile(r"(?<![\dA-Z])1[3-9]\d{9}(?![\dA-Z])")
_SHOWN_BEFORE, _SHOWN_AFTER = 3, 4
_EARLIEST_BIRTH = date(1850, 1, 1)  # far before anyone alive; catches a year typed wrong
_HIDDEN = "*"


class ResidentIdRule(StrEnum):
    """What a text lacks to be a number."""

    EMPTY = "empty"
    LENGTH = "length"
    OLD_15 = "old_15"  # the first generation, no longer valid
    CHARACTER = "character"
    BIRTH_DATE = "birth_date"
    CHECK_CHARACTER = "check_character"


@dataclass(frozen=True, slots=True)
class ResidentIdFault:
    """One way in which a text is not a number; carries no character of it."""

    rule: ResidentIdRule
    position: int  # counted from 1
    found_length: int = 0


@dataclass(frozen=True, slots=True)
class ResidentIdCheck:
    """A text checked as a resident ID number. ``number`` is private; show ``masked``."""

    number: str = field(repr=False)
    faults: tuple[ResidentIdFault, ...]

    @property
    def is_valid(self) -> bool:
        """Whether form, birth date and check character are right."""
        return not self.faults

    @property
    def masked(self) -> str:
        """First three and last four characters; nothing of a text that is not 18 long."""
        if len(self.number) != LENGTH:
            return _HIDDEN * min(len(self.number), LENGTH)
        hidden = _HIDDEN * (LENGTH - _SHOWN_BEFORE - _SHOWN_AFTER)
        return self.number[:_SHOWN_BEFORE] + hidden + self.number[-_SHOWN_AFTER:]


def check_resident_id(text: str, today: date | None = None) -> ResidentIdCheck:
    """``text`` checked as a resident ID number; never raises.

    With ``today`` a birth date still to come is a fault as well.
    """
    number = folded_without(text, "-")
    return ResidentIdCheck(number, tuple(_faults(number, today)))


def names_a_person(text: str) -> bool:
    """Whether a free text carries a valid resident ID number or a mobile number, and so is not sent on."""
    written = fold(text).text
    return bool(_MOBILE.search(written)) or any(
        check_resident_id(found).is_valid for found in _ID_SHAPE.findall(written)
    )


def _faults(number: str, today: date | None) -> list[ResidentIdFault]:
    if not number:
        return [ResidentIdFault(ResidentIdRule.EMPTY, 1)]
    if len(number) == 15 and all(character in _DIGITS for character in number):
        return [ResidentIdFault(ResidentIdRule.OLD_15, 1, found_length=15)]
    faults = []
    if len(number) != LENGTH:
        edge = min(len(number), LENGTH) + 1
        faults.append(ResidentIdFault(ResidentIdRule.LENGTH, edge, found_length=len(number)))
    faults += [
        ResidentIdFault(ResidentIdRule.CHARACTER, position)
        for position, character in enumerate(number[:LENGTH], start=1)
        if character not in (_DIGITS if position < LENGTH else _DIGITS + "X")
    ]
    return faults or _value_faults(number, today)


def _value_faults(number: str, today: date | None) -> list[ResidentIdFault]:
    faults = []
    if not _birth_date_ok(number, today):
        faults.append(ResidentIdFault(ResidentIdRule.BIRTH_DATE, 7))
    if str(ric.calc_check_digit(number)) != number[-1]:
        faults.append(ResidentIdFault(ResidentIdRule.CHECK_CHARACTER, LENGTH))
    return faults


def _birth_date_ok(number: str, today: date | None) -> bool:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born >= _EARLIEST_BIRTH and (today is None or born <= today)
