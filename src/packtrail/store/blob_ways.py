"""How far photographs and papers are on their way to a destination; only those that a record names go."""

import json
from collections.abc import Sequence

from packtrail.store.columns import hash_blob, hash_text
from packtrail.store.connection import Connection
from packtrail.store.desk_notes import remember, setting
from packtrail.store.destinations import key_of
from packtrail.usecases.port_values import BlobScan, BlobToSend

_HAS_ATTACHMENTS = b'"attachments":[{'
"""As canonical bytes begin a list that is not empty; found without reading every record as JSON."""


def scan(connection: Connection, destination: str, limit: int) -> BlobScan | None:
    """What the next ``limit`` records of the log name, behind what was looked at; None at the end."""
    looked_to = int(setting(connection, _name(destination)) or 0)
    rows = connection.execute(
        "SELECT arrival, CASE WHEN instr(canonical, ?) > 0 THEN canonical END FROM record"
        " WHERE arrival > ? ORDER BY arrival LIMIT ?",
        (_HAS_ATTACHMENTS, looked_to, limit),
    ).fetchall()
    if not rows:
        return None
    named = [
        str(attachment["digest"])
        for _, canonical in rows
        if canonical is not None
        for attachment in json.loads(canonical)["attachments"]
    ]
    return BlobScan(looked_to=rows[-1][0], digests=tuple(dict.fromkeys(named)))


def owe(connection: Connection, destination: str, found: BlobScan) -> None:
    """Let what a scan found go, unless it went before; a blob that is no longer here can't."""
    key = key_of(connection, destination)
    for digest in found.digests:
        connection.execute(
            """
            INSERT INTO blob_way (destination, blob, state)
            SELECT ?1, number, 'waiting' FROM blob WHERE digest = ?2
              AND NOT EXISTS (SELECT 1 FROM blob_way WHERE destination = ?1 AND blob = number)
            """,
            (key, hash_blob(digest)),
        )
    remember(connection, _name(destination), str(found.looked_to))


def waiting(connection: Connection, destination: str, limit: int, largest: int) -> list[BlobToSend]:
    """What has not arrived yet and is no larger than the destination takes, the oldest first."""
    rows = connection.execute(
        "SELECT digest, length(content) FROM blob_way JOIN blob ON number = blob"
        " WHERE destination = ? AND state = 'waiting' AND length(content) <= ? ORDER BY blob LIMIT ?",
        (key_of(connection, destination), largest, limit),
    )
    return [BlobToSend(digest=hash_text(digest), size=size) for digest, size in rows]


def count_waiting(connection: Connection, destination: str) -> int:
    """How many have not arrived yet."""
    row = connection.execute(
        "SELECT count(*) FROM blob_way WHERE destination = ? AND state = 'waiting'",
        (key_of(connection, destination),),
    ).fetchone()
    return int(row[0]) if row else 0


def note(connection: Connection, destination: str, digests: Sequence[str], state: str, code: str) -> None:
    """The destination holds these, or refuses them."""
    key = key_of(connection, destination)
    connection.executemany(
        "UPDATE blob_way SET state = ?, code = ?"
        " WHERE destination = ? AND blob = (SELECT number FROM blob WHERE digest = ?)",
        [(state, code, key, hash_blob(digest)) for digest in digests],
    )


def begin_anew(connection: Connection, destination: str) -> None:
    """Somebody else stands behind the destination: he has none of them."""
    connection.execute(
        "UPDATE blob_way SET state = 'waiting', code = '' WHERE destination = ?",
        (key_of(connection, destination),),
    )


def _name(destination: str) -> str:
    return f"sync.blobs.{destination}"
