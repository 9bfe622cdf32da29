"""A receipt: the hub's signed answer to one batch, one verdict per record, chained to the one before.

The station keeps the envelope; only a receipt that ``verify_receipt`` let through moves a record's state
(``platform.md`` 8.7). Pointers in issues are relative to the record, so that station and hub name a fault
the same way.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Len
from pydantic import StringConstraints

from packtrail.domain.shapes import Count, Digest, Line, Moment, RecordId, Remark, Seq, Token
from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import canonical, dsse, messages, records
from packtrail.protocol.faults import Fault

SCHEMA: Final = "battery-trace.receipt/1.0"
Schema = Annotated[str, StringConstraints(pattern=r"^battery-trace\.receipt/1\.[0-9]{1,3}$")]
FIRST_PREV_DIGEST: Final = records.ZERO_HASH
MAX_RECEIPT_BYTES: Final = 8 * 1024 * 1024


class RecordStatus(StrEnum):
    """The verdict on one record; every record of a batch gets exactly one."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    BLOCKED = "blocked"


HELD_VALID: Final = frozenset({RecordStatus.ACCEPTED, RecordStatus.ACCEPTED_WITH_WARNINGS})
"""The record counts at the hub; ``duplicate`` counts as its first verdict did."""


class ReceiptKind(StrEnum):
    """``received`` says durable storage only, after a 202; ``final`` carries the verdicts."""

    RECEIVED = "received"
    FINAL = "final"


class Severity(StrEnum):
    """An error keeps a record from counting, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class ReceiptFault(StrEnum):
    """What is wrong with an answer that should be a receipt."""

    NOT_AN_ENVELOPE = "not_an_envelope"
    OTHER_TYPE = "other_type"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    BAD_SHAPE = "bad_shape"
    OTHER_BATCH = "other_batch"
    OTHER_STATION = "other_station"
    RESULTS_DISAGREE = "results_disagree"
    CHAIN_GAP = "chain_gap"
    CHAIN_FORK = "chain_fork"


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One thing that is wrong or doubtful; ``retry`` and ``owner`` say what helps and who must act."""

    code: Line
    severity: Token
    error_type: Line
    pointer: Line  # JSON Pointer into the record
    message_key: Token
    message: Remark
    retry: Token
    owner: Token
    params: Mapping[str, str | int | None] = field(default_factory=dict)
    upstream_text: Remark | None = None  # what a platform behind the hub wrote, word for word


