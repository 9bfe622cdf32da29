"""One row for each record and destination: what is owed, and what was said of it.

Rows are never deleted. How many are in which state is tallied by triggers, so the strip's counts cost
the same at any size; what is not settled is found by a partial index.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from packtrail.domain.reported_elsewhere import ReportedElsewhere
from packtrail.domain.sync_state import SETTLED, UNSENT, AckLevel, Backlog, SubmissionState
from packtrail.store.columns import id_blob, id_text, moment, seconds
from packtrail.store.connection import Connection, Row
from packtrail.store.destinations import key_of
from packtrail.store.statements import filled, marks
from packtrail.usecases.ports import Submission, Verdict

ACK_LEVELS = tuple(AckLevel)
"""A level's column is its place here; the trigger that lets none go down compares the numbers."""

CONFIRMED = frozenset(
    {SubmissionState.ACCEPTED, SubmissionState.ACCEPTED_WITH_WARNINGS, SubmissionState.DUPLICATE}
)
REFUSED = frozenset({SubmissionState.REJECTED, SubmissionState.BLOCKED})
UNDECIDED = frozenset(SubmissionState) - SETTLED - UNSENT - REFUSED

OPEN_ROWS = (
    "state NOT IN ('not_required', 'accepted', 'accepted_with_warnings', 'duplicate', 'superseded', 'voided')"
)
"""Word for word as in the partial index, or SQLite doesn't see that the index answers."""

NAMES = ("battery_code", "local_id", "delivery_number", "handoff_id", "case_number", "certificate_no")
UNITS = ("intake_record_id", "parent_record_id")
"""Fields of a body that say what staff call its subject, or which unit it is."""


def owe(connection: Connection, arrival: int, destinations: Sequence[int]) -> None:
    """Open the submissions of a new record."""
    connection.executemany(
        "INSERT INTO submission (destination, arrival, state) VALUES (?, ?, ?)",
        [(key, arrival, SubmissionState.PENDING.value) for key in destinations],
    )


def excuse(connection: Connection, excused: Iterable[ReportedElsewhere]) -> None:
    """What another road reported is not required there; only where nothing was sent yet."""
    connection.executemany(
        """
        UPDATE submission SET state = ?
        WHERE state = ? AND destination = (SELECT destination FROM destination WHERE name = ?)
          AND arrival = (SELECT arrival FROM record WHERE record_id = ?)
        """,
        [
            (
                SubmissionState.NOT_REQUIRED.value,
                SubmissionState.PENDING.value,
                each.destination,
                id_blob(each.record_id),
            )
            for each in excused
        ],
    )


def owe_after_all(connection: Connection, record_id: str) -> None:
    """It was said to be reported elsewhere, and nobody says so any more.

    Everyone who takes everything is owed it again; ``routing`` says which maker's portal is.
    """
    connection.execute(
        "UPDATE submission SET state = ?"
        " WHERE state = ? AND arrival = (SELECT arrival FROM record WHERE record_id = ?)"
        " AND destination IN (SELECT destination FROM destination WHERE kind <> 'maker_portal')",
        (SubmissionState.PENDING.value, SubmissionState.NOT_REQUIRED.value, id_blob(record_id)),
    )


def owe_anew(connection: Connection, destination: str) -> None:
    """Somebody else stands behind the destination: nothing that was said counts as his word.

    How far a record had come stays as its level, which never goes down.
    """
    key = key_of(connection, destination)
    connection.execute(
        """
        UPDATE submission SET state = iif(batch IS NULL, ?, ?),
          remote_no = NULL, issues = NULL, said_at = NULL
        WHERE destination = ? AND state <> ?
        """,
        (
            SubmissionState.PENDING.value,
            SubmissionState.BATCHED.value,
            key,
            SubmissionState.NOT_REQUIRED.value,
        ),
    )
    connection.execute("UPDATE destination SET last_confirmed_at = NULL WHERE destination = ?", (key,))


def backlog(connection: Connection, destination: str) -> Backlog:
    """What a destination owes us an answer for."""
    key = key_of(connection, destination)
    tally: dict[str, int] = dict(
        connection.execute("SELECT state, records FROM submission_tally WHERE destination = ?", (key,))
    )
    confirmed_at = connection.execute(
        "SELECT last_confirmed_at FROM destination WHERE destination = ?", (key,)
    ).fetchone()
    return Backlog(
        destination=destination,
        unsent=_total(tally, UNSENT),
        oldest_recorded_at=_oldest(connection, key),
        refused=_total(tally, REFUSED),
        confirmed=_total(tally, CONFIRMED),
        last_confirmed_at=moment(confirmed_at[0]) if confirmed_at else None,
        undecided=_total(tally, UNDECIDED),
    )


