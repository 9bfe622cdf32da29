"""Proposes what a text could have been meant to be, where eyes and cameras take one character for another.

The code has no check digit, so a changed character makes another pack. Nothing here is ever applied: a
proposal names each position that differs, and a person compares it with the label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from packtrail.domain.battery_code.code import BatteryCode, read_whole
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.battery_code.form import DIGITS, FORMS_BY_LENGTH, SLOTS, CodePart, Form, Slot, slice_of
from packtrail.domain.code_tables import CodeTables

MOST_PROPOSALS = 8
MOST_CHANGES = 6  # a text with more than these was not misread but is something else
_MOST_TRIED = 512

_PAIRS = ("O0", "Q0", "D0", "OQ", "OD", "I1", "L1", "B8", "S5", "S8", "Z2", "G6", "UV")


def _alike() -> dict[str, str]:
    alike: dict[str, str] = {}
    for pair in _PAIRS:
        one, other = pair[0], pair[1]
        alike[one] = alike.get(one, "") + other
        alike[other] = alike.get(other, "") + one
    return alike


ALIKE = _alike()
"""Each character that has look-alikes, with them: what people and OCR mix up, most common first."""


def _looks() -> dict[str, str]:
    looks = {character: character for character in ALIKE}
    for _ in ALIKE:
        looks = {one: min(looks[one], *(looks[other] for other in ALIKE[one])) for one in looks}
    return looks


_LOOKS = _looks()
"""One character for each group that is mixed up pair by pair: B, 8, S and 5 are one group."""


def look_of(text: str) -> str:
    """What a text has in common with all that look like it; equal for texts that may be one and the same."""
    return "".join(_LOOKS.get(character, character) for character in fold(text).text)


@dataclass(frozen=True, slots=True)
class Change:
    """One position at which a proposal differs from the text."""

    position: int  # counted from 1
    found: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that the text could have been meant to be; for a person to compare with the label."""

    code: BatteryCode
    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        """The proposed code as printed."""
        return self.code.text

    @property
    def marked(self) -> tuple[int, ...]:
        """The positions to mark, counted from 1."""
        return tuple(change.position for change in self.changes)


def doubtful_positions(text: str) -> tuple[int, ...]:
    """The positions, from 1 in the normalised text, whose character has a look-alike that may stand there.

    For marking them while a code is typed or compared; empty unless the text has the length of a code.
    """
    folded = fold(text).text
    form = FORMS_BY_LENGTH.get(len(folded))
    if form is None:
        return ()
    return tuple(
        at
        for at, (character, slot) in enumerate(zip(folded, SLOTS[form], strict=True), start=1)
        if any(other in slot.strict for other in ALIKE.get(character, ""))
    )


def proposals(text: str, tables: CodeTables) -> tuple[Proposal, ...]:
    """Codes that ``text`` could have been meant to be, the likeliest first; never ``text`` itself.

    Changed are characters that may not stand where they do, letters in the serial, and a maker code that
    the tables don't know while they know one that looks like it. What leaves least to doubt comes first,
    then fewest changes. At most MOST_PROPOSALS, each with at most MOST_CHANGES; empty for a text without
    the length of a code, and for a code with nothing to doubt.
    """
    folded = fold(text).text
    form = FORMS_BY_LENGTH.get(len(folded))
    if form is None:
        return ()
    found = []
    for candidate in islice(_candidates(folded, form, tables), _MOST_TRIED):
        changes = _changes(folded, candidate)
        code = read_whole(candidate, tables)
        if code is not None and 0 < len(changes) <= MOST_CHANGES:
            found.append(Proposal(code, changes))
    found.sort(key=lambda one: (_doubts(one.code), len(one.changes), one.marked, one.text))
    return tuple(found[:MOST_PROPOSALS])


def _doubts(code: BatteryCode) -> int:
    return (code.maker is None) + any(character not in DIGITS for character in code.serial)


def _changes(text: str, candidate: str) -> tuple[Change, ...]:
    return tuple(
        Change(at, found, proposed)
        for at, (found, proposed) in enumerate(zip(text, candidate, strict=True), start=1)
        if found != proposed
    )


def _candidates(text: str, form: Form, tables: CodeTables) -> Iterator[str]:
    serial, maker = slice_of(CodePart.SERIAL, form), slice_of(CodePart.MAKER, form)
    blocks: list[Sequence[str]] = [_makers_for(text[maker], tables)]
    for character, slot in zip(text[maker.stop : serial.start], SLOTS[form][maker.stop :], strict=False):
        blocks.append(_options(character, slot))
    blocks.append(_serials_for(text[serial], SLOTS[form][serial.start]))
    for character, slot in zip(text[serial.stop :], SLOTS[form][serial.stop :], strict=True):
        blocks.append(_options(character, slot))
    return ("".join(chosen) for chosen in product(*blocks))


def _makers_for(printed: str, tables: CodeTables) -> Sequence[str]:
    if printed in tables.makers:
        return (printed,)
    known = (
        code
        for code in sorted(tables.makers)
        if all(mine in (its, *ALIKE.get(its, "")) for its, mine in zip(code, printed, strict=False))
    )
    return (printed, *known)


def _options(character: str, slot: Slot) -> Sequence[str]:
    """The character itself where it may stand, else its look-alikes that may: perhaps none."""
    if character in slot.allowed:
        return character
    return [other for other in ALIKE.get(character, "") if other in slot.strict]


def _serials_for(printed: str, slot: Slot) -> Sequence[str]:
    """The serial as printed, if it may be, and with every letter turned into a digit that it looks like."""
    in_digits = [
        character if character in DIGITS else [other for other in ALIKE.get(character, "") if other in DIGITS]
        for character in printed
    ]
    as_digits = islice(("".join(chosen) for chosen in product(*in_digits)), _MOST_TRIED // 8)
    as_printed = (printed,) if all(character in slot.allowed for character in printed) else ()
    return tuple(dict.fromkeys((*as_printed, *as_digits)))
