"""Send one batch and keep what the hub answers: 待上报 to a verdict for each record.

Runs on the network thread and writes only through ``on_writer``, in short acts, so that an operator
never waits for the network. Killing the program anywhere is harmless: the same bytes go again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.protocol import problems
from packtrail.protocol.receipt import HELD_VALID, ReceiptFault, RecordResult, RecordStatus
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
    Tx,
    Unreached,
    Verdict,
)
from packtrail.usecases.read_reply import Answered, Disputed, Meaning, RefusedWhole, Unanswered, meaning
from packtrail.usecases.seal_batch import SealingRules, next_batch

ROWS_AN_ACT = 50
"""Verdicts written in one act, so that an operator's act never waits behind a large one (``design.md``)."""


SEALED_ANEW = frozenset(
    problem.code for problem in (problems.SCHEMA_VIOLATION, problems.SIGNATURE_INVALID, problems.TOO_LARGE)
)
"""Refusals of the bytes themselves; after any other, and there are many, the same bytes may go again."""


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
    cause: str = ""  # why there was no answer; chain_gap with a settled batch: somebody else got receipts
    retry_after_s: int | None = None
    destination: str = ""
    unfinished: str = ""  # why what comes after the records (the feed, photographs) is to be tried again


_NOTHING = SendOutcome(result=SendResult.NOTHING_TO_SEND)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """A batch on its way, whose it is, and the last receipt heard before it."""

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

    A hub that lost what it had answered for gets it again first, from where it stands now. Nothing is
    raised for the world's troubles: they are the outcome.
    """
    send_once = partial(_send_once, destination, store, channel, rules, on_writer, now, new_id)
    outcome = send_once(may_go_back=True) or send_once(may_go_back=False) or _NOTHING
    return replace(outcome, destination=destination.name)


def _send_once(
    destination: Destination,
    store: Store,
    channel: Channel,
    rules: SealingRules,
    on_writer: OnWriter,
    now: Clock,
    new_id: NewId,
    *,
    may_go_back: bool,
) -> SendOutcome | None:
    """One request; None when the hub lacks earlier batches and these wait to go again."""
    sending = on_writer(partial(_begin, destination.name, store, rules, now, new_id))
    if sending is None:
        return _NOTHING
    batch = sending.batch
    try:
        reply = channel.put_batch(batch.digest, batch.envelope)
    except Unreached as failure:
        return on_writer(partial(_unreached, batch, failure, store, now))
    return apply_reply(
        reply, sending, destination, store=store, on_writer=on_writer, now=now, may_go_back=may_go_back
    )


def apply_reply(
    reply: Reply,
    sending: Sending,
    destination: Destination,
    *,
    store: Store,
    on_writer: OnWriter,
    now: Clock,
    may_go_back: bool,
) -> SendOutcome | None:
    """Keep what ``destination`` said of a batch, over whichever road it came; None as ``_send_once``."""
    batch = sending.batch
    said = meaning(
        reply, batch, station_id=sending.station_id, hub_keys=destination.hub_keys, last=sending.last
    )
    if isinstance(said, Answered):
        return _settle(sending, said, reply, store, on_writer, now)
    on_writer(partial(_note_attempt, batch, reply, said, store, now))
    if may_go_back and isinstance(said, RefusedWhole) and on_writer(partial(_go_back, batch, said, store)):
        return None
    return on_writer(partial(_unsettled, batch, said, store))


def recover_sending(destination: str, store: Store) -> int:
    """After a restart every batch that was being sent has an unknown outcome, never "pending" again.

    The number of such batches (``platform.md`` 10.5, "Restart rule").
    """
    with store.act() as tx:
        cut_off = [b for b in tx.unsettled_batches(destination) if b.state is BatchState.SENDING]
        for batch in cut_off:
            tx.mark_batch(batch.digest, BatchState.UNKNOWN_OUTCOME)
    return len(cut_off)


def _begin(destination: str, store: Store, rules: SealingRules, now: Clock, new_id: NewId) -> Sending | None:
    with store.act() as tx:
        batch = next_batch(tx, destination, rules, now=now, new_id=new_id)
        if batch is None:
            return None
        tx.mark_batch(batch.digest, BatchState.SENDING)
        sending = Sending(batch=batch, station_id=tx.station().station_id, last=tx.receipt_head(destination))
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
    outcomes = {RefusedWhole: "envelope_rejected", Unanswered: "unknown_outcome"}
    with store.act() as tx:
        tx.add_attempt(batch.digest, now(), outcomes.get(type(said), "disputed"), reply.status, reply.body)


def _go_back(batch: SealedBatch, said: RefusedWhole, store: Store) -> bool:
    """Whether batches before this one go again, because the hub stands before them: it lost them.

    A hub that knows nothing of the epoch names no seq; it needs the epoch from its opening record on.
    """
    if said.code != problems.SEQ_GAP.code:
        return False
    with store.act() as tx:
        opening = tx.canonical_lines(batch.epoch, 0, 1)[0][0]
        lacking = said.next_expected_seq or opening
        if lacking >= batch.seq_first or not tx.go_back(batch.destination, lacking):
            return False
        tx.mark_batch(batch.digest, BatchState.SEALED)
    return True


def _state_after_refusal(tx: Tx, batch: SealedBatch, code: str) -> BatchState:
    """Sealed anew is only what the hub finds wrong in the bytes, and only while nothing follows it."""
    is_newest = tx.last_sealed_seq(batch.destination, batch.epoch) == batch.seq_last
    if is_newest and (code in SEALED_ANEW or code not in problems.CATALOGUE):
        return BatchState.ENVELOPE_REJECTED
    return BatchState.SEALED


def _unsettled(batch: SealedBatch, said: RefusedWhole | Unanswered | Disputed, store: Store) -> SendOutcome:
    count = _count(batch)
    if isinstance(said, RefusedWhole):
        with store.act() as tx:
            tx.mark_batch(batch.digest, _state_after_refusal(tx, batch, said.code))
        return SendOutcome(result=SendResult.REFUSED_WHOLE, records=count, code=said.code, cause=said.detail)
    if isinstance(said, Unanswered):
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
    sending: Sending, said: Answered, reply: Reply, store: Store, on_writer: OnWriter, now: Clock
) -> SendOutcome:
    """Keep the receipt, then its verdicts in short acts, and with the last of them call the batch settled.

    The chain of receipts moves on only with the last act: a hub that forgot the batch before then answers
    it once more at the same place of its chain.
    """
    receipt, batch = said.receipt, sending.batch
    verdicts = [_verdict(result, said) for result in (*receipt.results, *receipt.updates)]
    is_new = on_writer(partial(_keep_receipt, batch, reply, store, now))
    *acts, last = [verdicts[at : at + ROWS_AN_ACT] for at in range(0, len(verdicts), ROWS_AN_ACT)] or [[]]
    for each in acts:
        on_writer(partial(_write, batch.destination, each, store))
    follows = sending.last is not None and sending.last.epoch == said.head.epoch
    on_writer(partial(_close, batch, last, said.head if is_new or follows else None, store))
    counted = Counter(_state_said(result).value for result in receipt.results)
    return SendOutcome(
        result=SendResult.SETTLED,
        records=len(receipt.results),
        counts=tuple(sorted(counted.items())),
        cause=ReceiptFault.CHAIN_GAP if said.unheard else "",
    )


def _keep_receipt(batch: SealedBatch, reply: Reply, store: Store, now: Clock) -> bool:
    """Whether these bytes were not heard before."""
    with store.act() as tx:
        tx.add_attempt(batch.digest, now(), "settled", reply.status, reply.body)
        return tx.hear("receipt", batch.destination, reply.body)


def _write(destination: str, verdicts: Sequence[Verdict], store: Store) -> None:
    with store.act() as tx:
        tx.settle(destination, verdicts)


def _close(batch: SealedBatch, verdicts: Sequence[Verdict], head: ReceiptHead | None, store: Store) -> None:
    with store.act() as tx:
        tx.settle(batch.destination, verdicts)
        if head is not None:
            tx.note_receipt(batch.destination, head)
        tx.mark_batch(batch.digest, BatchState.SETTLED)


def _state_said(result: RecordResult) -> SubmissionState:
    """The verdict as it counts: a duplicate of a refused record is refused, not confirmed."""
    first = result.first_status or result.status
    counts = result.status != RecordStatus.DUPLICATE or first in HELD_VALID
    return SubmissionState(result.status if counts else first)


def _verdict(result: RecordResult, said: Answered) -> Verdict:
    return Verdict(
        record_id=result.record_id,
        state=_state_said(result),
        ack_level=AckLevel(result.ack_level),
        remote_no=result.server_record_no,
        issues=tuple(plain(issue) for issue in result.issues),
        said_at=said.receipt.processed_at,
    )


def _count(batch: SealedBatch) -> int:
    return batch.seq_last - batch.seq_first + 1
