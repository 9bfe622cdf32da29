"""What the steps of a load's way ask for: 发运, 到达, 过磅, 取消."""

from dataclasses import dataclass

from packtrail.domain.documents import HandoffDocument
from packtrail.domain.handoff_way import CancelReason
from packtrail.domain.load import ScaleOf, WeighingDraft
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, FormAct, Typed
from packtrail.ui.handoff.way.answer_forms import AnswerForm, TakeBackForm, at_asked
from packtrail.ui.handoff.way.state import Way, WayAct
from packtrail.ui.widgets.chip import Choice
from packtrail.usecases.cancel_handoff import cancel_handoff
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.note_arrival import note_arrival
from packtrail.usecases.weigh_load import weigh_load
from packtrail.wording import Wording
from packtrail.wording.values import mass_words

AGREED, DISPUTED = "agreed", "disputed"
SCALE = "scale"  # whose it was


@dataclass(frozen=True, slots=True)
class DepartForm:
    """发运: the plate that really came."""

    document: HandoffDocument

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("handoff.way.act.depart")

    def hint(self, w: Wording) -> str:
        """Which plate counts."""
        return w.say("handoff.way.depart_hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Plate and time."""
        return (
            Ask(
                key="plate",
                name=w.say("handoff.field.vehicle_plate"),
                first=self.document.vehicle_plate or "",
            ),
            at_asked(w),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the departure."""
        return acts.act(
            depart_handoff,
            self.document.handoff_id,
            departed_at=typed.moment("at", acts.now()),
            vehicle_plate=typed.told("plate"),
        )


@dataclass(frozen=True, slots=True)
class ArriveForm:
    """到达, before the recipient has looked at each unit."""

    handoff_id: str

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("handoff.way.act.arrive")

    def hint(self, w: Wording) -> str:
        """What comes after it."""
        return w.say("handoff.way.arrive_hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """The time."""
        return (at_asked(w),)

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the arrival."""
        return acts.act(note_arrival, self.handoff_id, arrived_at=typed.moment("at", acts.now()))


@dataclass(frozen=True, slots=True)
class WeighForm:
    """磅单 of the whole load."""

    way: Way

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("handoff.way.act.weigh")

    def hint(self, w: Wording) -> str:
        """What the lines come to."""
        return w.say("handoff.way.weigh_hint", kg=mass_words(self.way.document.mass_g))

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Ticket, gross, tare, whose scale, agreed or disputed; the net mass is said and not asked."""
        gross, tare = typed.grams("gross"), typed.grams("tare")
        net = (
            (
                Ask(
                    key="net",
                    name=w.say("handoff.way.net", kg=mass_words(gross - tare)),
                    kind=AskKind.NOTE,
                ),
            )
            if gross is not None and tare is not None
            else ()
        )
        sides = tuple(Choice(key=each, word=w.say(f"handoff.way.{each}")) for each in (AGREED, DISPUTED))
        return (
            Ask(key="ticket", name=w.say("handoff.way.ticket"), is_needed=True),
            Ask(key="gross", name=w.say("handoff.way.gross"), kind=AskKind.MASS, is_needed=True),
            Ask(key="tare", name=w.say("handoff.way.tare"), kind=AskKind.MASS, is_needed=True),
            *net,
            Ask(
                key=SCALE,
                name=w.say("handoff.way.scale"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "scale_of", ScaleOf),
            ),
            Ask(
                key="agreed",
                name=w.say("handoff.way.both_sides"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=sides,
            ),
            photos(w),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the ticket."""
        gross, tare = typed.grams("gross") or 0, typed.grams("tare") or 0
        draft = WeighingDraft(
            ticket_number=typed.text("ticket"),
            gross_g=gross,
            tare_g=tare,
            net_g=gross - tare,
            agreed=typed.text("agreed") == AGREED,
            scale_of=typed.text(SCALE),
            photos=typed.photos,
        )
        return acts.act(weigh_load, self.way.document.handoff_id, draft, rules=self.way.rules)


@dataclass(frozen=True, slots=True)
class CancelForm:
    """取消 of a load that has not left."""

    handoff_id: str

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("handoff.way.act.cancel")

    def hint(self, w: Wording) -> str:
        """What becomes of its units and its number."""
        return w.say("handoff.way.cancel_hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Why."""
        return (
            Ask(
                key="reason_code",
                name=w.say("handoff.way.reason"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "cancel_reason", CancelReason),
            ),
            Ask(key="reason", name=w.say("handoff.way.reason_text"), is_needed=True),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Cancel it."""
        return acts.act(
            cancel_handoff,
            self.handoff_id,
            reason_code=typed.text("reason_code"),
            reason_text=typed.text("reason"),
        )


def form_of(act: WayAct, way: Way) -> FormAct:
    """The form of ``act`` on the load of ``way``."""
    forms: dict[WayAct, FormAct] = {
        WayAct.DEPART: DepartForm(way.document),
        WayAct.ARRIVE: ArriveForm(way.document.handoff_id),
        WayAct.ACCEPT: AnswerForm(way, is_refusing=False),
        WayAct.REFUSE: AnswerForm(way, is_refusing=True),
        WayAct.TAKE_BACK: TakeBackForm(way),
        WayAct.WEIGH: WeighForm(way),
        WayAct.CANCEL: CancelForm(way.document.handoff_id),
    }
    return forms[act]
