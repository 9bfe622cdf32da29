"""How a code is written for the eye: thin gaps between its fields, which are no part of its text.

Which fields there are is the domain's; here they only get air between them, the three characters of the
date and the two of a reuse mark standing together.
"""

from functools import cache
from itertools import pairwise

from packtrail.domain.battery_code.folding import folded_without
from packtrail.domain.battery_code.form import FORMS_BY_LENGTH, SLOTS, CodePart

FULL_LENGTH = 24
_SEPARATORS = "-_·.,/|"  # what people and sheets put between the groups of a code
_TOGETHER = {
    CodePart.MONTH: CodePart.YEAR,
    CodePart.DAY: CodePart.YEAR,
    CodePart.REUSE_LEVEL: CodePart.REUSE_MARK,
}


def normalised(text: str) -> str:
    """``text`` as a code is kept: upper case, no blanks and no separators. Nothing else is changed."""
    return folded_without(text, _SEPARATORS)


@cache
def gaps_of_length(length: int) -> tuple[int, ...]:
    """The offsets before which a gap stands in a code of ``length``; none where the form is unknown."""
    if length not in FORMS_BY_LENGTH:
        return ()
    fields = [_TOGETHER.get(slot.part, slot.part) for slot in SLOTS[FORMS_BY_LENGTH[length]]]
    return tuple(at for at in range(1, length) if fields[at] is not fields[at - 1])


def gaps_while_typing(typed: int) -> tuple[int, ...]:
    """The gaps shown while a code is being typed: those of a full code, as far as it goes."""
    gaps = gaps_of_length(typed) or gaps_of_length(FULL_LENGTH)
    return tuple(at for at in gaps if at < typed)


def groups(code: str) -> tuple[str, ...]:
    """The groups of ``code``, which joined are ``code`` again."""
    edges = (0, *gaps_of_length(len(code)), len(code))
    return tuple(code[start:end] for start, end in pairwise(edges))
