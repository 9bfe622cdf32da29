"""What exits that are no handoff ask for: 退回交付方 and 事故核销, with proof and a second person."""

from dataclasses import dataclass

from packtrail.domain.documents import DeliveryDocument
from packtrail.domain.exits import ExitReason, Incident, ReturnReason
from packtrail.domain.moments import legal_day
from packtrail.domain.unit import Unit
from packtrail.domain.users import User
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.users.second_person import second_asks, second_of
from packtrail.usecases.close_incident import write_unit_off
from packtrail.usecases.return_to_source import return_unit_to_source
from packtrail.wording import Wording


@dataclass(frozen=True, slots=True)
class Left:
    """A unit that has left, or waits to, and the record that says so."""

    unit: Unit
    record_id: str


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """退回交付方: back to the one who brought it; the form names him and offers nobody else."""

    unit: Unit
    delivery: DeliveryDocument | None
    seconds: tuple[User, ...] = ()

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.send_back")

    def hint(self, w: Wording) -> str:
        """Who takes it back, and when he brought it."""
        if self.delivery is None:
            return ""
        return w.say(
            "stock.exit.back_to",
            who=self.delivery.deliverer_name or w.say("stock.exit.nameless"),
            number=self.delivery.number,
            day=legal_day(self.delivery.taken_in_at).isoformat(),
        )

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Why, what shows it, and who stands by."""
        why = Ask(
            key="code",
            name=w.say("stock.exit.return_reason"),
            kind=AskKind.CHOICE,
            is_needed=True,
            choices=choices_of(w, "return_reason", ReturnReason),
        )
        return (why, *_proof(w, typed, self.seconds, w.say("stock.exit.return_proof")))

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Send it back; without a second person it waits isolated."""
        unit = acts.act(
            return_unit_to_source,
            self.unit.unit_id,
            self.delivery.delivery_id if self.delivery else "",
            _reason(typed),
            second=second_of(acts, typed),
        )
        return _left(acts, unit)


@dataclass(frozen=True, slots=True)
class WriteOffForm:
    """事故核销: lost, stolen or destroyed, here or on the road."""

    unit: Unit
    seconds: tuple[User, ...] = ()

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.write_off")

    def hint(self, w: Wording) -> str:
        """What becomes of the unit."""
        return w.say("stock.exit.write_off_hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """What happened, what shows it, and who stands by."""
        what = Ask(
            key="code",
            name=w.say("stock.exit.incident"),
            kind=AskKind.CHOICE,
            is_needed=True,
            choices=choices_of(w, "incident", Incident),
        )
        return (what, *_proof(w, typed, self.seconds, w.say("stock.exit.incident_proof")))

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Write it off; without a second person it waits."""
        unit = acts.act(write_unit_off, self.unit.unit_id, _reason(typed), second=second_of(acts, typed))
        return _left(acts, unit)


def _proof(w: Wording, typed: Typed, seconds: tuple[User, ...], evidence: str) -> tuple[Ask, ...]:
    alone = () if seconds else (Ask(key="alone", name=w.say("stock.exit.waits"), kind=AskKind.NOTE),)
    return (
        Ask(key="reason", name=w.say("stock.reason"), is_needed=True),
        photos(w, is_needed=True, hint=evidence),
        *second_asks(w, typed, seconds, hint=w.say("stock.exit.waits")),
        *alone,
    )


def _reason(typed: Typed) -> ExitReason:
    return ExitReason(code=typed.text("code"), text=typed.text("reason"), evidence=typed.photos)


def _left(acts: OutletActs, unit: Unit) -> Left:
    """``unit`` with the newest record of its life, which on the acts lane is the one just written."""
    newest = acts.read(lambda view: view.history(Unit, unit.unit_id)[-1])
    return Left(unit, newest.record.record_id)
