"""One workbook per maker for all its outlets, and the portal's failure file split back to the stations.

The same profiles, rows and rules as at a desk; the stations hear what the portal said through the changes
feed.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from packtrail.domain.errors_workbook import (
    FailureSheetDoubtful,
    MassUnitNotChosen,
    PortalCountDiffers,
    WorkbookIsClosed,
)
from packtrail.domain.moments import legal_day
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.failure_sheet import Failure, code_key, read_failures
from packtrail.protocol.workbook_file import write_workbook
from packtrail.protocol.workbook_profile import Field, MassUnit, PortalText, Profile, Stage
from packtrail.protocol.workbook_rows import Lack, row_of
from packtrail.protocol.workbook_rows import Row as SheetRow
from packtrail_hub import database
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, id_text, safe_text, seconds
from packtrail_hub.portal_batches import (
    READ,
    batch_of,
    keep_batch,
    next_number,
    note_verdicts,
    rows_of,
    tell_stations,
)
from packtrail_hub.portal_lines import HubLine, owed, portal_of
from packtrail_hub.tables import portal_batch, portal_reply

ROAD: Final = "workbook"


@dataclass(frozen=True, kw_only=True, slots=True)
class HubWorkbook:
    """One file that was sealed for a maker's portal."""

    number: str
    file_name: str
    stage: str
    row_count: int
    content: bytes


