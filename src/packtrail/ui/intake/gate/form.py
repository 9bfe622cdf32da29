"""What turning a delivery away asks for: why, in a word and in words, and what shows it."""

from collections.abc import Callable
from dataclasses import dataclass

from packtrail.domain.refused_delivery import GateRefusalReason, RefusedDelivery
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.intake.work import Work, as_recorded
from packtrail.usecases.refuse_delivery import refuse_delivery
from packtrail.wording import Wording

REASON, TEXT = "reason_code", "reason_text"


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
