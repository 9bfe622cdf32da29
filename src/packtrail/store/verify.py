"""Whether what the ledger holds is what was written: chain, receipts, blobs, private parts, tallies.

Each function reads one part and says what it found wrong; ``check.py`` puts them together.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic_core import from_json
from sqlcipher3 import dbapi2

from packtrail.protocol import dsse
from packtrail.protocol.keys import key_id
from packtrail.store.columns import hash_text, id_text
from packtrail.store.connection import Connection, Row
from packtrail.store.refdata import refdata_problems
from packtrail.store.statements import filled

ROWS_AT_ONCE = 1000
BYTES_AT_ONCE = 1024 * 1024

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
    BATCH = "batch"  # a sealed batch is not the bytes that its address names, or not signed by this station
    HEARD = "heard"  # a receipt or another message isn't the one that was heard
    REFDATA = "refdata"  # a rule pack, list or calendar isn't the one that its record took into use
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
    digest: bytes = bytes(32)


_CHAIN = """
    SELECT arrival, record_id, epoch, seq, record_type, recorded_at, hash, prev_hash, canonical, salt, content
    FROM record LEFT JOIN private_part USING (arrival) ORDER BY arrival
"""


def chain(connection: Connection, progress: Progress | None) -> Iterator[Problem]:
    """Follow every record from the first: bytes to hash to link, how epochs opened, each private part.

    One walk over the rows: each line is read, hashed and parsed once, and most rows are one comparison.
    """
    total, last = count(connection, "record"), _Link()
    for done, row in enumerate(rows(connection, _CHAIN), start=1):
        _, record_id, epoch, seq, record_type, recorded_at, digest, prev_hash, line, salt, content = row
        value = _parsed(line)
        is_sound = (
            hashlib.sha256(line).digest() == digest
            and prev_hash == last.digest
            and seq == last.seq + 1
            and epoch == last.epoch > 0
            and record_type != "epoch_open"
            and _said(value) == (id_text(record_id), seq, record_type, recorded_at, hash_text(prev_hash))
        )
        if not is_sound:
            yield from _wrong_in(connection, row, value, last)
        if salt is not None and not _is_its_private_part(value, salt, content):
            yield Problem(ProblemKind.PRIVATE, str(seq))
        last.epoch, last.seq, last.digest = epoch, seq, digest
        if progress and (done % ROWS_AT_ONCE == 0 or done == total):
            progress(done, total)


def _said(value: dict[str, Any]) -> tuple[Any, ...]:
    """What a line says of the columns beside it, in their form."""
    try:
        recorded_at = datetime.fromisoformat(value["recorded_at"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        recorded_at = None
    return (
        value.get("record_id"),
        value.get("station_seq"),
        value.get("record_type"),
        recorded_at,
        value.get("prev_hash"),
    )


def _wrong_in(connection: Connection, row: Row, value: dict[str, Any], last: _Link) -> Iterator[Problem]:
    """Everything that is wrong with one record; nothing with one that opens its epoch as it should."""
    _, record_id, epoch, seq, record_type, recorded_at, digest, prev_hash, line, _, _ = row
    where = f"{epoch}/{seq}"
    if hashlib.sha256(line).digest() != digest:
        yield Problem(ProblemKind.HASH, where)
    if _said(value) != (id_text(record_id), seq, record_type, recorded_at, hash_text(prev_hash)):
        yield Problem(ProblemKind.COLUMN, where)
    if seq != last.seq + 1 or prev_hash != last.digest:
        yield Problem(ProblemKind.CHAIN, where)
    if record_type == "epoch_open":
        if not _opens(connection, row, value.get("body"), last):
            yield Problem(ProblemKind.EPOCH, where)
    elif epoch != last.epoch or not last.epoch:
        yield Problem(ProblemKind.EPOCH, where)


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
        and (body.get("last_seq"), body.get("last_hash")) == (last.seq, hash_text(last.digest))
    )


def _is_its_private_part(value: dict[str, Any], salt: bytes, content: bytes) -> bool:
    """Whether a private part is the one whose digest stands in its record's body."""
    body = value.get("body")
    named = body.get("private_sha256") if isinstance(body, dict) else None
    return bool(named == hash_text(hashlib.sha256(salt + content).digest()))


