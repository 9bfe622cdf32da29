"""Lines as records, and where each stands: our own, and other stations'.

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
    """The record in a line of a log; nobody changes it, so everybody may have the same one."""
    return records.read(line)


def arrival_of(connection: Connection, record_id: str) -> int | None:
    """The key of one of our records."""
    row = connection.execute(
        "SELECT arrival FROM record WHERE record_id = ?", (id_blob(record_id),)
    ).fetchone()
    return int(row[0]) if row else None


def told_arrival(connection: Connection, record_id: str) -> int | None:
    """The key of a record of ours or of another station of the outlet."""
    row = connection.execute("SELECT arrival FROM told WHERE record_id = ?", (id_blob(record_id),)).fetchone()
    return int(row[0]) if row else None
