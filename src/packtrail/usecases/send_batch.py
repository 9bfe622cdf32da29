"""Send one batch and keep what the hub answers: 待上报 to a verdict for each record.

Runs on the network thread and writes only through ``on_writer``, in short acts, so that an operator
never waits for the network. Killing the program anywhere is harmless: the same bytes go again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.protocol.receipt import ReceiptFault, RecordResult
from packtrail.protocol.records import plain
from packtrail.usecases.ports import (
    Channel,
    Clock,
    Destination,
    NewId,
    OnWriter,
    ReceiptHead,
    Reply,
    SealedBatch,
    Store,
    Unreached,
    Verdict,
)
from packtrail.usecases.read_reply import Answered, Disputed, Meaning, RefusedWhole, Unanswered, meaning
from packtrail.usecases.seal_batch import SealingRules, next_batch

ROWS_AN_ACT = 50
"""Verdicts written in one act, so that an operator's act never waits behind a large one (``design.md``)."""


class SendResult(StrEnum):
    """How one try ended."""

    NOTHING_TO_SEND = "nothing_to_send"
    SETTLED = "settled"
    REFUSED_WHOLE = "refused_whole"
    UNKNOWN_OUTCOME = "unknown_outcome"
    NOT_SENT = "not_sent"
    DISPUTED = "disputed"


@dataclass(frozen=True, kw_only=True, slots=True)
class SendOutcome:
    """What one try did; ``counts`` by verdict when the hub answered."""

    result: SendResult
    records: int = 0
    counts: tuple[tuple[str, int], ...] = ()
    code: str = ""  # the hub's problem code when it refused the whole batch
    cause: str = ""  # why there was no answer
    retry_after_s: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sending:
    batch: SealedBatch
    station_id: str
    last: ReceiptHead | None


def send_batch(
    destination: Destination,
    *,
    store: Store,
    channel: Channel,
    rules: SealingRules,
    on_writer: OnWriter,
    now: Clock,
    new_id: NewId,
) -> SendOutcome:
    """Send the oldest unanswered batch of ``destination``, sealing one if there is none.

    Nothing is raised for the world's troubles: they are the outcome.
    """
    sending = on_writer(partial(_begin, destination.name, store, rules, now, new_id))
    if sending is None:
        return SendOutcome(result=SendResult.NOTHING_TO_SEND)
    batch = sending.batch
    try:
        reply = channel.put_batch(batch.digest, batch.envelope)
    except Unreached as failure:
        return on_writer(partial(_unreached, batch, failure, store, now))
    said = meaning(
        reply, batch, station_id=sending.station_id, hub_keys=destination.hub_keys, last=sending.last
    )
    on_writer(partial(_note_attempt, batch, reply, said, store, now))
    if isinstance(said, Answered):
        return _settle(batch, said, reply, store, on_writer)
    return on_writer(partial(_unsettled, batch, said, store))


def send_all(send: Callable[[], SendOutcome], *, progress: Callable[[SendOutcome], None]) -> SendOutcome:
    """Call ``send`` until nothing is left or something stands in the way; the last outcome."""
    while True:
        outcome = send()
        progress(outcome)
        if outcome.result is not SendResult.SETTLED:
            return outcome


def recover_sending(destination: str, store: Store) -> int:
    """After a restart every batch that was being sent has an unknown outcome, never "pending" again.

    The number of such batches (``platform.md`` 10.5, "Restart rule").
    """
    with store.act() as tx:
        cut_off = [b for b in tx.unsettled_batches(destination) if b.state is BatchState.SENDING]
        for batch in cut_off:
            tx.mark_batch(batch.digest, BatchState.UNKNOWN_OUTCOME)
    return len(cut_off)


def _begin(destination: str, store: Store, rules: SealingRules, now: Clock, new_id: NewId) -> _Sending | None:
    with store.act() as tx:
        batch = next_batch(tx, destination, rules, now=now, new_id=new_id)
        if batch is None:
            return None
        tx.mark_batch(batch.digest, BatchState.SENDING)
        sending = _Sending(batch=batch, station_id=tx.station().station_id, last=tx.receipt_head(destination))
    store.cover_head()
    return sending


