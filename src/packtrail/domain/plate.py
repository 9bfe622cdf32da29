"""号牌: what kind of plate a text is.

A vehicle may have an old blue plate, another kind or none, so any text is accepted and only named.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.battery_code.folding import folded_without

_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_SERIAL = "[A-HJ-NP-Z0-9]"  # no I and O
_ENERGY = "[A-HJK]"  # D A B C E pure electric, F G H J K other
_PURE_ELECTRIC = "ABCDE"
_MARKS = "·•・‧∙.-"  # what people put between the city letter and the rest


class PlateKind(StrEnum):
    """Kinds of plates that are told apart by their text."""

    ORDINARY = "ordinary"
    NEV_SMALL = "nev_small"
    NEV_LARGE = "nev_large"
    OTHER = "other"  # embassy, army, temporary, foreign, or a slip of the pen


class PlateEnergy(StrEnum):
    """What the letter of a green plate says about the drive."""

    PURE_ELECTRIC = "pure_electric"
    OTHER_NEW_ENERGY = "other_new_energy"


_PATTERNS = {
    PlateKind.ORDINARY: re.compile(f"{_PROVINCE}[A-Z]{_SERIAL}{{4}}[A-HJ-NP-Z0-9挂学警港澳]"),
    PlateKind.NEV_SMALL: re.compile(f"{_PROVINCE}[A-Z](?P<energy>{_ENERGY}){_SERIAL}[0-9]{{4}}"),
    PlateKind.NEV_LARGE: re.compile(f"{_PROVINCE}[A-Z][0-9]{{5}}(?P<energy>{_ENERGY})"),
}


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate as compared and stored, and its kind."""

    text: str  # without blanks and dots, upper case: 京AD12345
    kind: PlateKind
    energy: PlateEnergy | None  # None where the plate doesn't say

    @property
    def printed(self) -> str:
        """With the dot after the city letter, as on the plate; an unknown kind as it is."""
        return self.text if self.kind is PlateKind.OTHER else f"{self.text[:2]}·{self.text[2:]}"

    def __str__(self) -> str:
        return self.text


def parse_plate(text: str) -> Plate:
    """``text`` read as a plate; never raises."""
    plate = folded_without(text, _MARKS)
    for kind, pattern in _PATTERNS.items():
        found = pattern.fullmatch(plate)
        if found:
            return Plate(plate, kind, _energy(found.groupdict().get("energy")))
    return Plate(plate, PlateKind.OTHER, None)


def _energy(letter: str | None) -> PlateEnergy | None:
    if letter is None:
        return None
    return PlateEnergy.PURE_ELECTRIC if letter in _PURE_ELECTRIC else PlateEnergy.OTHER_NEW_ENERGY
