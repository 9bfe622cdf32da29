"""What others said, exactly as received: receipts, changes, other stations' records."""

import hashlib
from datetime import datetime

from packtrail.store import receipts
from packtrail.store.columns import seconds
from packtrail.store.connection import Connection
from packtrail.store.log import next_arrival


def hear(connection: Connection, kind: str, source: str, payload: bytes, *, at: datetime) -> bool:
    """Keep ``payload``; False when these very bytes are here already."""
    digest = hashlib.sha256(payload).digest()
    if connection.execute("SELECT 1 FROM heard WHERE digest = ?", (digest,)).fetchone():
        return False
    arrival = next_arrival(connection)
    connection.execute(
        "INSERT INTO heard (arrival, kind, source, digest, payload, heard_at) VALUES (?, ?, ?, ?, ?, ?)",
        (arrival, kind, source, digest, payload, seconds(at)),
    )
    if kind == receipts.KIND:
        receipts.note(connection, arrival, source, payload)
    return True
