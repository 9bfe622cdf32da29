"""Opens the hub's database: a SQLite file, or a PostgreSQL by its URL.

On SQLite every act is ``BEGIN IMMEDIATE``, so what it read is still true when it writes, and an answered
batch is on the disk (WAL with ``synchronous = FULL``).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url

PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",  # readers do not wait for the writer
    "PRAGMA synchronous = FULL",  # a receipt promises that the batch survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 20000",  # several worker processes take turns
    "PRAGMA cache_size = -65536",
)
_READS: Final = "only_reads"


def open_database(path_or_url: str) -> Engine:
    """The database, at the newest version of its tables.

    ``path_or_url`` is a file or an SQLAlchemy URL.
    """
    is_url = "://" in path_or_url
    url = make_url(path_or_url) if is_url else make_url(f"sqlite:///{Path(path_or_url).absolute()}")
    if url.get_backend_name() == "postgresql" and "+" not in url.drivername:
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    migrate(engine)
    return engine


def migrate(engine: Engine) -> None:
    """Brings the tables to the newest version; harmless when they are."""
    config = Config()
    config.set_main_option("script_location", "packtrail_hub:migrations")
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def act(engine: Engine) -> Iterator[Connection]:
    """One writing transaction: commits at the end, or leaves nothing."""
    with engine.begin() as connection:
        yield connection


@contextmanager
def look(engine: Engine) -> Iterator[Connection]:
    """One consistent state to read from; waits for nobody."""
    with engine.connect().execution_options(**{_READS: True}) as connection, connection.begin():
        yield connection


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
