"""What this ledger is for ever: one that counts, or one for practice, which owes nothing to who counts."""

from packtrail.domain.errors_station import PracticeHub, PracticeLedger
from packtrail.store.connection import Connection
from packtrail.usecases.ports import Destination


def is_practice(connection: Connection) -> bool:
    """Whether it was begun for practice."""
    row = connection.execute("SELECT is_practice FROM nature").fetchone()
    return bool(row and row[0])


def settle(connection: Connection, *, practice: bool) -> None:
    """Say what a new ledger is; sqlcipher3.IntegrityError, a bug, in one that has a station."""
    connection.execute("INSERT INTO nature (id, is_practice) VALUES (1, ?)", (int(practice),))


def refuse_other(connection: Connection, destination: Destination) -> None:
    """The one gate through which something comes to be owed: only like to like.

    Raises PracticeLedger where practised records were to go to who counts, a maker's portal included, and
    PracticeHub where records that count were to go to a practice hub.
    """
    mine = is_practice(connection)
    if mine and not destination.is_practice:
        raise PracticeLedger(destination.title)
    if destination.is_practice and not mine:
        raise PracticeHub(destination.title)
