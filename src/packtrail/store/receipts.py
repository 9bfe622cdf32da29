"""Finds heard receipts by their batch, their id and the records they are for; the bytes stay in ``heard``.

What is noted here is only where to look: whoever shows or counts a receipt verifies the bytes themselves.
"""

import json
from datetime import datetime

from packtrail.protocol import dsse
from packtrail.protocol.canonical import MAX_INT
from packtrail.store.columns import hash_blob, hash_text, id_blob, seconds
from packtrail.store.connection import Connection

KIND = "receipt"


def note(connection: Connection, arrival: int, source: str, payload: bytes) -> None:
    """Note a receipt that was just heard; bytes that are none, or of nobody we know, are passed over."""
    found = _place_of(payload)
    if found is None:
        return
    connection.execute(
        """
        INSERT OR IGNORE INTO receipt_kept (arrival, receipt_id, receipt_seq, batch_digest, epoch,
          seq_first, seq_last, received_at, updates, destination)
        SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, destination FROM destination WHERE name = ?
        """,
        (arrival, *found, source),
    )


def note_all(connection: Connection) -> None:
    """Note every receipt that was heard before there was a place for it."""
    heard = connection.execute(
        "SELECT arrival FROM heard WHERE kind = ? ORDER BY arrival", (KIND,)
    ).fetchall()
    for (arrival,) in heard:
        row = connection.execute("SELECT source, payload FROM heard WHERE arrival = ?", (arrival,)).fetchone()
        if row is not None:
            note(connection, arrival, row[0], row[1])


def envelope(connection: Connection, receipt_id: str) -> bytes | None:
    """The bytes of one receipt as they came."""
    row = connection.execute(
        "SELECT payload FROM heard JOIN receipt_kept USING (arrival) WHERE receipt_id = ?"
        " ORDER BY arrival DESC LIMIT 1",
        (id_blob(receipt_id),),
    ).fetchone()
    return row[0] if row else None


def envelopes(
    connection: Connection, destination: int, epoch: int, seq_first: int, seq_last: int
) -> list[tuple[str, bytes]]:
    """Batch digest and bytes of every receipt for a run of seqs, in the order in which they came.

    A later receipt that speaks anew of earlier records is among them; whose it speaks of stands in it.
    """
    rows = connection.execute(
        """
        SELECT batch_digest, payload FROM heard JOIN (
          SELECT arrival, batch_digest FROM receipt_kept
          WHERE destination = ? AND epoch = ? AND seq_last >= ? AND seq_first <= ?
          UNION
          SELECT arrival, batch_digest FROM receipt_kept
          WHERE destination = ? AND updates > 0 AND (epoch > ? OR epoch = ? AND seq_first > ?)
        ) USING (arrival) ORDER BY arrival
        """,
        (destination, epoch, seq_first, seq_last, destination, epoch, epoch, seq_last),
    )
    return [(hash_text(digest), payload) for digest, payload in rows]


def _place_of(payload: bytes) -> tuple[object, ...] | None:
    """What a receipt says of its place; read by hand, since its results are the reader's matter."""
    try:
        said = json.loads(dsse.from_json(payload).payload)
        seqs = [int(said[name]) for name in ("receipt_seq", "station_epoch", "seq_first", "seq_last")]
        received_at = seconds(datetime.fromisoformat(said["received_at"]))
        updates = len(said.get("updates", ()))
        receipt_id, digest = id_blob(said["receipt_id"]), hash_blob(said["batch_digest"])
    except (dsse.BadEnvelope, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    receipt_seq, epoch, seq_first, seq_last = seqs
    if not 0 <= seq_first <= seq_last <= MAX_INT or max(seqs) > MAX_INT:
        return None
    return receipt_id, receipt_seq, digest, epoch, seq_first, seq_last, received_at, updates
