"""Whether what the ledger holds is what was written: chain, receipts, blobs, private parts, tallies.

Each function reads one part and says what it found wrong; ``check.py`` puts them together.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from packtrail.protocol.records import ZERO_HASH
from packtrail.store.columns import hash_text, id_text
from packtrail.store.connection import Connection, Row

ROWS_AT_ONCE = 1000

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


class ProblemKind(StrEnum):
    """What can be wrong."""

    PAGE = "page"  # a page was changed from outside, or the disk lost it
    SCHEMA = "schema"  # a table, index or trigger is missing or another
    HASH = "hash"  # a record's bytes are not those that were hashed
    CHAIN = "chain"  # a record doesn't follow the one before it
    COLUMN = "column"  # a record's row says something else than its bytes
    EPOCH = "epoch"  # an epoch was not opened as the rules say
    PRIVATE = "private"  # a private part isn't the one that its record names
    HEARD = "heard"  # a receipt or another message isn't the one that was heard
    BLOB = "blob"  # a photograph or paper isn't the one that its digest names
    TALLY = "tally"  # the strip's counts are not those of the rows
    REFERENCE = "reference"  # a row names another that isn't there
    HEAD = "head"  # bytes or papers left this machine that the ledger doesn't hold
    PROJECTION = "projection"  # a view isn't what the log makes it


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong, and where: a seq, an arrival, a name."""

    kind: ProblemKind
    where: str


@dataclass(slots=True)
class _Link:
    """The chain as far as it was followed."""

    epoch: int = 0
    seq: int = 0
    hash: str = ZERO_HASH


def chain(connection: Connection, progress: Progress | None) -> Iterator[Problem]:
    """Follow every record from the first: bytes to hash to link, and how epochs opened."""
    total, last = count(connection, "record"), _Link()
    found = rows(
        connection,
        "SELECT arrival, record_id, epoch, seq, record_type, hash, prev_hash, canonical"
        " FROM record ORDER BY arrival",
    )
    for done, row in enumerate(found, start=1):
        yield from _link(connection, row, last)
        if progress and (done % ROWS_AT_ONCE == 0 or done == total):
            progress(done, total)


def _link(connection: Connection, row: Row, last: _Link) -> Iterator[Problem]:
    _, record_id, epoch, seq, record_type, digest, prev_hash, line = row
    where = f"{epoch}/{seq}"
    if hashlib.sha256(line).digest() != digest:
        yield Problem(ProblemKind.HASH, where)
    value = _parsed(line)
    said = tuple(value.get(name) for name in ("record_id", "station_seq", "record_type", "prev_hash"))
    if said != (id_text(record_id), seq, record_type, hash_text(prev_hash)):
        yield Problem(ProblemKind.COLUMN, where)
    if seq != last.seq + 1 or hash_text(prev_hash) != last.hash:
        yield Problem(ProblemKind.CHAIN, where)
    if record_type == "epoch_open":
        if not _opens(connection, row, value.get("body"), last):
            yield Problem(ProblemKind.EPOCH, where)
    elif epoch != last.epoch or not last.epoch:
        yield Problem(ProblemKind.EPOCH, where)
    last.epoch, last.seq, last.hash = epoch, seq, hash_text(digest)


def _opens(connection: Connection, row: Row, body: Any, last: _Link) -> bool:
    """Whether an ``epoch_open`` names the head it follows, is later than the last, and has its row."""
    if not isinstance(body, dict):
        return False
    entered = connection.execute(
        "SELECT epoch, station_id, public_key, install_nonce FROM epoch WHERE opened_by = ?", (row[0],)
    ).fetchone()
    if entered is None:
        return False
    named = tuple(body.get(name) for name in ("station_epoch", "station_id", "public_key", "install_nonce"))
    epoch, station_id, public_key, install_nonce = entered
    return (
        named == (epoch, id_text(station_id), public_key.hex(), install_nonce.hex())
        and epoch == row[2] > last.epoch
        and (body.get("last_seq"), body.get("last_hash")) == (last.seq, last.hash)
    )


def private_parts(connection: Connection) -> Iterator[Problem]:
    """Each private part against the digest in its record's body."""
    for seq, line, salt, content in rows(
        connection, "SELECT seq, canonical, salt, content FROM private_part JOIN record USING (arrival)"
    ):
        body = _parsed(line).get("body")
        named = body.get("private_sha256") if isinstance(body, dict) else None
        if named != hash_text(hashlib.sha256(salt + content).digest()):
            yield Problem(ProblemKind.PRIVATE, str(seq))


def heard(connection: Connection) -> Iterator[Problem]:
    """Everything heard against its digest."""
    for arrival, digest, payload in rows(connection, "SELECT arrival, digest, payload FROM heard"):
        if hashlib.sha256(payload).digest() != digest:
            yield Problem(ProblemKind.HEARD, str(arrival))


def blobs(connection: Connection) -> Iterator[Problem]:
    """Every photograph and paper against its digest."""
    for digest, content in rows(connection, "SELECT digest, content FROM blob"):
        if hashlib.sha256(content).digest() != digest:
            yield Problem(ProblemKind.BLOB, hash_text(digest))


def tallies(connection: Connection) -> Iterator[Problem]:
    """The strip's counts against the rows that they count, and a row for every record owed."""
    for destination, state in rows(
        connection,
        """
        SELECT destination, state FROM (
          SELECT destination, state, count(*) AS records FROM submission GROUP BY destination, state
          UNION ALL
          SELECT destination, state, -records FROM submission_tally WHERE records > 0
        ) GROUP BY destination, state HAVING sum(records) <> 0
        """,
    ):
        yield Problem(ProblemKind.TALLY, f"{destination}/{state}")


def references(connection: Connection) -> Iterator[Problem]:
    """Rows that name a row that isn't there."""
    for table, rowid, parent, _ in rows(connection, "PRAGMA foreign_key_check"):
        yield Problem(ProblemKind.REFERENCE, f"{table}/{rowid}/{parent}")


def pages(connection: Connection) -> Iterator[Problem]:
    """Every page against its message authentication code; needs no key beyond the one that opened it."""
    for (said,) in rows(connection, "PRAGMA cipher_integrity_check"):
        yield Problem(ProblemKind.PAGE, str(said))


def count(connection: Connection, table: str) -> int:
    """How many rows one of our tables has."""
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own tables' names
    return int(row[0]) if row else 0


def rows(connection: Connection, statement: str) -> Iterator[Row]:
    """The rows of ``statement``, some at a time."""
    cursor = connection.execute(statement)
    while found := cursor.fetchmany(ROWS_AT_ONCE):
        yield from found


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
