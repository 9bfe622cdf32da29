"""The tables and triggers of the first release, as step 001 lays them; not edited after it."""

RECORD = (
    """
    CREATE TABLE epoch (
      epoch INTEGER PRIMARY KEY CHECK (epoch > 0),
      opened_by INTEGER NOT NULL UNIQUE REFERENCES record (arrival) DEFERRABLE INITIALLY DEFERRED,
      station_id BLOB NOT NULL CHECK (length(station_id) = 16),
      label TEXT NOT NULL,
      public_key BLOB NOT NULL CHECK (length(public_key) = 32),
      install_nonce BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE record (
      arrival INTEGER PRIMARY KEY,
      record_id BLOB NOT NULL UNIQUE CHECK (length(record_id) = 16),
      epoch INTEGER NOT NULL REFERENCES epoch (epoch),
      seq INTEGER NOT NULL CHECK (seq > 0),
      record_type TEXT NOT NULL,
      recorded_at INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
      canonical BLOB NOT NULL,
      UNIQUE (epoch, seq)
    ) STRICT
    """,
    "CREATE INDEX record_of_type ON record (record_type)",
    """
    CREATE TABLE private_part (
      arrival INTEGER PRIMARY KEY REFERENCES record (arrival),
      salt BLOB NOT NULL CHECK (length(salt) = 32),
      content BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE heard (
      arrival INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      source TEXT NOT NULL,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      payload BLOB NOT NULL,
      heard_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE station_secret (
      public_key BLOB PRIMARY KEY CHECK (length(public_key) = 32),
      private_key BLOB NOT NULL CHECK (length(private_key) = 32),
      station_id BLOB NOT NULL CHECK (length(station_id) = 16),
      label TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE blob (
      number INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      media_type TEXT NOT NULL,
      content BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE number_counter (
      kind TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      day TEXT NOT NULL CHECK (length(day) = 8),
      last INTEGER NOT NULL CHECK (last > 0),
      PRIMARY KEY (kind, epoch, day)
    ) STRICT, WITHOUT ROWID
    """,
)

