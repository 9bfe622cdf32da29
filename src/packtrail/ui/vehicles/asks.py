"""Fields that several forms of a case have: a list of codes, where they are from, what is to be confirmed."""

from collections.abc import Iterable, Iterator

from packtrail.domain.vehicle_case import CodeOrigin
from packtrail.domain.vehicle_case.receive import MOST_BATTERIES
from packtrail.ui.forms.asks import choices_of
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.code_text import normalised
from packtrail.wording import Wording
from packtrail.wording.values import word

WARN = "warn."
ORIGIN = "code_origin"
SAID_BY = (CodeOrigin.REGISTRATION, CodeOrigin.CERTIFICATE, CodeOrigin.PLATFORM_BY_VIN)
"""Who can say which code a battery should have; its label says which it has."""


def confirmations(w: Wording, tokens: Iterable[str]) -> Iterator[Ask]:
    """What somebody has to look at before the act goes on, each once."""
    for token in dict.fromkeys(tokens):
        yield Ask(
            key=WARN + token,
            name=word(w, "case_warning", token),
            kind=AskKind.TICK,
            is_needed=True,
            button=w.say("forms.confirm_warning"),
            tone=Tone.WARN,
        )


def code_list(w: Wording, typed: Typed, name: str) -> Iterator[Ask]:
    """The codes so far and an empty field for the next; ``name`` is also what their keys begin with."""
    given = len(codes_in(typed, name))
    for at in range(1, min(max(_last(typed, name), given) + 1, MOST_BATTERIES) + 1):
        yield Ask(
            key=f"{name}.{at}",
            name=w.say(f"vehicles.codes.{name}", number=at),
            hint=w.say("vehicles.codes.scan_on") if at == 1 and not given else "",
        )


def codes_in(typed: Typed, name: str) -> tuple[str, ...]:
    """The codes of a list, in the order of its fields; empty ones are passed over."""
    fields = (typed.text(f"{name}.{at}") for at in range(1, MOST_BATTERIES + 1))
    return tuple(normalised(text) for text in fields if text)


def place_in_list(typed: Typed, name: str, code: str) -> str | None:
    """The field of a list that holds ``code``, else the first empty one; None when all are full."""
    fields = [f"{name}.{at}" for at in range(1, MOST_BATTERIES + 1)]
    holding = (key for key in fields if normalised(typed.text(key)) == code)
    return next(holding, None) or next((key for key in fields if not typed.text(key)), None)


def filled(form: FormFlow, key: str | None, value: str) -> str:
    """Put what was scanned into the field ``key`` of an open form; its tone."""
    there = form.typed.text(key) if key is not None and not form.is_busy else ""
    if value in {there, normalised(there)}:
        return "duplicate"
    return "ok" if key is not None and form.give(key, value) else "reject"


def origin(w: Wording, *, first: str = "") -> Ask:
    """Who says which codes belong there."""
    return Ask(
        key=ORIGIN,
        name=w.say("vehicles.code_origin"),
        kind=AskKind.CHOICE,
        is_needed=True,
        first=first,
        choices=choices_of(w, "code_origin", SAID_BY),
    )


def _last(typed: Typed, name: str) -> int:
    """The number of the last field that holds anything."""
    return max((at for at in range(1, MOST_BATTERIES + 1) if typed.text(f"{name}.{at}")), default=0)
