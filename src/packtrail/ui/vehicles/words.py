"""Cases in words; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from packtrail.domain.custody import Custody
from packtrail.domain.moments import legal_day
from packtrail.domain.plate import parse_plate
from packtrail.domain.vehicle_case import (
    BlockKind,
    CaseSlot,
    CaseState,
    SlotState,
    VehicleCase,
    near_codes,
    wanted_count,
)
from packtrail.ui.forms.menu import ActWords
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.vehicles.acts import Offer
from packtrail.ui.vehicles.state import CaseAct, CasePage, Next, Stand
from packtrail.ui.widgets.chip import ChipState
from packtrail.ui.widgets.duty_line import DutyState
from packtrail.ui.widgets.figures import count_text
from packtrail.usecases.match_battery import Matched
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import moment_words, word
from packtrail.wording.vehicle import block_text, near_text

_TONE_OF_SLOT = {
    SlotState.EMPTY: Tone.QUIET,
    SlotState.MATCHED: Tone.OK,
    SlotState.EXPLAINED: Tone.OK,
    SlotState.LABEL_HIDDEN: Tone.WARN,
    SlotState.UNKNOWN_OFFLINE: Tone.WARN,
    SlotState.MISMATCH: Tone.DANGER,
}
_TONE_OF_CASE = {
    CaseState.HELD: Tone.DANGER,
    CaseState.CLOSED: Tone.OK,
    CaseState.VOIDED: Tone.QUIET,
}


_WORK = frozenset({BlockKind.BATTERY_NOT_SCANNED, BlockKind.NOT_DISMANTLED})
"""What ordinary work lifts; all else is trouble."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """One place for a battery: its code if anybody knows it, how it stands, and more."""

    code: str
    state: ChipState
    more: str = ""
    unit_id: str | None = None  # its intake, once it is out


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of the checklist; ``tone`` is OK once it is done."""

    tone: Tone
    what: str
    more: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What is in the way in one sentence, and the button that goes on."""

    tone: Tone
    sentence: str
    action: str = ""


def name_of(w: Wording, case: VehicleCase) -> str:
    """What staff call a vehicle: its plate, else its VIN, else its number."""
    if case.plate:
        return parse_plate(case.plate).printed
    return case.vin or w.say("vehicles.without_name", number=case.case_number)


def state_chip(w: Wording, case: VehicleCase) -> ChipState:
    """Where the case is."""
    return ChipState(_TONE_OF_CASE.get(case.state, Tone.INFO), word(w, "case_state", case.state))


def line(w: Wording, stand: Stand) -> DutyState:
    """One line of the list."""
    said = standing(w, stand)
    vin = stand.case.vin or stand.case.vin_as_read or w.say("vehicles.no_vin")
    which = (vin,) if stand.case.plate else ()
    return DutyState(
        key=stand.case.case_id,
        number=count_text(stand.days),
        unit=w.say("vehicles.days"),
        what=name_of(w, stand.case),
        which=w.say("vehicles.dot").join((*which, said.sentence)),
        action=w.say("vehicles.open"),
        tone=said.tone,
    )


def standing(w: Wording, stand: Stand) -> Standing:
    """What blocks the certificate or the closing, in one line."""
    case, blocks, after = stand.case, stand.blocks, stand.next
    if after is None:
        at = moment_words(case.closed_at) if case.closed_at else ""
        said = w.say("vehicles.closed", at=at) if at else word(w, "case_state", case.state)
        return Standing(tone=_TONE_OF_CASE.get(case.state, Tone.QUIET), sentence=said)
    action = next_words(w, after)
    if blocks:
        said = block_text(w, blocks[0])
        if len(blocks) > 1:
            said = w.say("vehicles.and_more", first=said.rstrip("。."), count=len(blocks) - 1)
        is_work = all(block.kind in _WORK for block in blocks)
        return Standing(tone=Tone.WARN if is_work else Tone.DANGER, sentence=said, action=action)
    if case.certificate_id is None:
        return Standing(tone=Tone.OK, sentence=w.say("vehicles.may_certify"), action=action)
    if not stand.gaps:
        return Standing(tone=Tone.OK, sentence=w.say("vehicles.may_close"), action=action)
    lacking = w.say("values.comma").join(word(w, "case_evidence", gap) for gap in stand.gaps)
    return Standing(tone=Tone.WARN, sentence=w.say("vehicles.not_closed", lacking=lacking), action=action)


def next_words(w: Wording, after: Next) -> str:
    """What the button of the next act says."""
    if after.act is CaseAct.EVIDENCE:
        return w.say("vehicles.next_evidence", what=word(w, "case_evidence", after.evidence))
    return w.say(f"vehicles.next.{after.act}")


def act(w: Wording, offer: Offer) -> ActWords:
    """One act of the page, and why it can't be done now."""
    return ActWords(
        key=offer.act,
        what=w.say(f"vehicles.act.{offer.act}"),
        refusal=str(explain(w, offer.refusal)) if offer.refusal else None,
    )


