"""What to look at again in a code while it is being typed: the code has no check digit, so only eyes can.

Nothing is changed here. A character that may not stand where it does is said at once, with the look-alike
that may; in a code typed whole, each character whose look-alike may stand there as well is pointed out.
"""

from dataclasses import dataclass

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.battery_code.form import FORMS_BY_LENGTH, SLOTS, CodePart, Form
from packtrail.domain.look_alikes import ALIKE


@dataclass(frozen=True, slots=True)
class TypingHint:
    """One position worth a second look."""

    position: int  # counted from 1 in the text without blanks
    character: str
    part: CodePart
    is_wrong: bool  # it may not stand there; else it may, and so may its look-alikes
    meant: str  # the look-alikes that may stand there, most common first; empty for none


def typing_hints(text: str) -> tuple[TypingHint, ...]:
    """What is wrong in ``text`` as far as it goes; where nothing is and it is whole, what may be mistaken."""
    folded = fold(text).text
    form = FORMS_BY_LENGTH.get(len(folded), Form.FULL)
    found = tuple(_hints(folded, form))
    wrong = tuple(hint for hint in found if hint.is_wrong)
    is_whole = len(folded) in FORMS_BY_LENGTH
    if wrong:
        return wrong
    return tuple(hint for hint in found if hint.meant) if is_whole else ()


def _hints(folded: str, form: Form) -> list[TypingHint]:
    return [
        TypingHint(
            position=at,
            character=character,
            part=slot.part,
            is_wrong=character not in slot.allowed,
            meant="".join(other for other in ALIKE.get(character, "") if other in slot.strict),
        )
        for at, (character, slot) in enumerate(zip(folded, SLOTS[form], strict=False), start=1)
    ]