@dataclass(frozen=True, slots=True)
class HubHeld:
    """A line that is in no workbook yet; without lacks it waits for its intake's acceptance."""

    record_id: str
    code: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What was sealed, and what waits."""

    workbooks: tuple[HubWorkbook, ...]
    held: tuple[HubHeld, ...]


@dataclass(frozen=True, slots=True)
class PortalSaid:
    """What a failure file comes to; nothing is settled before the count is confirmed."""

    number: str
    rows: int
    failures: tuple[Failure, ...]

    @property
    def expected(self) -> int:
        """The number of accepted rows that the portal must have shown."""
        return self.rows - len(self.failures)


def write_workbooks(
    hub: Hub,
    makers: Sequence[str],
    profile: Profile,
    *,
    mass_unit: MassUnit | None = None,
    rejected: bool = False,
) -> Written:
    """Seal everything that the makers' portal is owed, of all outlets, stage by stage.

    Raises MassUnitNotChosen before the first file of a sheet with a mass; what was sealed before stays.
    """
    made, held = list[HubWorkbook](), list[HubHeld]()
    for stage in profile.stages:
        while True:
            work = _Sealing(hub, tuple(makers), profile, stage, mass_unit, rejected)
            workbook, waiting = hub.write(work.next_file)
            if workbook is None:
                held += waiting
                break
            made.append(workbook)
    return Written(tuple(made), tuple(held))


def read_failure_file(
    hub: Hub, number: str, content: bytes, file_name: str, *, profile: Profile, texts: Sequence[PortalText]
) -> PortalSaid:
    """Keep a failure file as it came and read it against a workbook.

    Raises NoSuchWorkbook, WorkbookIsClosed, SheetUnreadable, SheetTooLarge, or FailureSheetDoubtful: then its
    bytes are kept and nothing else is.
    """
    with database.look(hub.engine) as connection:
        found = _open_batch(connection, number)
        sent = [row.code for row in rows_of(connection, found.id)]
    sheet = read_failures(
        content, file_name, profile=profile, stage=profile.stage(found.stage), sent=sent, texts=texts
    )
    hub.write(
        lambda connection: _keep_reply(
            hub, connection, found, content, file_name, sheet.doubt or READ, sheet.failures
        )
    )
    if sheet.doubt is not None:
        raise FailureSheetDoubtful(number, sheet.doubt, "、".join(sheet.codes[:5]) or None, None)
    return PortalSaid(number, found.row_count, sheet.failures)


def confirm_workbook(hub: Hub, number: str, shown: int) -> PortalSaid:
    """Settle every row by the number of accepted rows that the portal showed, and tell the stations.

    What ended half-way goes on when it is called again with the same number. Raises NoSuchWorkbook,
    WorkbookIsClosed or PortalCountDiffers: then no row has a verdict.
    """
    said = hub.write(lambda connection: _settle(hub, connection, number, shown))
    tell_stations(hub, number)
    return said


@dataclass(frozen=True, slots=True)
class _Sealing:
    """Seals one file of a stage, inside one act."""

    hub: Hub
    makers: tuple[str, ...]
    profile: Profile
    stage: Stage
    mass_unit: MassUnit | None
    rejected: bool

    def next_file(self, connection: Connection) -> tuple[HubWorkbook | None, list[HubHeld]]:
        """The next file of what waits, None when nothing is ready, and what was held back on the way."""
        rows, lines, held, codes = list[SheetRow](), list[HubLine](), list[HubHeld](), set[str]()
        waiting = owed(connection, self.makers, self.stage.rows, rejected=self.rejected, again=False)
        for line in waiting:
            if len(rows) == self.stage.max_rows:
                break
            made = self._row(line)
            if isinstance(made, SheetRow) and code_key(made.code) not in codes:
                codes.add(code_key(made.code))
                rows.append(made)
                lines.append(line)
            elif not isinstance(made, SheetRow):
                held.append(
                    HubHeld(id_text(line.record_uid), str(line.facts.get(Field.BATTERY_CODE) or ""), made)
                )
        return (self._keep(connection, rows, lines) if rows else None), held

    def _row(self, line: HubLine) -> SheetRow | tuple[Lack, ...]:
        if self.stage.has_mass and self.mass_unit is None:
            raise MassUnitNotChosen(
                next(column.header for column in self.stage.columns if column.field is Field.GROSS_MASS)
            )
        return row_of(self.stage, line.facts, self.mass_unit) if line.is_ready else ()

    def _keep(
        self, connection: Connection, rows: Sequence[SheetRow], lines: Sequence[HubLine]
    ) -> HubWorkbook:
        at = self.hub.now()
        content = write_workbook(self.stage, rows, mark=self.hub.new_id(), at=at)
        number = next_number(connection, f"WB-{legal_day(at):%Y%m%d}")
        keep_batch(
            connection,
            {
                "number": number,
                "portal": portal_of(self.makers),
                "road": ROAD,
                "profile": self.profile.name,
                "stage": self.stage.name,
                "mass_unit": self.mass_unit if self.stage.has_mass else None,
                "row_count": len(rows),
                "digest": hash_bytes(sha256_digest(content)),
                "content": content,
                "sealed_at": seconds(at),
                "state": "open",
            },
            [(line.record_uid, row.code) for line, row in zip(lines, rows, strict=True)],
        )
        facts: dict[str, Any] = {"number": number, "maker": self.makers[0][:200], "rows": len(rows)}
        note(self.hub, connection, COMMAND_LINE, "workbook_sealed", **facts)
        return HubWorkbook(
            number=number,
            file_name=f"{number}_{self.stage.name}_{self.stage.template_version}.xlsx",
            stage=self.stage.name,
            row_count=len(rows),
            content=content,
        )


def _settle(hub: Hub, connection: Connection, number: str, shown: int) -> PortalSaid:
    found = batch_of(connection, number, road=ROAD)
    said = PortalSaid(number, found.row_count, _failures(connection, found.id))
    if found.state == "confirmed" and found.confirmed_count == shown:
        return said
    if found.state != "open":
        raise WorkbookIsClosed(number)
    if shown != said.expected:
        raise PortalCountDiffers(number, found.row_count, len(said.failures), said.expected, shown)
    failures = {each.code: each for each in said.failures}
    note_verdicts(
        connection,
        found.id,
        lambda code: ("rejected", failures[code]) if code in failures else ("accepted", None),
    )
    mine = portal_batch.c.id == found.id
    connection.execute(update(portal_batch).where(mine).values(state="confirmed", confirmed_count=shown))
    facts: dict[str, Any] = {"number": number, "accepted": said.expected, "rejected": len(said.failures)}
    note(hub, connection, COMMAND_LINE, "workbook_confirmed", **facts)
    return said


def _failures(connection: Connection, batch_id: int) -> tuple[Failure, ...]:
    found = connection.execute(
        select(portal_reply.c.failures)
        .where(portal_reply.c.batch_id == batch_id, portal_reply.c.outcome == READ)
        .order_by(portal_reply.c.id.desc())
        .limit(1)
    ).scalar()
    return tuple(Failure(**each) for each in json.loads(found)) if found is not None else ()


def _keep_reply(
    hub: Hub,
    connection: Connection,
    found: Row[Any],
    content: bytes,
    file_name: str,
    outcome: str,
    failures: Sequence[Failure],
) -> None:
    digest = hash_bytes(sha256_digest(content))
    last = connection.execute(
        select(portal_reply.c.digest)
        .where(portal_reply.c.batch_id == found.id)
        .order_by(portal_reply.c.id.desc())
        .limit(1)
    ).scalar()
    if last == digest:
        return
    values = {
        "batch_id": found.id,
        "heard_at": seconds(hub.now()),
        "file_name": safe_text(file_name)[:200],
        "digest": digest,
        "content": content,
        "outcome": outcome,
        "failures": json.dumps([asdict(each) for each in failures], ensure_ascii=False).encode(),
    }
    connection.execute(insert(portal_reply).values(**values))
    what = "failures_read" if outcome == READ else "failures_doubted"
    note(hub, connection, COMMAND_LINE, what, number=found.number, failures=len(failures))


def _open_batch(connection: Connection, number: str) -> Row[Any]:
    found = batch_of(connection, number, road=ROAD)
    if found.state != "open":
        raise WorkbookIsClosed(number)
    return found
