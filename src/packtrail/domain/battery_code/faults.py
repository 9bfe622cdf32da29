"""Says where a text fails that is almost a code, for "格式不符 · 第 15 位"."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.battery_code.form import (
    FORMS_BY_LENGTH,
    LENGTHS,
    SLOTS,
    SPLITS,
    Form,
    fits,
)

MOST_FAULTS = 8  # beyond that the text is no code with faults, and a list helps nobody
_REUSE_RANGE = range(17, 22)  # lengths at which an ending R? means a reuse code with some lost or doubled


class FormRule(StrEnum):
    """The rule that a text breaks: one a field of the code, and three about the whole."""

    EMPTY = "empty"
    LENGTH = "length"
    HALVES_SWAPPED = "halves_swapped"
    MAKER = "maker"
    PRODUCT_TYPE = "product_type"
    CHEMISTRY = "chemistry"
    SPEC = "spec"
    TRACE = "trace"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    SERIAL = "serial"
    REUSE_MARK = "reuse_mark"
    REUSE_LEVEL = "reuse_level"


@dataclass(frozen=True, slots=True)
class FormFault:
    """One way in which a text is not a code."""

    position: int  # counted from 1 in the text without blanks; where characters lack, the first that does
    rule: FormRule
    character: str = ""  # what stands there
    allowed: str = ""  # what may stand there, for a rule about one character
    found_length: int = 0
    wanted_length: int = 0


def form_faults(text: str) -> tuple[FormFault, ...]:
    """Where ``text`` breaks the form of the code it is nearest to; empty when it is a code.

    Two halves in the wrong order are said first; then a wrong length; then the characters that may not
    stand where they do, first to last, at most MOST_FAULTS. After a wrong length only the first of those is
    told, because a lost character moves all that follow it.
    """
    folded = fold(text).text
    if not folded:
        return (FormFault(1, FormRule.EMPTY),)
    form = _nearest_form(folded)
    wanted = LENGTHS[form]
    if _patterns()[form].fullmatch(folded):
        return ()
    characters = _character_faults(folded, form)
    if len(folded) != wanted:
        edge = min(len(folded), wanted) + 1
        length = FormFault(edge, FormRule.LENGTH, found_length=len(folded), wanted_length=wanted)
        return (length, *characters[:1])
    if characters and _is_swapped(folded):
        return (FormFault(1, FormRule.HALVES_SWAPPED), *characters[: MOST_FAULTS - 1])
    return characters[:MOST_FAULTS]


@cache
def _patterns() -> dict[Form, re.Pattern[str]]:
    """Each form as one pattern, for the codes that have no fault."""
    return {form: re.compile("".join(f"[{slot.allowed}]" for slot in slots)) for form, slots in SLOTS.items()}


def _nearest_form(folded: str) -> Form:
    exact = FORMS_BY_LENGTH.get(len(folded))
    if exact is not None:
        return exact
    ends_reused = folded.endswith(("RP", "RM", "RC"))
    return Form.REUSE if ends_reused and len(folded) in _REUSE_RANGE else Form.FULL


def _character_faults(folded: str, form: Form) -> tuple[FormFault, ...]:
    return tuple(
        FormFault(at, FormRule(slot.part.value), character, slot.allowed)
        for at, (character, slot) in enumerate(zip(folded, SLOTS[form], strict=False), start=1)
        if character not in slot.allowed
    )


def _is_swapped(folded: str) -> bool:
    return any(fits(folded[back:] + folded[:back], Form.FULL) for _, back in SPLITS)
