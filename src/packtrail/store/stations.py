"""Who this station is: its key, and the epochs that its own records open."""

from packtrail.domain.errors import StationNotOpened
from packtrail.domain.records import EpochOpen
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.records import ZERO_HASH
from packtrail.store import nature
from packtrail.store.columns import hash_text, id_blob, id_text
from packtrail.store.connection import Connection
from packtrail.usecases.ports import Station


def has_station(connection: Connection) -> bool:
    """Whether an epoch was opened."""
    return connection.execute("SELECT 1 FROM epoch").fetchone() is not None


def station(connection: Connection) -> Station:
    """The station at its head; raises StationNotOpened."""
    row = connection.execute(
        """
        SELECT epoch, epoch.station_id, epoch.label, install_nonce, private_key
        FROM epoch JOIN station_secret USING (public_key) ORDER BY epoch DESC LIMIT 1
        """
    ).fetchone()
    if row is None:
        raise StationNotOpened
    epoch, station_id, label, install_nonce, private_key = row
    seq, digest = head(connection)
    return Station(
        station_id=id_text(station_id),
        label=label,
        epoch=epoch,
        head_seq=seq,
        head_hash=digest,
        install_nonce=install_nonce.hex(),
        signer=Ed25519Signer(private_key),
    )


def begin_station(
    connection: Connection, station_id: str, label: str, private_key: bytes, *, practice: bool
) -> None:
    """Keep what a new ledger is and the key of its station; ValueError in a ledger that has one."""
    if connection.execute("SELECT 1 FROM station_secret").fetchone():
        raise ValueError("this ledger has an identity already")
    nature.settle(connection, practice=practice)
    connection.execute(
        "INSERT INTO station_secret (public_key, private_key, station_id, label) VALUES (?, ?, ?, ?)",
        (Ed25519Signer(private_key).public_key, private_key, id_blob(station_id), label),
    )


def add_key(connection: Connection, private_key: bytes) -> None:
    """Keep a further key of the station that is open; raises StationNotOpened."""
    mine = station(connection)
    connection.execute(
        "INSERT INTO station_secret (public_key, private_key, station_id, label) VALUES (?, ?, ?, ?)",
        (Ed25519Signer(private_key).public_key, private_key, id_blob(mine.station_id), mine.label),
    )


def open_epoch(connection: Connection, arrival: int, opening: EpochOpen) -> None:
    """Enter the epoch that the record at ``arrival`` opens.

    ValueError when it names another station, a key that isn't here, an epoch that isn't later, or
    another head than the log's: each would make a chain that nobody can follow. Its label may be another.
    """
    secret = connection.execute(
        "SELECT station_id FROM station_secret WHERE public_key = ?",
        (bytes.fromhex(opening.public_key),),
    ).fetchone()
    if secret != (id_blob(opening.station_id),):
        raise ValueError("epoch_open names another station or key")
    if opening.station_epoch <= current_epoch(connection):
        raise ValueError("an epoch must be later than the last")
    if (opening.last_seq, opening.last_hash) != head(connection):
        raise ValueError("epoch_open names another head than the log's")
    connection.execute(
        """
        INSERT INTO epoch (epoch, opened_by, station_id, label, public_key, install_nonce)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        (
            opening.station_epoch,
            arrival,
            id_blob(opening.station_id),
            opening.station_label,
            bytes.fromhex(opening.public_key),
            bytes.fromhex(opening.install_nonce),
        ),
    )


def epoch_label(connection: Connection) -> tuple[int, str]:
    """The open epoch and the station's label in it; raises StationNotOpened."""
    row = connection.execute("SELECT epoch, label FROM epoch ORDER BY epoch DESC LIMIT 1").fetchone()
    if row is None:
        raise StationNotOpened
    return row[0], row[1]


def current_epoch(connection: Connection) -> int:
    """The open epoch, 0 before the first."""
    row = connection.execute("SELECT max(epoch) FROM epoch").fetchone()
    return int(row[0] or 0) if row else 0


def head(connection: Connection) -> tuple[int, str]:
    """Seq and hash of our newest record; 0 and zeros before the first."""
    row = connection.execute("SELECT seq, hash FROM record ORDER BY arrival DESC LIMIT 1").fetchone()
    return (row[0], hash_text(row[1])) if row else (0, ZERO_HASH)
