"""接收车辆: what is asked when a scrapped vehicle comes, kept as typed until it is recorded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from packtrail.domain.plate import PlateKind, parse_plate
from packtrail.domain.resident_id import LENGTH as ID_LENGTH
from packtrail.domain.resident_id import check_resident_id
from packtrail.domain.vehicle_case import (
    CaseKind,
    CaseWarning,
    CodeOrigin,
    EnergyType,
    ExpectedCode,
    OwnerKind,
    VehicleDraft,
    VehicleRules,
    VinReason,
)
from packtrail.domain.vin import LENGTH, Vin, VinRule, parse_vin
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.vehicles.asks import ORIGIN, WARN, code_list, codes_in, confirmations, origin
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.figures import kg_exact
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.wording import Wording
from packtrail.wording.codes import fault_text, plate_energy_name, plate_kind_name, vin_advice
from packtrail.wording.values import word

EXPECTED = "expected"
PAPER = "paper."
YES, NO, UNKNOWN = "yes", "no", "unknown"
NOT_HERE = "not_here"
_TEXTS = (
    "vin", "vin_reason", "plate", "owner_kind", "owner_name", "owner_id_number", "owner_phone",
    "energy_type", "brand_model",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReceiveForm:
    """车辆接收; ``draft_id`` is what keeps it until then."""

    rules: VehicleRules
    today: date
    draft_id: str

    def title(self, w: Wording) -> str:
        """What is done."""
        return w.say("vehicles.receive.title")

    def hint(self, w: Wording) -> str:
        """What a scan fills in."""
        return w.say("vehicles.receive.hint")

    def asks(self, w: Wording, typed: Typed) -> tuple[Ask, ...]:
        """The vehicle, its batteries, its papers, its owner; then what only some vehicles have."""
        return (
            _head(w, "vehicle"),
            *_vehicle(w, typed),
            _head(w, "batteries"),
            *_batteries(w, typed),
            _head(w, "papers"),
            *self._papers(w, typed),
            _head(w, "owner"),
            *_owner(w, typed, self.today),
            _head(w, "more"),
            *_more(w),
            photos(w),
            *confirmations(w, (each for each in typed.warned if each == CaseWarning.EARLIER_CASE)),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Open the case."""
        return acts.act(
            receive_vehicle, vehicle_draft(typed), rules=acts.rules().vehicle, draft_id=self.draft_id
        )

    def _papers(self, w: Wording, typed: Typed) -> Iterator[Ask]:
        rule = self.rules.of_kind(typed.text("case_kind") or CaseKind.ORDINARY, self.today)
        for item in rule.evidence if rule else ():
            kinds = sorted(kind for kind in item.kinds if not kind.startswith("photo_"))
            if kinds:
                first = [item.name] if item.name in kinds else []
                papers = dict.fromkeys((*first, *kinds))
                yield Ask(
                    key=PAPER + item.name,
                    name=word(w, "case_evidence", item.name),
                    kind=AskKind.CHOICE,
                    first=NOT_HERE,
                    choices=(
                        *choices_of(w, "case_evidence", papers),
                        Choice(key=NOT_HERE, word=w.say("vehicles.receive.not_here")),
                    ),
                )


def vehicle_draft(typed: Typed) -> VehicleDraft:
    """What was typed, as the act takes it and as it is saved."""
    texts: Mapping[str, Any] = {name: typed.told(name) for name in _TEXTS}
    said_by = typed.text(ORIGIN) or CodeOrigin.REGISTRATION
    papers = (typed.text(key) for key in typed.values if key.startswith(PAPER))
    return VehicleDraft(
        **texts,
        case_kind=typed.text("case_kind") or CaseKind.ORDINARY,
        first_registered_on=typed.day("first_registered_on"),
        kerb_mass_g=typed.grams("kerb_mass_g"),
        pledged=_tri(typed, "pledged"),
        vin_altered=_tri(typed, "vin_altered"),
        battery_count_seen=typed.number("battery_count_seen"),
        expected_count=typed.number("expected_count"),
        expected=tuple(ExpectedCode(battery_code=code, origin=said_by) for code in codes_in(typed, EXPECTED)),
        papers_present=tuple(paper for paper in papers if paper and paper != NOT_HERE),
        confirmed_warnings=typed.ticked(WARN),
        photos=typed.photos,
    )


def typed_of(draft: VehicleDraft, rules: VehicleRules, today: date) -> Typed:
    """What stood in the form when ``draft`` was saved."""
    values = {name: getattr(draft, name) or "" for name in _TEXTS}
    for name in ("battery_count_seen", "expected_count"):
        count = getattr(draft, name)
        values[name] = "" if count is None else str(count)
    values |= {name: _said(getattr(draft, name)) for name in ("pledged", "vin_altered")}
    values |= {
        "case_kind": draft.case_kind,
        "kerb_mass_g": kg_exact(draft.kerb_mass_g) if draft.kerb_mass_g else "",
        "first_registered_on": draft.first_registered_on.isoformat() if draft.first_registered_on else "",
        ORIGIN: draft.expected[0].origin if draft.expected else CodeOrigin.REGISTRATION,
    }
    values |= {f"{EXPECTED}.{at}": one.battery_code for at, one in enumerate(draft.expected, start=1)}
    rule = rules.of_kind(draft.case_kind, today)
    for item in rule.evidence if rule else ():
        here = next((paper for paper in draft.papers_present if paper in item.kinds), NOT_HERE)
        values[PAPER + item.name] = here
    values |= {WARN + token: YES for token in draft.confirmed_warnings}
    return Typed(values=values, photos=draft.photos, warned=draft.confirmed_warnings)


