"""``packtrail check``: everything in the ledger is as it was written, and the views follow from it.

Reads one snapshot, so it may run as a process of its own while the desk works.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from packtrail.domain.errors import LedgerNewer
from packtrail.protocol.records import ZERO_HASH
from packtrail.store import connection as connections
from packtrail.store import head, migrations, projections, verify, views
from packtrail.store.connection import Connection
from packtrail.store.errors_of import errors_of, errors_of_disk
from packtrail.store.ledger import LEDGER_FILE
from packtrail.store.statements import filled
from packtrail.store.transaction import snapshot
from packtrail.store.verify import Problem, ProblemKind, Progress
from packtrail.usecases.ports import HeadVerdict

SCRATCH = "check-rebuild.db"
COUNTED = ("record", "private_part", "heard", "blob")
ENOUGH = 100
"""Problems listed of one kind of check; a ledger with more is no worse known by reading them all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """What was looked at and what was wrong; ``rebuilt_rows`` is None when views were not compared.

    When pages are damaged nothing else is looked at: what could still be read would prove nothing.
    """

    records: int = 0
    head_epoch: int = 0
    head_seq: int = 0
    head_hash: str = ZERO_HASH
    private_parts: int = 0
    heard: int = 0
    receipts: int = 0
    blobs: int = 0
    rebuilt_rows: int | None = None
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Nothing was wrong."""
        return not self.problems


def check(
    folder: Path, key: bytes, *, rebuild: bool = False, progress: Progress | None = None
) -> CheckReport:
    """Look at the whole ledger in ``folder``; ``rebuild`` also makes the views anew and compares them.

    Raises LedgerMissing, LedgerKeyWrong, LedgerNewer, NotOurLedger, LedgerUnreadable or LedgerUnwritable
    when it can't be opened at all.
    """
    file = folder / LEDGER_FILE
    with errors_of(file), _opened(file, key) as connection:
        with snapshot(connection):
            damaged = tuple(itertools.islice(verify.pages(connection), ENOUGH))
            if damaged:
                return CheckReport(problems=damaged)
            unknown = migrations.unknown_steps(connection)
            if unknown:
                raise LedgerNewer(file=str(file), unknown=unknown)
            problems = list(_problems(connection, folder, progress))
            reached = head.of_log(connection)
            counted = {table: verify.count(connection, table) for table in COUNTED}
            receipts = connection.execute("SELECT count(*) FROM heard WHERE kind = 'receipt'").fetchone()
        rebuilt_rows = None
        if rebuild:
            rebuilt_rows, differing = _rebuilt(file, key, progress)
            problems += differing
    return CheckReport(
        records=counted["record"],
        head_epoch=reached.epoch,
        head_seq=reached.seq,
        head_hash=reached.hash,
        private_parts=counted["private_part"],
        heard=counted["heard"],
        receipts=int(receipts[0]) if receipts else 0,
        blobs=counted["blob"],
        rebuilt_rows=rebuilt_rows,
        problems=tuple(problems),
    )


@contextmanager
def _opened(file: Path, key: bytes) -> Iterator[Connection]:
    connection = connections.reading(file, key)
    try:
        yield connection
    finally:
        connection.close()


def _problems(connection: Connection, folder: Path, progress: Progress | None) -> Iterator[Problem]:
    for part in (
        _schema(connection),
        verify.chain(connection, progress),
        verify.private_parts(connection),
        verify.heard(connection),
        verify.blobs(connection),
        verify.tallies(connection),
        verify.references(connection),
        _head(connection, folder),
    ):
        yield from itertools.islice(part, ENOUGH)


def _schema(connection: Connection) -> Iterator[Problem]:
    """Every table, index and trigger against those that the steps make."""
    fresh = dbapi2.connect(":memory:", isolation_level=None)
    try:
        migrations.STEPS.apply(migrations.database(fresh))
        projections.create_tables(fresh)
        projections.create_indexes(fresh)
        wanted = _statements(fresh)
    finally:
        fresh.close()
    found = _statements(connection)
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name) and not name.startswith(projections.SHADOW):
            yield Problem(ProblemKind.SCHEMA, name)


def _statements(connection: Connection) -> dict[str, str]:
    """The statement of each table, index and trigger, without what renaming a table puts in quotes."""
    return {
        name: " ".join(sql.replace('"', "").replace("(", " ( ").split())
        for name, sql in connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_stat%'"
        )
    }


def _head(connection: Connection, folder: Path) -> Iterator[Problem]:
    covered = head.covered(folder)
    if covered and head.verdict(connection, covered, "") is HeadVerdict.BEHIND:
        yield Problem(ProblemKind.HEAD, f"{covered.epoch}/{covered.seq}")


def _rebuilt(file: Path, key: bytes, progress: Progress | None) -> tuple[int, list[Problem]]:
    """Fold the whole log into a scratch file beside the ledger, encrypted like it, and compare."""
    scratch = file.with_name(SCRATCH)
    with errors_of_disk(file.parent):
        scratch.unlink(missing_ok=True)
    connection = connections.connect(scratch, key, mode="rwc")
    try:
        with errors_of(file):
            connection.execute("PRAGMA journal_mode = OFF")  # nobody misses half a scratch file
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                filled("ATTACH ? AS ledger KEY {key}", key=connections.key_literal(key)),
                (f"{file.absolute().as_uri()}?mode=ro",),
            )
            with snapshot(connection):
                _fill(connection, progress)
                return _compared(connection)
    finally:
        connection.close()
        scratch.unlink(missing_ok=True)


def _fill(connection: Connection, progress: Progress | None) -> None:
    """Fold into main's tables; ``record`` is only in the attached ledger, so it is found there."""
    projections.create_tables(connection)
    projection = projections.Projection(connection)
    total = verify.count(connection, "record")
    done = arrival = 0
    while done < total:
        folded, arrival = projections.fold_all(
            connection, projection, after=arrival, limit=projections.ROWS_AT_ONCE
        )
        done += folded
        if progress:
            progress(done, total)


def _compared(connection: Connection) -> tuple[int, list[Problem]]:
    """Row by row in order of keys; how many rows there should be, and the tables that differ, with where."""
    compared, problems = 0, []
    for table in views.TABLES:
        pieces = {"table": table, "order": views.ORDER[table]}
        wanted = verify.rows(connection, filled("SELECT * FROM main.{table} ORDER BY {order}", **pieces))
        found = verify.rows(connection, filled("SELECT * FROM ledger.{table} ORDER BY {order}", **pieces))
        for number, (want, have) in enumerate(itertools.zip_longest(wanted, found), start=1):
            if want != have:
                problems.append(Problem(ProblemKind.PROJECTION, f"{table}/{number}"))
                break
            compared += 1
    return compared, problems
