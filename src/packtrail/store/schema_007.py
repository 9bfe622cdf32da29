"""What step 007 adds: workbooks sealed for portals, their rows, and the portals' failure files as they came.

A workbook lists its records, so it is no ``batch``, which is a run of the log. ``portal`` is NULL for the
national platform's web form, which is no destination of ours: there the rows' verdicts are all that is known.
"""

WORKBOOKS = (
    """
    CREATE TABLE workbook (
      workbook INTEGER PRIMARY KEY,
      number TEXT NOT NULL UNIQUE,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      portal INTEGER REFERENCES destination (destination),
      profile TEXT NOT NULL,
      profile_digest BLOB NOT NULL CHECK (length(profile_digest) = 32),
      stage TEXT NOT NULL,
      file_name TEXT NOT NULL,
      mass_unit TEXT CHECK (mass_unit IN ('kg', 't')),
      row_count INTEGER NOT NULL CHECK (row_count > 0),
      reason TEXT,
      content BLOB NOT NULL,
      sealed_at INTEGER NOT NULL,
      sealed_by TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'confirmed', 'withdrawn')),
      confirmed_count INTEGER CHECK (confirmed_count >= 0)
    ) STRICT
    """,
    """
    CREATE TABLE workbook_row (
      workbook INTEGER NOT NULL REFERENCES workbook (workbook),
      line INTEGER NOT NULL CHECK (line > 0),
      arrival INTEGER NOT NULL REFERENCES record (arrival),
      code TEXT NOT NULL,
      carried TEXT NOT NULL CHECK (json_valid(carried)),
      stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
      verdict TEXT,
      PRIMARY KEY (workbook, line)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX workbook_of_record ON workbook_row (arrival)",
    "CREATE INDEX workbook_of_code ON workbook_row (code)",
    """
    CREATE TABLE portal_result (
      result INTEGER PRIMARY KEY,
      workbook INTEGER NOT NULL REFERENCES workbook (workbook),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      file_name TEXT NOT NULL,
      content BLOB NOT NULL,
      heard_at INTEGER NOT NULL,
      heard_by TEXT NOT NULL,
      failures TEXT NOT NULL CHECK (json_valid(failures)),
      doubt TEXT,
      UNIQUE (workbook, digest)
    ) STRICT
    """,
    *(
        f"CREATE TRIGGER {table}_forbids_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} stays'); END"
        for table in ("workbook", "workbook_row", "portal_result")
    ),
    """
    CREATE TRIGGER workbook_forbids_update BEFORE UPDATE OF
      workbook, number, digest, portal, profile, profile_digest, stage, file_name, mass_unit, row_count,
      reason, content, sealed_at, sealed_by ON workbook
    BEGIN SELECT RAISE(ABORT, 'a sealed workbook is frozen'); END
    """,
    """
    CREATE TRIGGER workbook_row_forbids_update BEFORE UPDATE OF
      workbook, line, arrival, code, carried, stands ON workbook_row
    BEGIN SELECT RAISE(ABORT, 'a sealed workbook is frozen'); END
    """,
    """
    CREATE TRIGGER portal_result_forbids_update BEFORE UPDATE ON portal_result
    BEGIN SELECT RAISE(ABORT, 'portal_result is append-only'); END
    """,
)
