"""What an act asks for, as plain values: its fields, what was given so far, and why it can't be done yet.

An act says what it asks (``FormAct.asks``) and how it is done (``FormAct.do``); which boxes and chips that
makes is the panel's, and which lane it runs on the flow's.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from packtrail.domain.draft_faults import DraftFault, DraftIncomplete
from packtrail.domain.errors import OutletError
from packtrail.domain.moments import legal_day, parse_typed_day, parse_typed_moment
from packtrail.domain.records import Attachment
from packtrail.domain.users import same_pin
from packtrail.ui.acts import OutletActs
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.code_text import normalised
from packtrail.ui.widgets.figures import grams_of
from packtrail.wording import Wording
from packtrail.wording.errors import explain, fault_words

TICKED = "yes"
NEW_PIN = "new_pin"
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
    DAY = "day"
    CHOICE = "choice"
    TICK = "tick"  # a sentence, and a button that says yes to it
    PICK = "pick"  # a short name that is ticked itself
    PHOTOS = "photos"
    PIN = "pin"  # never shown
    PIN_AGAIN = "pin_again"  # the same as the field called ``new_pin``
    NOTE = "note"  # says something and asks nothing
    HEAD = "head"  # names the fields below it, in a long form


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

    def day(self, key: str) -> date | None:
        """A day; None for nothing, and for what is none."""
        found = parse_typed_day(self.text(key))
        return found if isinstance(found, date) else None

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
    first_wrong: str | None = None  # key of the first field that keeps it back


def form_state(
    w: Wording,
    act: FormAct,
    typed: Typed,
    *,
    busy: str | None,
    trouble: OutletError | None = None,
    mended: Collection[str] = (),
) -> FormState:
    """``act`` as it stands with what was given; ``busy`` says what is under way.

    What ``trouble`` finds wrong stands at its field too, until the field is one of the ``mended``.
    """
    plain = act.asks(w, typed)
    faults = _faults_at(plain, trouble, mended)
    asks = tuple(_judged(w, ask, typed, faults.get(ask.key)) for ask in plain)
    return FormState(
        title=act.title(w),
        hint=act.hint(w),
        asks=asks,
        typed=typed,
        confirm=w.say("forms.confirm"),
        leave=w.say("forms.leave"),
        refusal=busy or _lacking(w, asks, typed),
        trouble=str(explain(w, trouble)) if trouble else "",
        first_wrong=next((ask.key for ask in asks if ask.key in faults or keeps_back(ask, typed)), None),
    )


def first_typed(act: FormAct, w: Wording, typed: Typed | None = None) -> Typed:
    """``typed``, and what stands in the fields that nobody touched, those that only came in now too."""
    typed = typed or Typed()
    untouched = {ask.key: ask.first for ask in act.asks(w, typed) if ask.first}
    return replace(typed, values={**untouched, **typed.values})


def is_readable(ask: Ask, typed: Typed) -> bool:
    """Whether what stands in a field is of its kind; an empty one is."""
    text = typed.text(ask.key)
    if not text:
        return True
    if ask.kind is AskKind.PIN_AGAIN:
        return same_pin(text) == same_pin(typed.text(NEW_PIN))
    if ask.kind is AskKind.CODE_AGAIN:
        return normalised(text) == normalised(typed.text("code"))
    read = _READ.get(ask.kind)
    return read is None or read(typed, ask.key) is not None


def is_given(ask: Ask, typed: Typed) -> bool:
    """Whether something stands in a field."""
    return bool(typed.photos) if ask.kind is AskKind.PHOTOS else bool(typed.text(ask.key))


_READ: Mapping[AskKind, Callable[[Typed, str], object]] = {
    AskKind.NUMBER: Typed.number,
    AskKind.MASS: Typed.grams,
    AskKind.MOMENT: lambda typed, key: _moment(typed.text(key), _SOME_DAY),
    AskKind.DAY: Typed.day,
}
"""What reads a field of each kind that not every text fits."""


def keeps_back(ask: Ask, typed: Typed) -> bool:
    """Whether the act can't be done because of what stands in a field, or doesn't."""
    return not is_readable(ask, typed) or (ask.is_needed and not is_given(ask, typed))


def _faults_at(
    asks: Sequence[Ask], trouble: OutletError | None, mended: Collection[str]
) -> Mapping[str, DraftFault]:
    """The faults that a refused draft has, by the fields of the form; a line's own field comes first."""
    if not isinstance(trouble, DraftIncomplete):
        return {}
    keys = {ask.key for ask in asks} - set(mended)
    found: dict[str, DraftFault] = {}
    for fault in trouble.faults:
        named = (f"{fault.field}.{fault.line}", fault.field)
        key = next((each for each in named if each in keys), None)
        if key is not None:
            found.setdefault(key, fault)
    return found


def _judged(w: Wording, ask: Ask, typed: Typed, fault: DraftFault | None) -> Ask:
    if fault is not None:
        ask = replace(ask, hint=fault_words(w, replace(fault, line=0)), tone=Tone.DANGER)
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
