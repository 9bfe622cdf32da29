"""Sealed batches: frozen bytes, what became of them, and each try at sending."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from packtrail.domain.sync_state import UNSENT, BatchState, SubmissionState
from packtrail.store.columns import hash_blob, hash_text, moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.destinations import key_of
from packtrail.store.statements import filled, marks
from packtrail.usecases.ports import SealedBatch

MAX_REPLY_BYTES = 64 * 1024

FOLLOWS = {
    BatchState.SEALED: SubmissionState.BATCHED,
    BatchState.SENDING: SubmissionState.SENDING,
    BatchState.UNKNOWN_OUTCOME: SubmissionState.UNKNOWN_OUTCOME,
    BatchState.PROCESSING: SubmissionState.UNKNOWN_OUTCOME,
    # A receipt that can't be believed is no verdict.
    BatchState.RECEIPT_DISPUTED: SubmissionState.UNKNOWN_OUTCOME,
    # Nothing of it was taken: its records wait for the next batch.
    BatchState.ENVELOPE_REJECTED: SubmissionState.PENDING,
}
"""What the unanswered records of a batch become with it; ``settled`` changes none, verdicts did."""

_BATCHES = (
    "SELECT batch.digest, name, epoch, seq_first, seq_last, envelope, sealed_at, state"
    " FROM batch JOIN destination USING (destination) "
)


def unsettled(connection: Connection, destination: str, limit: int) -> list[SealedBatch]:
    """Sealed and not answered for, oldest first."""
    rows = connection.execute(
        _BATCHES
        + "WHERE destination = ? AND state NOT IN ('settled', 'envelope_rejected') ORDER BY batch LIMIT ?",
        (key_of(connection, destination), limit),
    )
    return [_batch(row) for row in rows]


def unsettled_digests(connection: Connection, destination: str, limit: int) -> list[str]:
    """The addresses of the same batches: their bytes may come to more than fits into memory."""
    rows = connection.execute(
        "SELECT digest FROM batch"
        " WHERE destination = ? AND state NOT IN ('settled', 'envelope_rejected') ORDER BY batch LIMIT ?",
        (key_of(connection, destination), limit),
    )
    return [hash_text(digest) for (digest,) in rows]


def one(connection: Connection, digest: str) -> SealedBatch | None:
    """One batch by its address."""
    row = connection.execute(_BATCHES + "WHERE batch.digest = ?", (hash_blob(digest),)).fetchone()
    return _batch(row) if row else None


def _batch(row: Sequence[Any]) -> SealedBatch:
    digest, name, epoch, seq_first, seq_last, envelope, sealed_at, state = row
    return SealedBatch(
        digest=hash_text(digest),
        destination=name,
        epoch=epoch,
        seq_first=seq_first,
        seq_last=seq_last,
        envelope=envelope,
        sealed_at=moment(sealed_at),
        state=BatchState(state),
    )


def last_sealed_seq(connection: Connection, destination: str, epoch: int) -> int:
    """The last seq in any batch that the destination didn't refuse whole; 0 before the first."""
    row = connection.execute(
        "SELECT max(seq_last) FROM batch"
        " WHERE destination = ? AND epoch = ? AND state <> 'envelope_rejected'",
        (key_of(connection, destination), epoch),
    ).fetchone()
    return int(row[0] or 0) if row else 0


def add(connection: Connection, batch: SealedBatch) -> None:
    """Keep a sealed batch; those of its records that wait are ``batched`` from now on."""
    key = key_of(connection, batch.destination)
    connection.execute(
        """
        INSERT INTO batch (digest, destination, epoch, seq_first, seq_last, envelope, sealed_at, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            hash_blob(batch.digest),
            key,
            batch.epoch,
            batch.seq_first,
            batch.seq_last,
            batch.envelope,
            seconds(batch.sealed_at),
            batch.state.value,
        ),
    )
    number = _row_of(connection, batch.digest)[0]
    connection.execute(
        """
        UPDATE submission SET state = ?, batch = ?
        WHERE destination = ? AND state IN ('pending', 'waiting_dependency')
          AND arrival IN (SELECT arrival FROM record WHERE epoch = ? AND seq BETWEEN ? AND ?)
        """,
        (
            FOLLOWS.get(batch.state, SubmissionState.BATCHED).value,
            number,
            key,
            batch.epoch,
            batch.seq_first,
            batch.seq_last,
        ),
    )


def mark(connection: Connection, digest: str, state: BatchState) -> None:
    """Move a batch on, and those of its records that have no verdict with it."""
    number, destination, epoch, seq_first, seq_last = _row_of(connection, digest)
    connection.execute("UPDATE batch SET state = ? WHERE batch = ?", (state.value, number))
    follows = FOLLOWS.get(state)
    if follows is None:
        return
    unanswered = sorted(state.value for state in UNSENT)
    connection.execute(
        filled(
            """
            UPDATE submission SET state = ?, batch = ?
            WHERE destination = ? AND batch = ? AND state IN ({states})
              AND arrival IN (SELECT arrival FROM record WHERE epoch = ? AND seq BETWEEN ? AND ?)
            """,
            states=marks(len(unanswered)),
        ),
        (
            follows.value,
            None if follows is SubmissionState.PENDING else number,
            destination,
            number,
            *unanswered,
            epoch,
            seq_first,
            seq_last,
        ),
    )


def reopen(connection: Connection, destination: str, seq: int) -> int:
    """Let settled batches that reach to ``seq`` or beyond go again, as the same bytes; how many.

    Seqs go on from epoch to epoch. What was said of their records stands until it is said anew.
    """
    return connection.execute(
        "UPDATE batch SET state = ? WHERE destination = ? AND state = ? AND seq_last >= ?",
        (BatchState.SEALED.value, key_of(connection, destination), BatchState.SETTLED.value, seq),
    ).rowcount


def add_attempt(
    connection: Connection, digest: str, at: datetime, outcome: str, http_status: int | None, reply: bytes
) -> None:
    """Log one try, with the start of the raw reply."""
    connection.execute(
        "INSERT INTO attempt (batch, tried_at, outcome, http_status, reply) VALUES (?, ?, ?, ?, ?)",
        (_row_of(connection, digest)[0], seconds(at), outcome, http_status, reply[:MAX_REPLY_BYTES]),
    )


def _row_of(connection: Connection, digest: str) -> tuple[int, int, int, int, int]:
    """Key, destination, epoch and seqs of a batch; LookupError for one that there is not."""
    row = connection.execute(
        "SELECT batch, destination, epoch, seq_first, seq_last FROM batch WHERE digest = ?",
        (hash_blob(digest),),
    ).fetchone()
    if row is None:
        raise LookupError(digest)
    return row[0], row[1], row[2], row[3], row[4]
