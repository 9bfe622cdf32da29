"""What an act asks for, as plain values: its fields, what was given so far, and why it can't be done yet.

An act says what it asks (``FormAct.asks``) and how it is done (``FormAct.do``); which boxes and chips that
makes is the panel's, and which lane it runs on the flow's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from packtrail.domain.moments import legal_day, parse_typed_moment
from packtrail.domain.records import Attachment
from packtrail.ui.acts import OutletActs
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.code_text import normalised
from packtrail.ui.widgets.figures import grams_of
from packtrail.wording import Wording

TICKED = "yes"
_SOME_DAY = date(2026, 1, 1)  # a time alone is readable on any
_MOST_DIGITS = 9
_NAMED = 3  # fields that a refusal names before it only counts


class AskKind(StrEnum):
    """How a field is filled."""

    TEXT = "text"
    CODE_AGAIN = "code_again"  # the same as the field called ``code``, typed unseen
    NUMBER = "number"  # a whole one, below nought too
    MASS = "mass"  # kilograms
    MOMENT = "moment"  # empty is now
    CHOICE = "choice"
    TICK = "tick"  # a sentence, and a button that says yes to it
    PICK = "pick"  # a short name that is ticked itself
    PHOTOS = "photos"
    NOTE = "note"  # says something and asks nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One field: its name, and one line below it that helps or warns."""

    key: str
    name: str
    kind: AskKind = AskKind.TEXT
    is_needed: bool = False
    first: str = ""  # what stands in it before anybody touched it
    choices: tuple[Choice, ...] = ()
    button: str = ""  # of a tick; beside photographs how many there are
    hint: str = ""
    tone: Tone = Tone.QUIET
    is_covered: bool = False  # what stands in it is not shown while the hand is elsewhere


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What was given so far, by the keys of the fields."""

    values: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[Attachment, ...] = ()
    warned: tuple[str, ...] = ()  # tokens of what the act wants confirmed

    def text(self, key: str) -> str:
        """What stands in a field."""
        return self.values.get(key, "").strip()

    def told(self, key: str) -> str | None:
        """The same, None for nothing."""
        return self.text(key) or None

    def number(self, key: str) -> int | None:
        """A whole number; None for nothing, and for what is none."""
        text = self.text(key).replace("−", "-")
        plain = text.removeprefix("-")
        return int(text) if plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS else None

    def grams(self, key: str) -> int | None:
        """A mass in grams."""
        return grams_of(self.text(key)) if self.text(key) else None

    def moment(self, key: str, now: datetime) -> datetime | None:
        """A moment; a time alone is today's. None for nothing: the act takes place now."""
        return _moment(self.text(key), legal_day(now))

    def has(self, key: str) -> bool:
        """Whether a tick is set."""
        return self.text(key) == TICKED

    def ticked(self, prefix: str) -> tuple[str, ...]:
        """What is ticked of those whose keys begin with ``prefix``, without it."""
        return tuple(
            key.removeprefix(prefix)
            for key, value in self.values.items()
            if key.startswith(prefix) and value == TICKED
        )

    def given(self, key: str, value: str) -> "Typed":
        """The same with one field changed."""
        return replace(self, values={**self.values, key: value})

    def with_photo(self, photo: Attachment) -> "Typed":
        """The same with one photograph more."""
        return replace(self, photos=(*self.photos, photo))

    def warned_of(self, tokens: tuple[str, ...]) -> "Typed":
        """The same once the act has said what it wants confirmed."""
        return replace(self, warned=tuple(dict.fromkeys((*self.warned, *tokens))))


class FormAct(Protocol):
    """One act on the document or unit at hand."""

    def title(self, w: Wording) -> str:
        """What is done, as its button says it."""
        ...

    def hint(self, w: Wording) -> str:
        """One line below the title; empty for none."""
        ...

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The fields, in order; what was given so far may ask for more."""
        ...

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Do it; ``acts`` lane. Raises an OutletError when it is refused, and nothing is written then."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class FormState:
    """Everything that the panel shows."""

    title: str
    hint: str
    asks: tuple[Ask, ...]
    typed: Typed
    confirm: str
    leave: str
    refusal: str | None  # why it can't be done yet
    trouble: str  # why it was refused


def form_state(w: Wording, act: FormAct, typed: Typed, *, busy: str | None, trouble: str = "") -> FormState:
    """``act`` as it stands with what was given; ``busy`` says what is under way."""
    asks = tuple(_judged(w, ask, typed) for ask in act.asks(w, typed))
    return FormState(
        title=act.title(w),
        hint=act.hint(w),
        asks=asks,
        typed=typed,
        confirm=w.say("forms.confirm"),
        leave=w.say("forms.leave"),
        refusal=busy or _lacking(w, asks, typed),
        trouble=trouble,
    )


def first_typed(act: FormAct, w: Wording) -> Typed:
    """What stands in the fields when the form opens."""
    return Typed(values={ask.key: ask.first for ask in act.asks(w, Typed()) if ask.first})


def is_readable(ask: Ask, typed: Typed) -> bool:
    """Whether what stands in a field is of its kind; an empty one is."""
    text = typed.text(ask.key)
    if not text:
        return True
    if ask.kind is AskKind.CODE_AGAIN:
        return normalised(text) == normalised(typed.text("code"))
    if ask.kind is AskKind.NUMBER:
        return typed.number(ask.key) is not None
    if ask.kind is AskKind.MASS:
        return typed.grams(ask.key) is not None
    if ask.kind is AskKind.MOMENT:
        return _moment(text, _SOME_DAY) is not None
    return True


def is_given(ask: Ask, typed: Typed) -> bool:
    """Whether something stands in a field."""
    return bool(typed.photos) if ask.kind is AskKind.PHOTOS else bool(typed.text(ask.key))


def _judged(w: Wording, ask: Ask, typed: Typed) -> Ask:
    if ask.kind is AskKind.PHOTOS:
        count = len(typed.photos)
        return replace(ask, button=w.say("forms.photos", count=count) if count else w.say("forms.no_photo"))
    if is_readable(ask, typed):
        return ask
    if ask.kind is AskKind.CODE_AGAIN:
        return replace(ask, tone=Tone.DANGER)
    return replace(ask, hint=w.say(f"forms.unreadable.{ask.kind}"), tone=Tone.DANGER)


def _lacking(w: Wording, asks: tuple[Ask, ...], typed: Typed) -> str | None:
    wrong = [ask.name for ask in asks if not is_readable(ask, typed)]
    if wrong:
        return w.say("forms.wrong", fields=w.say("values.comma").join(wrong))
    missing = [ask.name for ask in asks if ask.is_needed and not is_given(ask, typed)]
    if not missing:
        return None
    shown = w.say("values.comma").join(missing[:_NAMED])
    more = len(missing) - _NAMED
    return (
        w.say("forms.missing_more", fields=shown, count=more)
        if more > 0
        else w.say("forms.missing", fields=shown)
    )


def _moment(text: str, today: date) -> datetime | None:
    for told in (text, f"{today} {text}"):
        found = parse_typed_moment(told)
        if isinstance(found, datetime):
            return found
    return None
