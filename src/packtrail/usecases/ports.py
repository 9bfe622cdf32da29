"""What the acts need from outside, as promises; ``app/build.py`` decides who keeps them.

Ids are texts of ``domain.shapes``; masses are whole grams; moments are aware. Everything that is read
inside one ``act`` or ``read`` is one consistent state.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from packtrail.domain.amendments import Amended
from packtrail.domain.clock import ClockSample
from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffItem
from packtrail.domain.mass_balance import MassFlow
from packtrail.domain.party import Party
from packtrail.domain.records import Attachment, NewRecord, Record
from packtrail.domain.refdata import AdoptedRefdata
from packtrail.domain.routing import MakerUnits, Route
from packtrail.domain.settlement import Settlement
from packtrail.domain.standing import Alike
from packtrail.domain.sync_state import AckLevel, Backlog, BatchState, SubmissionState
from packtrail.domain.unit import Unit
from packtrail.protocol.blobs import Upload
from packtrail.protocol.changes import StationRecord
from packtrail.protocol.unit_life import UnitLife
from packtrail.usecases.port_values import (
    BlobScan,
    BlobToSend,
    Destination,
    DocumentKind,
    Draft,
    HeadVerdict,
    HeardChange,
    KeptLife,
    NewChange,
    NumberRun,
    NumberState,
    OpenDuties,
    OtherStation,
    ReceiptHead,
    RefdataContent,
    Reply,
    SealedBatch,
    Station,
    StockAt,
    StockLine,
    Submission,
    TakenInSum,
    UnitAt,
    UnitQuery,
    Unreached,
    Verdict,
)
from packtrail.usecases.print_ports import PrintTx, PrintView
from packtrail.usecases.sync_ports import SyncView

__all__ = [
    "AnswerFile",
    "BatchFile",
    "BlobScan",
    "BlobToSend",
    "Channel",
    "Clock",
    "Destination",
    "DocumentKind",
    "Draft",
    "HeadVerdict",
    "HeardChange",
    "KeptLife",
    "NewChange",
    "NewId",
    "NumberRun",
    "NumberState",
    "OnWriter",
    "OpenDuties",
    "OtherStation",
    "ReceiptHead",
    "RefdataContent",
    "Reply",
    "SealedBatch",
    "Station",
    "StockAt",
    "StockLine",
    "Store",
    "Submission",
    "TakenInSum",
    "Tx",
    "UnitAt",
    "UnitQuery",
    "Unreached",
    "Verdict",
    "View",
]

S = TypeVar("S")
T = TypeVar("T")

Clock = Callable[[], datetime]
"""Now, aware; the PC's clock in the program, a fixed or stepped one in tests."""

NewId = Callable[[], str]
"""A fresh UUIDv7, lower case."""


