"""Everything that can be read of the ledger, from one consistent state."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from packtrail.domain.amendments import Amended
from packtrail.domain.clock import ClockSample, set_back_by
from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffItem
from packtrail.domain.mass_balance import MassFlow
from packtrail.domain.party import Party
from packtrail.domain.records import Record
from packtrail.domain.refdata import AdoptedRefdata
from packtrail.domain.routing import MakerUnits, Route
from packtrail.domain.settlement import Settlement
from packtrail.domain.standing import Alike
from packtrail.domain.sync_state import AckLevel, Backlog, SubmissionState
from packtrail.domain.unit import Unit
from packtrail.store import (
    batches,
    blob_ways,
    blobs,
    changes_heard,
    clock,
    desk_notes,
    destinations,
    documents,
    duties,
    finding,
    heard,
    log,
    nature,
    numbers,
    parties,
    reading,
    refdata,
    routing,
    settlements,
    standing,
    station_lines,
    stations,
    submissions,
    unit_lives,
    units,
)
from packtrail.store.connection import Connection
from packtrail.store.print_view import LedgerPrintView
from packtrail.store.sync_view import LedgerSyncView
from packtrail.usecases import ports

S = TypeVar("S")


class LedgerView(LedgerSyncView, LedgerPrintView, ports.View):
    """Reads through one connection, for as long as its block lasts."""

    def __init__(self, connection: Connection) -> None:
        self._open: Connection | None = connection

    @property
    def _connection(self) -> Connection:
        if self._open is None:
            raise RuntimeError("read or written after its block ended")
        return self._open

    def end(self) -> None:
        """Nothing may be read or written through it any more."""
        self._open = None

    def station(self) -> ports.Station:
        """Our station; raises StationNotOpened."""
        return stations.station(self._connection)

    def has_station(self) -> bool:
        """Whether an epoch was opened."""
        return stations.has_station(self._connection)

    def is_practice(self) -> bool:
        """Whether it was begun for practice."""
        return nature.is_practice(self._connection)

    def record(self, record_id: str) -> Record | None:
        """One of our records."""
        return log.record(self._connection, record_id)

    def latest(self, record_type: str) -> Record | None:
        """The newest of a type."""
        return log.latest(self._connection, record_type)

    def last_record(self, until: datetime) -> Record | None:
        """The newest that was written by a moment."""
        return log.last_until(self._connection, until)

    def canonical_lines(self, epoch: int, after_seq: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Seq and bytes of an epoch's records after a seq, in order."""
        return log.canonical_lines(self._connection, epoch, after_seq, limit)

    def private_part(self, record_id: str) -> Mapping[str, object]:
        """What stays at the station."""
        return log.private_part(self._connection, record_id)

    def amended(self, record_id: str) -> Amended | None:
        """One of our records as amended."""
        return reading.amended(self._connection, record_id)

    def dependents(self, record_id: str) -> Sequence[Record]:
        """Our records that name this one and count."""
        return reading.dependents(self._connection, record_id)

    def of_type(self, *record_types: str, limit: int = 500) -> Sequence[Amended]:
        """The newest of some types."""
        return reading.of_type(self._connection, record_types, limit)

    def one(self, state: type[S], subject_id: str) -> S | None:
        """One view of a kind."""
        return reading.one(self._connection, state, subject_id)

    def newest(self, state: type[S], /, limit: int = 100, *, offset: int = 0, **where: object) -> Sequence[S]:
        """The newest views of a kind that fit."""
        return reading.newest(self._connection, state, limit, where, offset=offset)

    def in_order(self, state: type[S], /, **where: object) -> Sequence[S]:
        """All views of a kind that fit, in log order."""
        return reading.in_order(self._connection, state, where)

    def count(self, state: type[object], /, **where: object) -> int:
        """How many views of a kind fit."""
        return reading.count(self._connection, state, where)

    def history(self, state: type[object], subject_id: str, limit: int = 1000) -> Sequence[Amended]:
        """Every record that speaks of one subject."""
        return reading.history(self._connection, state, subject_id, limit)

    def open_duties(self, level: AckLevel = AckLevel.RELAY_ACCEPTED) -> Sequence[ports.OpenDuties]:
        """What no destination has confirmed up to a level."""
        return duties.open_duties(self._connection, level)

    def search_parties(self, text: str, *, kind: str | None = None, limit: int = 50) -> Sequence[Party]:
        """Parties that a text finds."""
        return parties.search(self._connection, text, kind, limit)

    def stock_as_of(self, at: datetime) -> Sequence[ports.StockAt]:
        """What stood here or was on the road at a past moment."""
        return units.stock_as_of(self._connection, at)

    def mass_flows(self, after: datetime, until: datetime) -> Sequence[MassFlow]:
        """What came, went and was weighed in some time."""
        return units.mass_flows(self._connection, after, until)

    def settlements(self, document_id: str) -> Sequence[Settlement]:
        """What was noted of a document in money."""
        return settlements.of_document(self._connection, document_id)

    def settlements_noted(self, after: datetime, until: datetime) -> Sequence[Settlement]:
        """The newest of each document that was noted in some time."""
        return settlements.standing(self._connection, after, until)

    def units_as_of(
        self, at: datetime, *, zone: str | None = None, limit: int = 1000, offset: int = 0
    ) -> Sequence[ports.UnitAt]:
        """Which units stood here at a past moment, and where."""
        return units.units_as_of(self._connection, at, zone, limit, offset)

    def unit(self, unit_id: str) -> Unit | None:
        """One unit."""
        return units.unit(self._connection, unit_id)

    def alike(self, zones: Collection[str], charged_above_mv: int | None) -> Sequence[Alike]:
        """What stands in some zones, summed."""
        return standing.alike(self._connection, zones, charged_above_mv)

    def some_alike(self, alike: Alike, charged_above_mv: int | None, limit: int) -> Sequence[Unit]:
        """Some of what was summed."""
        return standing.some_alike(self._connection, alike, charged_above_mv, limit)

    def units_with_code(self, code: str) -> Sequence[Unit]:
        """Every unit that ever carried a code, newest first."""
        return units.with_code(self._connection, code)

    def codes_fitting(self, allowed: Sequence[str], *, anywhere: bool, limit: int) -> Sequence[str]:
        """Codes with one of some characters at each position."""
        return units.codes_fitting(self._connection, allowed, anywhere=anywhere, limit=limit)

    def find_units(self, query: ports.UnitQuery) -> Sequence[Unit]:
        """A page of units, newest first."""
        return units.find(self._connection, query)

    def units_like(self, text: str, limit: int) -> Sequence[Unit]:
        """Units with a piece of a code or number."""
        return finding.units_like(self._connection, text, limit)

    def containing(self, state: type[S], text: str, fields: Sequence[str], limit: int) -> Sequence[S]:
        """The newest views with a text in some fields."""
        return finding.containing(self._connection, state, text, fields, limit)

    def names_spelt(self, state: type[object], field: str, text: str) -> Sequence[str]:
        """Names that a piece of their pinyin or its initials finds."""
        return finding.names_spelt(self._connection, state, field, text)

    def between(self, state: type[S], field: str, after: datetime, until: datetime) -> Sequence[S]:
        """Views with a moment in some time."""
        return finding.between(self._connection, state, field, after, until)

    def taken_in(self, after: datetime, until: datetime, *, offset: int = 0, limit: int) -> Sequence[Unit]:
        """A page of what came in in some time."""
        return finding.taken_in(self._connection, after, until, offset=offset, limit=limit)

    def taken_in_sum(self, after: datetime, until: datetime) -> ports.TakenInSum:
        """Count and mass of what came in in some time."""
        return finding.taken_in_sum(self._connection, after, until)

    def count_units(self, query: ports.UnitQuery) -> ports.StockLine:
        """Count and mass of all that a query finds."""
        return units.count(self._connection, query)

    def stock(self) -> Sequence[ports.StockLine]:
        """What is on the floor and on the road."""
        return units.stock(self._connection)

    def delivery(self, delivery_id: str) -> DeliveryDocument | None:
        """One delivery."""
        return documents.delivery(self._connection, delivery_id)

    def deliveries(self, limit: int = 100) -> Sequence[DeliveryDocument]:
        """The newest deliveries."""
        return documents.deliveries(self._connection, limit)

    def units_of_delivery(self, delivery_id: str) -> Sequence[Unit]:
        """What a delivery brought."""
        return units.of_delivery(self._connection, delivery_id)

    def handoff(self, handoff_id: str) -> HandoffDocument | None:
        """One handoff."""
        return documents.handoff(self._connection, handoff_id)

    def handoffs(self, limit: int = 100) -> Sequence[HandoffDocument]:
        """The newest handoffs."""
        return documents.handoffs(self._connection, limit)

    def items_of_handoff(self, handoff_id: str) -> Sequence[HandoffItem]:
        """The lines of a handoff."""
        return documents.items(self._connection, handoff_id)

    def destinations(self) -> Sequence[ports.Destination]:
        """Everyone who must know."""
        return destinations.destinations(self._connection)

    def routes(self) -> Sequence[Route]:
        """Whose units go to which maker's portal."""
        return routing.routes(self._connection)

    def makers(self) -> Sequence[MakerUnits]:
        """The makers' names on units."""
        return routing.makers_of(self._connection)

    def backlog(self, destination: str) -> Backlog:
        """What a destination owes us an answer for."""
        return submissions.backlog(self._connection, destination)

    def submissions(
        self, destination: str, states: Iterable[SubmissionState] | None = None, limit: int = 500
    ) -> Sequence[ports.Submission]:
        """Records at a destination, newest first."""
        return submissions.submissions(self._connection, destination, states, limit)

    def submission(self, record_id: str, destination: str) -> ports.Submission | None:
        """One record at one destination."""
        return submissions.submission(self._connection, record_id, destination)

    def unsettled_batches(self, destination: str, limit: int = 100) -> Sequence[ports.SealedBatch]:
        """Sealed and not answered for, oldest first."""
        return batches.unsettled(self._connection, destination, limit)

    def unsettled_digests(self, destination: str, limit: int) -> Sequence[str]:
        """The addresses of the same batches."""
        return batches.unsettled_digests(self._connection, destination, limit)

    def batch(self, digest: str) -> ports.SealedBatch | None:
        """One sealed batch."""
        return batches.one(self._connection, digest)

    def last_sealed_seq(self, destination: str, epoch: int) -> int:
        """The last seq in any batch that still stands."""
        return batches.last_sealed_seq(self._connection, destination, epoch)

    def receipt_head(self, destination: str) -> ports.ReceiptHead | None:
        """The newest receipt of a destination."""
        return destinations.receipt_head(self._connection, destination)

    def drafts(self, kind: str) -> Sequence[ports.Draft]:
        """Drafts of a kind, newest first."""
        return desk_notes.drafts(self._connection, kind)

    def blob(self, digest: str) -> bytes | None:
        """A photograph or paper."""
        return blobs.content(self._connection, digest)

    def setting(self, name: str) -> str | None:
        """A remembered choice."""
        return desk_notes.setting(self._connection, name)

    def number_state(self, typed: str) -> ports.NumberState | None:
        """What became of a number."""
        return numbers.number_state(self._connection, typed)

    def number_runs(
        self, kind: ports.DocumentKind, from_day: date, to_day: date
    ) -> Sequence[ports.NumberRun]:
        """What was drawn, and what of it has no document."""
        return numbers.number_runs(self._connection, kind, from_day, to_day)

    def clock_set_back_by(self, now: datetime) -> timedelta | None:
        """How far the PC's clock went back."""
        return set_back_by(now, clock.latest_recorded_at(self._connection))

    def has_heard(self, kind: str, payload: bytes) -> bool:
        """Whether these bytes were heard."""
        return heard.is_kept(self._connection, kind, payload)

    def change_cursor(self, destination: str) -> str | None:
        """Up to where a feed was read."""
        return changes_heard.cursor(self._connection, destination)

    def changes_heard(
        self, *, kind: str | None = None, record_id: str | None = None, limit: int = 200
    ) -> Sequence[ports.HeardChange]:
        """What hubs told later."""
        return changes_heard.changes(self._connection, kind, record_id, limit)

    def other_stations(self) -> Sequence[ports.OtherStation]:
        """How far other stations' logs were heard."""
        return station_lines.other_stations(self._connection)

    def kept_lives(self, codes: Collection[str]) -> Sequence[ports.KeptLife]:
        """What hubs last told of codes."""
        return unit_lives.kept(self._connection, codes)

    def scan_for_blobs(self, destination: str, limit: int) -> ports.BlobScan | None:
        """What the next records name."""
        return blob_ways.scan(self._connection, destination, limit)

    def blobs_waiting(self, destination: str, limit: int, largest: int) -> Sequence[ports.BlobToSend]:
        """What a destination does not hold yet."""
        return blob_ways.waiting(self._connection, destination, limit, largest)

    def count_blobs_waiting(self, destination: str) -> int:
        """How many a destination does not hold yet."""
        return blob_ways.count_waiting(self._connection, destination)

    def clock_sample(self) -> ClockSample | None:
        """The newest comparison with a platform's clock."""
        return clock.newest_sample(self._connection)

    def times_printed(self, record_id: str) -> int:
        """How often a paper was made."""
        return desk_notes.times_printed(self._connection, record_id)

    def adopted_refdata(
        self, dataset: str | None = None, *, before_record: str | None = None
    ) -> Sequence[AdoptedRefdata]:
        """Rules and lists taken into use, newest first."""
        return refdata.adopted(self._connection, dataset, before_record)

    def refdata_document(self, digest: str) -> bytes | None:
        """The signed bytes of a version."""
        return refdata.document(self._connection, digest)
