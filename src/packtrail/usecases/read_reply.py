"""What a hub's reply to a batch means; a transport failure or garbage is never a verdict.

Pure: bytes and status in, a value out. ``platform.md`` 10.4 has the states.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from packtrail.protocol.receipt import Receipt, ReceiptDisputed, ReceiptFault, verify_receipt
from packtrail.usecases.ports import ReceiptHead, Reply, SealedBatch

MAX_PROBLEM_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answered:
    """The hub's signed receipt, verified and in its place in the chain."""

    receipt: Receipt
    head: ReceiptHead


@dataclass(frozen=True, slots=True)
class RefusedWhole:
    """The hub took nothing of it, and a person has to look: ``code`` is BT-… or empty."""

    status: int
    code: str
    detail: str


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
) -> Meaning:
    """What ``reply`` to ``batch`` means.

    ``last`` is the end of the receipt chain as far as this station has it. Within an epoch the next
    receipt must follow it; the first receipt of an epoch may come after others that a restored database
    never had.
    """
    if reply.status == HTTPStatus.OK:
        return _receipt(reply.body, batch, station_id, hub_keys, last)
    if reply.status in {HTTPStatus.ACCEPTED, HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_TIMEOUT}:
        return Unanswered(f"http_{reply.status}")
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unanswered(f"http_{reply.status}", reply.retry_after_s)
    code, detail = _problem(reply.body)
    if not code:
        return Unanswered("not_a_hub")
    return RefusedWhole(reply.status, code, detail)


def _receipt(
    body: bytes,
    batch: SealedBatch,
    station_id: str,
    hub_keys: Mapping[str, bytes],
    last: ReceiptHead | None,
) -> Meaning:
    try:
        receipt = verify_receipt(
            body, hub_keys, expect_batch_digest=batch.digest, expect_station_id=station_id
        )
    except ReceiptDisputed as dispute:
        return Disputed(dispute.fault)
    head = ReceiptHead(batch.epoch, receipt.receipt_seq, receipt.digest)
    if last is not None and last.epoch == batch.epoch and head != last:
        if receipt.receipt_seq != last.receipt_seq + 1:
            return Disputed(ReceiptFault.CHAIN_GAP)
        if receipt.prev_receipt_digest != last.digest:
            return Disputed(ReceiptFault.CHAIN_FORK)
    return Answered(receipt, head)


def _problem(body: bytes) -> tuple[str, str]:
    """Code and detail of a problem document; empty texts when the body is something else."""
    if len(body) > MAX_PROBLEM_BYTES:
        return "", ""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(value, dict):
        return "", ""
    code, detail = value.get("code"), value.get("detail")
    return (code if isinstance(code, str) else "", detail if isinstance(detail, str) else "")
