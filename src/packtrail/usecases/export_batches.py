"""Put every batch that is not answered for into a file, to be carried to a network (导出上报文件).

The bytes are those that would go online, so doing both is harmless. From the moment at which the file has its
name the batches may arrive anywhere: their outcome is unknown until a receipt comes back.
"""

from dataclasses import dataclass
from functools import partial

from packtrail.domain.errors_files import NothingToExport
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.sync_state import BatchState
from packtrail.protocol.batch import entries, thaw
from packtrail.protocol.dsse import from_json
from packtrail.protocol.file_channel import MAX_BATCHES, MAX_BLOB_BYTES, MAX_BLOBS
from packtrail.usecases.ports import BatchFile, Clock, Destination, NewId, OnWriter, SealedBatch, Store
from packtrail.usecases.seal_batch import SealingRules, seal_next

CARRIED = "by_file"
"""How an attempt that left in a file is logged."""

MAX_BLOB_TOTAL = 512 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """What the file carries; ``records_left`` did not fit, and go into the next once this is answered."""

    batches: int
    records: int
    photos: int
    records_left: int


def export_batches(
    destination: Destination,
    file: BatchFile,
    *,
    by: Operator,
    store: Store,
    rules: SealingRules,
    on_writer: OnWriter,
    now: Clock,
    new_id: NewId,
    with_photos: bool = False,
) -> Exported:
    """Seal what is unsent, write it into ``file``, and wait for the receipt.

    Raises NotAllowed, NothingToExport, or what the disk says; then no batch counts as carried.
    """
    require(by, Act.SEND)
    digests = _sealed(destination, store, rules, on_writer, now, new_id)
    if not digests:
        raise NothingToExport(hub=destination.title)
    store.cover_head()
    records = photos = 0
    room = _Room()
    for digest in digests:
        batch = _batch(store, digest)
        file.add_batch(digest, batch.envelope)
        records += batch.seq_last - batch.seq_first + 1
        if with_photos:
            photos += _add_photos(batch, file, store, room)
    file.close(now())
    for digest in digests:
        on_writer(partial(_carried, digest, store, now))
    file.publish()
    with store.read() as view:
        left = view.backlog(destination.name).unsent - records
    return Exported(batches=len(digests), records=records, photos=photos, records_left=max(0, left))


@dataclass(slots=True)
class _Room:
    """How many photographs still fit, and which are in: packs of one photograph share it."""

    taken: set[str]
    bytes_left: int

    def __init__(self) -> None:
        self.taken = set()
        self.bytes_left = MAX_BLOB_TOTAL

    def takes(self, content: bytes) -> bool:
        fits = len(content) <= min(MAX_BLOB_BYTES, self.bytes_left) and len(self.taken) < MAX_BLOBS
        if fits:
            self.bytes_left -= len(content)
        return fits


def _sealed(
    destination: Destination,
    store: Store,
    rules: SealingRules,
    on_writer: OnWriter,
    now: Clock,
    new_id: NewId,
) -> list[str]:
    """Every batch not answered for, oldest first, once all that waited is sealed; one batch an act."""
    while on_writer(partial(_seal_one, destination.name, store, rules, now, new_id)):
        pass
    with store.read() as view:
        return list(view.unsettled_digests(destination.name, MAX_BATCHES))


def _seal_one(destination: str, store: Store, rules: SealingRules, now: Clock, new_id: NewId) -> bool:
    with store.act() as tx:
        if len(tx.unsettled_digests(destination, MAX_BATCHES)) == MAX_BATCHES:
            return False
        return seal_next(tx, destination, rules, now=now, new_id=new_id) is not None


def _batch(store: Store, digest: str) -> SealedBatch:
    with store.read() as view:
        found = view.batch(digest)
    if found is None:
        raise LookupError(digest)
    return found


def _add_photos(batch: SealedBatch, file: BatchFile, store: Store, room: _Room) -> int:
    """Put what the records of ``batch`` name beside them, as far as there is room."""
    added = 0
    for entry in entries(thaw(from_json(batch.envelope).payload)):
        for named in entry.record.attachments if entry.record else ():
            if named.digest in room.taken:
                continue
            with store.read() as view:
                content = view.blob(named.digest)
            if content is not None and room.takes(content):
                room.taken.add(named.digest)
                file.add_blob(named.digest, content)
                added += 1
    return added


def _carried(digest: str, store: Store, now: Clock) -> None:
    """A batch in a file may arrive at any time; one that was answered meanwhile keeps its answer."""
    with store.act() as tx:
        batch = tx.batch(digest)
        if batch is None or batch.state is BatchState.SETTLED:
            return
        tx.add_attempt(digest, now(), CARRIED, None, b"")
        tx.mark_batch(digest, BatchState.UNKNOWN_OUTCOME)
