"""Our own records: one hash chain, written once."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from packtrail.domain.amendments import targets_of
from packtrail.domain.errors import StationNotOpened
from packtrail.domain.records import EpochOpen, NewRecord, PrivatePurged, Record
from packtrail.domain.reported_elsewhere import TELLING, reported_elsewhere
from packtrail.protocol import canonical, records
from packtrail.store import stations, submissions
from packtrail.store.columns import hash_blob, id_blob, seconds
from packtrail.store.connection import Connection
from packtrail.store.lines import arrival_of, record_of
from packtrail.store.projections import Projection
from packtrail.store.routing import Routing

SALT_BYTES = 32


def append(connection: Connection, new: Sequence[NewRecord], *, at: datetime) -> list[Record]:
    """Chain, fold and owe ``new``, in order; ``at`` is when they are recorded.

    Raises StationNotOpened when the first record ever is not an ``epoch_open``, and MakerIsSealed for an
    amendment that would take a unit from a maker's portal which some of its lines were sealed for.
    """
    arrival = next_arrival(connection)
    seq, prev_hash = stations.head(connection)
    epoch = stations.current_epoch(connection)
    projection = Projection(connection)
    routing = Routing(connection, projection)
    written = []
    for each in new:
        epoch = _epoch_of(connection, each, arrival, epoch)
        salt, private = _private(each)
        chained = records.chain(
            each,
            station_seq=seq + 1,
            prev_hash=prev_hash,
            recorded_at=at,
            private_sha256=records.private_digest(salt, each.private) if salt else None,
        )
        _insert(connection, arrival, epoch, chained, at)
        if salt:
            connection.execute("INSERT INTO private_part VALUES (?, ?, ?)", (arrival, salt, private))
        _purge(connection, chained.record)
        amending = routing.begin(chained.record)
        projection.fold(arrival, chained.record, records.plain_mapping(each.private))
        routing.owe(arrival, chained.record)
        _excuse(connection, projection, routing, chained.record)
        routing.follow(amending)
        written.append(chained.record)
        arrival, seq, prev_hash = arrival + 1, seq + 1, chained.record.record_hash
    projection.finish()
    return written


def next_arrival(connection: Connection) -> int:
    """One more than any record or anything heard has; the two tables share it."""
    row = connection.execute(
        "SELECT max(coalesce((SELECT max(arrival) FROM record), 0),"
        " coalesce((SELECT max(arrival) FROM heard), 0)) + 1"
    ).fetchone()
    return int(cast("Any", row)[0])


def record(connection: Connection, record_id: str) -> Record | None:
    """One of our records."""
    row = connection.execute(
        "SELECT canonical FROM record WHERE record_id = ?", (id_blob(record_id),)
    ).fetchone()
    return record_of(row[0]) if row else None


def latest(connection: Connection, record_type: str) -> Record | None:
    """The newest of a type."""
    row = connection.execute(
        "SELECT canonical FROM record WHERE record_type = ? ORDER BY arrival DESC LIMIT 1", (record_type,)
    ).fetchone()
    return record_of(row[0]) if row else None


def last_until(connection: Connection, until: datetime) -> Record | None:
    """The newest that was written by ``until``; read from the end, so a day long past takes longer."""
    row = connection.execute(
        "SELECT canonical FROM record WHERE recorded_at <= ? ORDER BY arrival DESC LIMIT 1", (seconds(until),)
    ).fetchone()
    return record_of(row[0]) if row else None


def canonical_lines(
    connection: Connection, epoch: int, after_seq: int, limit: int
) -> list[tuple[int, bytes]]:
    """Seq and bytes of an epoch's records after a seq."""
    rows = connection.execute(
        "SELECT seq, canonical FROM record WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT ?",
        (epoch, after_seq, limit),
    )
    return [(seq, line) for seq, line in rows]


def private_part(connection: Connection, record_id: str) -> Mapping[str, object]:
    """What stays here of a record; empty when there is none or it was purged."""
    row = connection.execute(
        "SELECT content FROM private_part WHERE arrival = (SELECT arrival FROM record WHERE record_id = ?)",
        (id_blob(record_id),),
    ).fetchone()
    return cast("Mapping[str, object]", json.loads(row[0])) if row else {}


def _excuse(connection: Connection, projection: Projection, routing: Routing, record: Record) -> None:
    """Let what ``record`` says is reported elsewhere be, and owe it again once that is taken back."""
    submissions.excuse(connection, reported_elsewhere(record))
    for target in targets_of(record):
        arrival, written = arrival_of(connection, target), projection.record(target)
        if arrival is None or written is None or written.record_type not in TELLING:
            continue
        found, _ = projection.amended(arrival)
        for each in reported_elsewhere(written):
            submissions.owe_after_all(connection, each.record_id)
            routing.lay(each.record_id)
        submissions.excuse(connection, () if found.is_voided else reported_elsewhere(found.record))


def _epoch_of(connection: Connection, new: NewRecord, arrival: int, epoch: int) -> int:
    if isinstance(new.body, EpochOpen):
        stations.open_epoch(connection, arrival, new.body)
        return new.body.station_epoch
    if not epoch:
        raise StationNotOpened
    return epoch


def _private(new: NewRecord) -> tuple[bytes, bytes]:
    """Salt and canonical bytes of what stays here; both empty when nothing does."""
    content = records.plain_mapping(new.private)
    if not content:
        return b"", b""
    return secrets.token_bytes(SALT_BYTES), canonical.canonical(content)


def _insert(connection: Connection, arrival: int, epoch: int, chained: records.Chained, at: datetime) -> None:
    link = chained.record
    connection.execute(
        """
        INSERT INTO record
          (arrival, record_id, epoch, seq, record_type, recorded_at, hash, prev_hash, canonical)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            arrival,
            id_blob(link.record_id),
            epoch,
            link.station_seq,
            link.record_type,
            seconds(at),
            hash_blob(link.record_hash),
            hash_blob(link.prev_hash),
            chained.canonical,
        ),
    )


def _purge(connection: Connection, purge: Record) -> None:
    """A ``private_purged`` record takes effect with the act that writes it."""
    if isinstance(purge.body, PrivatePurged):
        connection.executemany(
            "DELETE FROM private_part WHERE arrival = (SELECT arrival FROM record WHERE record_id = ?)",
            [(id_blob(target),) for target in purge.body.target_record_ids],
        )
