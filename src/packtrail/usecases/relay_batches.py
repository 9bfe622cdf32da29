"""Carry batches that another station sealed to the hub, and its answers back (代传).

The signature in each batch is its own station's, so whoever carries it can neither change nor add anything,
and nothing of it enters this station's ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.ports import Channel, Reply, Unreached


class CarriedBatches(Protocol):
    """Batches in a file that somebody brought, each checked against its digest."""

    @property
    def digests(self) -> Sequence[str]:
        """In the order in which a hub takes them."""
        ...

    def envelope(self, digest: str) -> bytes:
        """One of them as it travels."""
        ...


class Answers(Protocol):
    """Where the hub's answers are kept for those who sealed the batches."""

    def add(self, digest: str, reply: Reply) -> bool:
        """Keep an answer; False for what is none."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Relayed:
    """How far it went; ``cause`` says why it stopped before the end, and the same file may go again."""

    receipts: int = 0
    refused: int = 0
    left: int = 0
    cause: str = ""


def relay_batches(batches: CarriedBatches, answers: Answers, *, by: Operator, channel: Channel) -> Relayed:
    """Send each batch and keep its answer, until all are sent or one cannot be. Raises NotAllowed."""
    require(by, Act.SEND)
    receipts = refused = 0
    cause = ""
    for digest in batches.digests:
        try:
            reply = channel.put_batch(digest, batches.envelope(digest))
        except Unreached as failure:
            cause = failure.cause
            break
        if not answers.add(digest, reply):
            cause = f"http_{reply.status}"
            break
        is_receipt = reply.status == HTTPStatus.OK
        receipts, refused = receipts + is_receipt, refused + (not is_receipt)
    left = len(batches.digests) - receipts - refused
    return Relayed(receipts=receipts, refused=refused, left=left, cause=cause)
