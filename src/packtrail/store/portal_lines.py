"""The lines that a portal is owed and that wait for a workbook, read from the log as amended.

A portal's lines stand in ``submission``, opened by ``routing``; the national platform's web form is no
destination, so there the workbooks themselves say what went. Bodies are read as the JSON of their lines:
50,000 rows are made in seconds, and only what was amended is folded.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packtrail.domain.moments import moment_text
from packtrail.domain.records import BatteryRemoved, HandoffLine, Intake
from packtrail.domain.sync_state import SubmissionState
from packtrail.protocol.records import plain
from packtrail.protocol.workbook_profile import Rows
from packtrail.protocol.workbook_rows import Facts, handoff_facts, intake_facts, vehicle_facts
from packtrail.store.columns import id_blob, id_text
from packtrail.store.connection import Connection
from packtrail.store.destinations import key_of
from packtrail.store.projections import Projection
from packtrail.store.statements import filled
from packtrail.store.submissions import CONFIRMED, OPEN_ROWS
from packtrail.usecases.workbook_ports import PortalLine, PortalStage

RECORD_TYPES = {
    Rows.INTAKE: Intake.record_type,
    Rows.HANDOFF_LINE: HandoffLine.record_type,
    Rows.VEHICLE_BATTERY: BatteryRemoved.record_type,
    Rows.VEHICLE_BATTERY_OUT: HandoffLine.record_type,
}
AMENDING = ("correction", "void", "correction_answered")

_OWED = """
    SELECT submission.arrival FROM submission INDEXED BY submission_open JOIN record USING (arrival)
    WHERE destination = ?1 AND {open_rows} AND record_type = ?2
      AND (state IN ('pending', 'waiting_dependency') OR state = 'rejected' AND (?3 OR EXISTS (
        SELECT 1 FROM amendment JOIN submission AS told ON told.arrival = amendment.arrival
        WHERE amendment.target = submission.arrival AND told.destination = ?1
          AND told.state IN ('pending', 'waiting_dependency'))))
    ORDER BY submission.arrival
    """
_CONFIRMED = """
    SELECT submission.arrival FROM workbook_row JOIN submission USING (arrival) JOIN record USING (arrival)
    WHERE code IN (SELECT value FROM json_each(?3)) AND destination = ?1 AND record_type = ?2
      AND state IN ('accepted', 'accepted_with_warnings', 'duplicate')
    GROUP BY submission.arrival ORDER BY submission.arrival
    """
_WEB_VERDICT = """
    SELECT coalesce(verdict, 'batched') FROM workbook_row JOIN workbook USING (workbook)
    WHERE workbook_row.arrival = {arrival} AND portal IS NULL AND profile = {profile} AND state <> 'withdrawn'
    ORDER BY stands DESC, workbook DESC LIMIT 1
    """
"""What a web form said of a record; an acceptance that stands is asked before a later row."""

_OWED_ON_THE_WEB = filled(
    """
    SELECT record.arrival FROM record
    WHERE record_type = ?2 AND coalesce(({verdict}), 'pending') IN ('pending', iif(?3, 'rejected', 'pending'))
      AND (?4 = 0 OR EXISTS (
        SELECT 1 FROM handoff_item_view AS item JOIN record AS taken ON taken.record_id = item.unit_id
        JOIN unit ON unit.arrival = taken.arrival
        WHERE item.arrival = record.arrival AND unit.vehicle_id IS NOT NULL))
    ORDER BY record.arrival
    """,
    verdict=filled(_WEB_VERDICT, arrival="record.arrival", profile="?1"),
)
_CONFIRMED_ON_THE_WEB = """
    SELECT arrival FROM workbook_row JOIN workbook USING (workbook)
    WHERE code IN (SELECT value FROM json_each(?3)) AND portal IS NULL AND profile = ?1
      AND verdict = 'accepted' AND arrival IN (SELECT arrival FROM record WHERE record_type = ?2)
    GROUP BY arrival ORDER BY arrival
    """
_LINES = """
    SELECT record.arrival, record_id, canonical,
      EXISTS (SELECT 1 FROM amendment WHERE target = record.arrival), submission.state, responsible_maker
    FROM json_each(?1) AS asked JOIN record ON record.arrival = asked.value
    LEFT JOIN submission ON submission.destination = ?2 AND submission.arrival = asked.value
    LEFT JOIN unit ON unit.arrival = asked.value
    ORDER BY asked.key
    """
_CARRIED = """
    WITH RECURSIVE about (arrival) AS (
      SELECT arrival FROM amendment WHERE target = ?2
      UNION SELECT amendment.arrival FROM amendment JOIN about ON amendment.target = about.arrival)
    SELECT submission.arrival, record_id, canonical FROM about
    JOIN submission USING (arrival) JOIN record USING (arrival)
    WHERE destination = ?1 AND state IN ('pending', 'waiting_dependency', 'rejected')
    ORDER BY submission.arrival
    """
_REMOVAL = """
    SELECT reference.arrival FROM reference JOIN record ON record.arrival = reference.arrival
    WHERE named = ? AND record_type = 'battery_removed' ORDER BY reference.arrival DESC LIMIT 1
    """


def owed(connection: Connection, stage: PortalStage, *, rejected: bool) -> list[int]:
    """Keys of the lines that wait for a workbook, in log order."""
    kind = RECORD_TYPES[stage.rows]
    if stage.portal is not None:
        facts: tuple[object, ...] = (key_of(connection, stage.portal), kind, rejected)
        rows = connection.execute(filled(_OWED, open_rows=OPEN_ROWS), facts)
    else:
        facts = (stage.profile, kind, rejected, stage.rows is Rows.VEHICLE_BATTERY_OUT)
        rows = connection.execute(_OWED_ON_THE_WEB, facts)
    return [arrival for (arrival,) in rows]


def confirmed(connection: Connection, stage: PortalStage, codes: Collection[str]) -> list[int]:
    """Keys of the lines with these codes that the portal accepted from a workbook."""
    asked = json.dumps(sorted(codes), ensure_ascii=False)
    kind = RECORD_TYPES[stage.rows]
    if stage.portal is not None:
        rows = connection.execute(_CONFIRMED, (key_of(connection, stage.portal), kind, asked))
    else:
        rows = connection.execute(_CONFIRMED_ON_THE_WEB, (stage.profile, kind, asked))
    return [arrival for (arrival,) in rows]


def lines(connection: Connection, stage: PortalStage, arrivals: Sequence[int]) -> list[PortalLine]:
    """Those lines, in this order."""
    reading = _Reading(connection, stage)
    facts = (json.dumps(list(arrivals)), reading.key)
    return [reading.line(*row) for row in connection.execute(_LINES, facts).fetchall()]


@dataclass(frozen=True, slots=True)
class _Said:
    """A record as amended, as far as a row needs it."""

    arrival: int
    body: Mapping[str, Any]
    occurred_at: str
    counts: bool
    counting: frozenset[str] = frozenset()  # ids of what amends it and counts


@dataclass
class _Reading:
    """Reads some lines; headers of loads and cases of vehicles are read once."""

    connection: Connection
    stage: PortalStage
    _said: dict[str, _Said | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._projection = Projection(self.connection)
        portal = self.stage.portal
        self.key = None if portal is None else key_of(self.connection, portal)
        row = self.connection.execute(
            "SELECT canonical FROM record WHERE record_type = 'outlet_profile' ORDER BY arrival DESC LIMIT 1"
        ).fetchone()
        self._outlet: Mapping[str, Any] = json.loads(row[0])["body"] if row else {}

    def line(
        self,
        arrival: int,
        record_id: bytes,
        canonical: bytes,
        is_amended: int,
        state: str | None,
        maker: str | None,
    ) -> PortalLine:
        """One line with all that its row needs; ``maker`` is that of a unit which this record is."""
        said = self._read(arrival, canonical, bool(is_amended))
        facts, intake, counts = self._facts(said)
        return PortalLine(
            arrival=arrival,
            record_id=id_text(record_id),
            state=self._state(arrival) if state is None else SubmissionState(state),
            facts=facts,
            counts=counts,
            is_ready=not self.stage.has_earlier
            or (intake is not None and self._is_earlier_done(intake.arrival)),
            maker=maker if intake is said else self._maker(intake),
            carried=tuple(self._carried(said)) if is_amended else (),
        )

    def _facts(self, said: _Said) -> tuple[Facts, _Said | None, bool]:
        if self.stage.rows is Rows.INTAKE:
            return intake_facts(said.body, said.occurred_at, self._outlet), said, said.counts
        intake = self._named(said.body.get("intake_record_id"))
        taken = intake_facts(intake.body, intake.occurred_at, self._outlet) if intake else {}
        if self.stage.rows is Rows.VEHICLE_BATTERY:
            return self._of_vehicle(said, taken), intake, said.counts and (intake is None or intake.counts)
        header = self._named(said.body.get("handoff_record_id"))
        facts = handoff_facts(said.body, said.occurred_at, header.body if header else {}, taken)
        return facts, intake, said.counts and not self._is_cancelled(header)

    def _of_vehicle(self, said: _Said, taken: Facts) -> Facts:
        vehicle = self._named(said.body.get("vehicle_record_id"))
        row = self.connection.execute(
            "SELECT certificate_issued_on FROM vehicle_case WHERE arrival = ?",
            (vehicle.arrival if vehicle else None,),
        ).fetchone()
        return vehicle_facts(taken, vehicle.body.get("vin") if vehicle else None, row[0] if row else None)

    def _named(self, record_id: str | None) -> _Said | None:
        if record_id is None:
            return None
        if record_id not in self._said:
            row = self.connection.execute(
                "SELECT arrival, canonical, EXISTS (SELECT 1 FROM amendment WHERE target = record.arrival)"
                " FROM record WHERE record_id = ?",
                (id_blob(record_id),),
            ).fetchone()
            self._said[record_id] = self._read(row[0], row[1], bool(row[2])) if row else None
        return self._said[record_id]

    def _read(self, arrival: int, canonical: bytes, is_amended: bool) -> _Said:  # noqa: FBT001 - a column
        if not is_amended:
            value = json.loads(canonical)
            return _Said(arrival, value["body"], value["occurred_at"], counts=True)
        found, _ = self._projection.amended(arrival)
        counting = {each.record_id for each in found.corrections}
        return _Said(
            arrival,
            plain(found.record.body),
            moment_text(found.record.occurred_at),
            counts=not found.is_voided,
            counting=frozenset(counting),
        )

    def _carried(self, said: _Said) -> Iterator[int]:
        """The amendments that the row says already: corrections that count, with what answered them."""
        if self.key is None or not said.counts:
            return
        for arrival, record_id, canonical in self.connection.execute(
            _CARRIED, (self.key, said.arrival)
        ).fetchall():
            body = json.loads(canonical)["body"]
            if (body.get("correction_record_id") or id_text(record_id)) in said.counting:
                yield arrival

    def _state(self, arrival: int) -> SubmissionState:
        if self.key is None:
            row = self.connection.execute(
                filled(_WEB_VERDICT, arrival="?1", profile="?2"), (arrival, self.stage.profile)
            ).fetchone()
        else:
            row = self.connection.execute(
                "SELECT state FROM submission WHERE destination = ? AND arrival = ?", (self.key, arrival)
            ).fetchone()
        return SubmissionState(row[0]) if row else SubmissionState.PENDING

    def _is_earlier_done(self, intake: int) -> bool:
        if self.key is not None:
            return self._state(intake) in CONFIRMED | {SubmissionState.NOT_REQUIRED}
        removal = self.connection.execute(_REMOVAL, (intake,)).fetchone()
        return removal is not None and self._state(removal[0]) in CONFIRMED

    def _maker(self, intake: _Said | None) -> str | None:
        row = self.connection.execute(
            "SELECT responsible_maker FROM unit WHERE arrival = ?", (intake.arrival if intake else None,)
        ).fetchone()
        return row[0] if row else None

    def _is_cancelled(self, header: _Said | None) -> bool:
        row = self.connection.execute(
            "SELECT state FROM handoff_view WHERE arrival = ?", (header.arrival if header else None,)
        ).fetchone()
        return row is not None and row[0] == "cancelled"
