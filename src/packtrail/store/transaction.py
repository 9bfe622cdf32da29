"""Our own transactions: BEGIN IMMEDIATE, so that what was read inside is still true at the write."""

from collections.abc import Iterator
from contextlib import contextmanager

from packtrail.store.connection import Connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All statements of the block reach the disk together, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back by itself
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """Every read of the block sees one state."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # BEGIN alone doesn't take it yet
        yield
    finally:
        connection.execute("ROLLBACK")
