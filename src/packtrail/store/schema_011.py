"""What step 011 adds: what a ledger is for ever, one that counts or one for practice (练习).

The mark comes before the station and never after it: a ledger that has written a record without one counts,
those of former releases too. It is never written over, so no option turns practised records into others.
"""

NATURE = (
    """
    CREATE TABLE nature (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      is_practice INTEGER NOT NULL CHECK (is_practice IN (0, 1))
    ) STRICT
    """,
    """
    CREATE TRIGGER nature_comes_first BEFORE INSERT ON nature
    WHEN EXISTS (SELECT 1 FROM station_secret) OR EXISTS (SELECT 1 FROM nature)
    BEGIN SELECT RAISE(ABORT, 'what a ledger is was settled before its first record'); END
    """,
    """
    CREATE TRIGGER nature_stays BEFORE UPDATE ON nature
    BEGIN SELECT RAISE(ABORT, 'what a ledger is stays for ever'); END
    """,
    """
    CREATE TRIGGER nature_is_kept BEFORE DELETE ON nature
    BEGIN SELECT RAISE(ABORT, 'what a ledger is stays for ever'); END
    """,
)
