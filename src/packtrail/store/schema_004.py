"""What step 004 adds: makers' portals among the destinations, and whose units each of them takes.

Every destination before this step is a hub. ``maker_key`` is what ``domain.routing`` compares of a name; a
maker has one portal, since what goes to two makers would be another maker's business at one of them.
"""

ROUTING = (
    """
    ALTER TABLE destination ADD COLUMN kind TEXT NOT NULL DEFAULT 'hub'
      CHECK (kind IN ('hub', 'maker_portal', 'national_platform'))
    """,
    """
    CREATE TABLE maker_route (
      maker_key TEXT PRIMARY KEY,
      maker TEXT NOT NULL,
      destination INTEGER NOT NULL REFERENCES destination (destination)
    ) STRICT, WITHOUT ROWID
    """,
)
