"""What a hub says of itself and of a station: limits and versions, and how far it has the station's log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Len

from packtrail.domain.shapes import Count, Digest, Line, Moment, Name, RecordId, Seq, Token
from packtrail.protocol.batch import BatchLimits


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one request may hold; ``max_blob_bytes`` 0 means that photographs stay at the outlet."""

    max_records: Count
    max_batch_bytes: Annotated[int, "bytes"]
    max_line_bytes: Annotated[int, "bytes"]
    max_blob_bytes: Annotated[int, "bytes"]
    max_inflight_per_station: Count

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
class Capabilities:
    """``GET /v1/capabilities``; asked before anything else, by everybody."""

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
