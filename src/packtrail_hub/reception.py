"""Takes a batch in: bytes stored, every record judged, the receipt signed, all in one transaction.

The answer leaves the hub only after the commit, so a station that holds a receipt can rely on it; the same
batch again gets the same stored bytes back.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from packtrail.protocol import batch as batches
from packtrail.protocol import dsse, problems
from packtrail.protocol import receipt as receipts
from packtrail.protocol.batch import BadBatch, Batch, Entry
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.receipt import Receipt, ReceiptKind, RecordResult
from packtrail_hub import database, stations
from packtrail_hub.blobs import name_blobs
from packtrail_hub.carried import sealer_for
from packtrail_hub.consignee import tell_givers
from packtrail_hub.forwarding.next_hub import forwards
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, hash_text, seconds, uid
from packtrail_hub.judging import judged
from packtrail_hub.place import Place, place
from packtrail_hub.refdata import latest_versions
from packtrail_hub.refused import STATUS, Refused
from packtrail_hub.results import as_relay
from packtrail_hub.stations import BoundKey
from packtrail_hub.tables import batch, epoch, receipt, station
from packtrail_hub.telling import next_arrivals, tell_verdicts, tell_verdicts_of


@dataclass(frozen=True)
class Answer:
    """A receipt's envelope as it travels, and whether it is an earlier answer given again."""

    envelope: bytes
    is_replay: bool
    verdicts: tuple[str, ...] = ()  # of the records that were new


@dataclass(frozen=True)
class _Arrival:
    """A batch that is well formed and signed; nothing of it is stored yet."""

    digest: str
    envelope: bytes
    key_id: str
    thawed: Batch
    entries: tuple[Entry, ...]
    received_at: datetime


def receive(hub: Hub, station_id: str, digest: str, body: bytes) -> Answer:
    """The receipt for the batch in ``body``, which was sent to the address ``digest``.

    ``station_id`` brings it: one of its own, or one that another station of its outlet sealed. Raises Refused
    when the batch cannot be taken at all; then nothing of it is stored.
    """
    envelope = _envelope(body)
    if batches.digest(envelope.payload) != digest:
        raise Refused(problems.DIGEST_MISMATCH, 400)
    station_id = sealer_for(hub, station_id, envelope)
    earlier, keys = _earlier(hub, station_id, digest)
    if earlier is not None:
        return Answer(earlier, is_replay=True)
    arrival = _arrival(hub, station_id, digest, envelope, keys)
    return hub.write(partial(_answered, hub, station_id, arrival))


def find_receipt(hub: Hub, station_id: str, digest: str) -> bytes | None:
    """The receipt's envelope, if this batch of this station was ever answered."""
    with database.look(hub.engine) as connection:
        owner = stations.bound_station(connection, station_id)
        return _stored_receipt(connection, owner.id, digest)


def _earlier(hub: Hub, station_id: str, digest: str) -> tuple[bytes | None, Sequence[BoundKey]]:
    """As ``find_receipt``, and the keys that may have signed the batch while there is no receipt.

    Of a station out of service nothing is given again, until its batch is known to be good.
    """
    with database.look(hub.engine) as connection:
        owner = stations.sealing_station(connection, station_id)
        is_gone = owner.revoked_at is not None
        stored = None if is_gone else _stored_receipt(connection, owner.id, digest)
        return stored, stations.batch_keys_of(connection, owner.id) if stored is None else ()


def _envelope(body: bytes) -> dsse.Envelope:
    try:
        return dsse.from_json(body)
    except dsse.BadEnvelope as error:
        raise Refused(problems.SCHEMA_VIOLATION, 400) from error


def _arrival(
    hub: Hub, station_id: str, digest: str, envelope: dsse.Envelope, keys: Sequence[BoundKey]
) -> _Arrival:
    received_at = hub.now()
    try:
        frozen, key = _verified(envelope, keys)
    except dsse.BadEnvelope as error:
        is_other = error.reason == "other_type"
        problem = problems.SCHEMA_VIOLATION if is_other else problems.SIGNATURE_INVALID
        raise Refused(problem, 400 if is_other else 403) from error
    try:
        thawed = batches.thaw(frozen, hub.limits.for_batches())
        entries = batches.entries(thawed)
    except BadBatch as error:
        raise _refusal(error) from error
    if thawed.header.station_id != station_id:
        raise Refused(problems.STATION_UNKNOWN, 403)
    if not key.may_sign(thawed.header.seq_last):
        raise Refused(problems.SIGNATURE_INVALID, 403)
    return _Arrival(digest, dsse.to_json(envelope), key.key_id, thawed, entries, received_at)


def _verified(envelope: dsse.Envelope, keys: Sequence[BoundKey]) -> tuple[bytes, BoundKey]:
    """The signed bytes and the key that signed them; raises BadEnvelope."""
    for key in keys:
        if any(key.key_id == signature.keyid for signature in envelope.signatures):
            with suppress(dsse.BadEnvelope):
                return dsse.verified(envelope, dsse.BATCH, {key.key_id: key.public_key}), key
    dsse.verified(envelope, dsse.BATCH, {key.key_id: key.public_key for key in keys})
    raise dsse.BadEnvelope("bad_signature")


def _refusal(error: BadBatch) -> Refused:
    problem = {
        "too_large": problems.TOO_LARGE,
        "too_many_records": problems.TOO_LARGE,
        "chain_broken": problems.CHAIN_FORK,
        "seq_broken": problems.SEQ_GAP,
    }.get(error.reason, problems.SCHEMA_VIOLATION)
    return Refused(problem, STATUS.get(error.reason, 422), faults=error.faults)


