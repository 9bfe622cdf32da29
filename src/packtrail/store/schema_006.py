"""What step 006 adds: which heard receipt is for which batch, so that none is parsed again to find it."""

RECEIPTS = (
    """
    CREATE TABLE receipt_kept (
      arrival INTEGER PRIMARY KEY REFERENCES heard (arrival),
      destination INTEGER NOT NULL REFERENCES destination (destination),
      receipt_id BLOB NOT NULL CHECK (length(receipt_id) = 16),
      receipt_seq INTEGER NOT NULL,
      batch_digest BLOB NOT NULL CHECK (length(batch_digest) = 32),
      epoch INTEGER NOT NULL,
      seq_first INTEGER NOT NULL,
      seq_last INTEGER NOT NULL CHECK (seq_last >= seq_first),
      received_at INTEGER NOT NULL,
      updates INTEGER NOT NULL  -- how many earlier records it speaks of anew
    ) STRICT
    """,
    "CREATE INDEX receipt_of_batch ON receipt_kept (batch_digest)",
    "CREATE INDEX receipt_of_id ON receipt_kept (receipt_id)",
    "CREATE INDEX receipt_in_order ON receipt_kept (destination, epoch, seq_last)",
    "CREATE INDEX receipt_with_updates ON receipt_kept (destination, arrival) WHERE updates > 0",
    "CREATE INDEX attempt_of_batch ON attempt (batch)",
    # Few are beyond the hub while no authority is connected; then the counts are read from this alone.
    "CREATE INDEX submission_beyond ON submission (destination, ack_level) WHERE ack_level >= 3",
)
