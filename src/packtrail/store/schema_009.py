"""What step 009 adds: the records of the outlet's other stations, each on its own chain.

``heard_line`` is where a line waits that a feed brought: for the one before it, or for a person when it does
not fit. Verified, its bytes become a row of ``heard`` with an arrival of their own, and ``heard_record`` says
where on which chain they stand. What may be folded is ``told`` beside our own records.
"""

OTHER_STATIONS = (
    """
    CREATE TABLE heard_epoch (
      chain INTEGER PRIMARY KEY,
      station_id BLOB NOT NULL CHECK (length(station_id) = 16),
      epoch INTEGER NOT NULL CHECK (epoch > 0),
      install_nonce TEXT NOT NULL,
      label TEXT NOT NULL,
      UNIQUE (station_id, epoch, install_nonce)
    ) STRICT
    """,
    """
    CREATE TABLE heard_record (
      arrival INTEGER PRIMARY KEY REFERENCES heard (arrival),
      chain INTEGER NOT NULL REFERENCES heard_epoch (chain),
      seq INTEGER NOT NULL CHECK (seq > 0),
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      record_id BLOB CHECK (record_id IS NULL OR length(record_id) = 16),
      record_type TEXT NOT NULL,
      is_told INTEGER NOT NULL CHECK (is_told IN (0, 1)),
      UNIQUE (chain, seq)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX heard_record_told ON heard_record (record_id) WHERE is_told = 1",
    "CREATE INDEX heard_record_of_hash ON heard_record (hash)",
    """
    CREATE TABLE heard_line (
      line INTEGER PRIMARY KEY,
      station_id BLOB NOT NULL CHECK (length(station_id) = 16),
      label TEXT NOT NULL,
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      prev_hash BLOB CHECK (prev_hash IS NULL OR length(prev_hash) = 32),
      record_id BLOB CHECK (record_id IS NULL OR length(record_id) = 16),
      record_type TEXT NOT NULL,
      canonical BLOB NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'forked', 'broken')),
      reason TEXT NOT NULL DEFAULT '',
      UNIQUE (station_id, epoch, seq, hash)
    ) STRICT
    """,
    "CREATE INDEX heard_line_waiting ON heard_line (station_id, epoch, seq) WHERE state = 'waiting'",
    """
    CREATE INDEX heard_line_opening ON heard_line (station_id, epoch)
      WHERE state = 'waiting' AND record_type = 'epoch_open'
    """,
    """
    CREATE INDEX heard_line_named ON heard_line (record_id)
      WHERE state = 'waiting' AND record_id IS NOT NULL
    """,
    """
    CREATE VIEW told (arrival, record_id) AS
      SELECT arrival, record_id FROM record
      UNION ALL SELECT arrival, record_id FROM heard_record WHERE is_told = 1
    """,
    *(
        f"CREATE TRIGGER {table}_forbids_{verb.split()[0].lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table, verb in (
            ("heard_epoch", "UPDATE"),
            ("heard_epoch", "DELETE"),
            # A newer release may be able to tell what this one can't.
            ("heard_record", "UPDATE OF arrival, chain, seq, hash, record_id, record_type"),
            ("heard_record", "DELETE"),
        )
    ),
    """
    CREATE TRIGGER heard_epoch_forbids_replace BEFORE INSERT ON heard_epoch
    WHEN EXISTS (SELECT 1 FROM heard_epoch WHERE chain = NEW.chain
      OR (station_id = NEW.station_id AND epoch = NEW.epoch AND install_nonce = NEW.install_nonce))
    BEGIN SELECT RAISE(ABORT, 'heard_epoch is append-only'); END
    """,
    """
    CREATE TRIGGER heard_record_forbids_replace BEFORE INSERT ON heard_record
    WHEN EXISTS (SELECT 1 FROM heard_record WHERE arrival = NEW.arrival
      OR (chain = NEW.chain AND seq = NEW.seq))
    BEGIN SELECT RAISE(ABORT, 'heard_record is append-only'); END
    """,
)
