"""Workbooks sealed for portals: their bytes, their rows, and what the portals said of them."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from packtrail.domain.sync_state import SubmissionState
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.failure_sheet import Failure
from packtrail.protocol.workbook_profile import MassUnit
from packtrail.store import portal_lines
from packtrail.store.columns import hash_blob, hash_text, id_text, moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.destinations import key_of
from packtrail.store.portal_lines import AMENDING
from packtrail.store.projections import Projection
from packtrail.store.statements import filled, marks
from packtrail.store.submissions import CONFIRMED, OPEN_ROWS
from packtrail.store.view import LedgerView
from packtrail.usecases import workbook_ports as ports
from packtrail.usecases.ports import View
from packtrail.usecases.workbook_ports import PortalResult, SealedRow, Workbook, WorkbookState

_BY_HAND = SubmissionState.MANUAL_ACTION
_WAITING = "('pending', 'waiting_dependency', 'rejected')"
_READ = (
    "SELECT number, digest, name, profile, profile_digest, stage, file_name, mass_unit, row_count, reason,"
    " sealed_at, sealed_by, state, confirmed_count"
    " FROM workbook LEFT JOIN destination ON destination.destination = workbook.portal "
)
_INSERT = filled(
    "INSERT INTO workbook (number, digest, portal, profile, profile_digest, stage, file_name, mass_unit,"
    " row_count, reason, content, sealed_at, sealed_by, state, confirmed_count) VALUES ({marks})",
    marks=marks(15),
)
_ROWS = (
    "SELECT workbook_row.arrival, record_id, code, carried, verdict, stands"
    " FROM workbook_row JOIN record USING (arrival) WHERE workbook = ? ORDER BY line"
)


_PROVEN = """
    SELECT record.record_id FROM workbook_row JOIN record USING (arrival) JOIN reportable USING (arrival)
    WHERE arrival IN (SELECT value FROM json_each(?1)) AND workbook = ?2
    UNION
    SELECT certificate_id FROM workbook_row JOIN reference ON reference.arrival = workbook_row.arrival
    JOIN vehicle_case ON vehicle_case.arrival = reference.named
    JOIN record ON record.arrival = reference.arrival
    WHERE workbook_row.arrival IN (SELECT value FROM json_each(?1)) AND workbook = ?2
      AND record_type = 'battery_removed' AND certificate_id IS NOT NULL
    """


def shelf_of(view: View) -> ports.ShelfTx:
    """The workbooks of the read or act that ``view`` is."""
    if not isinstance(view, LedgerView):
        raise TypeError(view)
    return WorkbookShelf(view._connection)  # noqa: SLF001 - one package; ends with its block as the view does


class WorkbookShelf(ports.ShelfTx):
    """Reads and writes through one connection, for as long as its block lasts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def log_end(self) -> int:
        """The key of the newest record."""
        return int(self._one("SELECT coalesce(max(arrival), 0) FROM record"))

    def owed(self, stage: ports.PortalStage, *, rejected: bool) -> Sequence[int]:
        """Lines that wait for a workbook."""
        return portal_lines.owed(self._connection, stage, rejected=rejected)

    def confirmed(self, stage: ports.PortalStage, codes: Collection[str]) -> Sequence[int]:
        """Lines with these codes that the portal accepted."""
        return portal_lines.confirmed(self._connection, stage, codes)

    def lines(self, stage: ports.PortalStage, arrivals: Sequence[int]) -> Sequence[ports.PortalLine]:
        """Those lines."""
        return portal_lines.lines(self._connection, stage, arrivals)

    def workbook(self, number: str) -> Workbook | None:
        """One workbook."""
        row = self._connection.execute(_READ + "WHERE number = ?", (number,)).fetchone()
        return _workbook(row) if row else None

    def workbooks(self, limit: int = 200, *, state: WorkbookState | None = None) -> Sequence[Workbook]:
        """The newest workbooks."""
        where, facts = ("WHERE state = ? ", [state.value]) if state else ("", list[Any]())
        rows = self._connection.execute(f"{_READ}{where}ORDER BY workbook DESC LIMIT ?", (*facts, limit))
        return [_workbook(row) for row in rows.fetchall()]

    def content(self, number: str) -> bytes:
        """The sealed bytes."""
        return bytes(self._one("SELECT content FROM workbook WHERE workbook = ?", self._key(number)))

    def rows(self, number: str) -> Sequence[SealedRow]:
        """The rows of a workbook."""
        found = self._connection.execute(_ROWS, (self._key(number),)).fetchall()
        return [
            SealedRow(
                arrival=arrival,
                record_id=id_text(record_id),
                code=code,
                carried=tuple(json.loads(carried)),
                verdict=SubmissionState(verdict) if verdict else None,
                stands=bool(stands),
            )
            for arrival, record_id, code, carried, verdict, stands in found
        ]

    def with_codes(self, codes: Collection[str]) -> str | None:
        """The newest workbook that has every one of these codes."""
        wanted = sorted(set(codes))
        row = self._connection.execute(
            "SELECT number FROM workbook_row JOIN workbook USING (workbook)"
            " WHERE code IN (SELECT value FROM json_each(?)) GROUP BY workbook"
            " HAVING count(DISTINCT code) = ? ORDER BY workbook DESC LIMIT 1",
            (json.dumps(wanted, ensure_ascii=False), len(wanted)),
        ).fetchone()
        return str(row[0]) if row else None

    def record_ids(self, arrivals: Sequence[int]) -> Sequence[str]:
        """The ids of records by their keys."""
        asked = "SELECT record_id FROM json_each(?) JOIN record ON arrival = value ORDER BY json_each.key"
        return [id_text(row[0]) for row in self._connection.execute(asked, (json.dumps(list(arrivals)),))]

    def proven(self, number: str, arrivals: Sequence[int]) -> Sequence[str]:
        """The records whose duty is met by these rows; what owes none is passed over."""
        found = self._connection.execute(_PROVEN, (json.dumps(list(arrivals)), self._key(number)))
        return [id_text(row[0]) for row in found.fetchall()]

    def last_result(self, number: str) -> PortalResult | None:
        """The newest failure file that counts."""
        row = self._connection.execute(
            "SELECT file_name, content, heard_at, heard_by, failures, doubt FROM portal_result"
            " WHERE workbook = ? AND doubt IS NULL ORDER BY result DESC LIMIT 1",
            (self._key(number),),
        ).fetchone()
        if row is None:
            return None
        file_name, content, heard_at, heard_by, failures, doubt = row
        return PortalResult(
            number=number,
            file_name=file_name,
            content=bytes(content),
            heard_at=moment(heard_at),
            heard_by=heard_by,
            failures=tuple(Failure(**each) for each in json.loads(failures)),
            doubt=doubt,
        )

    def seal(self, workbook: Workbook, content: bytes, rows: Sequence[SealedRow]) -> bool:
        """Keep the bytes; what waited is ``batched``."""
        key = None if workbook.portal is None else key_of(self._connection, workbook.portal)
        if key is not None and not self._batch(key, rows):
            return False
        self._connection.execute(
            _INSERT,
            (
                workbook.number,
                hash_blob(workbook.digest),
                key,
                workbook.profile,
                hash_blob(workbook.profile_digest),
                workbook.stage,
                workbook.file_name,
                workbook.mass_unit,
                workbook.row_count,
                workbook.reason,
                content,
                seconds(workbook.sealed_at),
                workbook.sealed_by,
                workbook.state.value,
                workbook.confirmed_count,
            ),
        )
        number = self._key(workbook.number)
        self._connection.executemany(
            "INSERT INTO workbook_row (workbook, line, arrival, code, carried, stands)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, line, row.arrival, row.code, json.dumps(row.carried), row.stands)
                for line, row in enumerate(rows, start=1)
            ],
        )
        return True

    def keep_result(self, result: PortalResult) -> None:
        """Keep a failure file, once by its content."""
        digest = hash_blob(sha256_digest(result.content))
        failures = [
            {"code": each.code, "text": each.text, "problem_code": each.problem_code}
            for each in result.failures
        ]
        self._connection.execute(
            "INSERT INTO portal_result"
            " (workbook, digest, file_name, content, heard_at, heard_by, failures, doubt)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                self._key(result.number),
                digest,
                result.file_name,
                result.content,
                seconds(result.heard_at),
                result.heard_by,
                json.dumps(failures, ensure_ascii=False),
                result.doubt,
            ),
        )

    def set_state(self, number: str, state: WorkbookState, count: int | None = None) -> None:
        """Move a workbook on."""
        key = self._key(number)
        self._connection.execute(
            "UPDATE workbook SET state = ?, confirmed_count = ? WHERE workbook = ?", (state.value, count, key)
        )
        portal = self._one("SELECT portal FROM workbook WHERE workbook = ?", key)
        if state is not WorkbookState.WITHDRAWN or portal is None:
            return
        arrivals = [
            arrival
            for row in self.rows(number)
            if row.verdict is None and not row.stands
            for arrival in (row.arrival, *row.carried)
        ]
        self._move(portal, arrivals, SubmissionState.PENDING, "('batched')")

    def note_verdicts(self, number: str, verdicts: Mapping[int, SubmissionState]) -> None:
        """Write beside the rows what the portal said of them."""
        key = self._key(number)
        self._connection.executemany(
            "UPDATE workbook_row SET verdict = ? WHERE workbook = ? AND arrival = ?",
            [(state.value, key, arrival) for arrival, state in verdicts.items()],
        )

    def let_go(self, portal: str, arrivals: Sequence[int]) -> None:
        """Settle lines that count no more."""
        self._move(key_of(self._connection, portal), arrivals, SubmissionState.NOT_REQUIRED, _WAITING)

    def set_aside(self, portal: str) -> int:
        """Settle what no workbook will ever carry."""
        key = key_of(self._connection, portal)
        changed = 0
        for arrival, record_type in self._connection.execute(
            filled(
                "SELECT submission.arrival, record_type FROM submission INDEXED BY submission_open"
                " JOIN record USING (arrival)"
                " WHERE destination = ? AND state IN ('pending', 'waiting_dependency') AND {open_rows}"
                " AND record_type IN ('correction', 'void', 'correction_answered')",
                open_rows=OPEN_ROWS,
            ),
            (key,),
        ).fetchall():
            state = self._beside(key, arrival, is_void=record_type == "void")
            if state is not None:
                changed += self._move(key, [arrival], state, _WAITING)
        return changed

    def _beside(self, key: int, amendment: int, *, is_void: bool) -> SubmissionState | None:
        """What becomes of an amendment by where its line stands; None while it can still go with it."""
        line, state = self._line_of(key, amendment)
        if line is None or state is SubmissionState.NOT_REQUIRED:
            return SubmissionState.NOT_REQUIRED if line is None or self._is_void(line) else _BY_HAND
        if state in CONFIRMED:
            return _BY_HAND
        if is_void and state in {
            SubmissionState.PENDING,
            SubmissionState.WAITING_DEPENDENCY,
            SubmissionState.REJECTED,
        }:
            self._move(key, [line], SubmissionState.NOT_REQUIRED, _WAITING)
            return SubmissionState.NOT_REQUIRED
        return None

    def _is_void(self, arrival: int) -> bool:
        return Projection(self._connection).amended(arrival)[0].is_voided

    def _line_of(self, key: int, amendment: int) -> tuple[int | None, SubmissionState | None]:
        """The line that an amendment is about in the end, and its state at the portal."""
        row = self._connection.execute(
            filled(
                "WITH RECURSIVE about (arrival) AS (SELECT ?2 UNION"
                " SELECT target FROM amendment JOIN about USING (arrival))"
                " SELECT submission.arrival, state FROM about JOIN submission USING (arrival)"
                " JOIN record USING (arrival) WHERE destination = ?1 AND record_type NOT IN ({amending})",
                amending=", ".join(f"'{name}'" for name in AMENDING),
            ),
            (key, amendment),
        ).fetchone()
        return (row[0], SubmissionState(row[1])) if row else (None, None)

    def _batch(self, key: int, rows: Sequence[SealedRow]) -> bool:
        """Whether every row waited, and is ``batched`` now with what it carries."""
        fresh = [row.arrival for row in rows if not row.stands]
        if self._move(key, fresh, SubmissionState.BATCHED, _WAITING) != len(fresh):
            return False
        carried = [arrival for row in rows if not row.stands for arrival in row.carried]
        self._move(key, carried, SubmissionState.BATCHED, _WAITING)
        return True

    def _move(self, key: int, arrivals: Sequence[int], state: SubmissionState, from_states: str) -> int:
        return self._connection.execute(
            filled(
                "UPDATE submission SET state = ? WHERE destination = ?"
                " AND arrival IN (SELECT value FROM json_each(?)) AND state IN {from_states}",
                from_states=from_states,
            ),
            (state.value, key, json.dumps(list(arrivals))),
        ).rowcount

    def _key(self, number: str) -> int:
        return int(self._one("SELECT workbook FROM workbook WHERE number = ?", number))

    def _one(self, statement: str, *facts: object) -> Any:
        row = self._connection.execute(statement, facts).fetchone()
        if row is None:
            raise LookupError(facts)
        return row[0]


def _workbook(row: tuple[Any, ...]) -> Workbook:
    (number, digest, portal, profile, profile_digest, stage, file_name, mass_unit, row_count, reason,
     sealed_at, sealed_by, state, confirmed_count) = row  # fmt: skip
    return Workbook(
        number=number,
        digest=hash_text(digest),
        portal=portal,
        profile=profile,
        profile_digest=hash_text(profile_digest),
        stage=stage,
        file_name=file_name,
        mass_unit=MassUnit(mass_unit) if mass_unit else None,
        row_count=row_count,
        reason=reason,
        sealed_at=moment(sealed_at),
        sealed_by=sealed_by,
        state=WorkbookState(state),
        confirmed_count=confirmed_count,
    )
