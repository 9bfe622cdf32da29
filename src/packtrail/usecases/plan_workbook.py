"""Which lines would stand in a portal's next workbooks, and which wait and for what; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from packtrail.domain.errors_routing import NoSuchPortal
from packtrail.domain.errors_workbook import MassUnitNotChosen, NoSuchProfile
from packtrail.domain.routing import Route, portal_of
from packtrail.protocol.failure_sheet import code_key
from packtrail.protocol.workbook_profile import Field, MassUnit, PortalKind, Stage
from packtrail.protocol.workbook_rows import Lack, Row, row_of
from packtrail.usecases.ports import Store, View
from packtrail.usecases.workbook_ports import LoadedProfile, PortalLine, PortalStage, ShelfOf

PAGE = 500
MOST_HELD = 500
"""Lines held back that are told one by one; the rest is counted."""


class HoldReason(StrEnum):
    """Why a line is in no workbook yet."""

    LACKS = "lacks"  # a cell that the portal asks for
    EARLIER_STAGE = "earlier_stage"  # its intake is not accepted there yet
    CODE_TWICE = "code_twice"  # the same code stands in this workbook already


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A line that waits, and for what."""

    record_id: str
    code: str
    reason: HoldReason
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportAsked:
    """What is to be exported."""

    portal: str | None  # a maker's portal; None for the national platform's web form
    profile: LoadedProfile
    stage: str | None = None  # None: every stage, in the profile's order
    mass_unit: MassUnit | None = None
    rejected: bool = False  # what the portal turned away goes again, unchanged


@dataclass
class StagePlan:
    """What would go into the workbooks of one stage, or went."""

    stage: Stage
    rows: list[Row] = field(default_factory=list)
    lines: list[PortalLine] = field(default_factory=list)
    held: list[HeldBack] = field(default_factory=list)
    held_count: int = 0
    gone: list[int] = field(default_factory=list)  # count no more and were never told


@dataclass
class Looked:
    """How many of the lines offered were looked at."""

    count: int = 0


def preview_workbooks(asked: ExportAsked, *, store: Store, shelf: ShelfOf) -> tuple[StagePlan, ...]:
    """What an export would seal now, stage by stage; nothing is written.

    Raises NoSuchPortal, NoSuchProfile or MassUnitNotChosen.
    """
    with store.read() as view:
        portal_title(view, asked)
        return tuple(
            planned(
                view, shelf, asked, stage, shelf(view).owed(where_of(asked, stage), rejected=asked.rejected)
            )
            for stage in stages_of(asked)
        )


def planned(
    view: View,
    shelf: ShelfOf,
    asked: ExportAsked,
    stage: Stage,
    arrivals: Sequence[int],
    *,
    looked: Looked | None = None,
    most: int | None = None,
) -> StagePlan:
    """The rows of the first lines that fit into ``most`` rows, and what is held back on the way."""
    plan, counted = StagePlan(stage), looked or Looked()
    routes, codes = tuple(view.routes()), set[str]()
    for line in _lines(shelf, view, where_of(asked, stage), arrivals):
        if most is not None and len(plan.rows) >= most:
            break
        counted.count += 1
        if not line.counts:
            plan.gone.append(line.arrival)
        elif is_theirs(line, asked, routes):
            _place(plan, line, asked.mass_unit, codes)
    return plan


def _lines(shelf: ShelfOf, view: View, where: PortalStage, arrivals: Sequence[int]) -> Iterator[PortalLine]:
    for start in range(0, len(arrivals), PAGE):
        yield from shelf(view).lines(where, arrivals[start : start + PAGE])


def _place(plan: StagePlan, line: PortalLine, unit: MassUnit | None, codes: set[str]) -> None:
    """Put a line into the plan, as a row or as held back."""
    if plan.stage.has_mass and unit is None:
        raise MassUnitNotChosen(next(c.header for c in plan.stage.columns if c.field is Field.GROSS_MASS))
    made = row_of(plan.stage, line.facts, unit)
    key = code_key(made.code) if isinstance(made, Row) else ""
    if not line.is_ready:
        _hold(plan, line, HoldReason.EARLIER_STAGE)
    elif not isinstance(made, Row):
        _hold(plan, line, HoldReason.LACKS, made)
    elif key in codes:  # the portal's answer names the code alone
        _hold(plan, line, HoldReason.CODE_TWICE)
    else:
        codes.add(key)
        plan.rows.append(made)
        plan.lines.append(line)


def _hold(plan: StagePlan, line: PortalLine, reason: HoldReason, lacks: tuple[Lack, ...] = ()) -> None:
    plan.held_count += 1
    if len(plan.held) < MOST_HELD:
        plan.held.append(
            HeldBack(line.record_id, str(line.facts.get(Field.BATTERY_CODE) or ""), reason, lacks)
        )


def is_theirs(line: PortalLine, asked: ExportAsked, routes: Sequence[Route]) -> bool:
    """Asked again before anything is written, whatever opened the line: nothing goes to another maker."""
    return asked.portal is None or portal_of(line.maker, routes) == asked.portal


def stages_of(asked: ExportAsked) -> tuple[Stage, ...]:
    """The stages that are to be exported, in the profile's order; raises NoSuchProfile."""
    stages = tuple(
        stage for stage in asked.profile.profile.stages if asked.stage is None or stage.name == asked.stage
    )
    if not stages:
        raise NoSuchProfile(f"{asked.profile.profile.name} {asked.stage}")
    return stages


def where_of(asked: ExportAsked, stage: Stage) -> PortalStage:
    """Whose lines of which kind a stage takes."""
    return PortalStage(asked.portal, asked.profile.profile.name, stage.rows, has_earlier=bool(stage.after))


def portal_title(view: View, asked: ExportAsked) -> str:
    """Raises NoSuchPortal or NoSuchProfile where portal and profile don't belong together."""
    profile = asked.profile.profile
    if (profile.portal is PortalKind.MAKER_PORTAL) != (asked.portal is not None):
        raise NoSuchProfile(profile.name)
    if asked.portal is None:
        return profile.title
    found = next((each for each in view.destinations() if each.name == asked.portal and each.is_portal), None)
    if found is None:
        raise NoSuchPortal(asked.portal[:200])
    return found.title
