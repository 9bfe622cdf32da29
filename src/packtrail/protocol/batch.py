"""A batch: the frozen bytes in which records travel, and what a receiver may believe of them.

One canonical header line and one stored canonical line per record, each ended by a line feed. The
digest of these bytes is the batch's address (``PUT /v1/batches/sha256:…``), so sending twice is harmless;
a receiver hashes the lines it got and never encodes them again (``design.md``, "The wire").
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import StringConstraints

from packtrail.domain.records import Record
from packtrail.domain.shapes import Count, DocumentNumber, Line, Moment, RecordId, Seq, Token, Uscc
from packtrail.protocol import canonical, messages, records
from packtrail.protocol.faults import Fault

SCHEMA: Final = "battery-trace.batch/1.0"
Schema = Annotated[str, StringConstraints(pattern=r"^battery-trace\.batch/1\.[0-9]{1,3}$")]

_RECORD_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGEST: Final = re.compile(r"(sha256|sm3):[0-9a-f]{64}")
_MAX_DIGITS: Final = 17


class BadBatch(ValueError):
    """The bytes are no batch, so nothing in them can be answered record by record.

    ``reason``: too_large, too_many_records, bad_header, count_mismatch, bad_line, seq_broken, chain_broken.
    """

    def __init__(self, reason: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(reason, faults)
        self.reason = reason
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Client:
    """The program that sealed the batch."""

    app: Line
    app_version: Line


@dataclass(frozen=True, kw_only=True)
class ClockReading:
    """How far the station trusts its own clock (``platform.md`` 8.13)."""

    quality: Token  # synced, drifting, unsynced, rolled_back
    offset_ms: int | None = None
    last_server_time: Moment | None = None


@dataclass(frozen=True, kw_only=True)
class BatchHeader:
    """What stands around the records; ``refdata`` names the versions the station worked with."""

    batch_id: RecordId
    batch_no: DocumentNumber
    station_id: RecordId
    station_epoch: Count
    outlet_uscc: Uscc | None
    client: Client
    seq_first: Seq
    seq_last: Seq
    record_count: Count
    sealed_at: Moment
    schema: Schema
    clock: ClockReading | None = None
    refdata: Mapping[Token, Line] = field(default_factory=dict)


@dataclass(frozen=True)
class BatchLimits:
    """What a receiver takes; a hub announces its own in ``capabilities``."""

    max_records: int = 500
    max_bytes: int = 2_000_000
    max_line_bytes: int = records.MAX_RECORD_BYTES


@dataclass(frozen=True)
class Batch:
    """Thawed bytes: the header, and the record lines exactly as they came, without line feeds."""

    header: BatchHeader
    lines: tuple[bytes, ...]


@dataclass(frozen=True)
class Link:
    """A line's place in its station's chain; readable even where the record itself is not."""

    record_id: str
    station_seq: int
    prev_hash: str
    record_hash: str
    record_type: str


@dataclass(frozen=True)
class Entry:
    """One line: its link, its bytes, and the record in it or what is wrong with that."""

    link: Link
    canonical: bytes
    record: Record | None
    faults: tuple[Fault, ...] = ()


def freeze(header: BatchHeader, canonicals: Sequence[bytes]) -> bytes:
    """The bytes that are stored, signed, addressed and sent again and again, for ever the same.

    Raises ValueError when header and records don't belong together, which is a bug of the caller.
    """
    if not len(canonicals) == header.record_count == header.seq_last - header.seq_first + 1:
        raise ValueError("the header counts other records")
    if any(b"\n" in line for line in canonicals):
        raise ValueError("a canonical record has no line feed")
    return b"".join(line + b"\n" for line in (messages.encode(header), *canonicals))


def digest(frozen: bytes) -> str:
    """The address of a batch: ``sha256:`` and 64 hex digits over its frozen bytes."""
    return canonical.sha256_digest(frozen)


def thaw(frozen: bytes, limits: BatchLimits | None = None) -> Batch:
    """The header and lines in hostile ``frozen``; raises BadBatch.

    What the lines say is not looked at yet: see ``entries``.
    """
    limits = limits or BatchLimits()
    if len(frozen) > limits.max_bytes:
        raise BadBatch("too_large")
    first, *lines = frozen.split(b"\n", limits.max_records + 1)
    if not lines:
        raise BadBatch("bad_header")
    if lines.pop():
        raise BadBatch("too_many_records" if len(lines) == limits.max_records else "bad_line")
    if any(len(line) > limits.max_line_bytes for line in lines):
        raise BadBatch("too_large")
    header = _header(first)
    if not lines or not len(lines) == header.record_count == header.seq_last - header.seq_first + 1:
        raise BadBatch("count_mismatch", (Fault("/record_count", "InvalidValue"),))
    return Batch(header, tuple(lines))


def entries(batch: Batch) -> tuple[Entry, ...]:
    """Every line with its record, or with what is wrong in it.

    Raises BadBatch only where the chain itself cannot be followed: a line is no JSON object, has no
    identity, or is not the successor of the line before it. Anything else wrong is that record's matter.
    """
    found = tuple(entry_of(line, at) for at, line in enumerate(batch.lines))
    for at, entry in enumerate(found):
        if entry.link.station_seq != batch.header.seq_first + at:
            raise BadBatch("seq_broken", (Fault(f"/records/{at}/station_seq", "InvalidValue"),))
        if at and entry.link.prev_hash != found[at - 1].link.record_hash:
            raise BadBatch("chain_broken", (Fault(f"/records/{at}/prev_hash", "InvalidValue"),))
    return found


def entry_of(line: bytes, at: int = 0) -> Entry:
    """One line with its record, or with what is wrong in it; raises BadBatch for one without an identity."""
    try:
        record = records.read(line)
    except records.BadRecord as error:
        return Entry(_outline(line, at), line, None, error.faults)
    link = Link(
        record.record_id, record.station_seq, record.prev_hash, record.record_hash, record.record_type
    )
    return Entry(link, line, record)


def _header(line: bytes) -> BatchHeader:
    try:
        return messages.decode(BatchHeader, line)
    except messages.BadMessage as error:
        raise BadBatch("bad_header", error.faults) from error


def _outline(line: bytes, at: int) -> Link:
    """The link of a line whose record cannot be read: the three fields that the chain needs."""
    try:
        value = _loosely_parsed(line)
    except ValueError as error:
        raise BadBatch("bad_line", (Fault(f"/records/{at}", "InvalidFormat"),)) from error
    if not isinstance(value, dict):
        raise BadBatch("bad_line", (Fault(f"/records/{at}", "InvalidType", "object"),))
    seq, name = value.get("station_seq"), value.get("record_type")
    if not isinstance(seq, int) or isinstance(seq, bool):
        raise BadBatch("bad_line", (Fault(f"/records/{at}/station_seq", "InvalidType"),))
    return Link(
        record_id=_matching(value, "record_id", _RECORD_ID, at),
        station_seq=seq,
        prev_hash=_matching(value, "prev_hash", _DIGEST, at),
        record_hash=canonical.sha256_digest(line),
        record_type=name if isinstance(name, str) and len(name) <= 64 else "",
    )


def _matching(value: Mapping[str, Any], name: str, shape: re.Pattern[str], at: int) -> str:
    text = value.get(name)
    if not isinstance(text, str) or not shape.fullmatch(text):
        raise BadBatch("bad_line", (Fault(f"/records/{at}/{name}", "InvalidFormat"),))
    return text


def _loosely_parsed(line: bytes) -> Any:
    """JSON beyond our profile, since a newer station may know more; still bounded and unambiguous."""
    if canonical.depth(line) > 4 * canonical.MAX_DEPTH:
        raise ValueError("too deep")
    return json.loads(line.decode(), parse_int=_small_int, object_pairs_hook=_once)


def _small_int(text: str) -> int | str:
    return int(text) if len(text) <= _MAX_DIGITS else text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found
