"""A load before it is signed away, and what can be done with it; plain values, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from packtrail.domain.battery_code import parse
from packtrail.domain.battery_code.faults import form_faults
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.documents import HandoffDocument
from packtrail.domain.draft_faults import DraftFault
from packtrail.domain.errors import NotInStock, OutletError
from packtrail.domain.handoff import HandoffDraft, LineDraft, handoff_faults, unheard
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import ConsigneeRole, PickedBy
from packtrail.domain.unit import Unit
from packtrail.ui.handoff.party_state import PartyState
from packtrail.ui.stock.state import StockState
from packtrail.usecases.drafts import HANDOFF, draft_from
from packtrail.usecases.picked_units import unit_of_line
from packtrail.usecases.ports import View

RECENT = 50
OFFERED = 4  # recipients that were chosen before

TO_BE_CONFIRMED: Final = frozenset(
    {ConsigneeRole.OTHER_OUTLET, ConsigneeRole.BATTERY_MAKER, ConsigneeRole.VEHICLE_MAKER}
)
"""Recipients whose right to receive is not settled (practice 11)."""

PACKAGING: Final = ("insulated_crate", "original_packaging", "pallet", "other")


class Heard(StrEnum):
    """What came of the last pick."""

    ADDED = "added"
    AGAIN = "again"
    REFUSED = "refused"
    TWO_CODES = "two_codes"


class Work(StrEnum):
    """What is under way, so that no button does it twice."""

    NONE = "none"
    RELEASING = "releasing"
    PRINTING = "printing"


class Step(StrEnum):
    """装单 → 安全判定 → 签字 → 发运; the middle two are on paper."""

    LOAD = "load"
    SAFETY = "safety"
    SIGN = "sign"
    SHIP = "ship"


class Warn(StrEnum):
    """What the operator should see before signing; none of it blocks."""

    FROM_LIST = "from_list"
    MASS_UNKNOWN = "mass_unknown"
    NOT_WEIGHED = "not_weighed"
    ROLE_TO_CONFIRM = "role_to_confirm"
    ROLE_FORMER = "role_former"
    NO_CARRIER = "no_carrier"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who received before."""

    name: str
    uscc: str
    role: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Picked:
    """The last pick and what came of it."""

    heard: Heard
    code: str
    unit: Unit | None = None
    error: OutletError | None = None
    line: LineDraft | None = None  # what was refused, to be picked in another way


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """A load that was signed away just now; ``paper`` is its receipt once there is one."""

    document: HandoffDocument
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows when the screen opens."""

    draft_id: str | None
    draft: HandoffDraft
    units: tuple[Unit | None, ...]  # in the order of the draft's lines


@dataclass(frozen=True, kw_only=True, slots=True)
class HandoffState:
    """Everything on the screen."""

    draft: HandoffDraft = field(default_factory=HandoffDraft)
    units: tuple[Unit | None, ...] = ()  # in the order of the draft's lines
    stock: StockState = field(default_factory=StockState)
    recent: tuple[HandoffDocument, ...] = ()
    picked: Picked | None = None
    released: Released | None = None
    trouble: OutletError | None = None
    work: Work = Work.NONE
    parties: PartyState = field(default_factory=PartyState)

    @property
    def elsewhere(self) -> LineDraft | None:
        """What was refused, if another station may have taken it in: a whole code that is unknown here."""
        picked = self.picked
        if picked is None or picked.line is None or not isinstance(picked.error, NotInStock):
            return None
        is_offered = self.trouble is None and picked.error.left_at is None and not form_faults(picked.code)
        return replace(picked.line, elsewhere=True) if is_offered else None

    @property
    def count(self) -> int:
        """How many units are on the load."""
        return len(self.draft.lines)

    @property
    def mass_g(self) -> int:
        """The mass of the units whose mass is known."""
        return sum(unit.mass_g or 0 for unit in self.units if unit)

    @property
    def faults(self) -> tuple[DraftFault, ...]:
        """What still keeps the load from being released."""
        return handoff_faults(self.draft)

    @property
    def to_pick(self) -> tuple[Unit, ...]:
        """The stock without what is on the load already."""
        loaded = {line.unit_id for line in self.draft.lines}
        return tuple(unit for unit in self.stock.units if unit.unit_id not in loaded)

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Who received before, the newest first, each once."""
        found = {
            document.consignee_uscc: Recipient(
                document.consignee_name, document.consignee_uscc, document.consignee_role
            )
            for document in reversed(self.recent)
            if document.consignee_name
        }
        newest = dict.fromkeys(document.consignee_uscc for document in self.recent)
        return tuple(found[uscc] for uscc in newest if uscc in found)[:OFFERED]

    @property
    def step(self) -> Step:
        """Where the load is; after the release the paper goes on."""
        return Step.SAFETY if self.released and not self.count else Step.LOAD


