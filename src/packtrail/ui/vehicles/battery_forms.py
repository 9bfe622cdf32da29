"""What the acts on a vehicle's batteries ask for: 匹配, 说明, 应有编码."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packtrail.domain.battery_code import parse
from packtrail.domain.vehicle_case import (
    CaseBattery,
    CodeOrigin,
    MatchDraft,
    VehicleCase,
    VehicleRules,
    near_codes,
)
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.code_twice import CODE, code_asks, code_source
from packtrail.ui.forms.flow import EARLIER_LIFE
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.vehicles.asks import ORIGIN, code_list, codes_in, origin
from packtrail.ui.widgets.chip import Choice
from packtrail.usecases.match_battery import match_battery, name_expected_codes
from packtrail.wording import Wording
from packtrail.wording.values import word
from packtrail.wording.vehicle import near_text

HOW, READ, HIDDEN = "how", "read", "hidden"
BATTERY, EXPECTED, NAMED = "battery", "expected_code", "named"


@dataclass(frozen=True, slots=True)
class MatchForm:
    """车电匹配 by hand: a label that is typed, or one that can't be seen in the vehicle."""

    case: VehicleCase

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.match")

    def hint(self, w: Wording) -> str:
        """That a scan needs no form."""
        return w.say("vehicles.match.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The code as read, or whose place a hidden one takes; an earlier life of the code is explained."""
        how = Ask(
            key=HOW,
            name=w.say("vehicles.match.how"),
            kind=AskKind.CHOICE,
            first=READ,
            choices=tuple(Choice(key=each, word=w.say(f"vehicles.match.{each}")) for each in (READ, HIDDEN)),
        )
        is_hidden = typed.text(HOW) == HIDDEN
        life = Ask(key=EARLIER_LIFE, name=w.say("vehicles.match.earlier_life"), is_needed=True)
        return (
            how,
            *(
                self._hidden(w)
                if is_hidden
                else code_asks(w, typed, w.say("vehicles.match.code"), is_needed=True)
            ),
            *((life,) if EARLIER_LIFE in typed.warned else ()),
            photos(w, is_needed=is_hidden, hint=w.say("vehicles.match.photo") if is_hidden else ""),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the look."""
        is_hidden = typed.text(HOW) == HIDDEN
        read = parse(typed.text(CODE), acts.tables)
        code = read.code.text if read.code else read.normalised
        draft = MatchDraft(
            battery_code=None if is_hidden else code,
            code_source="none" if is_hidden else code_source(typed),
            label_hidden=is_hidden,
            expected_code=typed.told(EXPECTED) if is_hidden else None,
            code_origin=typed.text(ORIGIN) if is_hidden else CodeOrigin.LABEL,
            earlier_life_text=typed.told(EARLIER_LIFE),
            photos=typed.photos,
        )
        return acts.act(match_battery, self.case.case_id, draft, rules=acts.rules().vehicle)

    def _hidden(self, w: Wording) -> Iterator[Ask]:
        """The code as the certificate or the platform has it, with the source named."""
        codes = self.case.open_codes
        kind = AskKind.CHOICE if self.case.expected_codes else AskKind.TEXT
        yield Ask(
            key=EXPECTED,
            name=w.say("vehicles.match.expected"),
            kind=kind,
            is_needed=True,
            first=codes[0] if len(codes) == 1 else "",
            choices=tuple(Choice(key=code, word=code) for code in codes),
        )
        yield Ask(
            key=ORIGIN,
            name=w.say("vehicles.code_origin"),
            kind=AskKind.CHOICE,
            is_needed=True,
            choices=choices_of(w, "code_origin", (CodeOrigin.CERTIFICATE, CodeOrigin.PLATFORM_BY_VIN)),
        )


@dataclass(frozen=True, slots=True)
class ExplainForm:
    """不匹配的说明: why a battery is another than the expected one, and what shows it."""

    case: VehicleCase
    batteries: Sequence[CaseBattery]  # those that have to be explained
    rules: VehicleRules

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.explain")

    def hint(self, w: Wording) -> str:
        """What counts."""
        return w.say("vehicles.explain.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Which battery, what explains it, in words, and the paper."""
        chosen = self._chosen(typed)
        near = near_codes(chosen.battery_code or "", self.case.expected_codes) if chosen else ()
        return (
            which(w, self.batteries),
            *(Ask(key=f"near{at}", name=near_text(w, one), kind=AskKind.NOTE, tone=Tone.WARN)
              for at, one in enumerate(near)),
            Ask(
                key="proof",
                name=w.say("vehicles.explain.proof"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "case_proof", sorted(self.rules.mismatch_proofs)),
            ),
            Ask(key="proof_text", name=w.say("vehicles.explain.text"), is_needed=True),
            photos(w, is_needed=True, hint=w.say("vehicles.explain.photo")),
        )  # fmt: skip

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the explanation."""
        draft = MatchDraft(
            match_id=typed.text(BATTERY),
            proof=typed.text("proof"),
            proof_text=typed.told("proof_text"),
            photos=typed.photos,
        )
        return acts.act(match_battery, self.case.case_id, draft, rules=acts.rules().vehicle)

    def _chosen(self, typed: Typed) -> CaseBattery | None:
        return next((one for one in self.batteries if one.match_id == typed.text(BATTERY)), None)


@dataclass(frozen=True, slots=True)
class NameCodesForm:
    """补充应有编码: what a paper or the platform says later; what waited for it is compared anew."""

    case: VehicleCase

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.name_codes")

    def hint(self, w: Wording) -> str:
        """What an empty list says."""
        return w.say("vehicles.name_codes.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Who says it, and the codes."""
        return (origin(w), *code_list(w, typed, NAMED))

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record them."""
        return acts.act(name_expected_codes, self.case.case_id, codes_in(typed, NAMED), typed.text(ORIGIN))


def which(w: Wording, batteries: Sequence[CaseBattery], first: str = "") -> Ask:
    """The battery that an act is about; the only one is chosen already."""
    return Ask(
        key=BATTERY,
        name=w.say("vehicles.which"),
        kind=AskKind.CHOICE,
        is_needed=True,
        first=first or (batteries[0].match_id if len(batteries) == 1 else ""),
        choices=tuple(
            Choice(key=one.match_id, word=f"{one.label} {word(w, 'slot_state', one.state)}")
            for one in batteries
        ),
    )
