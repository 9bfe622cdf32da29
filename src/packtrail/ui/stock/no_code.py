"""A battery without a code in a form of the stock: why it has none; the ledger gives it its number."""

from packtrail.domain.records.gate import CodeStatus
from packtrail.ui.forms.asks import choices_of
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.wording import Wording

WITHOUT, REASON = "without_code", "code_reason"
MISSING = "missing"
REASONS = ("burnt", "torn", "worn", "covered", "dirty", MISSING)


def without_asks(w: Wording, typed: Typed) -> tuple[Ask, ...]:
    """The tick that says so, then the reason."""
    tick = Ask(key=WITHOUT, name=w.say("stock.no_code.tick"), kind=AskKind.PICK)
    if not typed.has(WITHOUT):
        return (tick,)
    return (tick, reason_ask(w))


def reason_ask(w: Wording) -> Ask:
    """Why there is no code."""
    return Ask(
        key=REASON,
        name=w.say("stock.no_code.reason"),
        kind=AskKind.CHOICE,
        is_needed=True,
        hint=w.say("stock.no_code.hint"),
        choices=choices_of(w, "code_reason", REASONS),
    )


def status_of(reason: str) -> CodeStatus:
    """Whether there is a label that nobody can read, or none."""
    return CodeStatus.ABSENT if reason == MISSING else CodeStatus.UNREADABLE
