"""Freeze the next records of the log into a batch for a destination: bytes that never change again.

A batch is a contiguous run of one epoch (``platform.md`` 8.6). Epochs are sent in their order, so what an
older epoch still owes goes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.clock import quality
from packtrail.domain.moments import legal_day
from packtrail.domain.sync_state import BatchState
from packtrail.protocol import batch, dsse
from packtrail.protocol.batch import BatchHeader, BatchLimits, Client, ClockReading
from packtrail.protocol.capabilities import Capabilities
from packtrail.usecases.ports import (
    Clock,
    DocumentKind,
    NewId,
    SealedBatch,
    Station,
    Tx,
)
from packtrail.usecases.set_profile import current_profile

RECORDS_A_BATCH = 200
BYTES_A_BATCH = 1_000_000

Lines = Sequence[tuple[int, bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class SealingRules:
    """How large a batch may be, and which program says it sealed it."""

    client: Client
    max_records: int = RECORDS_A_BATCH
    max_bytes: int = BYTES_A_BATCH

    def within(self, limits: BatchLimits) -> "SealingRules":
        """The same rules, no larger than a hub takes; at least one record, or nothing would ever go."""
        return SealingRules(
            client=self.client,
            max_records=max(1, min(self.max_records, limits.max_records)),
            max_bytes=min(self.max_bytes, limits.max_bytes),
        )


def rules_for(said: Capabilities | None, rules: SealingRules) -> SealingRules:
    """``rules`` within what a hub announces; as they are when it announces nothing.

    To be known before sealing: a batch that is too large for a hub is refused at every try.
    """
    return rules.within(said.limits.for_batches()) if said else rules


def next_batch(
    tx: Tx,
    destination: str,
    rules: SealingRules,
    *,
    now: Clock,
    new_id: NewId,
    state: BatchState = BatchState.SEALED,
) -> SealedBatch | None:
    """The oldest batch not answered for, or one sealed now, in ``state``; None when everything is answered.

    One batch is in flight for each destination: a later one is not even sealed before.
    """
    unsettled = tx.unsettled_batches(destination, limit=1)
    if unsettled:
        return unsettled[0]
    return seal_next(tx, destination, rules, now=now, new_id=new_id, state=state)


def batch_after(
    tx: Tx, answered: SealedBatch, rules: SealingRules, *, now: Clock, new_id: NewId
) -> SealedBatch | None:
    """As ``next_batch`` once ``answered``, whose receipt is kept, will be settled; it leaves at once."""
    waiting = tx.unsettled_digests(answered.destination, limit=2)
    first = next((each for each in waiting if each != answered.digest), None)
    if first is not None:
        return tx.batch(first)
    return seal_next(tx, answered.destination, rules, now=now, new_id=new_id, state=BatchState.SENDING)


def seal_next(
    tx: Tx,
    destination: str,
    rules: SealingRules,
    *,
    now: Clock,
    new_id: NewId,
    state: BatchState = BatchState.SEALED,
) -> SealedBatch | None:
    """Seal what follows the last sealed batch, answered for or not; None when every record is in one.

    In ``state``: whoever sends it in the same act says so here, and its records are written once.
    A run of the log holds every maker's records, so none is ever sealed for a maker's portal; a hub behind
    a relay gets what was sealed for the relay.
    """
    if any(not each.is_called for each in tx.destinations() if each.name == destination):
        return None
    station = tx.station()
    for epoch in range(1, station.epoch + 1):
        after = tx.last_sealed_seq(destination, epoch)
        lines = _fitting(tx.canonical_lines(epoch, after, rules.max_records), rules.max_bytes)
        if lines:
            return _sealed(tx, destination, station, epoch, lines, rules, now, new_id, state)
    return None


def _fitting(lines: Lines, max_bytes: int) -> Lines:
    fitting: list[tuple[int, bytes]] = []
    room = max_bytes - 4096  # for the header
    for seq, line in lines:
        room -= len(line) + 1
        if room < 0 and fitting:
            break
        fitting.append((seq, line))
    return fitting


def _sealed(
    tx: Tx,
    destination: str,
    station: Station,
    epoch: int,
    lines: Lines,
    rules: SealingRules,
    now: Clock,
    new_id: NewId,
    state: BatchState,
) -> SealedBatch:
    at = now()
    profile = current_profile(tx)
    header = BatchHeader(
        schema=batch.SCHEMA,
        batch_id=new_id(),
        batch_no=tx.next_number(DocumentKind.BATCH, legal_day(at)),
        station_id=station.station_id,
        station_epoch=epoch,
        outlet_uscc=profile.outlet_uscc if profile else None,
        client=rules.client,
        seq_first=lines[0][0],
        seq_last=lines[-1][0],
        record_count=len(lines),
        sealed_at=at,
        clock=_clock_reading(tx, at),
    )
    frozen = batch.freeze(header, [line for _, line in lines])
    sealed = SealedBatch(
        digest=batch.digest(frozen),
        destination=destination,
        epoch=epoch,
        seq_first=header.seq_first,
        seq_last=header.seq_last,
        envelope=dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer)),
        sealed_at=at,
        state=state,
    )
    tx.add_batch(sealed)
    return sealed


def _clock_reading(tx: Tx, at: datetime) -> ClockReading:
    """How far the station trusts its clock as it seals (``platform.md`` 8.13)."""
    newest = tx.clock_sample()
    return ClockReading(
        quality=quality(at, newest, tx.clock_set_back_by(at)).value,
        offset_ms=newest.offset_ms if newest else None,
        last_server_time=newest.server_at if newest else None,
    )
