"""How far a record has come at each of its destinations; levels are never merged (``platform.md`` 10.5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SubmissionState(StrEnum):
    """上报状态 of one record at one destination."""

    NOT_REQUIRED = "not_required"
    PENDING = "pending"
    WAITING_DEPENDENCY = "waiting_dependency"
    BATCHED = "batched"
    SENDING = "sending"
    UNKNOWN_OUTCOME = "unknown_outcome"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_WARNINGS = "accepted_with_warnings"
    DUPLICATE = "duplicate"
    DEFERRED = "deferred"
    BLOCKED = "blocked"
    REJECTED = "rejected"
    MANUAL_ACTION = "manual_action"
    SUPERSEDED = "superseded"
    VOIDED = "voided"


UNSENT = frozenset(
    {
        SubmissionState.PENDING,
        SubmissionState.WAITING_DEPENDENCY,
        SubmissionState.BATCHED,
        SubmissionState.SENDING,
        SubmissionState.UNKNOWN_OUTCOME,
    }
)
"""The destination has not answered for the record: it counts on the strip as 待上报."""

SETTLED = frozenset(
    {
        SubmissionState.NOT_REQUIRED,
        SubmissionState.ACCEPTED,
        SubmissionState.ACCEPTED_WITH_WARNINGS,
        SubmissionState.DUPLICATE,
        SubmissionState.SUPERSEDED,
        SubmissionState.VOIDED,
    }
)


class AckLevel(StrEnum):
    """确认级别: who vouches for the record; it never goes down."""

    NONE = "none"
    RELAY_RECEIVED = "relay_received"
    RELAY_ACCEPTED = "relay_accepted"
    AUTHORITY_SUBMITTED = "authority_submitted"
    AUTHORITY_ACCEPTED = "authority_accepted"


def higher(first: AckLevel, second: AckLevel) -> AckLevel:
    """The level that reaches further."""
    order = list(AckLevel)
    return max(first, second, key=order.index)


class BatchState(StrEnum):
    """批次状态, ``platform.md`` 10.4."""

    SEALED = "sealed"
    SENDING = "sending"
    UNKNOWN_OUTCOME = "unknown_outcome"
    PROCESSING = "processing"
    SETTLED = "settled"
    ENVELOPE_REJECTED = "envelope_rejected"
    RECEIPT_DISPUTED = "receipt_disputed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """What one destination has not answered for yet, and when it last confirmed anything."""

    destination: str
    unsent: int
    oldest_recorded_at: datetime | None
    refused: int  # rejected or blocked: a person has to act
    confirmed: int
    last_confirmed_at: datetime | None  # the time in the destination's own receipt
    undecided: int = 0  # answered, and neither confirmed nor refused: received, deferred, manual_action
