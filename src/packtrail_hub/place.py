"""Where a batch belongs in its station's log: which epoch, what is held already, what is new.

A batch is refused whole only here and before: a gap, a fork, an epoch that cannot begin like this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from packtrail.domain.records import EpochOpen
from packtrail.protocol import problems
from packtrail.protocol.batch import BatchHeader, Entry
from packtrail.protocol.faults import Fault
from packtrail.protocol.records import ZERO_HASH
from packtrail_hub.ids import hash_bytes, hash_text
from packtrail_hub.refused import Refused
from packtrail_hub.stations import bind_key, epochs_of
from packtrail_hub.tables import epoch, record


@dataclass(frozen=True)
class Place:
    """The epoch row, and how many of the batch's first records the hub holds already."""

    epoch: Row[Any]
    held: int


def place(
    connection: Connection, station_pk: int, header: BatchHeader, entries: Sequence[Entry], at: int
) -> Place:
    """Finds or opens the epoch and checks that the batch continues it; raises Refused."""
    epochs = epochs_of(connection, station_pk)
    found = next((each for each in epochs if each.number == header.station_epoch), None)
    if found is None:
        return Place(_opened(connection, station_pk, header, entries[0], epochs, at), 0)
    if header.seq_first > found.next_seq:
        raise _gap(found)
    if header.seq_first < found.opened_seq:
        raise Refused(problems.CHAIN_FORK, 409, next_expected_seq=found.next_seq)
    held = min(len(entries), found.next_seq - header.seq_first)
    _refuse_other_history(connection, found, entries[:held])
    if held < len(entries) and entries[held].link.prev_hash != hash_text(found.head_hash):
        raise _fork(found, held)
    return Place(found, held)


def _opened(
    connection: Connection,
    station_pk: int,
    header: BatchHeader,
    first: Entry,
    epochs: Sequence[Row[Any]],
    at: int,
) -> Row[Any]:
    """A new epoch, as its first record states it."""
    opening = first.record.body if first.record else None
    if not isinstance(opening, EpochOpen):
        # an epoch is known by its opening record only, so that has to come first
        first_seq = None if epochs else 1
        raise Refused(problems.SEQ_GAP, 409, next_expected_seq=first_seq, station_epoch=header.station_epoch)
    _refuse_bad_opening(header, first, opening, epochs)
    forked_from = _forked_from(connection, opening, epochs[-1] if epochs else None)
    values = {
        "station_id": station_pk,
        "number": opening.station_epoch,
        "install_nonce": bytes.fromhex(opening.install_nonce),
        "opened_seq": header.seq_first,
        "next_seq": header.seq_first,
        "head_hash": hash_bytes(opening.last_hash),
        "forked_from_seq": forked_from,
        "opened_at": at,
    }
    connection.execute(insert(epoch).values(**values))
    bind_key(connection, station_pk, bytes.fromhex(opening.public_key), at)
    return epochs_of(connection, station_pk)[-1]


def _refuse_bad_opening(
    header: BatchHeader, first: Entry, opening: EpochOpen, epochs: Sequence[Row[Any]]
) -> None:
    states = {
        "station_id": opening.station_id == header.station_id,
        "station_epoch": opening.station_epoch == header.station_epoch,
        "last_seq": first.link.station_seq == opening.last_seq + 1,
        "last_hash": first.link.prev_hash == opening.last_hash,
        "public_key": len(opening.public_key) == 64,
    }
    if opening.last_seq == 0:
        states["last_hash"] = opening.last_hash == first.link.prev_hash == ZERO_HASH
    faults = tuple(
        Fault(f"/records/0/body/{name}", "InvalidValue") for name, good in states.items() if not good
    )
    if faults:
        raise Refused(problems.EPOCH_INVALID, 409, faults=faults)
    if not epochs and opening.last_seq > 0:
        raise Refused(problems.SEQ_GAP, 409, next_expected_seq=1)  # the whole log, from its beginning
    if epochs and opening.station_epoch < epochs[-1].number:
        raise Refused(problems.EPOCH_INVALID, 409, station_epoch=epochs[-1].number)
    if epochs and opening.last_seq >= epochs[-1].next_seq:
        raise _gap(epochs[-1])  # the end of the older epoch comes first


def _forked_from(connection: Connection, opening: EpochOpen, older: Row[Any] | None) -> int | None:
    """The first seq at which the hub's older epoch and the new one's past differ, if they do."""
    if older is None or opening.last_seq == 0:
        return None
    at_last = record.c.epoch_id == older.id, record.c.seq == opening.last_seq
    held = connection.execute(select(record.c.hash).where(*at_last)).scalar()
    if held is not None and held != hash_bytes(opening.last_hash):
        return opening.last_seq
    return opening.last_seq + 1 if older.next_seq > opening.last_seq + 1 else None


def _refuse_other_history(connection: Connection, found: Row[Any], held: Sequence[Entry]) -> None:
    """The same seq with another hash: two logs under one name."""
    if not held:
        return
    first, last = held[0].link.station_seq, held[-1].link.station_seq
    mine = record.c.epoch_id == found.id, record.c.seq.between(first, last)
    query = select(record.c.hash).where(*mine).order_by(record.c.seq)
    for at, stored in enumerate(connection.execute(query).scalars()):
        if hash_text(stored) != held[at].link.record_hash:
            raise _fork(found, at)


def _gap(found: Row[Any]) -> Refused:
    return Refused(problems.SEQ_GAP, 409, next_expected_seq=found.next_seq, station_epoch=found.number)


def _fork(found: Row[Any], at: int) -> Refused:
    faults = (Fault(f"/records/{at}", "InvalidValue"),)
    return Refused(
        problems.CHAIN_FORK,
        409,
        faults=faults,
        next_expected_seq=found.next_seq,
        station_epoch=found.number,
    )
