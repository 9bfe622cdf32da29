"""What the other acts of a unit's page ask for: 编码认定, 编码录错, 移位, 作废."""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.battery_code import parse
from packtrail.domain.identity import IdentityDraft, ResolutionBasis
from packtrail.domain.records.gate import UnitLevel
from packtrail.domain.rewriting import CodeReading
from packtrail.domain.stock_rules import StockRules
from packtrail.domain.unit import Identity, Unit
from packtrail.domain.unit_life import LifeEvent
from packtrail.domain.users import User
from packtrail.domain.voiding import NEVER_VOIDED, VoidReason
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.code_twice import code_asks, code_source
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.stock.safety_forms import WARN
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.users.second_person import second_asks, second_of
from packtrail.ui.widgets.chip import Choice
from packtrail.usecases.move_units import Move, move_units
from packtrail.usecases.resolve_identity import resolve_identity
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.void_record import void_record
from packtrail.wording import Wording
from packtrail.wording.values import moment_words, word

OFFERED_TO_VOID = 12  # the newest records of a unit; an older one is found through search


@dataclass(frozen=True, slots=True)
class ResolveForm:
    """编码认定 of a unit in doubt."""

    unit: Unit
    seconds: tuple[User, ...] = ()

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.resolve")

    def hint(self, w: Wording) -> str:
        """How it stands now."""
        return w.say("stock.resolve.hint", status=word(w, "code_status", self.unit.code_status))

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The code, what shows it, and how an earlier life of it is explained."""
        is_conflict = self.unit.identity is Identity.CONFLICT
        other = Ask(
            key="other_is_wrong",
            name=w.say("stock.resolve.other_is_wrong"),
            kind=AskKind.TICK,
            button=w.say("forms.yes"),
        )
        return (
            *code_asks(
                w,
                typed,
                w.say("stock.resolve.code"),
                is_needed=not is_conflict,
                hint=w.say("stock.resolve.none_of_its_own") if is_conflict else "",
            ),
            Ask(
                key="basis",
                name=w.say("stock.resolve.basis"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "resolution_basis", ResolutionBasis),
            ),
            Ask(key="reason", name=w.say("stock.reason"), is_needed=True),
            Ask(key="original", name=w.say("stock.resolve.original")),
            Ask(key="explanation", name=w.say("stock.resolve.explanation")),
            other,
            photos(w, is_needed=True),
            *second_asks(w, typed, self.seconds),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record what was found out."""
        read = parse(typed.text("code"), acts.tables)
        draft = IdentityDraft(
            code=(read.code.text if read.code else read.normalised) or None,
            code_scheme=read.scheme,
            basis=typed.text("basis"),
            reason_text=typed.text("reason"),
            original_code=typed.told("original"),
            photos=typed.photos,
            other_is_wrong=typed.has("other_is_wrong"),
            explanation=typed.told("explanation"),
        )
        return acts.act(resolve_identity, self.unit.unit_id, draft, second=second_of(acts, typed))


@dataclass(frozen=True, slots=True)
class RewriteForm:
    """编码录错: the unit is written anew under the code that is really on it."""

    unit: Unit
    seconds: tuple[User, ...] = ()

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.rewrite")

    def hint(self, w: Wording) -> str:
        """What becomes of what was written."""
        return w.say("stock.rewrite.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The right code and level, why, and what shows it."""
        return (
            *code_asks(w, typed, w.say("stock.rewrite.code"), is_needed=True),
            Ask(
                key="level",
                name=w.say("stock.fact.level"),
                kind=AskKind.CHOICE,
                first=self.unit.level,
                choices=choices_of(w, "level", (UnitLevel.PACK, UnitLevel.MODULE, UnitLevel.CELL)),
            ),
            Ask(key="reason", name=w.say("stock.reason"), is_needed=True),
            photos(w, is_needed=True, hint=w.say("stock.rewrite.proof")),
            *second_asks(w, typed, self.seconds),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Write it anew."""
        read = parse(typed.text("code"), acts.tables)
        reading = CodeReading(
            battery_code=read.code.text if read.code else read.normalised,
            code_scheme=read.scheme,
            code_source=code_source(typed),
            level=typed.told("level"),
            chemistry_code=read.code.chemistry_code if read.code else None,
            raw_scan=typed.text("code"),
        )
        return acts.act(
            rewrite_code,
            self.unit.unit_id,
            reading,
            reason_text=typed.text("reason"),
            evidence=typed.photos,
            second=second_of(acts, typed),
        )


@dataclass(frozen=True, slots=True)
class MoveForm:
    """移位 of one unit to a place of the plan."""

    unit: Unit
    rules: StockRules

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.move")

    def hint(self, w: Wording) -> str:
        """How a place is named."""
        return w.say("stock.move.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The place; what the move warns of is asked once it is known."""
        return (
            Ask(key="place", name=w.say("stock.move.place"), is_needed=True),
            *(
                Ask(
                    key=WARN + token,
                    name=word(w, "move_warning", token),
                    kind=AskKind.TICK,
                    is_needed=True,
                    button=w.say("forms.confirm_warning"),
                    tone=Tone.WARN,
                )
                for token in typed.warned
            ),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record where it stands now."""
        move = Move(self.unit.label, typed.text("place"), self.unit.unit_id)
        return acts.act(move_units, (move,), rules=self.rules, confirmed=typed.ticked(WARN))


@dataclass(frozen=True, slots=True)
class VoidForm:
    """作废 of one record of the unit's life."""

    events: Sequence[LifeEvent]
    seconds: tuple[User, ...] = ()

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("stock.act.void")

    def hint(self, w: Wording) -> str:
        """What it takes."""
        return w.say("stock.void.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Which record, and why."""
        standing = [each for each in self.events if each.void is None and each.kind not in NEVER_VOIDED]
        return (
            Ask(
                key="record",
                name=w.say("stock.void.record"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=tuple(_event(w, each) for each in reversed(standing[-OFFERED_TO_VOID:])),
            ),
            Ask(
                key="reason_code",
                name=w.say("stock.void.reason_code"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "void_reason", VoidReason),
            ),
            Ask(key="reason", name=w.say("stock.reason"), is_needed=True),
            photos(w),
            *second_asks(w, typed, self.seconds),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Void it."""
        return acts.act(
            void_record,
            typed.text("record"),
            typed.text("reason_code"),
            typed.text("reason"),
            attachments=typed.photos,
            second=second_of(acts, typed),
        )


def _event(w: Wording, event: LifeEvent) -> Choice:
    at = moment_words(event.happened_at)
    return Choice(key=event.record_id, word=f"{word(w, 'record_type', event.kind)} {at}")