@dataclass(frozen=True, kw_only=True)
class RecordResult:
    """The verdict on one record; a duplicate names the receipt and verdict of the first time."""

    record_id: RecordId
    station_seq: Seq
    record_hash: Digest
    status: Token
    ack_level: Token
    server_record_no: Line | None
    issues: Annotated[tuple[Issue, ...], Len(max_length=200)]
    first_receipt_id: RecordId | None = None
    first_status: Token | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Everything that the hub says of one batch.

    ``updates`` are new verdicts on earlier records of the station, changed by this batch.
    """

    schema: Schema
    receipt_id: RecordId
    receipt_kind: Token
    station_id: RecordId
    station_epoch: Count
    batch_id: RecordId
    batch_digest: Digest
    seq_first: Seq
    seq_last: Seq
    received_at: Moment
    processed_at: Moment
    batch_status: Token
    counts: Mapping[Token, Count]
    results: Annotated[tuple[RecordResult, ...], Len(max_length=5000)]
    next_expected_seq: Seq
    receipt_seq: Seq
    prev_receipt_digest: Digest
    updates: Annotated[tuple[RecordResult, ...], Len(max_length=5000)] = ()
    missing_blobs: Annotated[tuple[Digest, ...], Len(max_length=50_000)] = ()
    refdata_used: Mapping[Token, Line] = field(default_factory=dict)
    refdata_latest: Mapping[Token, Line] = field(default_factory=dict)
    is_practice: bool = False  # a practice hub's: it reports nothing to anybody
    digest: str = ""  # over the signed bytes; not in them. The next receipt names it


class ReceiptDisputed(ValueError):
    """An answer is no receipt for what was asked; no verdict in it is applied, the bytes are kept.

    ``expected`` and ``found`` name what differs where two things should be equal; ``faults`` say which
    fields break the shape.
    """

    def __init__(
        self,
        fault: ReceiptFault,
        *,
        expected: str | int | None = None,
        found: str | int | None = None,
        faults: tuple[Fault, ...] = (),
    ) -> None:
        super().__init__(fault, expected, found, faults)
        self.fault = fault
        self.expected = expected
        self.found = found
        self.faults = faults


def encode(receipt: Receipt) -> bytes:
    """The canonical bytes that the hub signs."""
    return messages.encode(dataclasses.replace(receipt, digest=""))


def counts(results: Sequence[RecordResult]) -> dict[str, int]:
    """How many records got each verdict, and their total."""
    by_status = Counter(result.status for result in results)
    return {"total": len(results), **{status.value: by_status[status] for status in RecordStatus}}


def batch_status(results: Sequence[RecordResult]) -> str:
    """accepted, partially_accepted or rejected, as a line above the list would say it."""
    valid = [(result.first_status or result.status) in HELD_VALID for result in results]
    if all(valid):
        return "accepted"
    return "partially_accepted" if any(valid) else "rejected"


def verify_receipt(
    envelope: bytes,
    hub_keys: Mapping[str, bytes],
    *,
    expect_batch_digest: str | None = None,
    expect_station_id: str | None = None,
    expect_receipt_seq: int | None = None,
    expect_prev_digest: str | None = None,
) -> Receipt:
    """The receipt in hostile ``envelope``, signed by one of ``hub_keys`` (by key id).

    What is expected is compared where given: the batch that was sent, the station, the receipt's place
    in the hub's chain (``expect_receipt_seq`` with the last receipt's ``digest``). A replayed receipt is
    an earlier link, so its place is the caller's to know. Raises ReceiptDisputed.
    """
    payload = _verified(envelope, hub_keys)
    try:
        receipt = messages.decode(Receipt, payload, max_bytes=MAX_RECEIPT_BYTES)
    except messages.BadMessage as error:
        raise ReceiptDisputed(ReceiptFault.BAD_SHAPE, faults=error.faults) from error
    expectations = (
        (ReceiptFault.OTHER_BATCH, expect_batch_digest, receipt.batch_digest),
        (ReceiptFault.OTHER_STATION, expect_station_id, receipt.station_id),
        (ReceiptFault.CHAIN_GAP, expect_receipt_seq, receipt.receipt_seq),
        (ReceiptFault.CHAIN_FORK, expect_prev_digest, receipt.prev_receipt_digest),
    )
    for fault, expected, found in expectations:
        if expected is not None and expected != found:
            raise ReceiptDisputed(fault, expected=expected, found=found)
    _refuse_if_results_disagree(receipt)
    return dataclasses.replace(receipt, digest=canonical.sha256_digest(payload))


def ack_level(status: str) -> AckLevel:
    """What a hub's verdict is worth: it has the record, or it also took it as valid."""
    return AckLevel.RELAY_ACCEPTED if status in HELD_VALID else AckLevel.RELAY_RECEIVED


def _verified(envelope: bytes, hub_keys: Mapping[str, bytes]) -> bytes:
    try:
        return dsse.verified(dsse.from_json(envelope), dsse.RECEIPT, hub_keys)
    except dsse.BadEnvelope as error:
        raise ReceiptDisputed(ReceiptFault(error.reason)) from error


def _refuse_if_results_disagree(receipt: Receipt) -> None:
    """A final receipt answers each seq of its range once, in order; anything else settles nothing."""
    if receipt.receipt_kind != ReceiptKind.FINAL:
        return
    answered = [result.station_seq for result in receipt.results]
    expected = receipt.seq_last - receipt.seq_first + 1
    if len(answered) != expected or answered != list(range(receipt.seq_first, receipt.seq_last + 1)):
        raise ReceiptDisputed(ReceiptFault.RESULTS_DISAGREE, expected=expected, found=len(answered))
    if receipt.counts.get("total") != len(answered):
        raise ReceiptDisputed(
            ReceiptFault.RESULTS_DISAGREE, expected=len(answered), found=receipt.counts.get("total")
        )
