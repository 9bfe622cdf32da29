"""A vehicle's case as it stands: what is in its way, what comes next, and which case is the most pressing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Operator
from packtrail.domain.owed_papers import OwedPaper
from packtrail.domain.plate import parse_plate
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import (
    Block,
    BlockKind,
    CaseBattery,
    CaseState,
    EvidenceKind,
    MatchOutcome,
    SlotState,
    VehicleCase,
    VehicleRules,
    certificate_blocks,
    closing_gaps,
    masked_name,
)
from packtrail.domain.vehicle_case.blocks import MISSING, Gap
from packtrail.domain.vin import parse_vin
from packtrail.ui.acts import OutletActs
from packtrail.usecases.drafts import VEHICLE
from packtrail.usecases.owe_paper import owed_by
from packtrail.usecases.ports import Draft, View

UNDER_WAY = frozenset(CaseState) - {CaseState.CLOSED, CaseState.VOIDED}


class CaseAct(StrEnum):
    """The acts on a case, in the order in which they stand on its page."""

    MATCH = "match"
    EXPLAIN = "explain"
    NAME_CODES = "name_codes"
    EVIDENCE = "evidence"
    OWE = "owe"
    SUPPLY = "supply"
    CERTIFICATE = "certificate"
    REMOVE = "remove"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Next:
    """The one next act of a case, and which paper or photograph it is about."""

    act: CaseAct
    evidence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """One case on a day."""

    case: VehicleCase
    rules: VehicleRules
    on: date

    @property
    def is_under_way(self) -> bool:
        """Whether anything may still be done."""
        return self.case.state in UNDER_WAY

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What stands against the certificate; nothing once it is issued."""
        is_over = self.case.certificate_id is not None or not self.is_under_way
        return () if is_over else certificate_blocks(self.case, self.rules, self.on)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What keeps it from being closed."""
        return closing_gaps(self.case, self.rules, self.on) if self.is_under_way else ()

    @property
    def lacking(self) -> tuple[str, ...]:
        """Places of its evidence set that nothing fills yet, by name."""
        return tuple(gap for gap in self.gaps if gap not in set(Gap))

    @property
    def days(self) -> int:
        """How long ago the vehicle came."""
        return (self.on - legal_day(self.case.received_at)).days

    @property
    def unexplained(self) -> tuple[CaseBattery, ...]:
        """Batteries that somebody has to explain: no other code will settle them."""
        return tuple(
            one
            for one in self.case.batteries
            if not one.is_settled
            and (
                one.state is SlotState.MISMATCH
                or (one.outcome == MatchOutcome.LABEL_HIDDEN and one.is_removed)
            )
        )

    @property
    def to_remove(self) -> tuple[CaseBattery, ...]:
        """Batteries that were matched and are still in the vehicle."""
        return tuple(one for one in self.case.batteries if not one.is_removed)

    @property
    def accepted_proofs(self) -> tuple[str, ...]:
        """By what a certificate may be issued although a battery is missing, on this day and kind of case."""
        rule = self.rules.on_missing_battery(self.on)
        accepted = rule.accepted if rule else ()
        return tuple(one.proof for one in accepted if one.case_kind == self.case.case_kind)

    @property
    def next(self) -> Next | None:
        """What to do now; None once it is closed or void."""
        if not self.is_under_way:
            return None
        if self.blocks:
            return _lift(self)
        if self.case.certificate_id is None:
            return Next(CaseAct.CERTIFICATE)
        return _towards_closing(self)

    @property
    def urgency(self) -> tuple[int, datetime]:
        """Sorts the worst first, and of equals the one that stands here longest."""
        kinds = {block.kind for block in self.blocks}
        rank = next((at for at, these in enumerate(_WORST) if kinds & these), len(_WORST))
        return rank, self.case.received_at


_WORST = (
    {BlockKind.VIN_ALTERED},
    {BlockKind.PLEDGED, BlockKind.MISMATCH_UNEXPLAINED},
    {BlockKind.BATTERY_COUNT_SHORT, BlockKind.BATTERY_CODE_MISSING},
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CasePage:
    """One case with everything that its page says and its acts ask."""

    stand: Stand
    operator: Operator
    owner: str  # masked
    units: Sequence[Unit]  # what came out of it
    owed: Sequence[OwedPaper]

    @property
    def case(self) -> VehicleCase:
        """The case itself."""
        return self.stand.case


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """What the left of the screen shows, of one moment."""

    stands: tuple[Stand, ...]
    rules: VehicleRules
    on: date
    draft: Draft | None  # a vehicle whose form was left half-way


def ask_board(acts: OutletActs) -> Board:
    """Every case under way, the worst first, and the newest form left. ``reads`` lane."""
    rules, on = acts.rules().vehicle, legal_day(acts.now())

    def ask(view: View) -> Board:
        cases, drafts = view.in_order(VehicleCase, state=UNDER_WAY), view.drafts(VEHICLE)
        return Board(
            stands=worst_first(Stand(case=case, rules=rules, on=on) for case in cases),
            rules=rules,
            on=on,
            draft=drafts[0] if drafts else None,
        )

    return acts.read(ask)


def worst_first(stands: Iterable[Stand]) -> tuple[Stand, ...]:
    """The cases as the list shows them."""
    return tuple(sorted(stands, key=lambda stand: stand.urgency))


def ask_page(acts: OutletActs, case_id: str) -> CasePage | None:
    """One case, of one moment; None for an id of none. ``reads`` lane."""
    rules, on = acts.rules().vehicle, legal_day(acts.now())

    def ask(view: View) -> CasePage | None:
        case = view.one(VehicleCase, case_id)
        if case is None:
            return None
        return CasePage(
            stand=Stand(case=case, rules=rules, on=on),
            operator=acts.operator,
            owner=masked_name(str(view.private_part(case_id).get("owner_name") or "")),
            units=view.in_order(Unit, vehicle_id=case_id),
            owed=[paper for paper in owed_by(view, case_id) if paper.is_open],
        )

    return acts.read(ask)


def found_by(stands: Sequence[Stand], text: str) -> tuple[Stand, ...]:
    """The cases of which plate, VIN, number or a battery's code holds ``text``."""
    wanted = fold(text).text
    return tuple(stand for stand in stands if any(wanted in name for name in _names(stand.case)))


