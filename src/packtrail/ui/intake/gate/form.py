"""What turning a delivery away asks for: why, in a word and in words, and what shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from packtrail.domain.delivery_draft import RefusalDraft
from packtrail.domain.refused_delivery import GateRefusalReason, RefusedDelivery
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.intake.work import Work, as_recorded
from packtrail.usecases.refuse_delivery import refuse_delivery
from packtrail.wording import Wording

REASON, TEXT = "reason_code", "reason_text"


def typed_of(refusal: RefusalDraft) -> Typed:
    """The form as it was saved."""
    return Typed(values={REASON: refusal.reason_code, TEXT: refusal.reason_text}, photos=refusal.photos)


def refusal_of(typed: Typed) -> RefusalDraft | None:
    """What is saved of the form; None while nothing is in it."""
    refusal = RefusalDraft(
        reason_code=typed.text(REASON), reason_text=typed.values.get(TEXT, ""), photos=typed.photos
    )
    return None if refusal == RefusalDraft() else refusal


@dataclass(frozen=True, slots=True)
class RefuseForm:
    """整车拒收: ends the delivery at hand, whatever its head says by then."""

    work: Callable[[], Work]

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("intake.gate.title")

    def hint(self, w: Wording) -> str:
        """What becomes of the delivery."""
        return w.say("intake.gate.hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Why, and what shows it."""
        return (
            Ask(
                key=REASON,
                name=w.say("intake.gate.reason"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "gate_refusal", GateRefusalReason),
            ),
            Ask(key=TEXT, name=w.say("intake.gate.in_words"), is_needed=True),
            photos(w, hint=w.say("intake.gate.photo_hint")),
        )

    def do(self, acts: OutletActs, typed: Typed) -> RefusedDelivery:
        """Record it with its number; nothing becomes ours."""
        work = self.work()
        return acts.act(
            refuse_delivery,
            as_recorded(work),
            GateRefusalReason(typed.text(REASON)),
            typed.text(TEXT),
            photos=typed.photos,
            draft_id=work.draft_id,
        )
