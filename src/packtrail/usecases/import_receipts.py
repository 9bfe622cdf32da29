"""Take in what a hub answered to batches that came to it as a file (导入回执).

Each answer is read exactly as if it had come over the network. They are applied in the order of our batches,
since a hub's receipts are a chain: one that is missing or disputed holds back those behind it. What is not
for us is told and kept, and changes nothing.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from http import HTTPStatus

from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.sync_state import BatchState
from packtrail.protocol import problems
from packtrail.protocol.receipt import ReceiptDisputed, ReceiptFault, verify_receipt
from packtrail.usecases.ports import AnswerFile, Clock, Destination, OnWriter, Reply, Store
from packtrail.usecases.send_batch import Sending, SendOutcome, SendResult, apply_reply

STRAY = "stray_answer"
"""How an answer that is not for us is kept among what was heard."""

ANSWERED = frozenset({BatchState.SETTLED, BatchState.ENVELOPE_REJECTED})
MAX_STRAYS = 100
MAX_STRAY_BYTES = 64 * 1024


class NotApplied(StrEnum):
    """Why an answer changed nothing."""

    SETTLED_ALREADY = "settled_already"
    WAITS = "waits"  # for the answer to an older batch
    NEVER_MADE = "never_made"  # no batch of ours has this address
    DISPUTED = "disputed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What the answers in a file did."""

    settled: int = 0  # batches
    records: int = 0
    counts: tuple[tuple[str, int], ...] = ()  # records by verdict
    not_applied: tuple[tuple[NotApplied, int], ...] = ()  # answers by why
    faults: tuple[ReceiptFault, ...] = ()  # of those disputed or never asked for
    refused: tuple[tuple[str, str], ...] = ()  # hub's problem code and words for a batch it refused whole


@dataclass(slots=True)
class _Tally:
    settled: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    not_applied: Counter[NotApplied] = field(default_factory=Counter)
    faults: list[ReceiptFault] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def add(self, outcome: SendOutcome) -> None:
        if outcome.result is SendResult.SETTLED:
            self.settled += 1
            self.counts.update(dict(outcome.counts))
        elif outcome.result is SendResult.REFUSED_WHOLE:
            self.refused.append((outcome.code, outcome.cause))
        else:
            self.not_applied[NotApplied.DISPUTED] += 1
            if outcome.result is SendResult.DISPUTED:
                self.faults.append(ReceiptFault(outcome.cause))

    def imported(self) -> Imported:
        return Imported(
            settled=self.settled,
            records=sum(self.counts.values()),
            counts=tuple(sorted(self.counts.items())),
            not_applied=tuple(sorted(self.not_applied.items())),
            faults=tuple(self.faults),
            refused=tuple(self.refused),
        )


def import_receipts(
    file: AnswerFile, *, by: Operator, store: Store, on_writer: OnWriter, now: Clock
) -> Imported:
    """Apply the answers in ``file``; importing it again changes nothing. Raises NotAllowed."""
    require(by, Act.SEND)
    tally, used = _Tally(), set[str]()
    with store.read() as view:
        hubs = [each for each in view.destinations() if not each.is_portal]
    answered = frozenset(file.digests)
    for hub in hubs:
        used |= _apply(hub, file, answered, tally, store, on_writer, now)
    for digest in file.digests:
        if digest not in used:
            _set_aside(digest, file, tally, hubs, store, on_writer)
    return tally.imported()


def _apply(
    hub: Destination,
    file: AnswerFile,
    answered: frozenset[str],
    tally: _Tally,
    store: Store,
    on_writer: OnWriter,
    now: Clock,
) -> set[str]:
    """Apply answers for as long as the oldest open batch has one that settles it; which were read."""
    used: set[str] = set()
    while True:
        sending = _oldest(hub, store)
        if sending is None or sending.batch.digest not in answered - used:
            return used
        digest = sending.batch.digest
        used.add(digest)
        outcome = apply_reply(
            file.reply(digest), sending, hub, store=store, on_writer=on_writer, now=now, may_go_back=True
        )
        if outcome is None:  # the hub lost what came before; that goes again with the next file
            tally.refused.append((problems.SEQ_GAP.code, ""))
            return used
        tally.add(outcome)
        if outcome.result is not SendResult.SETTLED:
            return used


def _oldest(hub: Destination, store: Store) -> Sending | None:
    with store.read() as view:
        batches = view.unsettled_batches(hub.name, limit=1)
        if not batches:
            return None
        return Sending(
            batch=batches[0], station_id=view.station().station_id, last=view.receipt_head(hub.name)
        )


def _set_aside(
    digest: str,
    file: AnswerFile,
    tally: _Tally,
    hubs: list[Destination],
    store: Store,
    on_writer: OnWriter,
) -> None:
    """An answer that nothing waits for: say why, and keep it unless we have its like already."""
    with store.read() as view:
        batch = view.batch(digest)
        station_id = view.station().station_id
    if batch is not None and batch.state not in ANSWERED:
        tally.not_applied[NotApplied.WAITS] += 1
        return
    reply = file.reply(digest)
    fault = _fault(reply, hubs, digest, station_id)
    if batch is not None and (fault is None or reply.status != HTTPStatus.OK):
        tally.not_applied[NotApplied.SETTLED_ALREADY] += 1
        return
    tally.not_applied[NotApplied.NEVER_MADE if batch is None else NotApplied.DISPUTED] += 1
    tally.faults.append(fault or ReceiptFault.OTHER_BATCH)
    if len(tally.faults) <= MAX_STRAYS:
        on_writer(partial(_keep, digest, reply, store))


def _fault(reply: Reply, hubs: list[Destination], digest: str, station_id: str) -> ReceiptFault | None:
    """What is wrong with it as a receipt for us of a hub that we know."""
    keys = {name: key for hub in hubs for name, key in hub.hub_keys.items()}
    try:
        verify_receipt(reply.body, keys, expect_batch_digest=digest, expect_station_id=station_id)
    except ReceiptDisputed as dispute:
        return dispute.fault
    return None


def _keep(digest: str, reply: Reply, store: Store) -> None:
    with store.act() as tx:
        tx.hear(STRAY, digest, reply.body[:MAX_STRAY_BYTES])
