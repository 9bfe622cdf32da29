"""What the acts of safety ask for: 状态检查, 安全判定, 处置, 解除隔离 and the second person's word."""

from dataclasses import dataclass

from packtrail.domain.operators import Operator
from packtrail.domain.records import IncidentClosed, QuarantineRelease, Record, ReturnedToSource, SafetyAnswer
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.safety import Checklist, ChecklistItem, SafetyRules
from packtrail.domain.second_person import ConfirmedBy
from packtrail.domain.unit_acts import CheckDraft, SafetyDraft, warnings_of_check
from packtrail.domain.users import User
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.users.second_person import second_asks, second_of
from packtrail.ui.widgets.chip import Choice
from packtrail.usecases.check_condition import check_condition
from packtrail.usecases.confirm_as_second import confirm_as_second
from packtrail.usecases.determine_safety import determine_safety
from packtrail.usecases.release_isolated import release_isolated
from packtrail.usecases.rules import RulesInUse
from packtrail.usecases.treat_unit import treat_unit
from packtrail.wording import Wording
from packtrail.wording.safety import item_text, measurement_text, what_bad_looks_like
from packtrail.wording.values import moment_words, word

YES, NO = "yes", "no"
WARN = "warn."
ITEM = "item."
_MILLI = 1000


@dataclass(frozen=True, slots=True)
class CheckForm:
    """状态检查 of one unit."""

    unit_id: str
    rules: SafetyRules

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.check")

    def hint(self, w: Wording) -> str:
        """What comes of it."""
        return w.say("stock.check.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The condition and what was measured; a figure past its threshold has to be confirmed."""
        return (
            Ask(
                key="condition",
                name=w.say("stock.check.condition"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "condition", ConditionClass),
            ),
            Ask(key="voltage", name=w.say("stock.check.voltage"), kind=AskKind.NUMBER),
            Ask(key="insulation", name=w.say("stock.check.insulation"), kind=AskKind.NUMBER),
            Ask(key="surface", name=w.say("stock.check.surface"), kind=AskKind.NUMBER),
            *(
                Ask(
                    key=WARN + warning.kind.value,
                    name=measurement_text(w, warning),
                    kind=AskKind.TICK,
                    is_needed=True,
                    button=w.say("forms.confirm_warning"),
                    tone=Tone.WARN,
                )
                for warning in warnings_of_check(self._draft(typed), self.rules)
            ),
            Ask(key="remark", name=w.say("stock.check.remark")),
            photos(w),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the check."""
        return acts.act(check_condition, self.unit_id, self._draft(typed), rules=self.rules)

    def _draft(self, typed: Typed) -> CheckDraft:
        volts = typed.number("voltage")
        return CheckDraft(
            condition_class=typed.text("condition"),
            voltage_mv=None if volts is None else volts * _MILLI,
            insulation_kohm=typed.number("insulation"),
            surface_celsius=typed.number("surface"),
            remark=typed.told("remark"),
            photos=typed.photos,
            confirmed_warnings=typed.ticked(WARN),
        )


@dataclass(frozen=True, slots=True)
class DetermineForm:
    """安全判定 of one unit by the checklist in use: every item yes or no, by named persons."""

    unit_id: str
    checklist: Checklist
    rules: SafetyRules
    operator: Operator

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.determine")

    def hint(self, w: Wording) -> str:
        """Which list it is, and how a yes counts."""
        return w.say("stock.determine.hint", version=self.checklist.version)

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """The items in their order, then the persons; the other party's makes it a joint one."""
        doubt = (Ask(key="doubt", name=w.say("stock.determine.doubt"), kind=AskKind.NOTE, tone=Tone.WARN),)
        return (
            *(doubt if self.checklist.is_to_be_confirmed else ()),
            *(_item(w, item) for item in self.checklist.items),
            Ask(
                key="consignor",
                name=w.say("stock.determine.consignor"),
                is_needed=True,
                first=self.operator.name,
            ),
            Ask(
                key="consignee", name=w.say("stock.determine.consignee"), hint=w.say("stock.determine.alone")
            ),
            Ask(key="consignee_name", name=w.say("stock.determine.consignee_name")),
            Ask(key="consignee_uscc", name=w.say("stock.determine.consignee_uscc")),
            photos(w),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the determination."""
        draft = SafetyDraft(
            answers=tuple(
                SafetyAnswer(item=item.item_id, is_yes=typed.text(ITEM + item.item_id) == YES)
                for item in self.checklist.items
                if typed.text(ITEM + item.item_id)
            ),
            consignor_person=typed.text("consignor"),
            consignee_person=typed.told("consignee"),
            consignee_name=typed.told("consignee_name"),
            consignee_uscc=typed.told("consignee_uscc"),
            photos=typed.photos,
        )
        return acts.act(determine_safety, (self.unit_id,), draft, checklist=self.checklist, rules=self.rules)


@dataclass(frozen=True, slots=True)
class TreatForm:
    """处置 of one unit."""

    unit_id: str
    checklist: Checklist

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.treat")

    def hint(self, w: Wording) -> str:
        """What comes of it."""
        return w.say("stock.treat.hint")

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """What was done, out of what the checklist proposes, and in words."""
        proposed = dict.fromkeys(item.treatment for item in self.checklist.items)
        return (
            Ask(
                key="treatment",
                name=w.say("stock.treat.treatment"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "treatment", (*proposed, "other")),
            ),
            Ask(key="description", name=w.say("stock.treat.description"), is_needed=True),
            photos(w),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the treatment."""
        return acts.act(
            treat_unit,
            self.unit_id,
            typed.text("treatment"),
            typed.text("description"),
            photos=typed.photos,
        )


@dataclass(frozen=True, slots=True)
class ReleaseForm:
    """解除隔离 by two; where the second is not here, the unit stays isolated until somebody confirms."""

    unit_id: str
    rules: RulesInUse
    seconds: tuple[User, ...] = ()

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.release")

    def hint(self, w: Wording) -> str:
        """That nobody does it alone."""
        return w.say("stock.release.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Why it may go back, and who stands by."""
        reason = Ask(key="reason", name=w.say("stock.reason"), is_needed=True)
        return (reason, photos(w), *second_asks(w, typed, self.seconds))

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Ask for the release."""
        return acts.act(
            release_isolated,
            self.unit_id,
            typed.text("reason"),
            second=second_of(acts, typed),
            rule=self.rules.safety.recheck,
            photos=typed.photos,
        )


@dataclass(frozen=True, slots=True)
class ConfirmForm:
    """第二人确认 or 否决 of what another person asked for."""

    target: Record
    rules: RulesInUse
    asked_by: str  # the name of who asked for it

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.confirm")

    def hint(self, w: Wording) -> str:
        """What waits, who asked for it and when."""
        return w.say(
            "stock.confirm.hint",
            what=word(w, "record_type", self.target.record_type),
            who=self.asked_by,
            at=moment_words(self.target.recorded_at),
        )

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """The reason that was given, and yes or no."""
        body = self.target.body
        said = (
            body.reason_text
            if isinstance(body, QuarantineRelease | ReturnedToSource | IncidentClosed)
            else ""
        )
        return (
            Ask(key="said", name=w.say("stock.confirm.said", reason=said), kind=AskKind.NOTE),
            Ask(
                key="answer",
                name=w.say("stock.confirm.answer"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=tuple(Choice(key=each, word=w.say(f"stock.confirm.{each}")) for each in (YES, NO)),
            ),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the word."""
        return acts.act(
            confirm_as_second,
            self.target.record_id,
            confirmed=typed.text("answer") == YES,
            way=ConfirmedBy.LATER,
            rule=self.rules.safety.recheck,
        )


def _item(w: Wording, item: ChecklistItem) -> Ask:
    bad = what_bad_looks_like(w, item)
    doubt = w.say("safety.to_be_confirmed") if item.is_to_be_confirmed else ""
    return Ask(
        key=ITEM + item.item_id,
        name=w.say("stock.determine.item", order=item.order, what=item_text(w, item)),
        kind=AskKind.CHOICE,
        is_needed=True,
        choices=(Choice(key=NO, word=w.say("forms.no")), Choice(key=YES, word=w.say("forms.yes"))),
        hint=w.say("stock.joint").join(filter(None, (bad, doubt))),
    )
