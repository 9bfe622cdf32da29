"""What the intake screen shows and what can be pressed on it, as plain values in the operator's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from packtrail.domain.records.gate import ConditionClass, MassBasis, SourceType, UnitLevel
from packtrail.ui.intake.faults import Fault, fault_sentence
from packtrail.ui.intake.results import EntryState, entry_state, proposal_result, result_of
from packtrail.ui.intake.work import PERSONS, Card, Deliverer, WithoutCode, Work, is_without_code
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import ChipState
from packtrail.ui.widgets.figures import count_text, kg_text
from packtrail.ui.widgets.result_band import Result
from packtrail.wording import Wording
from packtrail.wording.codes import chemistry_name, warning_text
from packtrail.wording.values import word

SOURCES = (
    SourceType.SWAP_OPERATOR, SourceType.SCRAP_DISMANTLER, SourceType.REPAIR_SHOP, SourceType.VEHICLE_OWNER,
    SourceType.DEALER, SourceType.LEASING, SourceType.BATTERY_MAKER, SourceType.VEHICLE_MAKER,
    SourceType.OTHER_OUTLET, SourceType.AUTHORITY_SEIZURE,
)  # fmt: skip
BASES = (MassBasis.WEIGHED, MassBasis.NAMEPLATE, MassBasis.ESTIMATED)
REASONS = ("burnt", "torn", "worn", "covered", "dirty", "missing")
LEVELS = (UnitLevel.PACK, UnitLevel.MODULE, UnitLevel.CELL)
MORE_CONDITIONS = "more"
"""The choice that spreads out what can be wrong with a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadState:
    """Who brings this delivery; ``faults`` by field."""

    source: str
    is_person: bool
    name: str
    uscc: str
    person: str
    plate: str
    claimed: str
    is_open: bool
    summary: str
    same_again: str = ""  # the words of the offer, empty without one
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WarningState:
    """One warning of a card."""

    kind: str
    words: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One card as it stands."""

    key: str
    number: str
    code: str
    meaning: str
    mass: str
    basis: str
    condition: str
    conditions_open: bool
    maker: str  # 责任企业
    slot: str
    is_open: bool
    chips: tuple[ChipState, ...]
    warnings: tuple[WarningState, ...]
    early: tuple[str, ...]  # what hubs told that warns of it, each with its source and age
    fault: str
    faulty_mass: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutCodeState:
    """The form for a label that can't be read."""

    reason: str | None
    level: str
    photo: str
    has_photo: bool
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeState:
    """The whole screen."""

    head: HeadState
    cards: tuple[CardView, ...]  # newest first
    result: Result | None
    entry: EntryState
    without_code: WithoutCodeState | None
    totals: str
    title: str
    asks: bool  # the band asks something that Enter answers
    refusal: str | None = None  # why it can't be recorded now


