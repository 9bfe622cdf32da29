"""拆包: a pack or module gives its parts, each a unit of its own from here on (``practice.md`` 13).

The parts are taken in by intakes that name their parent; their masses are weighed one by one, or are shares
of what they weighed together, marked as estimated. What comes out of a pack in which danger was found is
isolated like it and carries its danger: opening is no second way out of isolation (``practice.md`` 9).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packtrail.domain.acting import Acting, refuse_faults
from packtrail.domain.custody import HERE, may
from packtrail.domain.delivery import conflicts, place_of, raw_scan_sha256
from packtrail.domain.delivery_draft import HEAVIEST_G, WITHOUT_CODE, UnitDraft
from packtrail.domain.delivery_faults import unit_faults
from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT, DraftFault, FaultKind
from packtrail.domain.errors_unit import NothingInside, UnitNotHere, UnitOnALoad
from packtrail.domain.expected_list import tick_off
from packtrail.domain.genealogy import INSIDE, danger_carried
from packtrail.domain.group_intake import shares
from packtrail.domain.isolation_acts import refuse_pending
from packtrail.domain.records import Attachment, Intake, NewRecord, PackOpened
from packtrail.domain.records.gate import CodeStatus, MassBasis
from packtrail.domain.safety import RecheckRule
from packtrail.domain.unit import Unit
from packtrail.domain.vin import parse_vin


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningDraft:
    """What came out of one unit."""

    parent_id: str
    children: tuple[UnitDraft, ...]
    reason_code: str
    residue_mass_g: int | None = None  # casing, cables, coolant
    group_mass_g: int | None = None  # of all parts without a mass of their own, weighed together
    filed_count: int | None = None  # how many parts the parent's filing says
    filed_codes: tuple[str, ...] = ()  # and which, where that is known
    photos: tuple[Attachment, ...] = ()  # of the opening; they show the parts without a code as well
    confirmed_warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningNumbers:
    """The human numbers of the parts, drawn in the same transaction."""

    intakes: tuple[str, ...]
    local_ids: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class CountOfOpening:
    """The parts counted against the parent's filing."""

    filed: int | None  # None where nothing is known
    here: int
    missing_codes: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many parts are lacking; 0 where nothing is known."""
        return max(0, (self.filed or 0) - self.here)


def counted(draft: OpeningDraft) -> CountOfOpening:
    """What is here of what was filed."""
    codes = [child.battery_code for child in draft.children if child.battery_code]
    filed = draft.filed_count if draft.filed_count is not None else len(draft.filed_codes) or None
    return CountOfOpening(filed, len(draft.children), tick_off(draft.filed_codes, codes).missing)


def refuse_opening(unit: Unit) -> None:
    """Raise NothingInside, UnitNotHere, UnitOnALoad, ReleasePending or ExitPending; else it may."""
    if unit.level not in INSIDE:
        raise NothingInside(unit.label, unit.level)
    if unit.custody not in HERE:
        raise UnitNotHere(unit.label, unit.custody)
    refuse_pending(unit)
    if not may(PackOpened, unit.custody):
        raise UnitOnALoad(unit.label)


def opening_faults(parent: Unit, draft: OpeningDraft) -> tuple[DraftFault, ...]:
    """Everything that keeps the opening from being recorded, its head first, then part by part."""
    return (*_head_faults(draft), *_part_faults(parent, draft))


def open_unit(
    parent: Unit,
    intake: Intake,
    draft: OpeningDraft,
    *,
    live: Mapping[str, Unit],
    numbers: OpeningNumbers,
    warned: Sequence[str],
    rule: RecheckRule,
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """The opening, then the intakes of its parts, which stand on it: it can't be voided while they count.

    ``intake`` is the parent's own, which says where it came from; ``live`` the live unit on each code.
    Raises what ``refuse_opening`` does, DraftIncomplete or CodeAlreadyLive.
    """
    refuse_opening(parent)
    refuse_faults(opening_faults(parent, draft))
    children = _with_shares(draft)
    others = conflicts(children, live)
    ids = tuple(acting.new_id() for _ in children)
    opening_id = acting.new_id()
    opened = NewRecord(
        record_id=opening_id,
        body=PackOpened(
            parent_record_id=parent.unit_id,
            child_record_ids=ids,
            residue_mass_g=draft.residue_mass_g,
            reason_code=draft.reason_code,
            filed_count=counted(draft).filed,
            confirmed_warnings=tuple(warned),
            missing_codes=counted(draft).missing_codes,
        ),
        occurred_at=acting.at,
        operator_ref=acting.operator_ref,
        depends_on=(parent.unit_id,),
        attachments=draft.photos,
    )
    danger, recheck_at = danger_carried(parent, rule)
    parts = tuple(
        NewRecord(
            record_id=ids[n],
            body=replace(
                _part(parent, intake, child, numbers.intakes[n], numbers.local_ids[n], others[n]),
                inherited_danger=danger,
                recheck_at=recheck_at,
            ),
            occurred_at=acting.at,
            operator_ref=acting.operator_ref,
            depends_on=(parent.unit_id, opening_id),
            attachments=child.photos,
            private=place_of(child),
        )
        for n, child in enumerate(children)
    )
    return (opened, *parts)


def _part(
    parent: Unit, intake: Intake, child: UnitDraft, number: str, local_id: str | None, conflict: str | None
) -> Intake:
    """The intake of one part: its own facts, and where its parent came from."""
    return Intake(
        intake_id=number,
        unit_level=child.level,
        code_scheme=child.code_scheme,
        battery_code=child.battery_code,
        code_status=CodeStatus.CONFLICT if child.as_conflict else child.code_status,
        code_source=child.code_source,
        raw_scan_sha256=raw_scan_sha256(child.raw_scan),
        chemistry_code=child.chemistry_code or parent.chemistry_code,
        gross_mass_g=child.mass_g,
        mass_basis=MassBasis.UNKNOWN if child.mass_g is None else child.mass_basis,
        condition_class=child.condition_class,
        source_type=intake.source_type,
        source_uscc=intake.source_uscc,
        source_vin=parse_vin(child.vin).text if child.vin else parent.vin,
        late_entry=False,
        local_id=local_id,
        original_battery_code=child.original_battery_code or None,
        responsible_maker=child.responsible_maker or parent.responsible_maker,
        source_name=intake.source_name,
        parent_record_id=parent.unit_id,
        parent_code=parent.battery_code,
        residual_voltage_mv=child.voltage_mv,
        code_reason=child.code_reason,
        confirmed_warnings=child.confirmed_warnings,
        conflicts_with=conflict,
    )


def _with_shares(draft: OpeningDraft) -> tuple[UnitDraft, ...]:
    """The parts, those without a mass of their own with their share of what they weighed together."""
    photographed = tuple(
        replace(child, photos=child.photos or (draft.photos if child.code_status in WITHOUT_CODE else ()))
        for child in draft.children
    )
    without = [n for n, child in enumerate(photographed) if child.mass_g is None]
    if draft.group_mass_g is None or not without or draft.group_mass_g < len(without):
        return photographed
    parts = dict(zip(without, shares(draft.group_mass_g, len(without)), strict=True))
    whole = MassBasis.WEIGHED if len(without) == 1 else MassBasis.ESTIMATED
    return tuple(
        replace(child, mass_g=parts[n], mass_basis=whole) if n in parts else child
        for n, child in enumerate(photographed)
    )


def _head_faults(draft: OpeningDraft) -> Iterator[DraftFault]:
    if not draft.children:
        yield DraftFault(FaultKind.NOTHING_BROUGHT, "children")
    if max(len(draft.children), len(draft.filed_codes)) > MOST_IN_ONE_DOCUMENT:
        yield DraftFault(FaultKind.TOO_MANY, "children", value=str(MOST_IN_ONE_DOCUMENT))
    if not draft.reason_code:
        yield DraftFault(FaultKind.REASON_MISSING, "reason_code")
    if draft.filed_count is not None and draft.filed_count < 1:
        yield DraftFault(FaultKind.COUNT_MISSING, "filed_count")
    without = sum(child.mass_g is None for child in draft.children)
    if draft.group_mass_g is not None and draft.group_mass_g < without:
        yield DraftFault(FaultKind.GROUP_MASS_SMALL, "group_mass_g", value=str(draft.group_mass_g))
    if draft.residue_mass_g is not None and draft.residue_mass_g < 0:
        yield DraftFault(FaultKind.MASS_NOT_POSITIVE, "residue_mass_g", value=str(draft.residue_mass_g))


def _part_faults(parent: Unit, draft: OpeningDraft) -> Iterator[DraftFault]:
    most = HEAVIEST_G[parent.level]
    if (draft.residue_mass_g or 0) > most:
        yield DraftFault(FaultKind.MASS_IMPLAUSIBLE, "residue_mass_g", value=str(draft.residue_mass_g))
    for line, child in enumerate(_with_shares(draft), start=1):
        if child.level not in INSIDE[parent.level]:
            yield DraftFault(FaultKind.LEVEL_NOT_INSIDE, "level", line, child.level)
        yield from unit_faults(line, child)
