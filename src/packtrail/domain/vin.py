"""车辆识别代号 (VIN, GB 16735 / ISO 3779): its form, and its check digit as advice.

China requires the check digit, but some imported vehicles carry none that is right, so a mismatch is
something to confirm and never a refusal.
"""

from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.battery_code.folding import folded_without

LENGTH = 17
CHECK_POSITION = 9  # counted from 1

_ALLOWED = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK_CHARACTERS = "0123456789X"
_NEVER_USED = "IOQ"
_LOOKS_LIKE = str.maketrans(_NEVER_USED, "100")


class VinRule(StrEnum):
    """What a text lacks to be a VIN."""

    EMPTY = "empty"
    LENGTH = "length"
    LETTER_NEVER_USED = "letter_never_used"  # I, O, Q, which look like 1 and 0
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class VinFault:
    """One way in which a text is not a VIN."""

    rule: VinRule
    position: int  # counted from 1
    character: str = ""
    found_length: int = 0


@dataclass(frozen=True, slots=True)
class Vin:
    """A text read as a VIN; ``faults`` is empty when it has the form of one."""

    text: str  # upper case, without blanks and hyphens
    faults: tuple[VinFault, ...]
    expected: str | None  # the check character that fits the rest; None while there are faults

    def __str__(self) -> str:
        return self.text

    @property
    def is_well_formed(self) -> bool:
        """Whether the text is a VIN by its form, whatever its check digit says."""
        return not self.faults

    @property
    def check_digit_ok(self) -> bool | None:
        """Whether position 9 fits; None while there are faults."""
        return None if self.expected is None else self.text[CHECK_POSITION - 1] == self.expected

    @property
    def without_never_used(self) -> str | None:
        """A proposal, never applied: I, O, Q read as 1, 0, 0, if that gives a VIN whose check digit fits."""
        if not any(fault.rule is VinRule.LETTER_NEVER_USED for fault in self.faults):
            return None
        proposed = parse_vin(self.text.translate(_LOOKS_LIKE))
        return proposed.text if proposed.check_digit_ok else None


def parse_vin(text: str) -> Vin:
    """``text`` read as a VIN; never raises."""
    vin = folded_without(text, "-")
    faults = tuple(_faults(vin))
    return Vin(vin, faults, None if faults else _expected(vin))


def _faults(vin: str) -> list[VinFault]:
    if not vin:
        return [VinFault(VinRule.EMPTY, 1)]
    faults = []
    if len(vin) != LENGTH:
        faults.append(VinFault(VinRule.LENGTH, min(len(vin), LENGTH) + 1, found_length=len(vin)))
    for position, character in enumerate(vin[:LENGTH], start=1):
        if character in _NEVER_USED:
            faults.append(VinFault(VinRule.LETTER_NEVER_USED, position, character))
        elif character not in _ALLOWED:
            faults.append(VinFault(VinRule.CHARACTER, position, character))
    return faults


def _expected(vin: str) -> str:
    total = sum(int(_VALUES[character]) * weight for character, weight in zip(vin, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]