SENDING = (
    """
    CREATE TABLE destination (
      destination INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      title TEXT NOT NULL,
      base_url TEXT NOT NULL,
      outlet_uscc TEXT NOT NULL,
      hub_keys TEXT NOT NULL CHECK (json_valid(hub_keys)),
      station_signature BLOB NOT NULL,
      enrolled_at INTEGER NOT NULL,
      last_confirmed_at INTEGER
    ) STRICT
    """,
    """
    CREATE TABLE receipt_head (
      destination INTEGER PRIMARY KEY REFERENCES destination (destination),
      epoch INTEGER NOT NULL,
      receipt_seq INTEGER NOT NULL,
      digest BLOB NOT NULL CHECK (length(digest) = 32)
    ) STRICT
    """,
    """
    CREATE TABLE batch (
      batch INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      destination INTEGER NOT NULL REFERENCES destination (destination),
      epoch INTEGER NOT NULL REFERENCES epoch (epoch),
      seq_first INTEGER NOT NULL,
      seq_last INTEGER NOT NULL CHECK (seq_last >= seq_first),
      envelope BLOB NOT NULL,
      sealed_at INTEGER NOT NULL,
      state TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX batch_in_order ON batch (destination, epoch, seq_last)",
    """
    CREATE INDEX batch_unsettled ON batch (destination, batch)
      WHERE state NOT IN ('settled', 'envelope_rejected')
    """,
    """
    CREATE TABLE attempt (
      attempt INTEGER PRIMARY KEY,
      batch INTEGER NOT NULL REFERENCES batch (batch),
      tried_at INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      http_status INTEGER,
      reply BLOB NOT NULL CHECK (length(reply) <= 65536)
    ) STRICT
    """,
    """
    CREATE TABLE submission (
      destination INTEGER NOT NULL REFERENCES destination (destination),
      arrival INTEGER NOT NULL REFERENCES record (arrival),
      state TEXT NOT NULL,
      ack_level INTEGER NOT NULL DEFAULT 0 CHECK (ack_level BETWEEN 0 AND 4),
      batch INTEGER REFERENCES batch (batch),
      remote_no TEXT,
      issues TEXT CHECK (issues IS NULL OR json_valid(issues)),
      said_at INTEGER,
      PRIMARY KEY (destination, arrival)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE INDEX submission_open ON submission (destination, state, arrival)
      WHERE state NOT IN
        ('not_required', 'accepted', 'accepted_with_warnings', 'duplicate', 'superseded', 'voided')
    """,
    """
    CREATE TABLE submission_tally (
      destination INTEGER NOT NULL,
      state TEXT NOT NULL,
      records INTEGER NOT NULL CHECK (records >= 0),
      PRIMARY KEY (destination, state)
    ) STRICT, WITHOUT ROWID
    """,
)

DESK = (
    """
    CREATE TABLE draft (
      draft_id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      content TEXT NOT NULL CHECK (json_valid(content)),
      updated_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """
    CREATE TABLE print_log (
      print INTEGER PRIMARY KEY,
      arrival INTEGER NOT NULL REFERENCES record (arrival),
      printed_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX print_of_record ON print_log (arrival)",
    """
    CREATE TABLE projection (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      version INTEGER NOT NULL,
      building INTEGER NOT NULL,
      done_to INTEGER NOT NULL
    ) STRICT
    """,
    "INSERT INTO projection (one, version, building, done_to) VALUES (1, 0, 0, 0)",
)

FROZEN = ("record", "heard", "epoch", "station_secret", "blob", "attempt", "print_log")
"""Tables whose rows neither change nor go."""

TRIGGERS = (
    *(
        f"CREATE TRIGGER {table}_forbids_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in FROZEN
        for verb in ("UPDATE", "DELETE")
    ),
    # REPLACE removes the old row without asking a delete trigger unless recursive triggers are on, so
    # an insert over an existing row is refused by itself. Arrivals only rise, in both tables together.
    """
    CREATE TRIGGER record_forbids_replace BEFORE INSERT ON record
    WHEN NEW.arrival <= (SELECT max(arrival) FROM record)
      OR NEW.arrival <= (SELECT max(arrival) FROM heard)
      OR EXISTS (SELECT 1 FROM record WHERE record_id = NEW.record_id)
      OR EXISTS (SELECT 1 FROM record WHERE epoch = NEW.epoch AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'record is append-only'); END
    """,
    """
    CREATE TRIGGER heard_forbids_replace BEFORE INSERT ON heard
    WHEN NEW.arrival <= (SELECT max(arrival) FROM record)
      OR NEW.arrival <= (SELECT max(arrival) FROM heard)
      OR EXISTS (SELECT 1 FROM heard WHERE digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'heard is append-only'); END
    """,
    """
    CREATE TRIGGER epoch_forbids_replace BEFORE INSERT ON epoch
    WHEN NEW.epoch <= (SELECT max(epoch) FROM epoch)
    BEGIN SELECT RAISE(ABORT, 'epoch is append-only'); END
    """,
    """
    CREATE TRIGGER station_secret_forbids_replace BEFORE INSERT ON station_secret
    WHEN EXISTS (SELECT 1 FROM station_secret WHERE public_key = NEW.public_key)
    BEGIN SELECT RAISE(ABORT, 'station_secret is append-only'); END
    """,
    """
    CREATE TRIGGER blob_forbids_replace BEFORE INSERT ON blob
    WHEN EXISTS (SELECT 1 FROM blob WHERE number = NEW.number OR digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'blob is append-only'); END
    """,
    """
    CREATE TRIGGER attempt_forbids_replace BEFORE INSERT ON attempt
    WHEN EXISTS (SELECT 1 FROM attempt WHERE attempt = NEW.attempt)
    BEGIN SELECT RAISE(ABORT, 'attempt is append-only'); END
    """,
    """
    CREATE TRIGGER print_log_forbids_replace BEFORE INSERT ON print_log
    WHEN EXISTS (SELECT 1 FROM print_log WHERE print = NEW.print)
    BEGIN SELECT RAISE(ABORT, 'print_log is append-only'); END
    """,
    # A private part may be purged, never rewritten.
    """
    CREATE TRIGGER private_part_forbids_update BEFORE UPDATE ON private_part
    BEGIN SELECT RAISE(ABORT, 'private_part is never rewritten'); END
    """,
    """
    CREATE TRIGGER private_part_forbids_replace BEFORE INSERT ON private_part
    WHEN EXISTS (SELECT 1 FROM private_part WHERE arrival = NEW.arrival)
    BEGIN SELECT RAISE(ABORT, 'private_part is never rewritten'); END
    """,
    """
    CREATE TRIGGER batch_forbids_update BEFORE UPDATE OF
      batch, digest, destination, epoch, seq_first, seq_last, envelope, sealed_at ON batch
    BEGIN SELECT RAISE(ABORT, 'a sealed batch is frozen'); END
    """,
    """
    CREATE TRIGGER batch_forbids_delete BEFORE DELETE ON batch
    BEGIN SELECT RAISE(ABORT, 'a sealed batch is frozen'); END
    """,
    """
    CREATE TRIGGER batch_forbids_replace BEFORE INSERT ON batch
    WHEN EXISTS (SELECT 1 FROM batch WHERE batch = NEW.batch OR digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'a sealed batch is frozen'); END
    """,
    """
    CREATE TRIGGER submission_forbids_delete BEFORE DELETE ON submission
    BEGIN SELECT RAISE(ABORT, 'a submission stays'); END
    """,
    """
    CREATE TRIGGER submission_forbids_update BEFORE UPDATE OF destination, arrival ON submission
    BEGIN SELECT RAISE(ABORT, 'a submission stays'); END
    """,
    """
    CREATE TRIGGER submission_forbids_replace BEFORE INSERT ON submission
    WHEN EXISTS (
      SELECT 1 FROM submission WHERE destination = NEW.destination AND arrival = NEW.arrival)
    BEGIN SELECT RAISE(ABORT, 'a submission stays'); END
    """,
    """
    CREATE TRIGGER submission_forbids_lower_ack BEFORE UPDATE OF ack_level ON submission
    WHEN NEW.ack_level < OLD.ack_level
    BEGIN SELECT RAISE(ABORT, 'an acknowledgement level never goes down'); END
    """,
    """
    CREATE TRIGGER submission_is_tallied AFTER INSERT ON submission
    BEGIN
      INSERT INTO submission_tally VALUES (NEW.destination, NEW.state, 1)
        ON CONFLICT DO UPDATE SET records = records + 1;
    END
    """,
    """
    CREATE TRIGGER submission_is_tallied_anew AFTER UPDATE OF state ON submission
    WHEN NEW.state <> OLD.state
    BEGIN
      UPDATE submission_tally SET records = records - 1
        WHERE destination = OLD.destination AND state = OLD.state;
      INSERT INTO submission_tally VALUES (NEW.destination, NEW.state, 1)
        ON CONFLICT DO UPDATE SET records = records + 1;
    END
    """,
)
