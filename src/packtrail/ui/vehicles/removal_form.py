"""电池拆卸: the battery that came out is scanned, weighed and looked at; that is its intake as well."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from packtrail.domain.battery_code import parse
from packtrail.domain.delivery import UnitDraft, draft_of_code
from packtrail.domain.records.gate import CodeSource, CodeStatus, ConditionClass, MassBasis, UnitLevel
from packtrail.domain.vehicle_case import (
    CaseBattery,
    RemovalDraft,
    VehicleCase,
    VehicleRules,
    removal_warnings,
)
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.code_twice import CODE, code_asks, code_source
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.vehicles.asks import WARN, confirmations
from packtrail.ui.vehicles.battery_forms import BATTERY, which
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.code_text import normalised
from packtrail.usecases.remove_battery import remove_battery
from packtrail.wording import Wording

LABEL, READ, AFTER = "label", "read", "is_after"
WITHOUT_A_LABEL = ("burnt", "torn", "worn", "covered", "dirty", "missing")
_BASES = (MassBasis.WEIGHED, MassBasis.NAMEPLATE, MassBasis.ESTIMATED)


@dataclass(frozen=True, slots=True)
class RemoveForm:
    """拆卸并入库 of one battery."""

    case: VehicleCase
    batteries: Sequence[CaseBattery]  # those still in the vehicle
    rules: VehicleRules
    today: date

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.act.remove")

    def hint(self, w: Wording) -> str:
        """What becomes of it."""
        return w.say("vehicles.remove.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """Which battery, its label now, its mass and condition, where it stands."""
        is_readable = typed.text(LABEL) in {"", READ}
        code = code_asks(w, typed, w.say("vehicles.remove.code"), is_needed=True, hint=self._seen(w, typed))
        mass_typed = bool(typed.text("mass"))
        return (
            which(w, self.batteries),
            self._label(w),
            *(code if is_readable else ()),
            Ask(
                key="condition",
                name=w.say("vehicles.remove.condition"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "condition", ConditionClass),
            ),
            Ask(key="mass", name=w.say("vehicles.remove.mass"), kind=AskKind.MASS),
            *((self._basis(w),) if mass_typed else ()),
            Ask(
                key="level",
                name=w.say("vehicles.remove.level"),
                kind=AskKind.CHOICE,
                first=UnitLevel.PACK,
                choices=choices_of(w, "level", (UnitLevel.PACK, UnitLevel.MODULE)),
            ),
            Ask(key="place", name=w.say("vehicles.remove.place")),
            Ask(
                key="removed_on",
                name=w.say("vehicles.remove.day"),
                kind=AskKind.DAY,
                first=self.today.isoformat(),
            ),
            photos(w, is_needed=not is_readable, hint=w.say("vehicles.remove.photo")),
            *((self._is_after(w),) if typed.photos else ()),
            *confirmations(w, (*removal_warnings(self.case, self.rules, self.today), *typed.warned)),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Record the removal and the intake."""
        draft = RemovalDraft(
            match_id=typed.told(BATTERY),
            unit=_unit(acts, typed),
            removed_on=typed.day("removed_on"),
            photos_after=typed.photos if typed.has(AFTER) else (),
            confirmed_warnings=typed.ticked(WARN),
        )
        return acts.act(remove_battery, self.case.case_id, draft, rules=acts.rules().vehicle)

    def _label(self, w: Wording) -> Ask:
        return Ask(
            key=LABEL,
            name=w.say("vehicles.remove.label"),
            kind=AskKind.CHOICE,
            first=READ,
            choices=(
                Choice(key=READ, word=w.say("vehicles.remove.readable")),
                *choices_of(w, "code_reason", WITHOUT_A_LABEL),
            ),
        )

    def _is_after(self, w: Wording) -> Ask:
        return Ask(
            key=AFTER, name=w.say("vehicles.remove.is_after"), kind=AskKind.TICK, button=w.say("forms.yes")
        )

    def _basis(self, w: Wording) -> Ask:
        return Ask(
            key="basis",
            name=w.say("vehicles.remove.basis"),
            kind=AskKind.CHOICE,
            is_needed=True,
            choices=choices_of(w, "mass_basis", _BASES),
        )

    def _seen(self, w: Wording, typed: Typed) -> str:
        """What the label said when it was matched, where that is another code."""
        code, chosen = normalised(typed.text(CODE)), typed.text(BATTERY)
        before = next((one.battery_code for one in self.batteries if one.match_id == chosen), None)
        if not code or before is None or code == before:
            return ""
        return w.say("vehicles.remove.other_code", code=before)


def _unit(acts: OutletActs, typed: Typed) -> UnitDraft:
    return replace(
        _labelled(acts, typed),
        level=typed.text("level"),
        mass_g=typed.grams("mass"),
        mass_basis=typed.text("basis") or MassBasis.UNKNOWN,
        condition_class=typed.text("condition"),
        storage_location=typed.told("place"),
        photos=typed.photos,
    )


def _labelled(acts: OutletActs, typed: Typed) -> UnitDraft:
    """The unit with what its label says, or why it says nothing."""
    reason = typed.text(LABEL)
    if reason not in {"", READ}:
        status = CodeStatus.ABSENT if reason == "missing" else CodeStatus.UNREADABLE
        return UnitDraft(code_status=status, code_reason=reason, code_source=CodeSource.NONE)
    read = parse(typed.text(CODE), acts.tables)
    source = code_source(typed)
    if read.code is not None:
        return draft_of_code(read.code, source, typed.text(CODE))
    return UnitDraft(battery_code=read.normalised, code_source=source, raw_scan=typed.text(CODE))
