"""Keep a hub's answer to a batch: first its receipt, then the verdicts in short acts.

The chain of receipts moves on only with the last act, which also calls the batch settled: a hub that forgot
the batch before then answers it once more at the same place of its chain.
"""

from collections.abc import Callable, Sequence
from functools import partial

from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.protocol.receipt import HELD_VALID, RecordResult, RecordStatus
from packtrail.protocol.records import plain
from packtrail.usecases.ports import Clock, ReceiptHead, Reply, SealedBatch, Store, Tx, Verdict
from packtrail.usecases.read_reply import Answered

ROWS_AN_ACT = 50
"""Verdicts written in one act, so that an operator's act never waits behind a large one (``design.md``)."""


def keep_receipt(tx: Tx, batch: SealedBatch, reply: Reply, now: Clock) -> bool:
    """Whether these bytes were not heard before."""
    tx.add_attempt(batch.digest, now(), "settled", reply.status, reply.body)
    return tx.hear("receipt", batch.destination, reply.body)


def head_after(said: Answered, last: ReceiptHead | None, *, is_new: bool) -> ReceiptHead | None:
    """Where the chain of receipts ends with this answer; None where it stays."""
    follows = last is not None and last.epoch == said.head.epoch
    return said.head if is_new or follows else None


def verdict_acts(
    batch: SealedBatch, said: Answered, head: ReceiptHead | None, store: Store
) -> list[Callable[[], None]]:
    """What is left to write once the receipt is kept, in this order."""
    verdicts = verdicts_of(said)
    *acts, last = [verdicts[at : at + ROWS_AN_ACT] for at in range(0, len(verdicts), ROWS_AN_ACT)] or [[]]
    writes = [partial(write_verdicts, batch.destination, each, store) for each in acts]
    return [*writes, partial(_close, batch, last, head, store)]


def state_said(result: RecordResult) -> SubmissionState:
    """The verdict as it counts: a duplicate of a refused record is refused, not confirmed."""
    first = result.first_status or result.status
    counts = result.status != RecordStatus.DUPLICATE or first in HELD_VALID
    return SubmissionState(result.status if counts else first)


def verdicts_of(said: Answered) -> list[Verdict]:
    """Every verdict in a receipt: on its own records, and anew on earlier ones."""
    return [_verdict(result, said) for result in (*said.receipt.results, *said.receipt.updates)]


def write_verdicts(destination: str, verdicts: Sequence[Verdict], store: Store) -> None:
    """One short act; at most ``ROWS_AN_ACT`` verdicts."""
    with store.act() as tx:
        tx.settle(destination, verdicts)


def _close(batch: SealedBatch, verdicts: Sequence[Verdict], head: ReceiptHead | None, store: Store) -> None:
    with store.act() as tx:
        tx.settle(batch.destination, verdicts)
        if head is not None:
            tx.note_receipt(batch.destination, head)
        tx.mark_batch(batch.digest, BatchState.SETTLED)


def _verdict(result: RecordResult, said: Answered) -> Verdict:
    return Verdict(
        record_id=result.record_id,
        state=state_said(result),
        ack_level=AckLevel(result.ack_level),
        remote_no=result.server_record_no,
        issues=tuple(plain(issue) for issue in result.issues),
        said_at=said.receipt.processed_at,
    )