def boxes(w: Wording, case: VehicleCase) -> tuple[Box, ...]:
    """The places for batteries, filled or not."""
    return tuple(_box(w, case, slot) for slot in case.slots)


def boxes_hint(w: Wording, stand: Stand) -> str:
    """How many there are of how many."""
    found = sum(slot.state not in {SlotState.EMPTY, SlotState.MISMATCH} for slot in stand.case.slots)
    wanted = max(wanted_count(stand.case, stand.rules), found)
    return w.say("vehicles.boxes_hint", found=found, wanted=wanted)


def steps(w: Wording, page: CasePage) -> tuple[Step, ...]:
    """The checklist; under supervision the certificate comes after dismantling."""
    rule = page.stand.rules.of_kind(page.case.case_kind, page.stand.on)
    middle = [_certificate(w, page), _removed(w, page)]
    if rule is not None and rule.certificate_after_dismantling:
        middle.reverse()
    return (_received(w, page), _papers(w, page), _batteries(w, page), *middle, _end(w, page))


def facts(w: Wording, page: CasePage) -> tuple[tuple[str, str], ...]:
    """What is known of the vehicle, each with its name; what nobody knows is left out."""
    return tuple((w.say(f"vehicles.fact.{name}"), text) for name, text in _facts(w, page) if text)


def matched(w: Wording, done: Matched) -> tuple[Tone, str]:
    """What came of a scan in the vehicle."""
    battery = done.battery
    key = battery.state.value if battery.state is not SlotState.EXPLAINED else "matched"
    facts = {"code": battery.label, "expected": battery.expected_code or ""}
    said = w.say(f"vehicles.matched.{key}", **facts)
    near = near_text(w, done.near[0]) if battery.state is SlotState.MISMATCH and done.near else ""
    return _TONE_OF_SLOT[battery.state], w.say("vehicles.dot").join(filter(None, (said, near)))


def _box(w: Wording, case: VehicleCase, slot: CaseSlot) -> Box:
    battery = slot.battery
    code = (battery.battery_code if battery else None) or slot.expected_code or ""
    said = word(w, "slot_state", slot.state)
    if battery and battery.is_removed:
        said = w.say("vehicles.dot").join((said, w.say("vehicles.out")))
    return Box(
        code=code or w.say("vehicles.no_code"),
        state=ChipState(_TONE_OF_SLOT[slot.state], said),
        more=_more_of_box(w, case, slot),
        unit_id=battery.unit_id if battery else None,
    )


def _more_of_box(w: Wording, case: VehicleCase, slot: CaseSlot) -> str:
    battery = slot.battery
    if battery is None:
        return w.say("vehicles.from", origin=word(w, "code_origin", slot.origin)) if slot.origin else ""
    if slot.state is SlotState.EXPLAINED and battery.proof:
        return word(w, "case_proof", battery.proof)
    if slot.state is not SlotState.MISMATCH or battery.battery_code is None:
        return ""
    near = near_codes(battery.battery_code, case.expected_codes)
    if near:
        return near_text(w, near[0])
    return w.say("vehicles.expected", code=battery.expected_code) if battery.expected_code else ""