def warnings(state: HandoffState) -> tuple[tuple[Warn, int], ...]:
    """What to see before signing, each with how many units it is about."""
    from_list = sum(line.picked_by == PickedBy.LIST for line in state.draft.lines)
    masses = [unit for unit in state.units if unit]
    unknown = sum(unit.mass_g is None for unit in masses)
    not_weighed = sum(unit.mass_g is not None and unit.mass_basis != MassBasis.WEIGHED for unit in masses)
    role = state.draft.consignee_role
    found = (
        (Warn.FROM_LIST, from_list),
        (Warn.MASS_UNKNOWN, unknown),
        (Warn.NOT_WEIGHED, not_weighed),
        (Warn.ROLE_TO_CONFIRM, int(role in TO_BE_CONFIRMED)),
        (Warn.ROLE_FORMER, int(role == ConsigneeRole.REPURPOSING_ENTERPRISE)),
        (
            Warn.NO_CARRIER,
            int(bool(state.count) and not (state.draft.carrier_name or state.draft.vehicle_plate)),
        ),
    )
    return tuple((warn, count) for warn, count in found if count)


def line_of_scan(text: str, source: str, tables: CodeTables) -> LineDraft | tuple[str, ...]:
    """The line that a scanned or typed text means, or the codes between which a person has to choose.

    A text without a battery code may be a provisional number, so it is asked for as it stands.
    """
    reading = parse(text, tables)
    if reading.needs_choice:
        return tuple(candidate.code.text for candidate in reading.candidates)
    code = reading.code.text if reading.code else reading.normalised
    return LineDraft(code=code, picked_by=PickedBy.SCAN, code_source=source, raw_scan=text)


def line_of_list(unit: Unit) -> LineDraft:
    """The line of a unit that was chosen in a table; it prints as 未现场扫码."""
    return LineDraft(code=unit.label, unit_id=unit.unit_id, picked_by=PickedBy.LIST)


def with_unit(state: HandoffState, line: LineDraft, unit: Unit) -> HandoffState:
    """``state`` after ``unit`` was picked by ``line``.

    A unit that is on the load already stays once; one that was taken from the list and is scanned now
    counts as scanned.
    """
    named = replace(line, code=unit.label, unit_id=unit.unit_id)
    at = next((n for n, other in enumerate(state.draft.lines) if other.unit_id == unit.unit_id), None)
    if at is None:
        draft = replace(state.draft, lines=(*state.draft.lines, named))
        added = Picked(heard=Heard.ADDED, code=unit.label, unit=unit)
        return replace(
            state, draft=draft, units=(*state.units, unit), picked=added, trouble=None, released=None
        )
    again = Picked(heard=Heard.AGAIN, code=unit.label, unit=unit)
    lines = state.draft.lines
    if named.picked_by == PickedBy.SCAN and lines[at].picked_by == PickedBy.LIST:
        lines = (*lines[:at], named, *lines[at + 1 :])
    return replace(state, draft=replace(state.draft, lines=lines), picked=again, trouble=None)


def without_units(state: HandoffState, unit_ids: Sequence[str]) -> HandoffState:
    """``state`` after units were taken off the load."""
    gone = set(unit_ids)
    kept = [
        (line, unit)
        for line, unit in zip(state.draft.lines, state.units, strict=True)
        if line.unit_id not in gone
    ]
    lines = tuple(line for line, _ in kept)
    return replace(
        state, draft=replace(state.draft, lines=lines), units=tuple(unit for _, unit in kept), picked=None
    )


def with_recipient(draft: HandoffDraft, recipient: Recipient) -> HandoffDraft:
    """``draft`` for somebody who received before."""
    return replace(
        draft,
        consignee_name=recipient.name,
        consignee_uscc=recipient.uscc,
        consignee_role=recipient.role,
        override_reason=None,
    )


def known(view: View, draft_id: str | None = None) -> Known:
    """The draft ``draft_id``, or the one that was left, with the units on it as they are now."""
    for saved in view.drafts(HANDOFF):
        if draft_id not in {None, saved.draft_id}:
            continue
        draft = draft_from(HANDOFF, saved.content)
        if isinstance(draft, HandoffDraft):
            units = tuple(_unit_on(view, line, saved.updated_at) for line in draft.lines)
            return Known(saved.draft_id, draft, units)
    return Known(None, HandoffDraft(), ())


def _unit_on(view: View, line: LineDraft, at: datetime) -> Unit | None:
    if line.elsewhere:
        return unit_of_line(view, line) or unheard(line, at)
    return view.unit(line.unit_id) if line.unit_id else None


def recent(view: View) -> tuple[HandoffDocument, ...]:
    """The newest handoffs."""
    return tuple(view.handoffs(RECENT))