def _vehicle(w: Wording, typed: Typed) -> Iterator[Ask]:
    vin = parse_vin(typed.text("vin"))
    tone, hint = vin_words(w, vin)
    yield Ask(key="vin", name=w.say("vehicles.receive.vin"), hint=hint, tone=tone)
    if vin.check_digit_ok is False:
        yield from confirmations(w, (CaseWarning.VIN_CHECK_DIGIT,))
    if not vin.is_well_formed:
        yield Ask(
            key="vin_reason",
            name=w.say("vehicles.receive.vin_reason"),
            kind=AskKind.CHOICE,
            is_needed=True,
            choices=choices_of(w, "vin_reason", VinReason),
        )
    yield Ask(key="plate", name=w.say("vehicles.receive.plate"), hint=_plate_words(w, typed.text("plate")))
    yield _choice(w, "energy_type", "energy_type", EnergyType)
    yield _choice(w, "case_kind", "case_kind", CaseKind, first=CaseKind.ORDINARY)
    yield _yes_no(w, "vin_altered")
    yield _yes_no(w, "pledged")


def _batteries(w: Wording, typed: Typed) -> Iterator[Ask]:
    yield Ask(
        key="battery_count_seen",
        name=w.say("vehicles.receive.battery_count_seen"),
        kind=AskKind.NUMBER,
        is_needed=True,
        hint=w.say("vehicles.receive.battery_count_hint"),
    )
    yield from code_list(w, typed, EXPECTED)
    if codes_in(typed, EXPECTED):
        yield origin(w, first=CodeOrigin.REGISTRATION)
    else:
        name = w.say("vehicles.receive.expected_count")
        yield Ask(key="expected_count", name=name, kind=AskKind.NUMBER)


def _owner(w: Wording, typed: Typed, today: date) -> Iterator[Ask]:
    yield _choice(w, "owner_kind", "owner_kind", OwnerKind)
    yield Ask(key="owner_name", name=w.say("vehicles.receive.owner_name"), is_needed=True)
    number = check_resident_id(typed.text("owner_id_number"), today)
    is_wrong = (
        typed.text("owner_kind") == OwnerKind.PERSON
        and len(number.number) == ID_LENGTH
        and not number.is_valid
    )
    yield Ask(
        key="owner_id_number",
        name=w.say("vehicles.receive.owner_id_number"),
        hint=word(w, "case_warning", CaseWarning.OWNER_ID_CHECK) if is_wrong else "",
        tone=Tone.WARN if is_wrong else Tone.QUIET,
        is_covered=True,
    )
    if is_wrong:
        yield from confirmations(w, (CaseWarning.OWNER_ID_CHECK,))
    yield Ask(key="owner_phone", name=w.say("vehicles.receive.owner_phone"), is_covered=True)


def _more(w: Wording) -> Iterator[Ask]:
    for name, kind in (
        ("brand_model", AskKind.TEXT),
        ("first_registered_on", AskKind.DAY),
        ("kerb_mass_g", AskKind.MASS),
    ):
        yield Ask(key=name, name=w.say(f"vehicles.receive.{name}"), kind=kind)


def vin_words(w: Wording, vin: Vin) -> tuple[Tone, str]:
    """What is right or wrong with a VIN as it is typed; one that is only not finished yet is no fault."""
    if not vin.text:
        return Tone.QUIET, w.say("vehicles.receive.vin_wanted")
    never = [fault for fault in vin.faults if fault.rule is not VinRule.LENGTH]
    if never:
        said = fault_text(w, never[0])
        proposed = vin.without_never_used
        if proposed:
            said = w.say("vehicles.receive.vin_proposed", fault=said, vin=proposed)
        return Tone.DANGER, said
    if len(vin.text) < LENGTH:
        return Tone.QUIET, w.say("vehicles.receive.vin_so_far", typed=len(vin.text), full=LENGTH)
    if vin.faults:
        return Tone.DANGER, fault_text(w, vin.faults[0])
    advice = vin_advice(w, vin)
    return (Tone.WARN, advice) if advice else (Tone.OK, w.say("vehicles.receive.vin_right"))


def _plate_words(w: Wording, typed: str) -> str:
    plate = parse_plate(typed)
    if plate.kind is PlateKind.OTHER:
        return ""
    kind = plate_kind_name(w, plate.kind)
    energy = plate_energy_name(w, plate.energy) if plate.energy else ""
    return w.say("vehicles.dot").join(filter(None, (plate.printed, kind, energy)))


def _head(w: Wording, name: str) -> Ask:
    return Ask(key=f"head.{name}", name=w.say(f"vehicles.receive.head.{name}"), kind=AskKind.HEAD)


def _choice(w: Wording, key: str, vocabulary: str, tokens: Iterable[str], *, first: str = "") -> Ask:
    return Ask(
        key=key,
        name=w.say(f"vehicles.receive.{key}"),
        kind=AskKind.CHOICE,
        is_needed=True,
        first=first,
        choices=choices_of(w, vocabulary, tokens),
    )


def _yes_no(w: Wording, key: str) -> Ask:
    """Yes, no, or nobody looked: that is asked again before the certificate."""
    return Ask(
        key=key,
        name=w.say(f"vehicles.receive.{key}"),
        kind=AskKind.CHOICE,
        first=UNKNOWN,
        choices=tuple(Choice(key=each, word=w.say(f"vehicles.{key}.{each}")) for each in (NO, YES, UNKNOWN)),
    )


def _tri(typed: Typed, key: str) -> bool | None:
    return {YES: True, NO: False}.get(typed.text(key))


def _said(is_so: bool | None) -> str:  # noqa: FBT001 - a field of the draft
    return UNKNOWN if is_so is None else YES if is_so else NO