def _stored_receipt(connection: Connection, station_pk: int, digest: str) -> bytes | None:
    query = (
        select(receipt.c.envelope)
        .join(batch, batch.c.id == receipt.c.batch_id)
        .where(batch.c.station_id == station_pk, batch.c.digest == hash_bytes(digest))
    )
    found: bytes | None = connection.execute(query).scalar()
    return found


def _answered(hub: Hub, station_id: str, arrival: _Arrival, connection: Connection) -> Answer:
    """The answer, given once: whoever sends the same batch at the same moment waited for this one."""
    last = arrival.thawed.header.seq_last
    owner = stations.sealing_station(connection, station_id, last, to_write=True)
    stored = _stored_receipt(connection, owner.id, arrival.digest)
    if stored is not None:
        return Answer(stored, is_replay=True)
    return _taken(hub, connection, owner, arrival)


def _taken(hub: Hub, connection: Connection, owner: Row[Any], arrival: _Arrival) -> Answer:
    """Stores batch, records, stock and receipt; the answer."""
    at = seconds(arrival.received_at)
    found = place(connection, owner.id, arrival.thawed.header, arrival.entries, at)
    batch_pk = _store_batch(connection, owner, found, arrival)
    judgement = judged(hub, connection, owner, found, batch_pk, arrival.entries, arrival.received_at)
    results, updates, elsewhere = judgement.results, judgement.updates, judgement.elsewhere
    if forwards(connection, owner.uscc):  # whoever only passes on has received, and accepts nothing
        results, updates = as_relay(results), as_relay(updates)
        elsewhere = {station_pk: as_relay(better) for station_pk, better in elsewhere.items()}
    tell_verdicts(connection, owner, updates, arrival.received_at)
    for station_pk, better in elsewhere.items():
        tell_verdicts_of(connection, station_pk, better, arrival.received_at)
    counting = (*results[found.held :], *updates)
    kinds = {each.link.record_id: each.link.record_type for each in arrival.entries}
    tell_givers(connection, owner, counting, kinds, judgement.taken_in, arrival.received_at)
    missing = name_blobs(hub, connection, owner, arrival.entries)
    next_seq = _advance(connection, found, arrival.entries)
    answer = replace(
        _receipt(hub, owner, arrival, results, updates, next_seq),
        missing_blobs=tuple(missing),
        refdata_latest=latest_versions(connection),
    )
    payload = receipts.encode(answer)
    envelope = dsse.to_json(dsse.signed(dsse.RECEIPT, payload, hub.signer))
    digest = hash_bytes(sha256_digest(payload))
    connection.execute(
        insert(receipt).values(
            batch_id=batch_pk,
            station_id=owner.id,
            receipt_uid=uid(answer.receipt_id),
            receipt_seq=answer.receipt_seq,
            digest=digest,
            envelope=envelope,
        )
    )
    connection.execute(update(batch).where(batch.c.id == batch_pk).values(state=answer.batch_status))
    connection.execute(
        update(station)
        .where(station.c.id == owner.id)
        .values(receipt_seq=answer.receipt_seq, receipt_digest=digest)
    )
    verdicts = tuple(each.status for each in results[found.held :])
    return Answer(envelope, is_replay=False, verdicts=verdicts)


def _store_batch(connection: Connection, owner: Row[Any], found: Place, arrival: _Arrival) -> int:
    header = arrival.thawed.header
    fresh = len(arrival.entries) - found.held
    stored = connection.execute(
        insert(batch).values(
            station_id=owner.id,
            epoch_id=found.epoch.id,
            digest=hash_bytes(arrival.digest),
            batch_uid=uid(header.batch_id),
            seq_first=header.seq_first,
            seq_last=header.seq_last,
            state="received",
            envelope=arrival.envelope,
            received_at=seconds(arrival.received_at),
            key_id=arrival.key_id,
            fresh_from=header.seq_first + found.held if fresh else None,
            arrival=next_arrivals(connection, owner.outlet_id, fresh) if fresh else None,
        )
    )
    key = stored.inserted_primary_key
    return int(key[0]) if key else 0


def _advance(connection: Connection, found: Place, entries: Sequence[Entry]) -> int:
    """Moves the epoch's head past the new records; the next seq that the hub expects."""
    if found.held == len(entries):
        return int(found.epoch.next_seq)
    last = entries[-1].link
    connection.execute(
        update(epoch)
        .where(epoch.c.id == found.epoch.id)
        .values(next_seq=last.station_seq + 1, head_hash=hash_bytes(last.record_hash))
    )
    return last.station_seq + 1


def _receipt(
    hub: Hub,
    owner: Row[Any],
    arrival: _Arrival,
    results: tuple[RecordResult, ...],
    updates: tuple[RecordResult, ...],
    next_seq: int,
) -> Receipt:
    header = arrival.thawed.header
    return Receipt(
        schema=receipts.SCHEMA,
        receipt_id=hub.new_id(),
        receipt_kind=ReceiptKind.FINAL,
        station_id=header.station_id,
        station_epoch=header.station_epoch,
        batch_id=header.batch_id,
        batch_digest=arrival.digest,
        seq_first=header.seq_first,
        seq_last=header.seq_last,
        received_at=arrival.received_at,
        processed_at=hub.now(),
        batch_status=receipts.batch_status(results),
        counts=receipts.counts(results),
        results=results,
        updates=updates,
        next_expected_seq=next_seq,
        receipt_seq=owner.receipt_seq + 1,
        prev_receipt_digest=hash_text(owner.receipt_digest),
        refdata_used=dict(header.refdata),
        is_practice=hub.is_practice,
    )
