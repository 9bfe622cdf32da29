"""What a hub says of itself and of a station: limits and versions, and how far it has the station's log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from annotated_types import Len

from packtrail.domain.shapes import Count, Digest, Line, Moment, Name, RecordId, Seq, Token
from packtrail.protocol.batch import BatchLimits
from packtrail.protocol.changes import CursorText, HubKeyRotated

MAX_ROTATIONS: Final = 32


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one request may hold; ``max_blob_bytes`` 0 means that photographs stay at the outlet."""

    max_records: Count
    max_batch_bytes: Annotated[int, "bytes"]
    max_line_bytes: Annotated[int, "bytes"]
    max_blob_bytes: Annotated[int, "bytes"]
    max_inflight_per_station: Count
    max_chunk_bytes: Annotated[int, "bytes"] = 0  # of one piece of a photograph; 0 where none are taken

    def for_batches(self) -> BatchLimits:
        """The part that sealing has to keep."""
        return BatchLimits(self.max_records, self.max_batch_bytes, self.max_line_bytes)


@dataclass(frozen=True, kw_only=True)
class SchemaWindow:
    """The oldest and newest version of a schema that the hub reads."""

    min: Line
    max: Line


@dataclass(frozen=True, kw_only=True)
class ClockPolicy:
    """From where on a station's clock is remarked on, and from where a time lies in the future."""

    warn_skew_ms: int
    max_future_ms: int


@dataclass(frozen=True, kw_only=True)
class Maintenance:
    """A time in which nobody need try."""

    starts_at: Moment
    ends_at: Moment


@dataclass(frozen=True, kw_only=True)
class ChangesPolicy:
    """How much a page of the changes feed holds at most, and how often asking for it makes sense."""

    max_changes: Count
    poll_after_s: Count


@dataclass(frozen=True, kw_only=True)
class Onward:
    """A platform behind the hub to which it passes records on."""

    destination: Token  # next_hub, maker_portal …
    relay: Token  # at_once, scheduled, by_hand
    expected_latency_hours: Count | None = None
    road: Token | None = None  # batches, workbook, legacy


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """``GET /v1/capabilities``; asked before anything else, by everybody.

    ``calls`` names what the hub answers beyond the first calls of the protocol (``changes``, ``blobs``,
    ``station_keys``, ``stock_checks``, ``refdata`` …); a station does without what is not in it.
    """

    hub_name: Name
    hub_version: Line
    is_sandbox: bool
    server_time: Moment
    schemas: Mapping[str, SchemaWindow]
    limits: Limits
    signature_algs: tuple[Line, ...]
    digest_algs: tuple[Line, ...]
    clock: ClockPolicy
    record_types: tuple[Token, ...]  # what this hub judges; any other type is stored and deferred
    maintenance: tuple[Maintenance, ...] = ()
    calls: Annotated[tuple[Token, ...], Len(max_length=200)] = ()
    changes: ChangesPolicy | None = None
    destinations: Annotated[tuple[Onward, ...], Len(max_length=200)] = ()
    key_rotations: Annotated[tuple[HubKeyRotated, ...], Len(max_length=MAX_ROTATIONS)] = ()  # oldest first
    is_practice: bool = False  # nothing that it answers is a report, and its signed answers say so too


def followed_keys(pinned: Mapping[str, bytes], rotations: Sequence[HubKeyRotated]) -> dict[str, bytes]:
    """``pinned`` keys by key id, and those to which one of them hands on, step by step.

    For a station that finds a signature of a key that it does not know. What no pinned key vouches for is
    left out, however many others do.
    """
    keys = dict(pinned)
    for each in rotations:
        if each.is_vouched_for(keys):
            keys[each.key_id] = bytes.fromhex(each.public_key)
    return keys


@dataclass(frozen=True, kw_only=True)
class EpochHead:
    """How far the hub has one epoch of a station."""

    station_epoch: Count
    next_expected_seq: Seq
    head_record_hash: Digest
    forked_from_seq: Seq | None = None  # the hub holds older records beyond the point where this one began


@dataclass(frozen=True, kw_only=True)
class Unresolved:
    """A record on which the last word is not ``accepted``."""

    record_id: RecordId
    station_epoch: Count
    station_seq: Seq
    status: Token
    code: Line | None
    retry: Token | None


@dataclass(frozen=True, kw_only=True)
class StockCounts:
    """Units of the outlet by level (pack, module, cell …)."""

    in_storage: Mapping[str, Count] = field(default_factory=dict)
    in_transit: Mapping[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """``GET /v1/stations/{id}/cursor``: what a station compares its own log with."""

    station_id: RecordId
    epochs: Annotated[tuple[EpochHead, ...], Len(max_length=10_000)]
    receipt_seq: Count
    receipt_digest: Digest
    unresolved: tuple[Unresolved, ...]  # oldest first, at most ``unresolved_limit`` of ``unresolved_count``
    unresolved_count: Count
    stock: StockCounts
    server_time: Moment
    missing_blobs: Annotated[tuple[Digest, ...], Len(max_length=10_000)] = ()  # oldest first, not all of many
    missing_blob_count: Count = 0
    changes_head: CursorText | None = None  # where the changes feed ends; nothing to ask for when it is ours
