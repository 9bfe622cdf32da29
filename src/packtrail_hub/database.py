"""Opens the hub's database: a SQLite file, or a PostgreSQL by its URL; several processes may share either.

On SQLite every act is ``BEGIN IMMEDIATE``, so what it read is still true when it writes, and an answered
batch is on the disk (WAL with ``synchronous = FULL``). On PostgreSQL acts run side by side: whoever judges
for an outlet holds the outlet's row (``stations.find_station``), and what reaches beyond one outlet waits
its turn by name (``take_turns``). SERIALIZABLE would do the same unasked, but it watches whole index pages:
in a young database nearly every two batches at a time would be called a conflict and one judged again.
"""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, Insert, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

PRAGMAS: Final = (
    "PRAGMA busy_timeout = 20000",  # several worker processes take turns; first, since the next may wait
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = FULL",  # a receipt promises that the batch survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
)
SETTINGS: Final = {
    "synchronous_commit": "on",  # a receipt promises that the batch survives a power cut
    "lock_timeout": "20s",  # then the station is told to come again
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",  # a worker that hangs lets its outlet go
    "jit": "off",  # dearer than the short queries that it would speed up
}
WRITERS: Final = {"sqlite": 1, "postgresql": 4}
"""Acts at a time in one process; judging is Python's own work, so more would only hold more connections."""

_CONNECTIONS: Final = 12  # of one process to a PostgreSQL, acts and looks together
_TRIES: Final = 5
_OTHER_WAS_QUICKER: Final = frozenset({"40001", "40P01", "23505"})  # serialization, deadlock, same unique key
_READS: Final = "only_reads"
_PASSWORD: Final = re.compile(r"(://[^/@:]*:).*@")
_PASSWORD_OPTION: Final = re.compile(r"([?&][a-z]*password=)[^&]*")
T = TypeVar("T")


def open_database(path_or_url: str) -> Engine:
    """The database, at the newest version of its tables.

    ``path_or_url`` is a file or an SQLAlchemy URL.
    """
    is_url = "://" in path_or_url
    url = make_url(path_or_url) if is_url else make_url(f"sqlite:///{Path(path_or_url).absolute()}")
    engine = _on_postgresql(url) if url.get_backend_name() == "postgresql" else _on_sqlite(url)
    with closed_on_failure(engine):
        migrate(engine)
    return engine


@contextmanager
def closed_on_failure(engine: Engine) -> Iterator[None]:
    """Closes the connections when the block fails."""
    try:
        yield
    except BaseException:
        engine.dispose()
        raise


def folder_beside(engine: Engine) -> Path | None:
    """Where files that belong to a SQLite database lie; None beside any other."""
    file = engine.url.database
    is_file = engine.dialect.name == "sqlite" and file and file != ":memory:"
    return Path(file).with_name(Path(file).name + ".blobs") if is_file and file else None


def shown_name(path_or_url: str) -> str:
    """The name of a database as it may be shown and logged: without its password, however it is malformed."""
    if "://" not in path_or_url:
        return path_or_url
    return _PASSWORD_OPTION.sub(r"\1***", _PASSWORD.sub(r"\1***@", path_or_url))


def migrate(engine: Engine) -> None:
    """Brings the tables to the newest version; harmless when they are, and when several start at once."""
    with look(engine) as connection:
        if MigrationContext.configure(connection).get_current_heads() == _newest():
            return
    config = _steps()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        take_turns(connection, ["first start"])
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@cache
def _newest() -> tuple[str, ...]:
    """The version that this program's steps lead to; reading them all takes longer than a whole batch."""
    return tuple(ScriptDirectory.from_config(_steps()).get_heads())


def _steps() -> Config:
    config = Config()
    config.set_main_option("script_location", "packtrail_hub:migrations")
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def act(engine: Engine) -> Iterator[Connection]:
    """One writing transaction: commits at the end, or leaves nothing."""
    with engine.begin() as connection:
        yield connection


def carry_out(engine: Engine, work: Callable[[Connection], T]) -> T:
    """``work`` in one act, and again in a fresh one where another process was quicker.

    ``work`` must do nothing outside the transaction but draw ids, since it may run several times.
    """
    for _ in range(_TRIES - 1):
        try:
            with act(engine) as connection:
                return work(connection)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _OTHER_WAS_QUICKER:
                raise
    with act(engine) as connection:
        return work(connection)


@contextmanager
def look(engine: Engine) -> Iterator[Connection]:
    """One consistent state to read from; waits for nobody."""
    options: dict[str, Any] = {_READS: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def take_turns(connection: Connection, names: Iterable[str]) -> None:
    """Until this act ends, no other that names one of ``names`` goes on; there each has its turn."""
    if connection.dialect.name != "postgresql":
        return  # on SQLite one act is under way at a time anyhow
    keys = sorted({_key(name) for name in names})
    if keys:
        each_in_order = "SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key"
        connection.execute(text(each_in_order), {"keys": keys})


def add_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, may_be_there: bool = False
) -> None:
    """Writes new rows; with ``may_be_there`` one whose key is taken is left as it stands."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table).on_conflict_do_nothing() if may_be_there else make(table)
    _write_many(connection, f"add {may_be_there}", statement, rows)


def put_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes each row, over the one of its key where there is one.

    Never by deleting first: on PostgreSQL who waits for a deleted row sees neither it nor the new one.
    """
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in table.c.keys() if name not in key}  # noqa: SIM118
    _write_many(connection, "put", statement.on_conflict_do_update(index_elements=key, set_=changed), rows)


def _write_many(
    connection: Connection, how: str, statement: Insert, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Rows that all name the same columns, with values as the driver takes them.

    The text is made once for all batches: binding thousands of values row by row cost as much as writing.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    name = connection.dialect.name, statement.table.name, how, columns
    if name not in _TEXTS:
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(columns))
        _TEXTS[name] = str(compiled), _in_order(compiled.positiontup)
    written, order = _TEXTS[name]
    if order is None:
        connection.exec_driver_sql(written, [dict(row) for row in rows])
    else:
        connection.exec_driver_sql(written, [order(row) for row in rows])


_Ordered = Callable[[Mapping[str, Any]], tuple[Any, ...]]
_TEXTS: Final[dict[tuple[Any, ...], tuple[str, _Ordered | None]]] = {}


def _in_order(names: Sequence[str] | None) -> _Ordered | None:
    """Takes a row's values as the driver counts them; None for one that knows them by name."""
    if names is None:
        return None
    return itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


def _on_sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _on_postgresql(url: URL) -> Engine:
    if "+" not in url.drivername:
        url = url.set(drivername="postgresql+psycopg")
    settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    return create_engine(
        url,
        connect_args={"connect_timeout": 10, "application_name": "packtrail-hub", "options": settings},
        hide_parameters=True,  # an error's text may be logged, what was sent never is
        isolation_level="READ COMMITTED",
        max_overflow=0,
        pool_pre_ping=True,  # a database that was started anew is found again
        pool_size=_CONNECTIONS,
        pool_timeout=20,
    )


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