def _unreached(batch: SealedBatch, failure: Unreached, store: Store, now: Clock) -> SendOutcome:
    """A batch that never left goes back to sealed; one that may have arrived is unknown."""
    state = BatchState.UNKNOWN_OUTCOME if failure.sent else BatchState.SEALED
    with store.act() as tx:
        tx.add_attempt(
            batch.digest, now(), "unknown_outcome" if failure.sent else "transport_error", None, b""
        )
        tx.mark_batch(batch.digest, state)
    result = SendResult.UNKNOWN_OUTCOME if failure.sent else SendResult.NOT_SENT
    return SendOutcome(result=result, records=_count(batch), cause=failure.cause)


def _note_attempt(batch: SealedBatch, reply: Reply, said: Meaning, store: Store, now: Clock) -> None:
    outcomes = {Answered: "settled", RefusedWhole: "envelope_rejected", Unanswered: "unknown_outcome"}
    with store.act() as tx:
        tx.add_attempt(batch.digest, now(), outcomes.get(type(said), "disputed"), reply.status, reply.body)


def _unsettled(batch: SealedBatch, said: RefusedWhole | Unanswered | Disputed, store: Store) -> SendOutcome:
    count = _count(batch)
    if isinstance(said, RefusedWhole):
        state, outcome = (
            BatchState.ENVELOPE_REJECTED,
            SendOutcome(result=SendResult.REFUSED_WHOLE, records=count, code=said.code, cause=said.detail),
        )
    elif isinstance(said, Unanswered):
        state, outcome = (
            BatchState.UNKNOWN_OUTCOME,
            SendOutcome(
                result=SendResult.UNKNOWN_OUTCOME,
                records=count,
                cause=said.cause,
                retry_after_s=said.retry_after_s,
            ),
        )
    else:
        state, outcome = (
            BatchState.RECEIPT_DISPUTED,
            SendOutcome(result=SendResult.DISPUTED, records=count, cause=ReceiptFault(said.fault)),
        )
    with store.act() as tx:
        tx.mark_batch(batch.digest, state)
    return outcome


def _settle(
    batch: SealedBatch, said: Answered, reply: Reply, store: Store, on_writer: OnWriter
) -> SendOutcome:
    """Keep the receipt, then its verdicts in short acts, then call the batch settled."""
    receipt = said.receipt
    verdicts = [_verdict(result, said) for result in (*receipt.results, *receipt.updates)]
    on_writer(partial(_keep_receipt, batch, said, reply, store))
    for start in range(0, len(verdicts), ROWS_AN_ACT):
        on_writer(partial(_write, batch.destination, verdicts[start : start + ROWS_AN_ACT], store))
    on_writer(partial(_close, batch, store))
    counts = tuple((status, n) for status, n in receipt.counts.items() if n and status != "total")
    return SendOutcome(result=SendResult.SETTLED, records=len(receipt.results), counts=counts)


def _keep_receipt(batch: SealedBatch, said: Answered, reply: Reply, store: Store) -> None:
    with store.act() as tx:
        if tx.hear("receipt", batch.destination, reply.body):
            tx.note_receipt(batch.destination, said.head)


def _write(destination: str, verdicts: Sequence[Verdict], store: Store) -> None:
    with store.act() as tx:
        tx.settle(destination, verdicts)


def _close(batch: SealedBatch, store: Store) -> None:
    with store.act() as tx:
        tx.mark_batch(batch.digest, BatchState.SETTLED)


def _verdict(result: RecordResult, said: Answered) -> Verdict:
    return Verdict(
        record_id=result.record_id,
        state=SubmissionState(result.status),
        ack_level=AckLevel(result.ack_level),
        remote_no=result.server_record_no,
        issues=tuple(plain(issue) for issue in result.issues),
        said_at=said.receipt.processed_at,
    )


def _count(batch: SealedBatch) -> int:
    return batch.seq_last - batch.seq_first + 1
