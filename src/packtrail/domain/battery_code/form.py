"""Which character may stand where in a code of GB/T 34014-2017.

Rebuilt from four decoders that agree and the readable chapters of the standard (``docs/sources.md``). The
serial is digits by the book; codes with letters there exist on real packs, so the form lets them pass where
the whole label is one code, and only digits where the code has to be found inside a longer text.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from string import ascii_uppercase, digits

from packtrail.domain.code_tables import (
    DAY_CHARACTERS,
    MONTH_CHARACTERS,
    PRODUCT_TYPE_CHARACTERS,
    YEAR_CHARACTERS,
)

DIGITS = digits
LETTERS = ascii_uppercase
ALPHANUMERIC = digits + ascii_uppercase

DESIGN_LENGTH = 14  # 设计信息: maker to trace, the part that makes two packs the same model
SPLITS = ((14, 10), (12, 12), (13, 11))
"""How plates divide a full code: after the design information, in the middle; the last in one decoder."""


class Form(StrEnum):
    """The printed forms of a code."""

    FULL = "full"  # 24 characters
    REUSE = "reuse"  # 19, a reused product: no trace information, R and its level at the end
    FULL_REUSE = "full_reuse"  # 26, met with one decoder only: full with the ending of a reused product


class CodePart(StrEnum):
    """A field of the code; date characters one by one, since each has its own alphabet."""

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
class Slot:
    """One position of a code: its field, and the characters that may stand there."""

    part: CodePart
    allowed: str
    strict: str  # what may stand there when the code is searched for in a longer text


def _slots(part: CodePart, length: int, allowed: str, strict: str = "") -> tuple[Slot, ...]:
    return (Slot(part, allowed, strict or allowed),) * length


_KIND = (
    *_slots(CodePart.MAKER, 3, ALPHANUMERIC),
    *_slots(CodePart.PRODUCT_TYPE, 1, PRODUCT_TYPE_CHARACTERS),
    *_slots(CodePart.CHEMISTRY, 1, LETTERS, "ABCDEFGZ"),
    *_slots(CodePart.SPEC, 2, ALPHANUMERIC),
)
_TRACE = _slots(CodePart.TRACE, 7, ALPHANUMERIC)
_PRODUCTION = (
    *_slots(CodePart.YEAR, 1, YEAR_CHARACTERS),
    *_slots(CodePart.MONTH, 1, MONTH_CHARACTERS),
    *_slots(CodePart.DAY, 1, DAY_CHARACTERS),
    *_slots(CodePart.SERIAL, 7, ALPHANUMERIC, DIGITS),
)
_REUSED = (
    *_slots(CodePart.REUSE_MARK, 1, "R"),
    *_slots(CodePart.REUSE_LEVEL, 1, PRODUCT_TYPE_CHARACTERS),
)

SLOTS: dict[Form, tuple[Slot, ...]] = {
    Form.FULL: (*_KIND, *_TRACE, *_PRODUCTION),
    Form.REUSE: (*_KIND, *_PRODUCTION, *_REUSED),
    Form.FULL_REUSE: (*_KIND, *_TRACE, *_PRODUCTION, *_REUSED),
}
LENGTHS: dict[Form, int] = {form: len(slots) for form, slots in SLOTS.items()}
FORMS_BY_LENGTH: dict[int, Form] = {length: form for form, length in LENGTHS.items()}


@cache
def slice_of(part: CodePart, form: Form) -> slice:
    """Where ``part`` stands; an empty slice where the form has no such part."""
    places = [at for at, slot in enumerate(SLOTS[form]) if slot.part is part]
    return slice(places[0], places[-1] + 1) if places else slice(0, 0)


def fits(text: str, form: Form, *, strictly: bool = False) -> bool:
    """Whether the whole of ``text`` has this form."""
    slots = SLOTS[form]
    return len(text) == len(slots) and all(
        character in (slot.strict if strictly else slot.allowed)
        for character, slot in zip(text, slots, strict=True)
    )


def searching(form: Form) -> re.Pattern[str]:
    """Finds every window of the strict form, overlapping ones too; group 1 is the window."""
    return re.compile("(?=(" + "".join(f"[{slot.strict}]" for slot in SLOTS[form]) + "))")
