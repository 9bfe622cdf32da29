"""What the Sync screen reads of the ledger beyond one record: the unsent, the sent, the answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    """One of our records as its canonical bytes, and how it stands at a destination; None: it is not owed."""

    record_id: str
    record_type: str
    line: bytes
    recorded_at: datetime
    subject: str  # what staff call the thing
    state: SubmissionState | None
    ack_level: AckLevel = AckLevel.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class SentBatch:
    """One batch in the register: what it holds, when it went, and what came back for it."""

    digest: str
    destination: str
    epoch: int
    seq_first: int
    seq_last: int
    sealed_at: datetime
    state: BatchState
    tries: int
    last_tried_at: datetime | None
    receipt_id: str | None  # of the newest receipt for it; None while there is none
    receipt_seq: int | None
    received_at: datetime | None  # by the destination's clock, as it signed it

    @property
    def records(self) -> int:
        """How many records are in it."""
        return self.seq_last - self.seq_first + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class SentQuery:
    """A page of the register, the newest first; ``text`` is the beginning of a unit's code or number."""

    destination: str
    text: str = ""
    before: int | None = None  # the page after the batch of this place
    limit: int = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class SentPage:
    """Some batches and the place to go on from; None at the end."""

    batches: tuple[SentBatch, ...]
    next_before: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthLine:
    """One of our records of a span of time as a destination stands to it."""

    record_id: str
    record_type: str
    record_hash: str
    recorded_at: datetime
    subject: str  # what staff call the thing
    state: SubmissionState
    ack_level: AckLevel
    issues: tuple[dict[str, object], ...]
    is_tried: bool  # a batch with it was sent at least once


class SyncView(Protocol):
    """The questions of the Sync screen."""

    def unsent_lines(self, destination: str | None, limit: int) -> Sequence[LogLine]:
        """What ``destination`` has not answered for, in log order; our whole log while there is none."""
        ...

    def lines_about(
        self, record_ids: Collection[str], codes: Collection[str], destination: str | None
    ) -> Sequence[LogLine]:
        """What a judge may have to know of these records and of units with these codes, in log order.

        The records themselves, who names them, and everything about the units among them; never unsent ones.
        """
        ...

    def beyond_the_hub(self, destination: str) -> tuple[int, int]:
        """How many records an authority behind the hub was given and has not taken, and how many it took."""
        ...

    def only_received(self, destination: str) -> int:
        """How many records are answered well there by a relay, which accepts nothing itself."""
        ...

    def sent_batches(self, query: SentQuery) -> SentPage:
        """A page of what was sealed for a destination."""
        ...

    def batch_counts(self, digest: str) -> dict[SubmissionState, int]:
        """How the records of a batch stand now."""
        ...

    def receipt_envelopes(
        self, destination: str, after: datetime, until: datetime
    ) -> Sequence[tuple[str, bytes]]:
        """Batch digest and signed bytes of the receipts for records of a span of time, in order of coming.

        The span is of ``recorded_at``: from ``after`` up to, not including, ``until``.
        """
        ...

    def receipt_of(self, receipt_id: str) -> bytes | None:
        """The signed bytes of one receipt."""
        ...

    def month_lines(self, destination: str, after: datetime, until: datetime) -> Sequence[MonthLine]:
        """What is owed to a destination of a span of time, in log order; see ``receipt_envelopes``."""
        ...
