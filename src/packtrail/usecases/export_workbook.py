"""Seal workbooks for a portal: what it is owed, in its columns and stages, as files that never change.

Rows are read and the file is written beside the operators' acts; the act itself only checks that nothing
changed meanwhile, and keeps the bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from packtrail.domain.errors_routing import NoSuchPortal
from packtrail.domain.errors_workbook import (
    MassUnitNotChosen,
    NoSuchProfile,
    NotConfirmedBefore,
    ReasonNeeded,
)
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.routing import Route, portal_of
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.failure_sheet import code_key
from packtrail.protocol.workbook_file import write_workbook
from packtrail.protocol.workbook_profile import Field, MassUnit, PortalKind, Stage
from packtrail.protocol.workbook_rows import Lack, Row, row_of
from packtrail.usecases.ports import Clock, DocumentKind, NewId, OnWriter, Store, Tx, View
from packtrail.usecases.workbook_ports import (
    LoadedProfile,
    PortalLine,
    PortalStage,
    SealedRow,
    ShelfOf,
    Workbook,
)

PAGE = 500
MOST_HELD = 500
"""Lines held back that are told one by one; the rest is counted."""

LONGEST_REASON = 500
TRIES = 3
_LONGEST_NAME = 40


class HoldReason(StrEnum):
    """Why a line is in no workbook yet."""

    LACKS = "lacks"  # a cell that the portal asks for
    EARLIER_STAGE = "earlier_stage"  # its intake is not accepted there yet
    CODE_TWICE = "code_twice"  # the same code stands in this workbook already, or waits for its answer


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """What was sealed, and what waits."""

    workbooks: tuple[Workbook, ...]
    held: tuple[HeldBack, ...]
    held_count: int


def preview_workbooks(asked: ExportAsked, *, store: Store, shelf: ShelfOf) -> tuple[StagePlan, ...]:
    """What an export would seal now, stage by stage; nothing is written.

    Raises NoSuchPortal, NoSuchProfile or MassUnitNotChosen.
    """
    with store.read() as view:
        _portal_title(view, asked)
        return tuple(
            _planned(
                view, shelf, asked, stage, shelf(view).owed(_where(asked, stage), rejected=asked.rejected)
            )
            for stage in _stages(asked)
        )


def export_workbooks(
    asked: ExportAsked,
    *,
    by: Operator,
    store: Store,
    shelf: ShelfOf,
    on_writer: OnWriter,
    now: Clock,
    new_id: NewId,
) -> Exported:
    """Seal everything that waits and is ready, in as many files as the portal's most rows ask for.

    Raises NotAllowed, NoSuchPortal, NoSuchProfile, or MassUnitNotChosen before the sheet that needs it.
    """
    require(by, Act.SEND)
    portal = asked.portal
    with store.read() as view:
        _portal_title(view, asked)
    if portal is not None:
        on_writer(lambda: _set_aside(store, shelf, portal))
    sealing = _Sealing(asked, by, store, shelf, on_writer, now, new_id)
    plans = [sealing.stage(stage) for stage in _stages(asked)]
    return Exported(
        workbooks=tuple(sealing.sealed),
        held=tuple(each for plan in plans for each in plan.held)[:MOST_HELD],
        held_count=sum(plan.held_count for plan in plans),
    )


def export_again(
    asked: ExportAsked,
    codes: Sequence[str],
    reason: str,
    *,
    by: Operator,
    store: Store,
    shelf: ShelfOf,
    on_writer: OnWriter,
    now: Clock,
    new_id: NewId,
) -> Exported:
    """Seal rows that the portal confirmed before once more; the reason is kept with the workbook.

    Their acceptance stands whatever the portal says to the second. ``asked.stage`` has to be named. Raises
    NotAllowed, ReasonNeeded, NotConfirmedBefore for codes that it never confirmed, or as an export does.
    """
    require(by, Act.SEND)
    if not 1 < len(reason.strip()) <= LONGEST_REASON:
        raise ReasonNeeded
    stage = next((each for each in _stages(asked) if each.name == asked.stage), None)
    if stage is None:
        raise NoSuchProfile(f"{asked.profile.profile.name} {asked.stage or ''}".strip())
    wanted = {code_key(code): code.strip() for code in codes}
    with store.read() as view:
        _portal_title(view, asked)
        where = _where(asked, stage)
        found = [
            line
            for line in shelf(view).lines(where, shelf(view).confirmed(where, wanted.keys()))
            if _is_theirs(line, asked, view.routes())
        ]
    newest = {code_key(str(line.facts.get(Field.BATTERY_CODE))): line for line in found}
    missing = [code for key, code in wanted.items() if key not in newest]
    if missing or not wanted:
        raise NotConfirmedBefore("、".join(missing[:10]))
    sealing = _Sealing(asked, by, store, shelf, on_writer, now, new_id, reason.strip())
    plan = sealing.again(stage, [line.arrival for line in newest.values()])
    return Exported(workbooks=tuple(sealing.sealed), held=tuple(plan.held), held_count=plan.held_count)


@dataclass
class _Sealing:
    """One export under way."""

    asked: ExportAsked
    by: Operator
    store: Store
    shelf: ShelfOf
    on_writer: OnWriter
    now: Clock
    new_id: NewId
    reason: str | None = None
    sealed: list[Workbook] = field(default_factory=list)

    def stage(self, stage: Stage) -> StagePlan:
        """Seal what waits of one stage, file by file; what was held back of all of them."""
        where = _where(self.asked, stage)
        with self.store.read() as view:
            left = list(self.shelf(view).owed(where, rejected=self.asked.rejected))
        return self._seal_all(stage, left)

    def again(self, stage: Stage, arrivals: list[int]) -> StagePlan:
        """Seal these lines, which were confirmed before."""
        return self._seal_all(stage, arrivals)

    def _seal_all(self, stage: Stage, left: list[int]) -> StagePlan:
        told = StagePlan(stage)
        while left:
            looked = self._seal_next(stage, left, told)
            left = left[looked:]
        return told

    def _seal_next(self, stage: Stage, left: Sequence[int], told: StagePlan) -> int:
        """Seal one file from the first of ``left``; how many of them were looked at."""
        for attempt in range(TRIES):
            with self.store.read() as view:
                plan, looked, end = self._plan(view, stage, left)
            content = self._content(plan)
            act = partial(self._act, plan, content, end)
            workbook = self.on_writer(act) if plan.rows or plan.gone else None
            if workbook is None and plan.rows and attempt + 1 < TRIES:
                continue  # something changed between reading and the act
            if workbook is None and plan.rows:
                plan, looked, workbook = self.on_writer(partial(self._at_once, stage, left))
            if workbook is not None:
                self.sealed.append(workbook)
            told.held += plan.held[: MOST_HELD - len(told.held)]
            told.held_count += plan.held_count
            return looked
        raise AssertionError  # the last attempt is made inside one act

    def _plan(self, view: View, stage: Stage, left: Sequence[int]) -> tuple[StagePlan, int, int]:
        looked = _Looked()
        plan = _planned(view, self.shelf, self.asked, stage, left, looked=looked, most=stage.max_rows)
        return plan, looked.count, self.shelf(view).log_end()

    def _content(self, plan: StagePlan) -> bytes:
        return write_workbook(plan.stage, plan.rows, mark=self.new_id(), at=self.now()) if plan.rows else b""

    def _act(self, plan: StagePlan, content: bytes, end: int) -> Workbook | None:
        """None when what was read is not true any more; then nothing was written."""
        with self.store.act() as tx:
            if self.shelf(tx).log_end() != end and not self._is_still(tx, plan):
                return None
            return self._keep(tx, plan, content)

    def _is_still(self, tx: Tx, plan: StagePlan) -> bool:
        arrivals = [line.arrival for line in plan.lines]
        return list(self.shelf(tx).lines(_where(self.asked, plan.stage), arrivals)) == plan.lines

    def _at_once(self, stage: Stage, left: Sequence[int]) -> tuple[StagePlan, int, Workbook | None]:
        with self.store.act() as tx:
            plan, looked, _ = self._plan(tx, stage, left)
            return plan, looked, self._keep(tx, plan, self._content(plan))

    def _keep(self, tx: Tx, plan: StagePlan, content: bytes) -> Workbook | None:
        shelf = self.shelf(tx)
        if plan.gone and self.asked.portal is not None:
            shelf.let_go(self.asked.portal, plan.gone)
        if not plan.rows:
            return None
        at = self.now()
        number = tx.next_number(DocumentKind.BATCH, legal_day(at))
        workbook = Workbook(
            number=number,
            digest=sha256_digest(content),
            portal=self.asked.portal,
            profile=self.asked.profile.profile.name,
            profile_digest=self.asked.profile.digest,
            stage=plan.stage.name,
            file_name=_file_name(number, plan.stage, _portal_title(tx, self.asked)),
            mass_unit=self.asked.mass_unit if plan.stage.has_mass else None,
            row_count=len(plan.rows),
            reason=self.reason,
            sealed_at=at,
            sealed_by=self.by.ref,
        )
        rows = [
            SealedRow(
                arrival=line.arrival,
                record_id=line.record_id,
                code=row.code,
                carried=line.carried if self.reason is None else (),
                stands=self.reason is not None,
            )
            for line, row in zip(plan.lines, plan.rows, strict=True)
        ]
        return workbook if shelf.seal(workbook, content, rows) else None


@dataclass
class _Looked:
    """How many of the lines offered were looked at."""

    count: int = 0


def _set_aside(store: Store, shelf: ShelfOf, portal: str) -> None:
    with store.act() as tx:
        shelf(tx).set_aside(portal)


def _planned(
    view: View,
    shelf: ShelfOf,
    asked: ExportAsked,
    stage: Stage,
    arrivals: Sequence[int],
    *,
    looked: _Looked | None = None,
    most: int | None = None,
) -> StagePlan:
    """The rows of the first lines that fit into ``most`` rows, and what is held back on the way."""
    plan, counted = StagePlan(stage), looked or _Looked()
    routes, codes = tuple(view.routes()), set[str]()
    for line in _lines(shelf, view, _where(asked, stage), arrivals):
        if most is not None and len(plan.rows) >= most:
            break
        counted.count += 1
        if not line.counts:
            plan.gone.append(line.arrival)
        elif _is_theirs(line, asked, routes):
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


def _is_theirs(line: PortalLine, asked: ExportAsked, routes: Sequence[Route]) -> bool:
    """Asked again before anything is written, whatever opened the line: nothing goes to another maker."""
    return asked.portal is None or portal_of(line.maker, routes) == asked.portal


def _stages(asked: ExportAsked) -> tuple[Stage, ...]:
    stages = tuple(
        stage for stage in asked.profile.profile.stages if asked.stage is None or stage.name == asked.stage
    )
    if not stages:
        raise NoSuchProfile(f"{asked.profile.profile.name} {asked.stage}")
    return stages


def _where(asked: ExportAsked, stage: Stage) -> PortalStage:
    return PortalStage(asked.portal, asked.profile.profile.name, stage.rows, has_earlier=bool(stage.after))


def _portal_title(view: View, asked: ExportAsked) -> str:
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


def _file_name(number: str, stage: Stage, title: str) -> str:
    """Whose, which sheet, by which template: an operator finds the right one among many."""
    parts = (number, _safe(title), _safe(stage.title), f"{_safe(stage.template)}-{stage.template_version}")
    return f"{'_'.join(parts)}.xlsx"


def _safe(text: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in text)[:_LONGEST_NAME]
