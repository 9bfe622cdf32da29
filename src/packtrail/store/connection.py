"""Connections to an encrypted file, and every pragma with its reason."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from sqlcipher3 import dbapi2

from packtrail.domain.errors import LedgerMissing, LedgerUnreadable, NotOurLedger
from packtrail.store.errors_of import errors_of

APPLICATION_ID = int.from_bytes(b"PtLg", "big")
"""Marks the file as a Packtrail ledger, for ``file`` and for us."""

KEY_BYTES = 32
PLAIN_HEADER = b"SQLite format 3\x00"
PAGE_BYTES = 4096

STATEMENTS = 1024
"""Kept ready to run: the folds alone have more than the 128 that the library keeps by itself."""

Row = tuple[Any, ...]
Mode = Literal["rwc", "rw", "ro"]

ALWAYS = (
    # Functions and virtual tables of a schema that somebody else wrote don't run by being read.
    "PRAGMA trusted_schema = OFF",
    # A page that is not well formed is an error when it is read, not an odd answer.
    "PRAGMA cell_size_check = ON",
    # Temporary files would lie on the disk unencrypted.
    "PRAGMA temp_store = MEMORY",
    # Locking each page of memory costs half the speed; who reads this process's memory has the key anyway.
    "PRAGMA cipher_memory_security = OFF",
    # 32 MiB at most: the folds of a load of 1,000 units stay in memory, and so do all codes of 200,000
    # units, which a search by a piece of one looks through at each key (75 ms instead of 30 with half).
    "PRAGMA cache_size = -32000",
    # A printed receipt promises that the row is on the disk, whichever connection carries it into the file.
    "PRAGMA synchronous = FULL",
    # A backup or another tool may hold the file for a moment.
    "PRAGMA busy_timeout = 5000",
)

WRITING = (
    # Readers see their snapshot while an act is written.
    "PRAGMA journal_mode = WAL",
    # 64 MiB: long before, ``checkpoints.py`` has carried the log over beside the acts.
    "PRAGMA wal_autocheckpoint = 16000",
    "PRAGMA foreign_keys = ON",
    # Rows that REPLACE would remove go through the triggers that forbid it.
    "PRAGMA recursive_triggers = ON",
    # What was purged for privacy is overwritten, not only unlinked.
    "PRAGMA secure_delete = ON",
)


class Cursor(Protocol):
    """What a statement gives back, as much of DB-API 2 as we use."""

    rowcount: int

    def fetchone(self) -> Row | None:
        """The next row, if there is one."""
        ...

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        ...

    def fetchmany(self, size: int) -> list[Row]:
        """Up to ``size`` rows."""
        ...

    def __iter__(self) -> Iterator[Row]: ...


class Blob(Protocol):
    """One value of a table, read piece by piece."""

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes more; none at the end."""
        ...

    def close(self) -> None:
        """Give the row back."""
        ...


class Connection(Protocol):
    """A connection without a mind of its own: transactions begin and end where we say so."""

    in_transaction: bool

    def execute(self, sql: str, parameters: Sequence[object] = (), /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> Cursor:
        """Run one statement for each row."""
        ...

    def open_blob(self, table: str, column: str, row: int, readonly: bool, /) -> Blob:  # noqa: FBT001 - theirs
        """A value of the row with that integer key."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...


def connect(file: Path, key: bytes, *, mode: Mode) -> Connection:
    """A connection to ``file``, key set; nothing has been read yet."""
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    connection = cast(
        "Connection",
        dbapi2.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS
        ),
    )
    connection.execute(f"PRAGMA key = {key_literal(key)}")
    # What goes wrong is raised; a window program has nobody to read its standard error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


def key_literal(key: bytes) -> str:
    """The raw key as SQLCipher reads it: 0.3 ms to open, a passphrase takes 318."""
    if len(key) != KEY_BYTES:
        raise ValueError("the key has 32 bytes")
    return f"\"x'{key.hex()}'\""


def writing(file: Path, key: bytes, *, create: bool = False) -> Connection:
    """The one writing connection.

    Raises NotOurLedger, LedgerKeyWrong, LedgerDamaged, LedgerUnreadable or LedgerUnwritable, and unless it
    may ``create`` one LedgerMissing; the file is unchanged then.
    """
    refuse_what_is_no_ledger(file)
    connection = connect(file, key, mode="rwc" if create else "rw")
    return _set_up(file, connection, (*ALWAYS, *WRITING), may_be_new=create)


def reading(file: Path, key: bytes) -> Connection:
    """A connection that cannot write; raises as ``writing`` does."""
    refuse_what_is_no_ledger(file)
    # mode=ro could not open the write-ahead log of a file that nobody else has open.
    connection = connect(file, key, mode="rw")
    return _set_up(file, connection, (*ALWAYS, "PRAGMA query_only = ON"), may_be_new=False)


def refuse_what_is_no_ledger(file: Path) -> None:
    """Raise NotOurLedger for what can be told without a key; an empty or absent file is a new ledger."""
    try:
        if not file.exists() or not file.stat().st_size:
            return
        with file.open("rb") as opened:
            header = opened.read(len(PLAIN_HEADER))
    except OSError as error:
        raise LedgerUnreadable(file=str(file)) from error
    if header == PLAIN_HEADER or file.stat().st_size < PAGE_BYTES:
        raise NotOurLedger(file=str(file))


def _set_up(file: Path, connection: Connection, pragmas: Sequence[str], *, may_be_new: bool) -> Connection:
    try:
        with errors_of(file):
            _refuse_another_program(file, connection, may_be_new=may_be_new)
            for pragma in pragmas:
                connection.execute(pragma).fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_another_program(file: Path, connection: Connection, *, may_be_new: bool) -> None:
    """The first read: a wrong key shows here, before anything could be written."""
    tables = _one(connection, "SELECT count(*) FROM sqlite_schema")
    if not tables and not may_be_new:
        raise LedgerMissing(folder=str(file.parent))
    if tables and _one(connection, "PRAGMA application_id") != APPLICATION_ID:
        raise NotOurLedger(file=str(file))


def _one(connection: Connection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
