"""What step 005 adds: how the clocks stand, and what hubs told later than in a receipt.

``heard`` has the signed bytes of every page of the feed; ``change_heard`` says what stands in them, one row a
change, so that none has to be parsed again. ``blob_way`` says how far each photograph is on its way to a hub.
Comparisons of clocks are no records and make room for newer ones.
"""

CHANGES = (
    """
    CREATE TABLE clock_sample (
      sample INTEGER PRIMARY KEY,
      server_at INTEGER NOT NULL,
      device_ms INTEGER NOT NULL,
      monotonic_ms INTEGER NOT NULL,
      boot_id TEXT NOT NULL,
      rtt_ms INTEGER NOT NULL CHECK (rtt_ms >= 0)
    ) STRICT
    """,
    """
    CREATE TABLE change_cursor (
      destination INTEGER PRIMARY KEY REFERENCES destination (destination),
      cursor TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE change_heard (
      change INTEGER PRIMARY KEY,
      arrival INTEGER NOT NULL REFERENCES heard (arrival),
      number INTEGER NOT NULL CHECK (number >= 0),
      destination INTEGER NOT NULL REFERENCES destination (destination),
      kind TEXT NOT NULL,
      record_id BLOB CHECK (record_id IS NULL OR length(record_id) = 16),
      content TEXT NOT NULL CHECK (json_valid(content)),
      UNIQUE (arrival, number)
    ) STRICT
    """,
    "CREATE INDEX change_of_kind ON change_heard (kind, change)",
    "CREATE INDEX change_of_record ON change_heard (record_id) WHERE record_id IS NOT NULL",
    *(
        f"CREATE TRIGGER change_heard_forbids_{verb.lower()} BEFORE {verb} ON change_heard "
        "BEGIN SELECT RAISE(ABORT, 'change_heard is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER change_heard_forbids_replace BEFORE INSERT ON change_heard
    WHEN EXISTS (SELECT 1 FROM change_heard WHERE change = NEW.change)
      OR EXISTS (SELECT 1 FROM change_heard WHERE arrival = NEW.arrival AND number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'change_heard is append-only'); END
    """,
    """
    CREATE TABLE blob_way (
      destination INTEGER NOT NULL REFERENCES destination (destination),
      blob INTEGER NOT NULL REFERENCES blob (number),
      state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'refused')),
      code TEXT NOT NULL DEFAULT '',
      PRIMARY KEY (destination, blob)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX blob_waiting ON blob_way (destination, blob) WHERE state = 'waiting'",
)
