"""Seal workbooks for a portal: what it is owed, in its columns and stages, as files that never change.

Rows are read and the file is written beside the operators' acts; the act itself only checks that nothing
changed meanwhile, and keeps the bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from packtrail.domain.errors_workbook import (
    NoSuchProfile,
    NotConfirmedBefore,
    ReasonNeeded,
)
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.failure_sheet import code_key
from packtrail.protocol.workbook_file import write_workbook
from packtrail.protocol.workbook_profile import Field, Stage
from packtrail.usecases.plan_workbook import (
    MOST_HELD,
    ExportAsked,
    HeldBack,
    Looked,
    StagePlan,
    is_theirs,
    planned,
    portal_title,
    stages_of,
    where_of,
)
from packtrail.usecases.ports import Clock, DocumentKind, NewId, OnWriter, Store, Tx, View
from packtrail.usecases.workbook_ports import (
    SealedRow,
    ShelfOf,
    Workbook,
)

LONGEST_REASON = 500
TRIES = 3
_LONGEST_NAME = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """What was sealed, and what waits."""

    workbooks: tuple[Workbook, ...]
    held: tuple[HeldBack, ...]
    held_count: int


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
        portal_title(view, asked)
    if portal is not None:
        on_writer(lambda: _set_aside(store, shelf, portal))
    sealing = _Sealing(asked, by, store, shelf, on_writer, now, new_id)
    plans = [sealing.stage(stage) for stage in stages_of(asked)]
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
    stage = next((each for each in stages_of(asked) if each.name == asked.stage), None)
    if stage is None:
        raise NoSuchProfile(f"{asked.profile.profile.name} {asked.stage or ''}".strip())
    wanted = {code_key(code): code.strip() for code in codes}
    with store.read() as view:
        portal_title(view, asked)
        where = where_of(asked, stage)
        found = [
            line
            for line in shelf(view).lines(where, shelf(view).confirmed(where, wanted.keys()))
            if is_theirs(line, asked, view.routes())
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
        where = where_of(self.asked, stage)
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
        looked = Looked()
        plan = planned(view, self.shelf, self.asked, stage, left, looked=looked, most=stage.max_rows)
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
        return list(self.shelf(tx).lines(where_of(self.asked, plan.stage), arrivals)) == plan.lines

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
            file_name=_file_name(number, plan.stage, portal_title(tx, self.asked)),
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


def _set_aside(store: Store, shelf: ShelfOf, portal: str) -> None:
    with store.act() as tx:
        shelf(tx).set_aside(portal)


def _file_name(number: str, stage: Stage, title: str) -> str:
    """Whose, which sheet, by which template: an operator finds the right one among many."""
    parts = (number, _safe(title), _safe(stage.title), f"{_safe(stage.template)}-{stage.template_version}")
    return f"{'_'.join(parts)}.xlsx"


def _safe(text: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in text)[:_LONGEST_NAME]
