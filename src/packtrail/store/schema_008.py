"""What step 008 adds: the last answer of each hub on each battery code that was asked for.

An answer is a hub's word of its moment and no record; a later one takes its place.
"""

UNIT_LIVES = (
    """
    CREATE TABLE unit_life (
      destination INTEGER NOT NULL REFERENCES destination (destination),
      battery_code TEXT NOT NULL CHECK (battery_code <> ''),
      told_at INTEGER NOT NULL,
      life TEXT NOT NULL CHECK (json_valid(life)),
      PRIMARY KEY (destination, battery_code)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX unit_life_of_code ON unit_life (battery_code)",
)
