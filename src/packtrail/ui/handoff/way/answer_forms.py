"""What the recipient's answer asks for, and what comes back of it: 收货回执, 退回入库."""

from collections.abc import Iterator
from dataclasses import dataclass

from packtrail.domain.consignee import AckDraft, AckSource, LineReturn, RefusalReason
from packtrail.domain.documents import HandoffItem, LineState
from packtrail.domain.records.gate import ConditionClass, MassBasis
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import TICKED, Ask, AskKind, Typed
from packtrail.ui.handoff.way.state import Way, WayAct
from packtrail.ui.widgets.chip import Choice
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.take_back import take_units_back
from packtrail.wording import Wording
from packtrail.wording.values import mass_words

LINE, REASON, RECEIVED, CONDITION, MASS = "line.", "reason.", "received.", "condition.", "mass."
BY_LINE = "by_line"


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """收货回执: everything taken, or everything but the lines that were refused."""

    way: Way
    is_refusing: bool

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say(f"handoff.way.act.{WayAct.REFUSE if self.is_refusing else WayAct.ACCEPT}")

    def hint(self, w: Wording) -> str:
        """What becomes of the lines that nobody marks."""
        count = len(self._open)
        return w.say(
            "handoff.way.refuse_hint" if self.is_refusing else "handoff.way.accept_hint", count=count
        )

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The refused lines with their reasons, how the answer came, masses where they are known."""
        by_paper = typed.text("source") == AckSource.SIGNED_PAPER
        return (
            *(self._refused(w, typed) if self.is_refusing else ()),
            Ask(
                key="source",
                name=w.say("handoff.way.source"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "ack_source", AckSource),
            ),
            photos(w, is_needed=by_paper, hint=w.say("handoff.way.paper_photo") if by_paper else ""),
            Ask(
                key="masses",
                name=w.say("handoff.way.received"),
                kind=AskKind.CHOICE,
                first="none",
                choices=tuple(
                    Choice(key=each, word=w.say(f"handoff.way.masses.{each}")) for each in ("none", BY_LINE)
                ),
            ),
            *(self._masses(w) if typed.text("masses") == BY_LINE else ()),
            at_asked(w),
            Ask(
                key="ebike",
                name=w.say("handoff.way.ebike"),
                kind=AskKind.TICK,
                button=w.say("forms.yes"),
            ),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the answer to every open line."""
        draft = AckDraft(
            answers=(),
            source=typed.text("source"),
            acknowledged_at=typed.moment("at", acts.now()),
            evidence=typed.photos,
            declares_no_ebike_use=typed.has("ebike"),
        )
        masses = ((item.line_id, typed.grams(RECEIVED + item.line_id)) for item in self._open)
        by_line = typed.text("masses") == BY_LINE
        return acts.act(
            acknowledge_all,
            self.way.document.handoff_id,
            draft,
            refused={line_id: typed.text(REASON + line_id) for line_id in typed.ticked(LINE)},
            received_g={line_id: mass for line_id, mass in masses if by_line and mass is not None},
        )

    @property
    def _open(self) -> tuple[HandoffItem, ...]:
        return self.way.lines(LineState.OPEN)

    def _refused(self, w: Wording, typed: Typed) -> Iterator[Ask]:
        for item in self._open:
            yield Ask(
                key=LINE + item.line_id,
                name=line_name(w, item),
                kind=AskKind.PICK,
            )
            if typed.has(LINE + item.line_id):
                yield Ask(
                    key=REASON + item.line_id,
                    name=w.say("handoff.way.refusal_reason", line=item.line_no),
                    kind=AskKind.CHOICE,
                    is_needed=True,
                    choices=choices_of(w, "refusal_reason", RefusalReason),
                )
        if not typed.ticked(LINE):
            yield Ask(key="none", name=w.say("handoff.way.none_refused"), kind=AskKind.NOTE, is_needed=True)

    def _masses(self, w: Wording) -> Iterator[Ask]:
        for item in self._open:
            yield Ask(
                key=RECEIVED + item.line_id,
                name=w.say("handoff.way.line_mass", line=item.line_no),
                kind=AskKind.MASS,
                hint=w.say("handoff.way.line_sent", code=_label(item), kg=mass_words(item.mass_g)),
            )


@dataclass(frozen=True, slots=True)
class TakeBackForm:
    """退回入库 of refused units, as they look now."""

    way: Way

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("handoff.way.act.take_back")

    def hint(self, w: Wording) -> str:
        """What becomes of what looks dangerous."""
        return w.say("handoff.way.take_back_hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Which are back, how each looks, and what it weighs where somebody weighed it."""
        return (*self._lines(w, typed), photos(w))

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Take them back in."""
        returns = [
            LineReturn(
                line_id=line_id,
                condition_class=typed.text(CONDITION + line_id),
                mass_g=typed.grams(MASS + line_id),
                mass_basis=MassBasis.WEIGHED if typed.text(MASS + line_id) else MassBasis.UNKNOWN,
                photos=typed.photos,
            )
            for line_id in typed.ticked(LINE)
        ]
        return acts.act(take_units_back, self.way.document.handoff_id, returns)

    def _lines(self, w: Wording, typed: Typed) -> Iterator[Ask]:
        refused = self.way.lines(LineState.REFUSED)
        for item in refused:
            yield Ask(
                key=LINE + item.line_id,
                name=line_name(w, item),
                kind=AskKind.PICK,
                first=TICKED if len(refused) == 1 else "",
                is_needed=len(refused) == 1,
            )
            if typed.has(LINE + item.line_id):
                yield Ask(
                    key=CONDITION + item.line_id,
                    name=w.say("handoff.way.condition", line=item.line_no),
                    kind=AskKind.CHOICE,
                    is_needed=True,
                    choices=choices_of(w, "condition", ConditionClass),
                )
                yield Ask(
                    key=MASS + item.line_id,
                    name=w.say("handoff.way.weighed_again", line=item.line_no),
                    kind=AskKind.MASS,
                    hint=w.say("handoff.way.sent_mass", kg=mass_words(item.mass_g)),
                )


def line_name(w: Wording, item: HandoffItem) -> str:
    """A line as the paper has it: number and code."""
    return w.say("handoff.way.line", line=item.line_no, code=_label(item))


def _label(item: HandoffItem) -> str:
    return item.battery_code or item.local_id or ""


def at_asked(w: Wording) -> Ask:
    """When it happened; empty is now."""
    return Ask(key="at", name=w.say("handoff.way.at"), kind=AskKind.MOMENT, hint=w.say("handoff.way.now"))
