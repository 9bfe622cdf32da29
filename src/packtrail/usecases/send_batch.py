"""One batch on its way, and what is kept of the hub's answer: 待上报 to a verdict for each record.

Runs on the network thread and writes only through ``on_writer``, in short acts, so that an operator
never waits for the network. Killing the program anywhere is harmless: the same bytes go again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from packtrail.domain.sync_state import BatchState
from packtrail.protocol import problems
from packtrail.protocol.receipt import ReceiptFault
from packtrail.usecases.ports import (
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
)
from packtrail.usecases.read_reply import (
    Answered,
    Disputed,
    Meaning,
    Named,
    RefusedWhole,
    Unanswered,
    meaning,
)
from packtrail.usecases.seal_batch import SealingRules, next_batch
from packtrail.usecases.settle_batch import head_after, keep_receipt, state_said, verdict_acts

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


NOTHING = SendOutcome(result=SendResult.NOTHING_TO_SEND)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """A batch on its way, whose it is, and the last receipt heard before it."""

    batch: SealedBatch
    station_id: str
    last: ReceiptHead | None


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
    """Keep what ``destination`` said of a batch, over whichever road it came.

    None when the hub lacks earlier batches and these wait to go again.
    """
    said = understood_reply(reply, sending, destination)
    if isinstance(said, Answered):
        return _settle(sending, said, reply, store, on_writer, now)
    return keep_unanswered(
        reply, said, sending.batch, store=store, on_writer=on_writer, now=now, may_go_back=may_go_back
    )


def understood_reply(
    reply: Reply, sending: Sending, destination: Destination, sent: Callable[[], Named] | None = None
) -> Meaning:
    """What ``destination`` said of a batch; ``sent`` as for ``meaning``."""
    return meaning(
        reply,
        sending.batch,
        station_id=sending.station_id,
        hub_keys=destination.hub_keys,
        last=sending.last,
        sent=sent,
    )


def keep_unanswered(
    reply: Reply,
    said: RefusedWhole | Unanswered | Disputed,
    batch: SealedBatch,
    *,
    store: Store,
    on_writer: OnWriter,
    now: Clock,
    may_go_back: bool,
) -> SendOutcome | None:
    """Keep what was no receipt; None when the hub lacks earlier batches and these wait to go again."""
    on_writer(partial(_note_attempt, batch, reply, said, store, now))
    if may_go_back and isinstance(said, RefusedWhole) and on_writer(partial(_go_back, batch, said, store)):
        return None
    return on_writer(partial(_unsettled, batch, said, store))


def answered(said: Answered) -> SendOutcome:
    """The outcome of a batch that has its receipt."""
    counted = Counter(state_said(result).value for result in said.receipt.results)
    return SendOutcome(
        result=SendResult.SETTLED,
        records=len(said.receipt.results),
        counts=tuple(sorted(counted.items())),
        cause=ReceiptFault.CHAIN_GAP if said.unheard else "",
    )


def _settle(
    sending: Sending, said: Answered, reply: Reply, store: Store, on_writer: OnWriter, now: Clock
) -> SendOutcome:
    is_new = on_writer(partial(_heard, sending.batch, reply, store, now))
    head = head_after(said, sending.last, is_new=is_new)
    for act in verdict_acts(sending.batch, said, head, store):
        on_writer(act)
    return answered(said)


def _heard(batch: SealedBatch, reply: Reply, store: Store, now: Clock) -> bool:
    with store.act() as tx:
        return keep_receipt(tx, batch, reply, now)


def recover_sending(destination: str, store: Store) -> int:
    """After a restart every batch that was being sent has an unknown outcome, never "pending" again.

    The number of such batches (``platform.md`` 10.5, "Restart rule").
    """
    with store.act() as tx:
        cut_off = [b for b in tx.unsettled_batches(destination) if b.state is BatchState.SENDING]
        for batch in cut_off:
            tx.mark_batch(batch.digest, BatchState.UNKNOWN_OUTCOME)
    return len(cut_off)


def begin(destination: str, store: Store, rules: SealingRules, now: Clock, new_id: NewId) -> Sending | None:
    """The next batch, marked as sent and its head covered; None when everything is answered."""
    with store.act() as tx:
        batch = next_batch(tx, destination, rules, now=now, new_id=new_id, state=BatchState.SENDING)
        if batch is None:
            return None
        sending = on_its_way(tx, batch, tx.receipt_head(destination))
    store.cover_head()
    return sending


def on_its_way(tx: Tx, batch: SealedBatch, last: ReceiptHead | None) -> Sending:
    """``batch`` as it leaves; ``last`` is the receipt before its own."""
    if batch.state is not BatchState.SENDING:
        tx.mark_batch(batch.digest, BatchState.SENDING)
    return Sending(batch=batch, station_id=tx.station().station_id, last=last)


def keep_unreached(batch: SealedBatch, failure: Unreached, store: Store, now: Clock) -> SendOutcome:
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


def _count(batch: SealedBatch) -> int:
    return batch.seq_last - batch.seq_first + 1
