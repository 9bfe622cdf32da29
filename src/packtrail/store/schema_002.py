"""The table that step 002 adds: rules, lists and calendars that this station took into use; never edited.

A row is the content that a ``refdata_adopted`` record names. Nothing removes one: a record that was written
under a version keeps it.
"""

REFDATA = (
    """
    CREATE TABLE refdata (
      arrival INTEGER PRIMARY KEY REFERENCES record (arrival),
      dataset TEXT NOT NULL,
      version TEXT NOT NULL,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      effective_from TEXT NOT NULL CHECK (length(effective_from) = 10),
      effective_to TEXT CHECK (length(effective_to) = 10 AND effective_to >= effective_from),
      signed_by TEXT,
      document BLOB NOT NULL,
      envelope BLOB,
      UNIQUE (dataset, version),
      CHECK ((signed_by IS NULL) = (envelope IS NULL))
    ) STRICT
    """,
    *(
        f"CREATE TRIGGER refdata_forbids_{verb.lower()} BEFORE {verb} ON refdata "
        "BEGIN SELECT RAISE(ABORT, 'refdata is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER refdata_forbids_replace BEFORE INSERT ON refdata
    WHEN NEW.arrival <= (SELECT max(arrival) FROM refdata)
      OR EXISTS (SELECT 1 FROM refdata WHERE dataset = NEW.dataset AND version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'refdata is append-only'); END
    """,
)
