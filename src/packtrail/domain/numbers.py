"""Human numbers of documents: how one is written, and read back as somebody typed it.

A number carries its kind, the station's label with the letters of its epoch, the day and a count of that
day: ``HO-S1a-20261120-0002``. Stations with different labels, and the epochs of one station, can therefore
never print the same one, with nobody asked. It is printed and searched, and never a key.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.records import (
    BatteryReplaced,
    Body,
    Delivery,
    DeliveryRefused,
    Handoff,
    Intake,
    VehicleReceived,
)

LONGEST_LABEL = 8

_LABEL = re.compile(rf"(?=.{{1,{LONGEST_LABEL}}}\Z)[A-Z0-9]*[0-9]")
"""Capitals and digits, a digit at the end: ``S1a`` is S1 in its first epoch and can be nothing else.

The case of letters tells nothing apart either, since papers are files and Windows folds their names.
"""

LABEL_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What a drawn label is made of: no 0 and O, no 1 and I."""

DRAWN_LENGTH = 5

_NUMBER = re.compile(r"([A-Z]{2,4})-([A-Z0-9]*[0-9])([A-Z]{1,4})-([0-9]{8})-([0-9]{1,9})")


class PaperForm(StrEnum):
    """空白单据: what a pad of blank forms is for."""

    DELIVERY = "delivery"
    HANDOFF = "handoff"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberParts:
    """A number, taken apart; ``kind`` as it is printed, ``order`` counts from 1 within its day."""

    kind: str
    label: str
    epoch: int
    day: date
    order: int

    @property
    def text(self) -> str:
        """As it is printed: at least four digits, so that a day's numbers sort as they were drawn."""
        return f"{number_prefix(self.kind, self.label, self.epoch, self.day)}{self.order:04d}"


def number_prefix(kind: str, label: str, epoch: int, day: date) -> str:
    """What all numbers of one kind, epoch and day begin with: ``HO-S1a-20261120-``."""
    return f"{kind}-{label}{epoch_letters(epoch)}-{day:%Y%m%d}-"


def epoch_letters(epoch: int) -> str:
    """The epoch as letters: a for the first, z for the 26th, then aa and so on."""
    letters = ""
    while epoch > 0:
        epoch, letter = divmod(epoch - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def is_label(text: str) -> bool:
    """Whether ``text`` may name a station: no other label and epoch are ever written like it."""
    return _LABEL.fullmatch(text) is not None


def drawn_label(station_id: str) -> str:
    """The label that a new station takes when nobody chose one: four signs and a digit, like ``K7QM4``.

    From the last 23 bits of its id (a UUIDv7), which are random whoever made it; that nobody is asked is
    why two stations may draw the same, once in 8,388,608 pairs (docs/decisions/0007).
    """
    drawn = int(station_id.replace("-", "")[-8:], 16)
    label = LABEL_SIGNS[-8:][drawn % 8]
    drawn //= 8
    for _ in range(DRAWN_LENGTH - 1):
        drawn, sign = divmod(drawn, len(LABEL_SIGNS))
        label = LABEL_SIGNS[sign] + label
    return label


def parse_number(typed: str) -> NumberParts | None:
    """The number in ``typed``, whatever its case, width and leading zeros; None for what is none."""
    found = _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", typed[:64]).upper().split()))
    if found is None:
        return None
    kind, label, letters, day, order = found.groups()
    try:
        legal = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return NumberParts(kind=kind, label=label, epoch=_epoch_of(letters), day=legal, order=int(order))


def _epoch_of(letters: str) -> int:
    epoch = 0
    for letter in letters:
        epoch = epoch * 26 + ord(letter) - ord("A") + 1
    return epoch


def numbers_of(body: Body) -> tuple[str, ...]:
    """The numbers that a document carries for ever, voided or not; a line only repeats that of its load."""
    named = (getattr(body, field) for field in _CARRIED_IN.get(type(body), ()))
    return tuple(number for number in named if number)


_CARRIED_IN: Mapping[type[Body], tuple[str, ...]] = {
    BatteryReplaced: ("document_number",),
    Delivery: ("delivery_number",),
    DeliveryRefused: ("delivery_number",),
    Handoff: ("handoff_id",),
    Intake: ("intake_id", "local_id"),
    VehicleReceived: ("case_number",),
}