def intake_state(
    work: Work,
    w: Wording,
    *,
    faults: tuple[Fault, ...] = (),
    last: Deliverer | None = None,
    is_recording: bool = False,
    early: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> IntakeState:
    """``work`` in words; ``early`` by code, what hubs told that warns of it."""
    numbered = tuple(enumerate(work.cards, start=1))
    form = work.without_code
    return IntakeState(
        head=_head(work, w, faults, last),
        cards=tuple(_card(work, card, line, w, faults, early) for line, card in reversed(numbered)),
        result=proposal_result(work.proposals, w) if work.proposals else result_of(work.happened, w),
        entry=entry_state(work, w),
        without_code=_without_code(form, w) if form else None,
        totals=_totals(work, w),
        title=w.say("intake.cards.title"),
        asks=bool(work.proposals),
        refusal=w.say("intake.finish.recording") if is_recording else None,
    )


def source_word(w: Wording, source: str) -> str:
    """The short word of a source, for its chip."""
    return w.say(f"intake.source.{source}") if source in SOURCES else word(w, "source", source)


def _head(work: Work, w: Wording, faults: tuple[Fault, ...], last: Deliverer | None) -> HeadState:
    head = work.head
    is_person = head.source_type in PERSONS
    who = head.deliverer_person if is_person else head.deliverer_name
    known = source_word(w, head.source_type) if head.source_type != SourceType.UNKNOWN else ""
    count = w.say("intake.head.claimed_short", count=work.claimed) if work.claimed else ""
    offer = "" if last is None or head.source_type != SourceType.UNKNOWN or who else _offer(w, last)
    return HeadState(
        source=head.source_type,
        is_person=is_person,
        name=head.deliverer_name or "",
        uscc=head.deliverer_uscc or "",
        person=head.deliverer_person or "",
        plate=head.vehicle_plate or "",
        claimed=work.claimed,
        is_open=work.head_open or any(fault.line == 0 and fault.field != "units" for fault in faults),
        summary=" · ".join(filter(None, (known, who, head.vehicle_plate, count))),
        same_again=offer,
        faults={fault.field: fault_sentence(w, fault) for fault in faults if fault.line == 0},
    )


def _offer(w: Wording, last: Deliverer) -> str:
    who = " · ".join(filter(None, (source_word(w, last.source_type), last.name)))
    return w.say("intake.head.same_again", who=who)


def _card(
    work: Work,
    card: Card,
    line: int,
    w: Wording,
    faults: tuple[Fault, ...],
    early: Mapping[str, tuple[str, ...]],
) -> CardView:
    mine = [fault for fault in faults if fault.line == line]
    unit = card.unit
    is_open = card.key == work.open_card
    told = early.get(unit.battery_code or "", ())
    worry = unit.condition_class != ConditionClass.NORMAL
    return CardView(
        key=card.key,
        number=str(line),
        code=unit.battery_code or w.say("intake.cards.no_code"),
        meaning=_meaning(card, w),
        mass=card.mass,
        basis=unit.mass_basis,
        condition=unit.condition_class,
        conditions_open=worry or (is_open and work.condition_open),
        maker=unit.responsible_maker or "",
        slot=unit.storage_location or "",
        is_open=is_open,
        chips=(*_early_chip(told, w), *_chips(card, w, is_open=is_open)),
        warnings=tuple(
            WarningState(each.kind, warning_text(w, each), each.kind in unit.confirmed_warnings)
            for each in card.warnings
        ),
        early=told,
        fault=w.say("values.semicolon").join(fault_sentence(w, fault) for fault in mine),
        faulty_mass=any(fault.field.startswith("mass") for fault in mine),
    )


def _meaning(card: Card, w: Wording) -> str:
    unit = card.unit
    level = word(w, "level", unit.level)
    if is_without_code(card):
        return " · ".join((level, word(w, "code_reason", unit.code_reason or "")))
    chemistry = chemistry_name(w, unit.chemistry_code) if unit.chemistry_code else ""
    return " · ".join(filter(None, (level, chemistry, word(w, "code_source", unit.code_source))))


def _early_chip(told: tuple[str, ...], w: Wording) -> tuple[ChipState, ...]:
    return (ChipState(Tone.WARN, w.say("intake.cards.early", count=len(told))),) if told else ()


def _chips(card: Card, w: Wording, *, is_open: bool) -> tuple[ChipState, ...]:
    unit = card.unit
    chips: list[ChipState] = []
    if unit.as_conflict:
        chips.append(ChipState(Tone.WARN, w.say("intake.cards.conflict")))
    if is_without_code(card):
        chips.append(ChipState(Tone.WARN, w.say("intake.cards.provisional")))
    if card.open_warnings:
        chips.append(ChipState(Tone.WARN, w.say("intake.cards.warnings", count=len(card.open_warnings))))
    if not is_open and unit.condition_class != ConditionClass.NORMAL:
        chips.append(ChipState(Tone.DANGER, word(w, "condition", unit.condition_class)))
    if not is_open and card.mass_g is not None and unit.mass_basis != MassBasis.UNKNOWN:
        chips.append(ChipState(Tone.QUIET, word(w, "mass_basis", unit.mass_basis)))
    if card.photo_under_way:
        chips.append(ChipState(Tone.QUIET, w.say("intake.cards.photo_under_way")))
    elif unit.photos:
        chips.append(ChipState(Tone.OK, w.say("intake.cards.photos", count=len(unit.photos))))
    return tuple(chips)


def _without_code(form: WithoutCode, w: Wording) -> WithoutCodeState:
    state = "under_way" if form.photo_under_way else "kept" if form.photo else "none"
    refusal = None
    if form.reason is None:
        refusal = w.say("intake.without_code.reason_first")
    elif form.photo is None:
        refusal = w.say("intake.without_code.photo_first")
    return WithoutCodeState(
        reason=form.reason,
        level=form.level,
        photo=w.say(f"intake.without_code.photo_{state}"),
        has_photo=form.photo is not None,
        refusal=refusal,
    )


def _totals(work: Work, w: Wording) -> str:
    count = count_text(len(work.cards))
    known = [card.mass_g for card in work.cards if card.mass_g is not None]
    mass = kg_text(sum(known))
    claimed = int(work.claimed) if work.claimed.isdecimal() else 0
    key = "totals_of" if claimed else "totals"
    said = w.say(f"intake.finish.{key}", count=count, claimed=count_text(claimed), mass=mass)
    unweighed = len(work.cards) - len(known)
    return f"{said} · {w.say('intake.finish.unweighed', count=unweighed)}" if unweighed else said
