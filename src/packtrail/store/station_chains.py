"""The verified chains of other stations, each from the record that opened it.

One backup restored twice gives two epochs of one number. As at the hub, the nonce in the opening record tells
them apart, and what follows is of the chain whose record it names as the one before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.records import EpochOpen, Record
from packtrail.store.columns import hash_blob
from packtrail.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Head:
    """A chain as far as it is verified."""

    chain: int
    seq: int
    hash: bytes


def heads(connection: Connection, station: bytes, epoch: int) -> Sequence[Head]:
    """The chains that are begun under one number, in the order in which they were."""
    rows = connection.execute(
        "SELECT chain, seq, hash FROM heard_epoch JOIN heard_record AS last USING (chain)"
        " WHERE station_id = ? AND epoch = ?"
        " AND seq = (SELECT max(seq) FROM heard_record WHERE chain = last.chain) ORDER BY chain",
        (station, epoch),
    )
    return [Head(*row) for row in rows]


def is_heard(connection: Connection, station: bytes, epoch: int, seq: int, digest: bytes) -> bool:
    """Whether a record stands there already, on any of the chains."""
    found = connection.execute(
        "SELECT 1 FROM heard_record JOIN heard_epoch USING (chain)"
        " WHERE station_id = ? AND epoch = ? AND seq = ? AND hash = ?",
        (station, epoch, seq, digest),
    ).fetchone()
    return found is not None


def is_taken(connection: Connection, station: bytes, epoch: int, record: Record) -> bool:
    """Whether another record has the place of this one, which is not heard."""
    if isinstance(record.body, EpochOpen):
        found = connection.execute(
            "SELECT 1 FROM heard_epoch WHERE station_id = ? AND epoch = ? AND install_nonce = ?",
            (station, epoch, record.body.install_nonce),
        ).fetchone()
    else:
        found = connection.execute(
            "SELECT 1 FROM heard_epoch JOIN heard_record AS last USING (chain)"
            " JOIN heard_record AS after ON after.chain = last.chain AND after.seq = last.seq + 1"
            " WHERE station_id = ? AND epoch = ? AND last.seq = ? AND last.hash = ?",
            (station, epoch, record.station_seq - 1, hash_blob(record.prev_hash)),
        ).fetchone()
    return found is not None


def is_same_place(one: Record, other: Record) -> bool:
    """Whether only one of two records behind the same record can stand there."""
    if isinstance(one.body, EpochOpen) and isinstance(other.body, EpochOpen):
        return one.body.install_nonce == other.body.install_nonce
    return isinstance(one.body, EpochOpen) == isinstance(other.body, EpochOpen)