def case_meant(stands: Sequence[Stand], text: str) -> str | None:
    """The one case under way that a whole VIN, plate, case number or battery code names."""
    names = {fold(text).text, parse_plate(text).text, parse_vin(text).text}
    meant = [stand.case.case_id for stand in stands if names & set(_names(stand.case))]
    return meant[0] if len(meant) == 1 else None


def _names(case: VehicleCase) -> tuple[str, ...]:
    seen = (one.battery_code for one in case.batteries)
    named = (case.vin, case.plate, case.case_number, *case.expected_codes, *seen)
    return tuple(fold(name).text for name in named if name)


def _lift(stand: Stand) -> Next:
    """What lifts the first block; where a missing battery may be proved, the certificate does it."""
    if stand.accepted_proofs and all(block.kind in MISSING for block in stand.blocks):
        return Next(CaseAct.CERTIFICATE)
    return _LIFTS[stand.blocks[0].kind](stand)


_LIFTS: dict[BlockKind, Callable[[Stand], Next]] = {
    BlockKind.VIN_ALTERED: lambda _: Next(CaseAct.EVIDENCE, EvidenceKind.POLICE_CLEARANCE),
    BlockKind.PLEDGED: lambda _: Next(CaseAct.EVIDENCE, EvidenceKind.PLEDGE_RELEASE),
    BlockKind.BATTERY_COUNT_SHORT: lambda _: Next(CaseAct.MATCH),
    BlockKind.BATTERY_CODE_MISSING: lambda _: Next(CaseAct.MATCH),
    BlockKind.BATTERY_NOT_SCANNED: lambda _: Next(CaseAct.MATCH),
    BlockKind.MISMATCH_UNEXPLAINED: lambda _: Next(CaseAct.EXPLAIN),
    BlockKind.NOT_DISMANTLED: lambda stand: (
        Next(CaseAct.REMOVE) if stand.to_remove else Next(CaseAct.EVIDENCE, EvidenceKind.PHOTO_AFTER)
    ),
}


def _towards_closing(stand: Stand) -> Next:
    gaps = set(stand.gaps)
    if stand.unexplained:
        return Next(CaseAct.EXPLAIN)
    order = (
        (Gap.BATTERY_NOT_SCANNED, CaseAct.MATCH),
        (Gap.BATTERY_NOT_REMOVED, CaseAct.REMOVE),
        (Gap.BATTERY_NOT_SETTLED, CaseAct.NAME_CODES),
        (Gap.PAPER_OWED, CaseAct.SUPPLY),
    )
    act = next((act for gap, act in order if gap in gaps), None)
    if act is not None:
        return Next(act)
    return Next(CaseAct.EVIDENCE, stand.lacking[0]) if stand.lacking else Next(CaseAct.CLOSE)