class View(SyncView, PrintView, Protocol):
    """One consistent state to read from."""

    def station(self) -> Station:
        """Our station; raises StationNotOpened before the first epoch is opened."""
        ...

    def has_station(self) -> bool:
        """Whether this ledger has an identity and an open epoch."""
        ...

    def is_practice(self) -> bool:
        """Whether this ledger was begun for practice, which it is for ever."""
        ...

    def record(self, record_id: str) -> Record | None:
        """One of our own records."""
        ...

    def latest(self, record_type: str) -> Record | None:
        """The newest of our records of a type: the outlet's profile, say."""
        ...

    def last_record(self, until: datetime) -> Record | None:
        """The newest of our records that was written by a moment; its hash covers all before it."""
        ...

    def canonical_lines(self, epoch: int, after_seq: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Seq and canonical bytes of our records of ``epoch`` after a seq, in order."""
        ...

    def private_part(self, record_id: str) -> Mapping[str, object]:
        """What stays at the station; empty when there is none or it was purged."""
        ...

    def amended(self, record_id: str) -> Amended | None:
        """One of our own records under everything that was written about it later."""
        ...

    def dependents(self, record_id: str) -> Sequence[Record]:
        """Our records that name this one and are not voided, in log order."""
        ...

    def of_type(self, *record_types: str, limit: int = 500) -> Sequence[Amended]:
        """The newest of our records of these types."""
        ...

    def one(self, state: type[S], subject_id: str) -> S | None:
        """The view of one kind (``domain.views``) that the record ``subject_id`` began."""
        ...

    def newest(self, state: type[S], /, limit: int = 100, *, offset: int = 0, **where: object) -> Sequence[S]:
        """Views of one kind whose fields have these values, or one of a given set; the newest first."""
        ...

    def in_order(self, state: type[S], /, **where: object) -> Sequence[S]:
        """All views of one kind whose fields have these values, in log order."""
        ...

    def count(self, state: type[object], /, **where: object) -> int:
        """How many views of one kind have these values."""
        ...

    def history(self, state: type[object], subject_id: str, limit: int = 1000) -> Sequence[Amended]:
        """Every record that speaks of one subject, in log order; voided ones and amendments too."""
        ...

    def open_duties(self, level: AckLevel = AckLevel.RELAY_ACCEPTED) -> Sequence[OpenDuties]:
        """What no destination has confirmed up to a level, in groups by duty and day."""
        ...

    def search_parties(self, text: str, *, kind: str | None = None, limit: int = 50) -> Sequence[Party]:
        """Parties still offered that a piece of name, code or pinyin initials finds, by name."""
        ...

    def stock_as_of(self, at: datetime) -> Sequence[StockAt]:
        """What stood here or was on the road at a past moment; ``domain.unit_history`` says what that is."""
        ...

    def mass_flows(self, after: datetime, until: datetime) -> Sequence[MassFlow]:
        """What came, went and was weighed after one moment and up to another, summed by custody."""
        ...

    def settlements(self, document_id: str) -> Sequence[Settlement]:
        """What was noted of a document in money, the newest first; never sent anywhere."""
        ...

    def settlements_noted(self, after: datetime, until: datetime) -> Sequence[Settlement]:
        """The newest of each document, where that was noted after one moment and up to another."""
        ...

    def units_as_of(
        self, at: datetime, *, zone: str | None = None, limit: int = 1000, offset: int = 0
    ) -> Sequence[UnitAt]:
        """Which units stood here at a past moment, and where; in log order."""
        ...

    def unit(self, unit_id: str) -> Unit | None:
        """One unit."""
        ...

    def alike(self, zones: Collection[str], charged_above_mv: int | None) -> Sequence[Alike]:
        """What stands in some zones now, summed by slot and look; in order of both."""
        ...

    def some_alike(self, alike: Alike, charged_above_mv: int | None, limit: int) -> Sequence[Unit]:
        """Some of the units that ``alike`` sums, in log order."""
        ...

    def units_with_code(self, code: str) -> Sequence[Unit]:
        """Every unit that ever carried this battery code or provisional number, newest first."""
        ...

    def codes_fitting(self, allowed: Sequence[str], *, anywhere: bool, limit: int) -> Sequence[str]:
        """Codes of units with one of the characters ``allowed`` at each position, in order; '' allows any.

        Of a code's whole length, or ``anywhere`` in one. Letters and digits only: ValueError for others.
        """
        ...

    def find_units(self, query: UnitQuery) -> Sequence[Unit]:
        """A page of units, newest first."""
        ...

    def units_like(self, text: str, limit: int) -> Sequence[Unit]:
        """Units whose code or number begins with ``text``, then some that have it elsewhere; none voided.

        ``text`` is folded as codes are. Of a piece that very many have, not all are looked at.
        """
        ...

    def containing(self, state: type[S], text: str, fields: Sequence[str], limit: int) -> Sequence[S]:
        """The newest views of one kind with ``text`` in one of some fields; KeyError for no such field."""
        ...

    def names_spelt(self, state: type[object], field: str, text: str) -> Sequence[str]:
        """Names in a field of one kind of view that a piece of their pinyin, or of its initials, finds.

        Of the newest names; KeyError for no such field.
        """
        ...

    def between(self, state: type[S], field: str, after: datetime, until: datetime) -> Sequence[S]:
        """All views of one kind whose moment ``field`` lies after one moment and up to another, in order."""
        ...

    def taken_in(self, after: datetime, until: datetime, *, offset: int = 0, limit: int) -> Sequence[Unit]:
        """A page of the units that came in in some time and were not voided, in the order they did."""
        ...

    def taken_in_sum(self, after: datetime, until: datetime) -> TakenInSum:
        """How many those are in all, and their mass."""
        ...

    def count_units(self, query: UnitQuery) -> StockLine:
        """Count and mass of all that ``query`` finds; ``custody`` of the answer is meaningless then."""
        ...

    def stock(self) -> Sequence[StockLine]:
        """What is on the floor and on the road, by custody."""
        ...

    def delivery(self, delivery_id: str) -> DeliveryDocument | None:
        """One 回收入库单."""
        ...

    def deliveries(self, limit: int = 100) -> Sequence[DeliveryDocument]:
        """The newest deliveries first."""
        ...

    def units_of_delivery(self, delivery_id: str) -> Sequence[Unit]:
        """The units that a delivery brought, in order of their lines."""
        ...

    def handoff(self, handoff_id: str) -> HandoffDocument | None:
        """One 移交单."""
        ...

    def handoffs(self, limit: int = 100) -> Sequence[HandoffDocument]:
        """The newest handoffs first."""
        ...

    def items_of_handoff(self, handoff_id: str) -> Sequence[HandoffItem]:
        """The lines of a handoff in order."""
        ...

    def destinations(self) -> Sequence[Destination]:
        """Everyone who must know; makers' portals behind whoever takes everything."""
        ...

    def routes(self) -> Sequence[Route]:
        """Whose units go to which maker's portal (``domain.routing``)."""
        ...

    def makers(self) -> Sequence[MakerUnits]:
        """Every maker's name on a unit that is not void, as it was typed, with how many carry it."""
        ...

    def backlog(self, destination: str) -> Backlog:
        """What a destination owes us an answer for; fast at any size (partial index)."""
        ...

    def submissions(
        self, destination: str, states: Iterable[SubmissionState] | None = None, limit: int = 500
    ) -> Sequence[Submission]:
        """Records at a destination, newest first."""
        ...

    def submission(self, record_id: str, destination: str) -> Submission | None:
        """One record at one destination."""
        ...

    def unsettled_batches(self, destination: str, limit: int = 100) -> Sequence[SealedBatch]:
        """Sealed and not answered for, oldest first."""
        ...

    def unsettled_digests(self, destination: str, limit: int) -> Sequence[str]:
        """The addresses of the same batches, without their bytes."""
        ...

    def batch(self, digest: str) -> SealedBatch | None:
        """One of our sealed batches, whatever became of it."""
        ...

    def last_sealed_seq(self, destination: str, epoch: int) -> int:
        """The last seq of ``epoch`` in any batch for a destination, 0 before the first."""
        ...

    def receipt_head(self, destination: str) -> ReceiptHead | None:
        """The newest receipt heard from a destination, which the next must name."""
        ...

    def drafts(self, kind: str) -> Sequence[Draft]:
        """Drafts of a kind, newest first."""
        ...

    def blob(self, digest: str) -> bytes | None:
        """A photograph or paper by its digest."""
        ...

    def setting(self, name: str) -> str | None:
        """A remembered choice."""
        ...

    def number_state(self, typed: str) -> NumberState | None:
        """What became of a document number, whatever its case and width; None when it is none of ours."""
        ...

    def number_runs(self, kind: DocumentKind, from_day: date, to_day: date) -> Sequence[NumberRun]:
        """What was drawn of a kind of document on these days, and which of it has no document."""
        ...

    def clock_set_back_by(self, now: datetime) -> timedelta | None:
        """How far ``now`` lies before what was recorded last; None while the PC's clock is in order."""
        ...

    def has_heard(self, kind: str, payload: bytes) -> bool:
        """Whether these very bytes were heard as this kind."""
        ...

    def change_cursor(self, destination: str) -> str | None:
        """Up to where a destination's feed of changes was read; None before the first page."""
        ...

    def changes_heard(
        self, *, kind: str | None = None, record_id: str | None = None, limit: int = 200
    ) -> Sequence[HeardChange]:
        """What hubs told later than in a receipt, the newest first; of a kind or about a record of ours."""
        ...

    def other_stations(self) -> Sequence[OtherStation]:
        """The outlet's other stations, as far as their logs were heard."""
        ...

    def kept_lives(self, codes: Collection[str]) -> Sequence[KeptLife]:
        """What hubs last told of these battery codes, by code and destination."""
        ...

    def scan_for_blobs(self, destination: str, limit: int) -> BlobScan | None:
        """What the next ``limit`` records name of photographs and papers; None when all were looked at."""
        ...

    def blobs_waiting(self, destination: str, limit: int, largest: int) -> Sequence[BlobToSend]:
        """Photographs and papers that a destination does not hold yet, up to a size; the oldest first."""
        ...

    def count_blobs_waiting(self, destination: str) -> int:
        """How many photographs and papers a destination does not hold yet."""
        ...

    def clock_sample(self) -> ClockSample | None:
        """The newest comparison of the PC's clock with a platform's."""
        ...

    def times_printed(self, record_id: str) -> int:
        """How often the paper of a document was made; a reprint is marked as a copy."""
        ...

    def adopted_refdata(
        self, dataset: str | None = None, *, before_record: str | None = None
    ) -> Sequence[AdoptedRefdata]:
        """Rules and lists taken into use, newest first, of one dataset or all; without their content.

        With ``before_record`` only what came before that record in the log; LookupError when it isn't ours.
        """
        ...

    def refdata_document(self, digest: str) -> bytes | None:
        """The signed bytes of a version that was ever taken into use."""
        ...


class Tx(View, PrintTx, Protocol):
    """One act: everything in it reaches the disk together, or nothing."""

    def begin_station(
        self, station_id: str, label: str, private_key: bytes, *, practice: bool = False
    ) -> None:
        """Give a new ledger its identity, and say what it is for ever.

        The first ``epoch_open`` follows in the same act.
        """
        ...

    def add_station_key(self, private_key: bytes) -> None:
        """Keep a further key of this station; the epoch that opens with it follows in the same act."""
        ...

    def append(self, *records: NewRecord) -> Sequence[Record]:
        """Chain the records after the head, fold them into the views, open their submissions.

        Nothing is on the disk before the act ends; after it, all is (fsynced).
        """
        ...

    def hear(self, kind: str, source: str, payload: bytes) -> bool:
        """Keep what another party said, as received; False when these very bytes are here already."""
        ...

    def next_number(self, kind: DocumentKind, day: date) -> str:
        """The next human number of this station, epoch and day: ``HO-S1a-20261120-0002``."""
        ...

    def add_destination(self, destination: Destination, *, from_seq: int = 1) -> None:
        """Begin to owe a destination our records, the whole log of every epoch by default.

        One that is here gets its new keys and address; one whose keys are all others is somebody else, who
        is owed everything anew. What was confirmed before keeps its ``ack_level``. A maker's portal is owed
        nothing before ``set_routes``.
        """
        ...

    def set_routes(self, portal: str, makers: Sequence[str]) -> None:
        """Let a maker's portal take the units of these makers and of no other, those already here included.

        What was sealed for it stays as it is. A maker has one portal: one that another portal takes fails
        the act.
        """
        ...

    def add_batch(self, batch: SealedBatch) -> None:
        """Keep a sealed batch; its records are ``batched`` from now on."""
        ...

    def mark_batch(self, digest: str, state: BatchState) -> None:
        """Move a batch on; its unanswered records follow (sending, unknown_outcome, …)."""
        ...

    def go_back(self, destination: str, seq: int) -> int:
        """Let settled batches that reach to ``seq`` or beyond go again, as the same bytes; how many.

        The chain of receipts begins anew with the next, since the destination lost the end of its own.
        """
        ...

    def settle(self, destination: str, verdicts: Sequence[Verdict]) -> None:
        """Write what a destination said of each record; ``ack_level`` never goes down."""
        ...

    def note_receipt(self, destination: str, head: ReceiptHead) -> None:
        """Move the end of a destination's chain of receipts on."""
        ...

    def add_attempt(
        self, digest: str, at: datetime, outcome: str, http_status: int | None, reply: bytes
    ) -> None:
        """Log one try at sending, with the raw reply (cut at 64 KiB)."""
        ...

    def save_draft(self, draft: Draft) -> None:
        """Write a draft over its former self."""
        ...

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft that became records or was given up."""
        ...

    def keep_blob(self, content: bytes, media_type: str, role: str) -> Attachment:
        """Store a photograph or paper once, by its content."""
        ...

    def remember(self, name: str, value: str) -> None:
        """Keep a choice."""
        ...

    def confirm_clock(self) -> None:
        """Somebody found the clock right; what was recorded so far says nothing against it any more."""
        ...

    def keep_changes(self, destination: str, page: bytes, changes: Sequence[NewChange]) -> None:
        """Keep changes of a page that was heard before, ``page`` its SHA-256; those that are here stay."""
        ...

    def keep_station_records(self, told: Sequence[StationRecord]) -> None:
        """Let records of other stations wait to be verified; those that are here stay as they are."""
        ...

    def take_station_records(self, limit: int) -> int:
        """Verify up to ``limit`` of them on their own chains and fold them; 0 when none can be taken now."""
        ...

    def move_change_cursor(self, destination: str, to: str) -> None:
        """Everything before ``to`` is kept and folded in."""
        ...

    def keep_lives(self, destination: str, lives: Sequence[UnitLife], told_at: datetime) -> None:
        """Keep a hub's answer on battery codes in the place of older ones."""
        ...

    def pin_hub_key(self, destination: str, key_id: str, public_key: bytes) -> None:
        """Believe a further key of a destination, which one that is pinned has vouched for."""
        ...

    def pin_station_signature(self, destination: str, signature: bytes) -> None:
        """Keep what a destination signed over our key, for the QR of papers."""
        ...

    def owe_blobs(self, destination: str, found: BlobScan) -> None:
        """Let what a scan found go to a destination, unless it went before."""
        ...

    def note_blobs(self, destination: str, digests: Sequence[str], state: str, code: str = "") -> None:
        """A destination holds these photographs (``held``), or refuses them (``refused``)."""
        ...

    def note_clock(self, sample: ClockSample) -> None:
        """Keep a comparison of the PC's clock with a platform's; old ones make room."""
        ...

    def note_settlement(self, settlement: Settlement) -> None:
        """Keep what a document came to in money, beside the log and never in it."""
        ...

    def note_print(self, record_id: str, at: datetime) -> int:
        """Log that a document's paper was made; the number of times before this one."""
        ...

    def keep_refdata(self, record: Record, content: RefdataContent) -> None:
        """Keep the content that a ``refdata_adopted`` of this act takes into use, for ever."""
        ...


class OnWriter(Protocol):
    """Runs a function on the writer's thread, after what operators do, and waits for it."""

    def __call__(self, act: Callable[[], T], /) -> T:
        """What ``act`` returned or raised."""
        ...


class Store(Protocol):
    """The ledger of one station."""

    @property
    def install_nonce(self) -> str:
        """Hex, drawn at installation, kept beside the database and never in a backup."""
        ...

    @property
    def covered_epoch(self) -> int:
        """The epoch that the head file names, 0 without one; a restored database may not know of it."""
        ...

    def head_verdict(self) -> HeadVerdict:
        """Whether this database is the one that last let bytes or paper out."""
        ...

    def cover_head(self) -> None:
        """Write the head to the file beside the database, fsynced; before bytes or paper leave."""
        ...

    def act(self) -> AbstractContextManager[Tx]:
        """Begin the one writing transaction; it commits when the block ends, rolls back on any exception.

        To be called on the writer's thread; raises LedgerBusy when another process holds the file and
        DiskFull when the disk has no room. Either way nothing was written.
        """
        ...

    def read(self) -> AbstractContextManager[View]:
        """A short-lived snapshot, on any thread."""
        ...


class Channel(Protocol):
    """How bytes travel to a hub and back; interprets nothing."""

    def capabilities(self) -> Reply:
        """What the hub can and wants; needs no session."""
        ...

    def enrol(self, envelope: bytes) -> Reply:
        """Offer the station's signed enrolment."""
        ...

    def open_session(self) -> Reply:
        """Ask for a session with the station's signature; other calls do it by themselves where they must."""
        ...

    def put_batch(self, digest: str, envelope: bytes) -> Reply:
        """Send frozen bytes to their address; raises Unreached."""
        ...

    def get_batch(self, digest: str) -> Reply:
        """Ask what became of a batch; raises Unreached."""
        ...

    def changes(self, since: str | None, limit: int) -> Reply:
        """What the hub has to tell after the cursor ``since``, None from the beginning; raises Unreached."""
        ...

    def blob_state(self, digest: str) -> Reply:
        """How far a photograph or paper has come; raises Unreached."""
        ...

    def append_blob(self, digest: str, piece: bytes, upload: Upload) -> Reply:
        """Put ``piece`` behind the bytes that are there, ``upload.offset`` of them; raises Unreached."""
        ...

    def check_stock(self, message: bytes) -> Reply:
        """Say what this station counts, and ask what the hub makes of it; raises Unreached."""
        ...

    def unit(self, battery_code: str) -> Reply:
        """What the hub knows of a code, with the whole of our own records; raises Unreached."""
        ...

    def look_up_units(self, message: bytes) -> Reply:
        """What the hub knows of several codes; raises Unreached."""
        ...

    def change_key(self, envelope: bytes) -> Reply:
        """Go over to a new key; needs no session. Raises Unreached."""
        ...

    def refdata_list(self) -> Reply:
        """Which lists and rules the hub has; raises Unreached."""
        ...

    def refdata(self, dataset: str, version: str, etag: str | None) -> Reply:
        """One of them as a signed pack, 304 when it is what ``etag`` names; raises Unreached."""
        ...


class BatchFile(Protocol):
    """Where sealed batches are written to be carried; nothing has the file's name before ``publish``."""

    def add_batch(self, digest: str, envelope: bytes) -> None:
        """One batch more, in the order in which a hub takes them."""
        ...

    def add_blob(self, digest: str, content: bytes) -> None:
        """A photograph or paper that a record in the file names."""
        ...

    def close(self, made_at: datetime) -> None:
        """All is in: put it on the disk, fsynced."""
        ...

    def publish(self) -> None:
        """Give it its name, over whatever had it."""
        ...


class AnswerFile(Protocol):
    """What a hub said of batches that came to it as a file; unsigned but for the receipts in it."""

    @property
    def hub_name(self) -> str:
        """As the file says."""
        ...

    @property
    def digests(self) -> Sequence[str]:
        """The batches that are answered, in the file's order."""
        ...

    def reply(self, digest: str) -> Reply:
        """The answer to one of them, as the hub would have sent it."""
        ...
