"""Everything that one act can write; all of it in the transaction that ``Ledger.act`` holds open."""

from collections.abc import Sequence
from datetime import date, datetime

from packtrail.domain.clock import ClockSample
from packtrail.domain.print_jobs import PrintJob
from packtrail.domain.records import Attachment, NewRecord, Record
from packtrail.domain.reported_elsewhere import TELLING, reported_elsewhere
from packtrail.domain.settlement import Settlement
from packtrail.domain.sync_state import BatchState
from packtrail.protocol.changes import StationRecord
from packtrail.protocol.unit_life import UnitLife
from packtrail.store import (
    batches,
    blob_ways,
    blobs,
    changes_heard,
    desk_notes,
    destinations,
    heard,
    log,
    nature,
    numbers,
    print_queue,
    refdata,
    routing,
    settlements,
    station_lines,
    stations,
    submissions,
    unit_lives,
)
from packtrail.store import clock as pc_clock
from packtrail.store.connection import Connection
from packtrail.store.view import LedgerView
from packtrail.usecases import ports

MOST_TELLING = 1_000_000


class LedgerTx(LedgerView, ports.Tx):
    """Reads see what the act has written so far."""

    def __init__(self, connection: Connection, clock: ports.Clock) -> None:
        super().__init__(connection)
        self._clock = clock

    def begin_station(
        self, station_id: str, label: str, private_key: bytes, *, practice: bool = False
    ) -> None:
        """Give a new ledger its identity, and say what it is for ever."""
        stations.begin_station(self._connection, station_id, label, private_key, practice=practice)

    def add_station_key(self, private_key: bytes) -> None:
        """Keep a further key of this station."""
        stations.add_key(self._connection, private_key)

    def append(self, *records: NewRecord) -> Sequence[Record]:
        """Chain the records, fold them, open their submissions."""
        return log.append(self._connection, records, at=self._clock())

    def hear(self, kind: str, source: str, payload: bytes) -> bool:
        """Keep what another party said."""
        return heard.hear(self._connection, kind, source, payload, at=self._clock())

    def next_number(self, kind: ports.DocumentKind, day: date) -> str:
        """The next human number."""
        return numbers.next_number(self._connection, kind, day)

    def add_destination(self, destination: ports.Destination, *, from_seq: int = 1) -> None:
        """Begin to owe a destination our records; raises PracticeLedger or PracticeHub."""
        nature.refuse_other(self._connection, destination)
        added = destinations.add(self._connection, destination, from_seq=from_seq)
        if added is destinations.Added.NEW:
            self._excuse_told()
        if added is destinations.Added.ANOTHER or destination.is_behind_relay:
            changes_heard.begin_anew(self._connection, destination.name)
        if added is destinations.Added.ANOTHER:
            submissions.owe_anew(self._connection, destination.name)
            batches.reopen(self._connection, destination.name, from_seq)
            blob_ways.begin_anew(self._connection, destination.name)

    def set_routes(self, portal: str, makers: Sequence[str]) -> None:
        """Let a maker's portal take the units of these makers."""
        routing.set_routes(self._connection, portal, makers)
        self._excuse_told()

    def add_batch(self, batch: ports.SealedBatch) -> None:
        """Keep a sealed batch."""
        batches.add(self._connection, batch)

    def mark_batch(self, digest: str, state: BatchState) -> None:
        """Move a batch on."""
        batches.mark(self._connection, digest, state)

    def go_back(self, destination: str, seq: int) -> int:
        """Send again what a destination says it lacks."""
        destinations.forget_receipts(self._connection, destination)
        return batches.reopen(self._connection, destination, seq)

    def settle(self, destination: str, verdicts: Sequence[ports.Verdict]) -> None:
        """Write what a destination said."""
        submissions.settle(self._connection, destination, verdicts)

    def note_receipt(self, destination: str, head: ports.ReceiptHead) -> None:
        """Move the end of a chain of receipts on."""
        destinations.note_receipt(self._connection, destination, head)

    def add_attempt(
        self, digest: str, at: datetime, outcome: str, http_status: int | None, reply: bytes
    ) -> None:
        """Log one try at sending."""
        batches.add_attempt(self._connection, digest, at, outcome, http_status, reply)

    def save_draft(self, draft: ports.Draft) -> None:
        """Write a draft over its former self."""
        desk_notes.save_draft(self._connection, draft)

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft."""
        desk_notes.drop_draft(self._connection, draft_id)

    def keep_blob(self, content: bytes, media_type: str, role: str) -> Attachment:
        """Store a photograph or paper once."""
        return blobs.keep(self._connection, content, media_type, role)

    def remember(self, name: str, value: str) -> None:
        """Keep a choice."""
        desk_notes.remember(self._connection, name, value)

    def confirm_clock(self) -> None:
        """The clock is right."""
        pc_clock.confirm(self._connection)

    def keep_changes(self, destination: str, page: bytes, changes: Sequence[ports.NewChange]) -> None:
        """Keep changes of a page."""
        changes_heard.keep(self._connection, destination, page, changes)

    def keep_station_records(self, told: Sequence[StationRecord]) -> None:
        """Let records of other stations wait."""
        station_lines.keep(self._connection, told)

    def take_station_records(self, limit: int) -> int:
        """Verify and fold some of them."""
        return station_lines.take(self._connection, limit, self._clock())

    def keep_lives(self, destination: str, lives: Sequence[UnitLife], told_at: datetime) -> None:
        """Keep a hub's answer on codes."""
        unit_lives.keep(self._connection, destination, lives, told_at)

    def move_change_cursor(self, destination: str, to: str) -> None:
        """A feed was read up to here."""
        changes_heard.move_cursor(self._connection, destination, to)

    def pin_hub_key(self, destination: str, key_id: str, public_key: bytes) -> None:
        """Believe a further key of a destination."""
        destinations.pin_key(self._connection, destination, key_id, public_key)

    def pin_station_signature(self, destination: str, signature: bytes) -> None:
        """Keep what a destination signed over our key."""
        destinations.pin_station_signature(self._connection, destination, signature)

    def owe_blobs(self, destination: str, found: ports.BlobScan) -> None:
        """Let photographs go."""
        blob_ways.owe(self._connection, destination, found)

    def note_blobs(self, destination: str, digests: Sequence[str], state: str, code: str = "") -> None:
        """A destination holds or refuses photographs."""
        blob_ways.note(self._connection, destination, digests, state, code)

    def note_clock(self, sample: ClockSample) -> None:
        """Keep a comparison of clocks."""
        pc_clock.note_sample(self._connection, sample)

    def note_settlement(self, settlement: Settlement) -> None:
        """Keep what a document came to in money."""
        settlements.note(self._connection, settlement)

    def note_print(self, record_id: str, at: datetime) -> int:
        """Log that a paper was made."""
        return desk_notes.note_print(self._connection, record_id, at)

    def add_print_job(self, job: PrintJob, pdf: bytes) -> None:
        """Keep a new job with its paper."""
        print_queue.add(self._connection, job, pdf)

    def save_print_job(self, job: PrintJob) -> None:
        """Write how far a job has come."""
        print_queue.save(self._connection, job)

    def forget_print_job(self, job_id: str) -> None:
        """Let a job and its paper go."""
        print_queue.forget(self._connection, job_id)

    def keep_refdata(self, record: Record, content: ports.RefdataContent) -> None:
        """Keep what a record takes into use."""
        refdata.keep(self._connection, record, content)

    def _excuse_told(self) -> None:
        """Owe nobody what another road reported to him."""
        for each in self.of_type(*TELLING, limit=MOST_TELLING):
            submissions.excuse(self._connection, () if each.is_voided else reported_elsewhere(each.record))
