"""``packtrail check``: everything in the ledger is as it was written, and the views follow from it.

Reads snapshots, so it may run as a process of its own while the desk works.
"""

import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sqlcipher3 import dbapi2

from packtrail.domain.errors import LedgerNewer
from packtrail.protocol.records import ZERO_HASH
from packtrail.store import connection as connections
from packtrail.store import head, migrations, projections, verify, verify_others, views, workbook_check
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
        report = _looked_at(connection, folder, key, progress)
        if rebuild and not any(problem.kind is ProblemKind.PAGE for problem in report.problems):
            rebuilt_rows, differing = _rebuilt(file, key, progress)
            report = replace(report, rebuilt_rows=rebuilt_rows, problems=(*report.problems, *differing))
    return report


def _looked_at(connection: Connection, folder: Path, key: bytes, progress: Progress | None) -> CheckReport:
    """Everything but the views: the chain is followed here, and pages and other tables on a thread beside.

    The database library lets other threads work while it reads and decrypts, so a second connection
    costs hardly any time. Each reads one snapshot, and each thing is looked at from one of them.
    """
    file = folder / LEDGER_FILE
    covered = head.covered(folder)  # before the snapshot: the desk may cover a newer head at any time
    with _opened(file, key) as other, snapshot(connection), snapshot(other), ThreadPoolExecutor(1) as beside:
        pages = beside.submit(_damaged_pages, other)
        try:
            _refuse_a_newer(connection, file)
            others = beside.submit(_problems_beside, other)
            problems = [*_listed(_schema(connection)), *_chain(connection, progress)]
        except (dbapi2.Error, LedgerNewer):
            if pages.result():
                return CheckReport(problems=pages.result())
            raise
        if pages.result():
            return CheckReport(problems=pages.result())
        return _report(connection, [*problems, *others.result(), *_head(connection, covered)])


def _refuse_a_newer(connection: Connection, file: Path) -> None:
    unknown = migrations.unknown_steps(connection)
    if unknown:
        raise LedgerNewer(file=str(file), unknown=unknown)


def _report(connection: Connection, problems: Iterable[Problem]) -> CheckReport:
    reached = head.of_log(connection)
    counted = {table: verify.count(connection, table) for table in COUNTED}
    receipts = connection.execute("SELECT count(*) FROM heard WHERE kind = 'receipt'").fetchone()
    return CheckReport(
        records=counted["record"],
        head_epoch=reached.epoch,
        head_seq=reached.seq,
        head_hash=reached.hash,
        private_parts=counted["private_part"],
        heard=counted["heard"],
        receipts=int(receipts[0]) if receipts else 0,
        blobs=counted["blob"],
        problems=tuple(problems),
    )


@contextmanager
def _opened(file: Path, key: bytes) -> Iterator[Connection]:
    connection = connections.reading(file, key)
    try:
        yield connection
    finally:
        connection.close()


def _damaged_pages(connection: Connection) -> tuple[Problem, ...]:
    """Pages that are damaged, and still are at a second look: a checkpoint may write one meanwhile."""
    found = _listed(verify.pages(connection))
    if not found:
        return ()
    again = set(verify.pages(connection))
    return tuple(problem for problem in found if problem in again)


def _chain(connection: Connection, progress: Progress | None) -> list[Problem]:
    """Of links and of private parts the first problems each, though one walk finds both."""
    links, parts = list[Problem](), list[Problem]()
    for problem in verify.chain(connection, progress):
        of_its_kind = parts if problem.kind is ProblemKind.PRIVATE else links
        if len(of_its_kind) < ENOUGH:
            of_its_kind.append(problem)
    return [*links, *parts]


def _problems_beside(connection: Connection) -> list[Problem]:
    """What the walk along the chain doesn't see."""
    parts = (
        verify.batches,
        verify.heard,
        verify_others.chains,
        verify.blobs,
        verify.rules_and_lists,
        verify.tallies,
        verify.references,
        workbook_check.workbooks,
    )
    return [problem for part in parts for problem in _listed(part(connection))]


def _listed(problems: Iterable[Problem]) -> list[Problem]:
    return list(itertools.islice(problems, ENOUGH))


def _schema(connection: Connection) -> Iterator[Problem]:
    """Every table, index and trigger against those that the steps make."""
    wanted, found = statements_of_a_fresh_ledger(), _statements(connection)
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name) and not name.startswith(projections.SHADOW):
            yield Problem(ProblemKind.SCHEMA, name)


@cache
def statements_of_a_fresh_ledger() -> dict[str, str]:
    """How each table, index and trigger is made in a ledger of this program."""
    fresh = dbapi2.connect(":memory:", isolation_level=None)
    try:
        migrations.STEPS.apply(migrations.database(fresh))
        projections.create_tables(fresh)
        projections.create_indexes(fresh)
        return _statements(fresh)
    finally:
        fresh.close()


def _statements(connection: Connection) -> dict[str, str]:
    """The statement of each table, index and trigger, without what renaming a table puts in quotes."""
    return {
        name: " ".join(sql.replace('"', "").replace("(", " ( ").split())
        for name, sql in connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_stat%'"
        )
    }


def _head(connection: Connection, covered: head.Head | None) -> Iterator[Problem]:
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
    projections.index_for_folding(connection)
    projection = projections.Projection(connection)
    total = projections.count_all(connection)
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
        pieces = {"table": table, "order": _key_of(connection, table)}
        wanted = verify.rows(connection, filled("SELECT * FROM main.{table} ORDER BY {order}", **pieces))
        found = verify.rows(connection, filled("SELECT * FROM ledger.{table} ORDER BY {order}", **pieces))
        for number, (want, have) in enumerate(itertools.zip_longest(wanted, found), start=1):
            if want != have:
                problems.append(Problem(ProblemKind.PROJECTION, f"{table}/{number}"))
                break
            compared += 1
    return compared, problems


def _key_of(connection: Connection, table: str) -> str:
    """The columns of a table's primary key; every view has one."""
    columns = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return ", ".join(name for (name,) in columns)