def batches(connection: Connection) -> Iterator[Problem]:
    """Every sealed batch against its address and this station's keys, one at a time: it may be large."""
    keys = dict(_own_keys(connection))
    if not connection.execute("SELECT 1 FROM pragma_table_info('batch')").fetchone():
        return  # the schema's part says so
    for digest, envelope in connection.execute("SELECT digest, envelope FROM batch ORDER BY batch"):
        if not _is_sealed(digest, envelope, keys):
            yield Problem(ProblemKind.BATCH, hash_text(digest))


def _is_sealed(digest: bytes, envelope: bytes, keys: Mapping[str, bytes]) -> bool:
    try:
        read = dsse.from_json(envelope)
        payload = dsse.verified(read, dsse.BATCH, keys)
    except dsse.BadEnvelope:
        return False
    return hashlib.sha256(payload).digest() == digest and dsse.to_json(read) == envelope


def _own_keys(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Every key that the log says this station signs with, by key id."""
    naming = "SELECT canonical FROM record WHERE record_type IN ('epoch_open', 'key_rotation')"
    for (line,) in rows(connection, naming):
        try:
            body = from_json(line)["body"]
            public_key = bytes.fromhex(body.get("public_key") or body["new_public_key"])
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # the walk along the chain says what is wrong with this record
        yield key_id(public_key), public_key


def heard(connection: Connection) -> Iterator[Problem]:
    """Everything heard against its digest, one at a time: a receipt may have megabytes."""
    for arrival, digest, payload in connection.execute("SELECT arrival, digest, payload FROM heard"):
        if hashlib.sha256(payload).digest() != digest:
            yield Problem(ProblemKind.HEARD, str(arrival))


def rules_and_lists(connection: Connection) -> Iterator[Problem]:
    """Every rule pack, list and calendar against the record that took it into use."""
    for where in refdata_problems(connection):
        yield Problem(ProblemKind.REFDATA, where)


def blobs(connection: Connection) -> Iterator[Problem]:
    """Every photograph and paper against its digest, piece by piece."""
    for number, digest in rows(connection, "SELECT number, digest FROM blob"):
        found = hashlib.sha256()
        with closing(connection.open_blob("blob", "content", number, True)) as opened:  # noqa: FBT003 - read only
            while piece := opened.read(BYTES_AT_ONCE):
                found.update(piece)
        if found.digest() != digest:
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
    """Rows that name a row that isn't there.

    SQLite's own check looks each named row up and decrypts the whole log once more for it; whether there
    is anything to find is told in a fifth of the time from the keys alone.
    """
    tables = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    for (table,) in tables.fetchall():
        if not _is_whole(connection, table):
            for _, rowid, parent, _ in rows(connection, f"PRAGMA foreign_key_check({_quoted(table)})"):
                yield Problem(ProblemKind.REFERENCE, f"{table}/{rowid}/{parent}")


def _is_whole(connection: Connection, table: str) -> bool:
    """Whether every reference of a table is known to lead somewhere."""
    references = connection.execute(
        'SELECT seq, "from", "table", "to" FROM pragma_foreign_key_list(?)', (table,)
    ).fetchall()
    try:
        return all(
            not seq and to is not None and _all_found(connection, table, column, parent, to)
            for seq, column, parent, to in references
        )
    except dbapi2.OperationalError:  # somebody took the parent away
        return False


def _all_found(connection: Connection, table: str, column: str, parent: str, to: str) -> bool:
    """Whether each value is a key of ``parent``; the plus keeps SQLite from seeking them one by one."""
    pieces = {
        "table": _quoted(table),
        "column": _quoted(column),
        "parent": _quoted(parent),
        "to": _quoted(to),
    }
    missing = connection.execute(
        filled("SELECT 1 FROM {table} WHERE {column} NOT IN (SELECT +{to} FROM {parent}) LIMIT 1", **pieces)
    )
    return missing.fetchone() is None


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
    """What a line says, read whole; nothing when it is no JSON object. Thrice as fast as ``json``."""
    try:
        value = from_json(line, cache_strings="keys")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _quoted(name: str) -> str:
    """A name from the schema, as it may stand in a statement whoever gave it."""
    return '"' + name.replace('"', '""') + '"'
