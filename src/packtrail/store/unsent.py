"""The records that a destination has not answered for, and what a judge may ask about them.

Read in a few statements, whatever the size of the log: a rehearsal takes as long as the backlog is.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from packtrail.domain.records import Intake
from packtrail.domain.sync_state import UNSENT, SubmissionState
from packtrail.protocol.batch import entry_of
from packtrail.protocol.verdicts import references
from packtrail.store.columns import id_blob, id_text, moment
from packtrail.store.connection import Connection, Row
from packtrail.store.destinations import key_of
from packtrail.store.statements import filled, marks
from packtrail.store.submissions import ACK_LEVELS, OPEN_ROWS, subject_of
from packtrail.store.views import VIEW_NUMBERS
from packtrail.usecases.sync_ports import LogLine

_CHUNK = 900
_UNIT = VIEW_NUMBERS["unit"]
_COLUMNS = "record.arrival, record_id, record_type, canonical, recorded_at"


_HEARD = """
    SELECT heard_record.arrival, record_id, record_type, payload, heard_at, NULL, 0
    FROM heard_record JOIN heard USING (arrival) WHERE is_told = 1 AND heard_record.arrival IN ({marks})
    """
"""Other stations' records; a hub has those that it told us."""


def unsent_lines(connection: Connection, destination: str | None, limit: int) -> list[LogLine]:
    """What waits, in the order of the log."""
    if destination is None:
        rows = connection.execute(
            filled("SELECT {columns}, NULL, 0 FROM record ORDER BY arrival LIMIT ?", columns=_COLUMNS),
            (limit,),
        ).fetchall()
    else:
        states = sorted(state.value for state in UNSENT)
        rows = connection.execute(
            filled(
                """
                SELECT {columns}, state, ack_level
                FROM submission INDEXED BY submission_open JOIN record USING (arrival)
                WHERE destination = ? AND state IN ({states}) AND {is_open}
                ORDER BY record.arrival LIMIT ?
                """,
                columns=_COLUMNS,
                states=marks(len(states)),
                is_open=OPEN_ROWS,
            ),
            (key_of(connection, destination), *states, limit),
        ).fetchall()
    return [_line(connection, row) for row in rows]


def lines_about(
    connection: Connection, record_ids: Collection[str], codes: Collection[str], destination: str | None
) -> list[LogLine]:
    """What is around these records and codes, as far as it was answered; in the order of the log."""
    if destination is None:
        return []  # nothing was answered: all of it is unsent
    named = _arrivals_of(connection, record_ids)
    near = named | _naming(connection, named)
    near |= _named_by(connection, near)
    units = _units_in(connection, near) | _units_with(connection, codes)
    told = units | _touching(connection, units)
    found = near | told | _named_by(connection, told)
    rows = _rows(
        connection,
        filled(
            "SELECT {columns}, state, ack_level FROM record LEFT JOIN submission"
            " ON submission.arrival = record.arrival AND submission.destination = {key}"
            " WHERE record.arrival IN ({marks})",
            columns=_COLUMNS,
            key=str(key_of(connection, destination)),
        ),
        found,
    )
    rows += _rows(connection, _HEARD, found)
    lines = [_line(connection, row) for row in sorted(rows, key=lambda row: int(row[0]))]
    return [each for each in lines if each.state not in UNSENT]


def _line(connection: Connection, row: Row) -> LogLine:
    _, record_id, record_type, line, recorded_at, state, ack_level = row
    return LogLine(
        record_id=id_text(record_id),
        record_type=record_type,
        line=line,
        recorded_at=moment(recorded_at),
        subject=subject_of(connection, json.loads(line)["body"]),
        state=SubmissionState(state) if state else None,
        ack_level=ACK_LEVELS[ack_level or 0],
    )


def _arrivals_of(connection: Connection, record_ids: Iterable[str]) -> set[int]:
    blobs = [id_blob(each) for each in record_ids]
    rows = _rows(connection, "SELECT arrival FROM told WHERE record_id IN ({marks})", blobs)
    return {int(row[0]) for row in rows}


def _naming(connection: Connection, arrivals: Collection[int]) -> set[int]:
    rows = _rows(connection, "SELECT arrival FROM reference WHERE named IN ({marks})", arrivals)
    return {int(row[0]) for row in rows}


def _named_by(connection: Connection, arrivals: Collection[int]) -> set[int]:
    """What these records name; ``reference`` is only quick the other way."""
    rows = _rows(connection, "SELECT canonical FROM record WHERE arrival IN ({marks})", arrivals)
    others = (row[3:4] for row in _rows(connection, _HEARD, arrivals))
    records = (entry_of(row[0]).record for row in (*rows, *others))
    return _arrivals_of(
        connection, {named for one in records if one is not None for named in references(one)}
    )


def _units_in(connection: Connection, arrivals: Collection[int]) -> set[int]:
    rows = _rows(
        connection,
        "SELECT arrival FROM record WHERE record_type = 'intake' AND arrival IN ({marks})",
        arrivals,
    )
    others = (row for row in _rows(connection, _HEARD, arrivals) if row[2] == Intake.record_type)
    return {int(row[0]) for row in (*rows, *others)}


def _units_with(connection: Connection, codes: Collection[str]) -> set[int]:
    rows = _rows(connection, "SELECT arrival FROM unit_code WHERE code IN ({marks})", codes)
    return {int(row[0]) for row in rows}


def _touching(connection: Connection, units: Collection[int]) -> set[int]:
    statement = filled(
        "SELECT arrival FROM touch WHERE view = {unit} AND subject IN ({marks})", unit=str(_UNIT)
    )
    return {int(row[0]) for row in _rows(connection, statement, units)}


def _rows(connection: Connection, statement: str, facts: Collection[Any]) -> list[Row]:
    """The rows of a statement with one list of any length in it."""
    found: list[Row] = []
    asked: Sequence[Any] = list(facts)
    for first in range(0, len(asked), _CHUNK):
        chunk = asked[first : first + _CHUNK]
        found += connection.execute(filled(statement, marks=marks(len(chunk))), chunk).fetchall()
    return found
