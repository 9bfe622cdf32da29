"""The register of what was sent (报送登记), and a month of it beside what a destination answered."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.store import receipts
from packtrail.store.columns import hash_blob, hash_text, id_text, moment, seconds
from packtrail.store.connection import Connection, Row
from packtrail.store.destinations import key_of
from packtrail.store.statements import filled, marks
from packtrail.store.submissions import ACK_LEVELS, CONFIRMED, subject_of
from packtrail.store.views import VIEW_NUMBERS
from packtrail.usecases.sync_ports import MonthLine, SentBatch, SentPage, SentQuery

_UNIT = VIEW_NUMBERS["unit"]
_MOST_UNITS = 50  # that one text may mean

_BATCHES = """
    SELECT batch.batch, batch.digest, name, batch.epoch, batch.seq_first, batch.seq_last, sealed_at, state,
      (SELECT count(*) FROM attempt WHERE attempt.batch = batch.batch),
      (SELECT max(tried_at) FROM attempt WHERE attempt.batch = batch.batch),
      receipt_id, receipt_seq, received_at
    FROM batch JOIN destination USING (destination)
    LEFT JOIN receipt_kept ON receipt_kept.arrival =
      (SELECT max(arrival) FROM receipt_kept AS newest WHERE newest.batch_digest = batch.digest
       AND newest.destination = batch.destination)
    WHERE batch.destination = ? AND batch.batch < ? AND {wanted}
    ORDER BY batch.batch DESC LIMIT ?
    """


def sent_batches(connection: Connection, query: SentQuery) -> SentPage:
    """A page of batches, the newest first."""
    wanted, facts = "1", list[Any]()
    if query.text.strip():
        numbers = _batches_with(connection, query.destination, query.text.strip())
        wanted, facts = filled("batch.batch IN ({marks})", marks=marks(len(numbers))), numbers
    rows = connection.execute(
        filled(_BATCHES, wanted=wanted),
        (
            key_of(connection, query.destination),
            query.before if query.before is not None else 2**62,
            *facts,
            query.limit + 1,
        ),
    ).fetchall()
    shown = rows[: query.limit]
    is_more = len(rows) > query.limit
    return SentPage(batches=tuple(_sent(row) for row in shown), next_before=shown[-1][0] if is_more else None)


def beyond_the_hub(connection: Connection, destination: str) -> tuple[int, int]:
    """How many records an authority was given and has not taken, and how many it took."""
    levels: dict[int, int] = dict(
        connection.execute(
            "SELECT ack_level, count(*) FROM submission INDEXED BY submission_beyond"
            " WHERE destination = ? AND ack_level >= 3 GROUP BY ack_level",
            (key_of(connection, destination),),
        ).fetchall()
    )
    submitted = ACK_LEVELS.index(AckLevel.AUTHORITY_SUBMITTED)
    return levels.get(submitted, 0), levels.get(submitted + 1, 0)


def only_received(connection: Connection, destination: str) -> int:
    """How many records are answered well there by somebody who has them and vouches for no more."""
    states = sorted(CONFIRMED)
    query = filled(
        "SELECT count(*) FROM submission WHERE destination = ? AND ack_level = ? AND state IN ({states})",
        states=marks(len(states)),
    )
    level = ACK_LEVELS.index(AckLevel.RELAY_RECEIVED)
    row = connection.execute(query, (key_of(connection, destination), level, *states)).fetchone()
    return int(row[0]) if row else 0


def batch_counts(connection: Connection, digest: str) -> dict[SubmissionState, int]:
    """How the records of a batch stand now at its destination."""
    rows = connection.execute(
        """
        SELECT submission.state, count(*) FROM batch
        JOIN record ON record.epoch = batch.epoch AND record.seq BETWEEN seq_first AND seq_last
        JOIN submission ON submission.arrival = record.arrival
          AND submission.destination = batch.destination
        WHERE batch.digest = ? GROUP BY submission.state
        """,
        (hash_blob(digest),),
    )
    return {SubmissionState(state): count for state, count in rows}


def month_lines(
    connection: Connection, destination: str, after: datetime, until: datetime
) -> list[MonthLine]:
    """What a destination is owed of a span of time."""
    rows = connection.execute(
        """
        SELECT record_id, record_type, hash, recorded_at, canonical, state, ack_level, issues,
          EXISTS (SELECT 1 FROM attempt WHERE attempt.batch = submission.batch)
        FROM record JOIN submission USING (arrival)
        WHERE destination = ? AND arrival BETWEEN ? AND ? AND recorded_at >= ? AND recorded_at < ?
        ORDER BY arrival
        """,
        (
            key_of(connection, destination),
            *_span(connection, after, until),
            seconds(after),
            seconds(until),
        ),
    )
    return [_month_line(connection, row) for row in rows.fetchall()]


def receipt_envelopes(
    connection: Connection, destination: str, after: datetime, until: datetime
) -> Sequence[tuple[str, bytes]]:
    """The receipts that speak of records of a span of time, each once, in the order in which they came."""
    runs = connection.execute(
        "SELECT epoch, min(seq), max(seq) FROM record WHERE arrival BETWEEN ? AND ? AND recorded_at >= ?"
        " AND recorded_at < ? GROUP BY epoch ORDER BY epoch",
        (*_span(connection, after, until), seconds(after), seconds(until)),
    ).fetchall()
    key = key_of(connection, destination)
    found = (each for run in runs for each in receipts.envelopes(connection, key, *run))
    return list(dict.fromkeys(found))


def _span(connection: Connection, after: datetime, until: datetime) -> tuple[int, int]:
    """Arrivals between which every record of a span lies, found by halving: the log is in order of time.

    A clock that was set back puts some out of order; so the halves are looked for a day wider.
    """
    return _first_at(connection, seconds(after) - 86_400), _first_at(connection, seconds(until) + 86_400)


def _first_at(connection: Connection, at: int) -> int:
    row = connection.execute("SELECT coalesce(max(arrival), 0) FROM record").fetchone()
    low, high = 0, int(row[0]) + 1 if row else 1
    while low < high:
        middle = (low + high) // 2
        found = connection.execute(
            "SELECT arrival, recorded_at FROM record WHERE arrival >= ? ORDER BY arrival LIMIT 1", (middle,)
        ).fetchone()
        if found is None or found[1] >= at:
            high = middle
        else:
            low = int(found[0]) + 1
    return low


def _batches_with(connection: Connection, destination: str, text: str) -> list[int]:
    """The batches with a record of a unit whose code or number begins like this."""
    rows = connection.execute(
        """
        SELECT DISTINCT submission.batch FROM unit_code
        JOIN touch ON touch.view = ? AND touch.subject = unit_code.arrival
        JOIN submission ON submission.arrival = touch.arrival AND submission.destination = ?
        WHERE submission.batch IS NOT NULL AND unit_code.code IN
          (SELECT code FROM unit_code WHERE code >= ? AND code < ? LIMIT ?)
        """,
        (_UNIT, key_of(connection, destination), text.upper(), text.upper() + "\uffff", _MOST_UNITS),
    )
    return [int(row[0]) for row in rows]


def _sent(row: Row) -> SentBatch:
    (_, digest, name, epoch, first, last, sealed_at, state, tries, tried_at, receipt_id, seq, at) = row
    return SentBatch(
        digest=hash_text(digest),
        destination=name,
        epoch=epoch,
        seq_first=first,
        seq_last=last,
        sealed_at=moment(sealed_at),
        state=BatchState(state),
        tries=tries,
        last_tried_at=moment(tried_at),
        receipt_id=id_text(receipt_id),
        receipt_seq=seq,
        received_at=moment(at),
    )


def _month_line(connection: Connection, row: Row) -> MonthLine:
    record_id, record_type, own_hash, recorded_at, line, state, ack_level, issues, is_tried = row
    return MonthLine(
        record_id=id_text(record_id),
        record_type=record_type,
        record_hash=hash_text(own_hash),
        recorded_at=moment(recorded_at),
        subject=subject_of(connection, json.loads(line)["body"]),
        state=SubmissionState(state),
        ack_level=ACK_LEVELS[ack_level],
        issues=tuple(json.loads(issues)) if issues else (),
        is_tried=bool(is_tried),
    )
