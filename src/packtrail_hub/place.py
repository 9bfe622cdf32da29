"""Where a batch belongs in its station's log: which epoch, what is held already, what is new.

A batch is refused whole only here and before: a gap, a fork, an epoch that cannot begin like this. One
backup restored twice gives two epochs of one number; the nonce in their opening records tells them apart.
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
    found = _epoch_of(connection, header, entries[0], epochs)
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


def _epoch_of(
    connection: Connection, header: BatchHeader, first: Entry, epochs: Sequence[Row[Any]]
) -> Row[Any] | None:
    """The epoch that the batch says it is of: by its opening's nonce, or by the record that it follows."""
    named = [each for each in epochs if each.number == header.station_epoch]
    opening = first.record.body if first.record else None
    if isinstance(opening, EpochOpen) and opening.station_epoch == header.station_epoch:
        nonce = bytes.fromhex(opening.install_nonce)
        return next((each for each in named if each.install_nonce == nonce), None)
    if len(named) < 2:
        return named[0] if named else None
    before = header.seq_first - 1, first.link.prev_hash
    return next((each for each in named if _holds(connection, each, *before)), named[0])


def _holds(connection: Connection, found: Row[Any], seq: int, digest: str) -> bool:
    at = record.c.epoch_id == found.id, record.c.seq == seq, record.c.hash == hash_bytes(digest)
    return connection.execute(select(record.c.seq).where(*at)).first() is not None


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
    _refuse_contradiction(header, first, opening)
    parent = _parent(connection, opening, epochs)
    _refuse_bad_opening(opening, epochs, parent)
    forked_from = _forked_from(connection, opening, epochs, parent)
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
    return max(epochs_of(connection, station_pk), key=lambda each: int(each.id))


def _parent(connection: Connection, opening: EpochOpen, epochs: Sequence[Row[Any]]) -> Row[Any] | None:
    """The older epoch at whose record the new one begins, when the hub holds that record."""
    older = (each for each in reversed(epochs) if each.number < opening.station_epoch)
    return next(
        (each for each in older if _holds(connection, each, opening.last_seq, opening.last_hash)), None
    )


def _refuse_contradiction(header: BatchHeader, first: Entry, opening: EpochOpen) -> None:
    """What the opening record says of itself and of its place must be so."""
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


def _refuse_bad_opening(opening: EpochOpen, epochs: Sequence[Row[Any]], parent: Row[Any] | None) -> None:
    """An epoch comes after those that the hub has, or it is another installation's of a past that it has."""
    nonces = {each.install_nonce for each in epochs}
    if parent is not None and bytes.fromhex(opening.install_nonce) not in nonces:
        return
    if not epochs and opening.last_seq > 0:
        raise Refused(problems.SEQ_GAP, 409, next_expected_seq=1)  # the whole log, from its beginning
    if epochs and opening.station_epoch < epochs[-1].number:
        raise Refused(problems.EPOCH_INVALID, 409, station_epoch=epochs[-1].number)
    before = [each for each in epochs if each.number < opening.station_epoch] or epochs
    if before and opening.last_seq >= before[-1].next_seq:
        raise _gap(before[-1])  # the end of the older epoch comes first


def _forked_from(
    connection: Connection, opening: EpochOpen, epochs: Sequence[Row[Any]], parent: Row[Any] | None
) -> int | None:
    """The first seq at which what the hub holds and the new epoch's past differ, if they do."""
    if not epochs or opening.last_seq == 0:
        return None
    if parent is not None:
        beside = [parent, *(each for each in epochs if each.number >= opening.station_epoch)]
        goes_on = any(each.next_seq > opening.last_seq + 1 for each in beside)
        return opening.last_seq + 1 if goes_on else None
    older = epochs[-1]
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
