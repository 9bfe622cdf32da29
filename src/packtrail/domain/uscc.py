"""统一社会信用代码 (GB 32100-2015): form and check character of an enterprise's number.

python-stdnum reckons the check character; its ``validate`` insists on digits in the first eight positions,
while some registering authorities issue codes that begin with a letter, so the form is checked here.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from stdnum.cn import uscc as stdnum_uscc

from packtrail.domain.battery_code.folding import folded_without

LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_ORGANISATION = slice(8, 17)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_ORGANISATION_CHECKS = "0X987654321"  # by the weighted sum modulo 11


class UsccRule(StrEnum):
    """What a text lacks to be a code."""

    EMPTY = "empty"
    LENGTH = "length"
    CHARACTER = "character"
    CHECK_CHARACTER = "check_character"
    PLACEHOLDER = "placeholder"  # one character eighteen times; zeros would pass the check


@dataclass(frozen=True, slots=True)
class UsccFault:
    """One way in which a text is not a code."""

    rule: UsccRule
    position: int  # counted from 1
    character: str = ""
    found_length: int = 0
    expected: str = ""


@dataclass(frozen=True, slots=True)
class UsccCheck:
    """A text checked as a 统一社会信用代码."""

    text: str  # upper case, without blanks and hyphens
    faults: tuple[UsccFault, ...]
    expected: str | None  # the last character that fits the rest; None while the form is wrong

    @property
    def is_valid(self) -> bool:
        """Whether form and check character are right."""
        return not self.faults

    @property
    def organisation_ok(self) -> bool | None:
        """Advice: whether the organisation code inside has its own check right; None with a wrong form."""
        if self.expected is None:
            return None
        organisation = self.text[_ORGANISATION]
        total = sum(
            int(character, 36) * weight
            for character, weight in zip(organisation[:-1], _ORGANISATION_WEIGHTS, strict=True)
        )
        return _ORGANISATION_CHECKS[total % 11] == organisation[-1]


@lru_cache(maxsize=4096)  # an outlet deals with a few hundred enterprises, again and again
def check_uscc(text: str) -> UsccCheck:
    """``text`` checked as a 统一社会信用代码; never raises."""
    code = folded_without(text, "-")
    faults = _form_faults(code)
    if faults:
        return UsccCheck(code, tuple(faults), None)
    expected = str(stdnum_uscc.calc_check_digit(code[:-1]))
    if len(set(code)) == 1:
        faults.append(UsccFault(UsccRule.PLACEHOLDER, 1, code[0]))
    elif code[-1] != expected:
        faults.append(UsccFault(UsccRule.CHECK_CHARACTER, LENGTH, code[-1], expected=expected))
    return UsccCheck(code, tuple(faults), expected)


def _form_faults(code: str) -> list[UsccFault]:
    if not code:
        return [UsccFault(UsccRule.EMPTY, 1)]
    faults = []
    if len(code) != LENGTH:
        faults.append(UsccFault(UsccRule.LENGTH, min(len(code), LENGTH) + 1, found_length=len(code)))
    faults += [
        UsccFault(UsccRule.CHARACTER, position, character)
        for position, character in enumerate(code[:LENGTH], start=1)
        if character not in _ALPHABET
    ]
    return faults
