"""What a hub's reply to a batch means; a transport failure or garbage is never a verdict.

Pure: bytes and status in, a value out. ``platform.md`` 10.4 has the states.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import dsse
from packtrail.protocol.canonical import MAX_INT, sha256_digest
from packtrail.protocol.receipt import (
    Receipt,
    ReceiptDisputed,
    ReceiptFault,
    ReceiptKind,
    RecordResult,
    RecordStatus,
    verify_receipt,
)
from packtrail.usecases.ports import ReceiptHead, Reply, SealedBatch

MAX_PROBLEM_BYTES = 64 * 1024
STATUSES = frozenset(status.value for status in RecordStatus)
Named = Sequence[tuple[str, str]]
LEVELS = frozenset(level.value for level in AckLevel)


@dataclass(frozen=True, slots=True)
class Answered:
    """The hub's signed receipt, verified and at a place in the chain that it can have."""

    receipt: Receipt
    head: ReceiptHead
    unheard: int = 0  # receipts of this epoch between the last one heard and this one


@dataclass(frozen=True, slots=True)
class RefusedWhole:
    """The hub took nothing of it: ``code`` is BT-…, ``next_expected_seq`` what it would take instead."""

    status: int
    code: str
    detail: str
    next_expected_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No verdict; the same bytes go again, after ``retry_after_s`` when the hub said so."""

    cause: str
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Disputed:
    """Something came that claims to be a receipt and is not one for this batch; nothing is applied."""

    fault: ReceiptFault


Meaning = Answered | RefusedWhole | Unanswered | Disputed


def meaning(
    reply: Reply,
    batch: SealedBatch,
    *,
    station_id: str,
    hub_keys: Mapping[str, bytes],
    last: ReceiptHead | None,
    sent: Callable[[], Named] | None = None,
) -> Meaning:
    """What ``reply`` to ``batch`` means; ``sent`` gives ``records_in`` the batch to whoever has that already.

    ``last`` is the end of the receipt chain as far as this station has it. Within an epoch a receipt must
    come after it. Others may lie between: a restored database never had them, or a copy of this station on
    another PC got them; the verdicts on our batch are the hub's word all the same, and the gap is told.
    """
    if reply.status == HTTPStatus.OK:
        return _receipt(reply.body, batch, station_id, hub_keys, last, sent or partial(records_in, batch))
    if reply.status in {HTTPStatus.ACCEPTED, HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_TIMEOUT}:
        return Unanswered(f"http_{reply.status}")
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unanswered(f"http_{reply.status}", reply.retry_after_s)
    return _refused(reply.status, reply.body) or Unanswered("not_a_hub")


def _receipt(
    body: bytes,
    batch: SealedBatch,
    station_id: str,
    hub_keys: Mapping[str, bytes],
    last: ReceiptHead | None,
    sent: Callable[[], Named],
) -> Meaning:
    try:
        receipt = verify_receipt(
            body, hub_keys, expect_batch_digest=batch.digest, expect_station_id=station_id
        )
    except ReceiptDisputed as dispute:
        return Disputed(dispute.fault)
    if receipt.receipt_kind != ReceiptKind.FINAL:
        return Unanswered(f"http_{HTTPStatus.ACCEPTED}")  # stored, not judged: the same bytes ask again
    if not _answers_each_record(receipt, batch, sent()):
        return Disputed(ReceiptFault.RESULTS_DISAGREE)
    return _in_chain(receipt, ReceiptHead(batch.epoch, receipt.receipt_seq, receipt.digest), last)


def _in_chain(receipt: Receipt, head: ReceiptHead, last: ReceiptHead | None) -> Answered | Disputed:
    """The answer at its place; one heard already keeps its own."""
    if last is None or last.epoch != head.epoch or head == last:
        return Answered(receipt, head)
    unheard = receipt.receipt_seq - last.receipt_seq - 1
    if unheard < 0:
        return Disputed(ReceiptFault.CHAIN_GAP)
    if not unheard and receipt.prev_receipt_digest != last.digest:
        return Disputed(ReceiptFault.CHAIN_FORK)
    return Answered(receipt, head, unheard)


def records_in(batch: SealedBatch) -> Named:
    """Id and hash of each record of a batch, in its order."""
    return [(json.loads(line)["record_id"], sha256_digest(line)) for line in _lines(batch)]


def _answers_each_record(receipt: Receipt, batch: SealedBatch, sent: Named) -> bool:
    """Whether the results are of exactly the records that were sent, each in a word that we know.

    The signature only says who wrote the receipt; a verdict on another record would settle nothing, and the
    batch would be called settled all the same.
    """
    place = (receipt.station_epoch, receipt.seq_first, receipt.seq_last)
    return (
        place == (batch.epoch, batch.seq_first, batch.seq_last)
        and [(each.record_id, each.record_hash) for each in receipt.results] == sent
        and all(_is_understood(each) for each in (*receipt.results, *receipt.updates))
    )


def _lines(batch: SealedBatch) -> list[bytes]:
    """The record lines in the frozen bytes, after the header."""
    return dsse.from_json(batch.envelope).payload.split(b"\n")[1:-1]


def _is_understood(result: RecordResult) -> bool:
    return (
        result.status in STATUSES
        and result.ack_level in LEVELS
        and (result.first_status is None or result.first_status in STATUSES)
    )


def _refused(status: int, body: bytes) -> RefusedWhole | None:
    """The refusal that a problem document tells; None when the body is something else."""
    if len(body) > MAX_PROBLEM_BYTES:
        return None
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = value.get("code") if isinstance(value, dict) else None
    if not isinstance(code, str) or not code:
        return None
    detail, seq = value.get("detail"), value.get("next_expected_seq")
    return RefusedWhole(
        status,
        code,
        detail if isinstance(detail, str) else "",
        seq if isinstance(seq, int) and 0 < seq <= MAX_INT else None,
    )
