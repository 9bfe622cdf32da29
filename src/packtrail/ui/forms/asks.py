"""Fields that many forms have."""

from collections.abc import Iterable

from packtrail.ui.forms.state import Ask, AskKind
from packtrail.ui.widgets.chip import Choice
from packtrail.wording import Wording
from packtrail.wording.values import word


def choices_of(w: Wording, vocabulary: str, tokens: Iterable[str]) -> tuple[Choice, ...]:
    """Choices out of a list of words."""
    return tuple(Choice(key=str(token), word=word(w, vocabulary, token)) for token in tokens)


def photos(w: Wording, *, is_needed: bool = False, hint: str = "") -> Ask:
    """The row of the photographs."""
    return Ask(key="photos", name=w.say("forms.photo"), kind=AskKind.PHOTOS, is_needed=is_needed, hint=hint)
