"""A code typed at the handoff: twice unseen, for one wrong digit signs away another pack."""

from dataclasses import dataclass

from packtrail.domain.battery_code.form import FORMS_BY_LENGTH, fits
from packtrail.domain.records.gate import CodeSource
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.code_text import normalised
from packtrail.wording import Wording

_NAMED = 4  # places that a sentence names


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What was typed so far; ``second`` only where it differs."""

    first: str = ""
    second: str = ""

    @property
    def marked(self) -> tuple[int, ...]:
        """Where the entries differ, counted from 1."""
        longest = max(len(self.first), len(self.second)) if self.second else 0
        return tuple(at + 1 for at in range(longest) if self.first[at : at + 1] != self.second[at : at + 1])


def entered(before: TypedCode, text: str) -> tuple[TypedCode, str]:
    """What waits after ``text`` was entered, and what is taken: a code typed twice, or another number."""
    code = normalised(text)
    form = FORMS_BY_LENGTH.get(len(code))
    if not before.first:
        is_code = form is not None and fits(code, form)
        return (TypedCode(code), "") if is_code else (TypedCode(), text)
    if code == before.first:
        return TypedCode(), code
    return TypedCode(before.first, code), ""


def source_of_typed(text: str) -> str:
    """``code_source`` of what ``entered`` took."""
    form = FORMS_BY_LENGTH.get(len(text))
    is_code = form is not None and fits(text, form)
    return CodeSource.MANUAL_DOUBLE_ENTRY if is_code else CodeSource.MANUAL_SINGLE


def asked(typed: TypedCode, w: Wording) -> tuple[Tone, str]:
    """What to say below the field while a second entry is waited for."""
    if not typed.second:
        return Tone.INFO, w.say("handoff.typed.again")
    places = w.say("values.comma").join(map(str, typed.marked[:_NAMED]))
    return Tone.DANGER, w.say("handoff.typed.differs", first=typed.first, second=typed.second, places=places)
