"""第二人 in a form: who stands by the act, and the PIN that proves it; nobody is an answer too.

Where nobody else is there, the act is recorded without and waits for a second person's word (``practice.md``
14), or is refused and says so.
"""

from packtrail.domain.operators import Operator
from packtrail.domain.users import User
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.users.forms import people
from packtrail.ui.widgets.chip import Choice
from packtrail.wording import Wording

SECOND, SECOND_PIN, NOBODY = "second", "second_pin", "nobody"


def second_asks(w: Wording, typed: Typed, users: tuple[User, ...], *, hint: str = "") -> tuple[Ask, ...]:
    """Who of ``users`` stands by, and his PIN once he is chosen; nothing where nobody could."""
    if not users:
        return ()
    choices = (Choice(key=NOBODY, word=w.say("users.second_nobody")), *people(w, users))
    who = Ask(
        key=SECOND,
        name=w.say("users.second"),
        kind=AskKind.CHOICE,
        first=NOBODY,
        choices=choices,
        hint=hint,
    )
    if not _is_chosen(typed):
        return (who,)
    name = next((user.name for user in users if user.ref == typed.text(SECOND)), "")
    pin = Ask(key=SECOND_PIN, name=w.say("users.second_pin", name=name), kind=AskKind.PIN, is_needed=True)
    return (who, pin)


def second_of(acts: OutletActs, typed: Typed) -> Operator | None:
    """Who was chosen, proven; ``acts`` lane. Raises UserUnknown, PinTooSoon or PinWrong."""
    if not _is_chosen(typed):
        return None
    return acts.second_person(typed.text(SECOND), typed.text(SECOND_PIN))


def _is_chosen(typed: Typed) -> bool:
    return typed.text(SECOND) not in {"", NOBODY}
