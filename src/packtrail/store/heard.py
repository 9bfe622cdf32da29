"""What others said, exactly as received: receipts, changes, other stations' records."""

import hashlib
from datetime import datetime

from packtrail.store import receipts
from packtrail.store.columns import seconds
from packtrail.store.connection import Connection
from packtrail.store.log import next_arrival


def hear(connection: Connection, kind: str, source: str, payload: bytes, *, at: datetime) -> bool:
    """Keep ``payload``; False when these very bytes are here already."""
    if is_here(connection, hashlib.sha256(payload).digest()):
        return False
    arrival = hear_record(connection, kind, source, payload, at=at)
    if kind == receipts.KIND:
        receipts.note(connection, arrival, source, payload)
    return True


def is_here(connection: Connection, digest: bytes) -> bool:
    """Whether bytes with this SHA-256 were heard, as whatever."""
    return connection.execute("SELECT 1 FROM heard WHERE digest = ?", (digest,)).fetchone() is not None


def is_kept(connection: Connection, kind: str, payload: bytes) -> bool:
    """Whether these bytes were heard as ``kind``."""
    query = "SELECT 1 FROM heard WHERE digest = ? AND kind = ?"
    return connection.execute(query, (hashlib.sha256(payload).digest(), kind)).fetchone() is not None


def hear_record(connection: Connection, kind: str, source: str, payload: bytes, *, at: datetime) -> int:
    """Keep ``payload``, which was never heard before; its arrival."""
    arrival = next_arrival(connection)
    connection.execute(
        "INSERT INTO heard (arrival, kind, source, digest, payload, heard_at) VALUES (?, ?, ?, ?, ?, ?)",
        (arrival, kind, source, hashlib.sha256(payload).digest(), payload, seconds(at)),
    )
    return arrival
