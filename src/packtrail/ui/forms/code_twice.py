"""A code in a form: scanned, or typed twice without seeing the first, for the code has no check digit."""

from packtrail.domain.records.gate import CodeSource
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.widgets.code_text import normalised
from packtrail.wording import Wording

CODE, AGAIN, SCANNED = "code", "code_again", "code_scanned"
_NAMED = 4  # places that a sentence names


def code_asks(w: Wording, typed: Typed, name: str, *, is_needed: bool, hint: str = "") -> tuple[Ask, ...]:
    """The code, and the same once more where it was typed; the first is covered meanwhile."""
    difference = _difference(w, typed)
    is_covered = _is_typed(typed) and not difference  # then both are to be seen, one below the other
    first = Ask(key=CODE, name=name, is_needed=is_needed, hint=hint, is_covered=is_covered)
    if not _is_typed(typed):
        return (first,)
    again = Ask(
        key=AGAIN,
        name=w.say("forms.code_again"),
        kind=AskKind.CODE_AGAIN,
        is_needed=True,
        hint=difference,
    )
    return (first, again)


def code_source(typed: Typed) -> str:
    """How the code of the form came in."""
    return CodeSource.MANUAL_DOUBLE_ENTRY if _is_typed(typed) else CodeSource.SCAN_WEDGE


def with_scanned(typed: Typed, code: str) -> Typed:
    """The form after ``code`` was scanned into it."""
    return typed.given(CODE, code).given(SCANNED, code).given(AGAIN, "")


def _is_typed(typed: Typed) -> bool:
    return bool(typed.text(CODE)) and typed.text(CODE) != typed.text(SCANNED)


def _difference(w: Wording, typed: Typed) -> str:
    """Where the entries differ, once the second is as long as the first; short, for a narrow panel."""
    first, second = normalised(typed.text(CODE)), normalised(typed.text(AGAIN))
    if not second or len(second) < len(first) or first == second:
        return ""
    places = [at + 1 for at in range(len(second)) if first[at : at + 1] != second[at]]
    named = w.say("values.comma").join(map(str, places[:_NAMED]))
    return w.say("forms.code_differs", places=named)