def submissions(
    connection: Connection, destination: str, states: Iterable[SubmissionState] | None, limit: int
) -> list[Submission]:
    """Records at a destination, newest first."""
    terms, facts = ["destination = ?"], list[Any]([key_of(connection, destination)])
    source = "submission"
    if states is not None:
        asked = sorted(set(states))
        terms.append(filled("state IN ({states})", states=marks(len(asked))))
        facts.extend(state.value for state in asked)
        if SETTLED.isdisjoint(asked):
            terms.append(OPEN_ROWS)
            # Without being told the planner prefers the primary key and looks at every row ever settled.
            source = "submission INDEXED BY submission_open"
    return _listed(connection, destination, source, " AND ".join(terms), (*facts, limit))


def submission(connection: Connection, record_id: str, destination: str) -> Submission | None:
    """One record at one destination."""
    found = _listed(
        connection,
        destination,
        "submission",
        "destination = ? AND submission.arrival = (SELECT arrival FROM record WHERE record_id = ?)",
        (key_of(connection, destination), id_blob(record_id), 1),
    )
    return found[0] if found else None


def settle(connection: Connection, destination: str, verdicts: Sequence[Verdict]) -> None:
    """Write what a destination said of each record.

    A verdict on a record that isn't ours changes nothing; the receipt that has it is kept anyway.
    """
    key = key_of(connection, destination)
    connection.executemany(
        """
        UPDATE submission SET state = ?, ack_level = max(ack_level, ?),
          remote_no = coalesce(?, remote_no), issues = ?, said_at = ?
        WHERE destination = ? AND arrival = (SELECT arrival FROM record WHERE record_id = ?)
        """,
        [
            (
                verdict.state.value,
                ACK_LEVELS.index(verdict.ack_level),
                verdict.remote_no,
                json.dumps(verdict.issues, ensure_ascii=False) if verdict.issues else None,
                seconds(verdict.said_at),
                key,
                id_blob(verdict.record_id),
            )
            for verdict in verdicts
        ],
    )
    said = [seconds(verdict.said_at) for verdict in verdicts if verdict.state in CONFIRMED]
    if said:
        connection.execute(
            "UPDATE destination SET last_confirmed_at = max(coalesce(last_confirmed_at, 0), ?)"
            " WHERE destination = ?",
            (max(said), key),
        )


def _total(tally: Mapping[str, int], states: Iterable[SubmissionState]) -> int:
    return sum(tally.get(state.value, 0) for state in states)


def _oldest(connection: Connection, key: int) -> Any:
    """When the oldest unsent record was recorded; each state's first is one step in the index."""
    firsts = [
        connection.execute(
            filled(
                "SELECT min(arrival) FROM submission WHERE destination = ? AND state = ? AND {is_open}",
                is_open=OPEN_ROWS,
            ),
            (key, state.value),
        ).fetchone()
        for state in UNSENT
    ]
    arrivals = [row[0] for row in firsts if row and row[0] is not None]
    if not arrivals:
        return None
    row = connection.execute("SELECT recorded_at FROM record WHERE arrival = ?", (min(arrivals),)).fetchone()
    return moment(row[0]) if row else None


def _listed(
    connection: Connection, destination: str, source: str, where: str, facts: Sequence[object]
) -> list[Submission]:
    rows = connection.execute(
        filled(
            """
            SELECT record_id, record_type, canonical, recorded_at,
              state, ack_level, remote_no, issues, said_at
            FROM {source} JOIN record USING (arrival)
            WHERE {where} ORDER BY submission.arrival DESC LIMIT ?
            """,
            source=source,
            where=where,
        ),
        facts,
    ).fetchall()
    return [_submission(connection, destination, row) for row in rows]


def _submission(connection: Connection, destination: str, row: Row) -> Submission:
    record_id, record_type, line, recorded_at, state, ack_level, remote_no, issues, said_at = row
    return Submission(
        record_id=id_text(record_id),
        record_type=record_type,
        subject=subject_of(connection, json.loads(line)["body"]),
        recorded_at=moment(recorded_at),
        destination=destination,
        state=SubmissionState(state),
        ack_level=ACK_LEVELS[ack_level],
        remote_no=remote_no,
        issues=tuple(json.loads(issues)) if issues else (),
        said_at=moment(said_at),
    )


def subject_of(connection: Connection, body: Mapping[str, Any]) -> str:
    """What staff call the thing that a record speaks of; empty when it speaks of no thing."""
    for name in NAMES:
        if body.get(name):
            return str(body[name])
    for name in UNITS:
        if body.get(name):
            row = connection.execute(
                "SELECT coalesce(battery_code, local_id, intake_number) FROM unit"
                " WHERE arrival = (SELECT arrival FROM record WHERE record_id = ?)",
                (id_blob(body[name]),),
            ).fetchone()
            return str(row[0]) if row else ""
    return ""
