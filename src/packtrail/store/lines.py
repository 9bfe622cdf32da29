"""Our own lines as records, and where each stands.

An act and its folds ask for the same few again and again: each line is read once.
"""

from functools import lru_cache

from packtrail.domain.records import Record
from packtrail.protocol import records
from packtrail.store.columns import id_blob
from packtrail.store.connection import Connection

MOST_KEPT = 1024


@lru_cache(MOST_KEPT)
def record_of(line: bytes) -> Record:
    """The record in a line of our log; nobody changes it, so everybody may have the same one."""
    return records.read(line)


def arrival_of(connection: Connection, record_id: str) -> int | None:
    """The key of one of our records."""
    row = connection.execute(
        "SELECT arrival FROM record WHERE record_id = ?", (id_blob(record_id),)
    ).fetchone()
    return int(row[0]) if row else None
