"""成组入库: a run of modules, or a lot by the kilogram, as one act (``practice.md`` 6).

One photograph and one mass stand for the group. The shares that single units get of that mass are estimates
and marked so; they add up to it to the gram, so that no balance is off by what was rounded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from packtrail.domain.battery_code import Scheme
from packtrail.domain.delivery import DeliveryNumbers, take_in
from packtrail.domain.delivery_draft import WITHOUT_CODE, DeliveryDraft, UnitDraft
from packtrail.domain.delivery_faults import delivery_faults
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.expected_list import Ticked, tick_off
from packtrail.domain.records import Attachment, GroupIntake, Intake, NewRecord
from packtrail.domain.records.gate import CodeStatus, MassBasis, UnitLevel
from packtrail.domain.unit import Unit

PRODUCTION_SCRAP = "production_scrap"
"""生产废料: the one kind of lot that is taken in uncoded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupDraft:
    """A group as it stands at the gate: who brought it, the run of units, and what they come from.

    ``delivery.units`` is the run in the order of scanning; their own masses are taken from the group's.
    """

    delivery: DeliveryDraft
    group_mass_g: int | None = None
    group_photo: Attachment | None = None
    parent_id: str | None = None  # the opened pack, when it is a unit of ours
    parent_code: str | None = None
    filed_count: int | None = None  # how many the maker filed for the parent
    filed_codes: tuple[str, ...] = ()  # and which, where that is known
    lot_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A group counted against what was filed for its parent."""

    filed: int | None  # None where nothing is known
    here: int
    missing_codes: tuple[str, ...]
    extra_codes: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many are lacking; 0 where nothing is known."""
        return max(0, (self.filed or 0) - self.here)


def shares(total_g: int, count: int) -> tuple[int, ...]:
    """``total_g`` in ``count`` whole parts that differ by a gram at most and add up to it.

    ValueError for no parts or a negative mass.
    """
    if count < 1 or total_g < 0:
        raise ValueError("nothing to share out")
    each, left = divmod(total_g, count)
    return tuple(each + (place < left) for place in range(count))


def uncoded_run(count: int, *, level: str, reason: str) -> tuple[UnitDraft, ...]:
    """So many units without a code; each gets a provisional number for its tag, one after the other."""
    unit = UnitDraft(level=level, code_status=CodeStatus.ABSENT, code_scheme=Scheme.NONE, code_reason=reason)
    return (unit,) * count


def lot_of_scrap(delivery: DeliveryDraft, mass_g: int | None, photo: Attachment | None) -> GroupDraft:
    """A maker's production scrap by the kilogram: one uncoded unit, weighed as a whole."""
    lot = UnitDraft(level=UnitLevel.LOT, code_status=CodeStatus.ABSENT, code_reason=PRODUCTION_SCRAP)
    return GroupDraft(
        delivery=replace(delivery, units=(lot,)),
        group_mass_g=mass_g,
        group_photo=photo,
        lot_kind=PRODUCTION_SCRAP,
    )


def counted(draft: GroupDraft) -> Counted:
    """What is here of what was filed for the parent; codes are compared as ``tick_off`` does."""
    run = draft.delivery.units
    ticked = _ticked(draft)
    filed = draft.filed_count if draft.filed_count is not None else len(draft.filed_codes) or None
    return Counted(filed, len(run), ticked.missing, ticked.extra if draft.filed_codes else ())


def group_faults(draft: GroupDraft, now: datetime | None = None) -> tuple[DraftFault, ...]:
    """Everything that keeps the group from being recorded: what the delivery lacks, and the group itself."""
    return (*delivery_faults(_shared(draft), now), *_group_faults(draft))


def take_in_group(
    draft: GroupDraft,
    *,
    live: Mapping[str, Unit],
    numbers: DeliveryNumbers,
    at: datetime,
    operator_ref: str,
    new_id: Callable[[], str],
    parents: Mapping[str, Unit] = MappingProxyType({}),
) -> tuple[NewRecord, ...]:
    """The delivery, its intakes with their shares of the mass, what it owes, and the group that names them.

    Raises DraftIncomplete or CodeAlreadyLive.
    """
    faults = group_faults(draft, at)
    if faults:
        raise DraftIncomplete(faults)
    taken = take_in(
        _shared(draft),
        live=live,
        numbers=numbers,
        at=at,
        operator_ref=operator_ref,
        new_id=new_id,
        parents=parents,
    )
    intakes = tuple(each.record_id for each in taken if isinstance(each.body, Intake))
    body = GroupIntake(
        delivery_record_id=taken[0].record_id,
        unit_level=draft.delivery.units[0].level,
        intake_record_ids=intakes,
        group_mass_g=draft.group_mass_g or 0,
        parent_record_id=draft.parent_id,
        filed_count=counted(draft).filed,
        missing_codes=counted(draft).missing_codes,
        lot_kind=draft.lot_kind,
    )
    group = NewRecord(
        record_id=new_id(),
        body=body,
        occurred_at=taken[0].occurred_at,
        operator_ref=operator_ref,
        depends_on=intakes,
        attachments=(draft.group_photo,) if draft.group_photo else (),
    )
    return (*taken, group)


def _ticked(draft: GroupDraft) -> Ticked:
    run = draft.delivery.units
    codes = [unit.battery_code for unit in run if unit.battery_code]
    others = {
        unit.original_battery_code: unit.battery_code
        for unit in run
        if unit.original_battery_code and unit.battery_code
    }
    return tick_off(draft.filed_codes, codes, other_codes=others)


def _shared(draft: GroupDraft) -> DeliveryDraft:
    """The delivery with what the group says of every unit of it."""
    run = draft.delivery.units
    total = draft.group_mass_g
    parts = shares(total, len(run)) if run and total is not None and total >= 0 else (None,) * len(run)
    whole = MassBasis.WEIGHED if len(run) == 1 else MassBasis.ESTIMATED
    photo = (draft.group_photo,) if draft.group_photo else ()
    return replace(
        draft.delivery,
        units=tuple(
            replace(
                unit,
                mass_g=part,
                mass_basis=MassBasis.UNKNOWN if part is None else whole,
                photos=unit.photos or (photo if unit.code_status in WITHOUT_CODE else ()),
                parent_id=unit.parent_id or draft.parent_id,
                parent_code=unit.parent_code or draft.parent_code,
            )
            for unit, part in zip(run, parts, strict=True)
        ),
    )


def _group_faults(draft: GroupDraft) -> Iterator[DraftFault]:
    run = draft.delivery.units
    if draft.group_mass_g is None and not _is_lot(run):
        yield DraftFault(FaultKind.GROUP_MASS_MISSING, "group_mass_g")
    elif draft.group_mass_g is not None and draft.group_mass_g < len(run):
        yield DraftFault(FaultKind.GROUP_MASS_SMALL, "group_mass_g", value=str(draft.group_mass_g))
    if draft.group_photo is None:
        yield DraftFault(FaultKind.EVIDENCE_MISSING, "group_photo")
    if draft.filed_count is not None and draft.filed_count < 1:
        yield DraftFault(FaultKind.COUNT_MISSING, "filed_count")
    levels = {unit.level for unit in run}
    if len(levels) > 1:
        yield DraftFault(FaultKind.LEVELS_MIXED, "units")


def _is_lot(run: Sequence[UnitDraft]) -> bool:
    return any(unit.level == UnitLevel.LOT for unit in run)