def _received(w: Wording, page: CasePage) -> Step:
    at = moment_words(page.case.received_at)
    more = w.say("vehicles.dot").join((page.case.case_number, at))
    return Step(tone=Tone.OK, what=w.say("vehicles.step.received"), more=more)


def _papers(w: Wording, page: CasePage) -> Step:
    lacking, owed = page.stand.lacking, page.owed
    listed = w.say("values.comma").join(word(w, "case_evidence", name) for name in lacking)
    more = [w.say("vehicles.lacking", lacking=listed)] if lacking else []
    more += [
        w.say("vehicles.owed", paper=word(w, "case_evidence", one.paper), day=one.due_on.isoformat())
        for one in owed
    ]
    return Step(
        tone=Tone.WARN if lacking or owed else Tone.OK,
        what=w.say("vehicles.step.papers"),
        more=w.say("vehicles.dot").join(more) or w.say("vehicles.complete"),
    )


def _batteries(w: Wording, page: CasePage) -> Step:
    is_done = page.case.in_place or (page.case.certificate_id is not None and not page.stand.unexplained)
    return Step(
        tone=Tone.OK if is_done else Tone.WARN,
        what=w.say("vehicles.step.batteries"),
        more=boxes_hint(w, page.stand),
    )


def _certificate(w: Wording, page: CasePage) -> Step:
    case = page.case
    if case.certificate_no is None:
        return Step(tone=Tone.QUIET, what=w.say("vehicles.step.certificate"), more=w.say("vehicles.not_yet"))
    day = case.certificate_issued_on.isoformat() if case.certificate_issued_on else ""
    more = w.say("vehicles.dot").join((case.certificate_no, day))
    return Step(tone=Tone.OK, what=w.say("vehicles.step.certificate"), more=more)


def _removed(w: Wording, page: CasePage) -> Step:
    total, left = len(page.case.batteries), len(page.stand.to_remove)
    gone = sum(unit.custody in {Custody.IN_TRANSIT, Custody.DELIVERED} for unit in page.units)
    more = w.say("vehicles.removed", out=total - left, total=total) if total else w.say("vehicles.not_yet")
    if gone:
        more = w.say("vehicles.dot").join((more, w.say("vehicles.handed_on", count=gone)))
    tone = Tone.OK if total and not left else Tone.WARN if total > left else Tone.QUIET
    return Step(tone=tone, what=w.say("vehicles.step.removed"), more=more)


def _end(w: Wording, page: CasePage) -> Step:
    closed_at = page.case.closed_at
    more = moment_words(closed_at) if closed_at else w.say("vehicles.not_yet")
    return Step(tone=Tone.OK if closed_at else Tone.QUIET, what=w.say("vehicles.step.closed"), more=more)


def _facts(w: Wording, page: CasePage) -> Iterator[tuple[str, str]]:
    case = page.case
    owner = (word(w, "owner_kind", case.owner_kind), page.owner)
    yield "kind", word(w, "case_kind", case.case_kind)
    yield "energy", word(w, "energy_type", case.energy_type)
    yield "owner", w.say("vehicles.dot").join(filter(None, owner))
    yield "model", case.brand_model or ""
    yield "registered", case.first_registered_on.isoformat() if case.first_registered_on else ""
    yield "vin_reason", word(w, "vin_reason", case.vin_reason) if case.vin_reason else ""
    yield "pledged", _said(w, "pledged", is_so=case.pledged)
    yield "vin_altered", _said(w, "vin_altered", is_so=case.vin_altered)
    yield "received", legal_day(case.received_at).isoformat()


def _said(w: Wording, name: str, *, is_so: bool | None) -> str:
    return w.say(f"vehicles.{name}.{'unknown' if is_so is None else 'yes' if is_so else 'no'}")
