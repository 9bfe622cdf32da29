"""The table that step 003 adds: local settlements, which are no records and reach nobody; never edited.

``arrival`` is the delivery or handoff. A later row of the same document takes the place of an earlier one,
which stays.
"""

SETTLEMENT = (
    """
    CREATE TABLE local_settlement (
      settlement INTEGER PRIMARY KEY,
      arrival INTEGER NOT NULL REFERENCES record (arrival),
      money_goes TEXT NOT NULL,
      amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
      price_fen INTEGER CHECK (price_fen >= 0),
      price_per TEXT,
      quantity INTEGER CHECK (quantity >= 0),
      contract_no TEXT,
      invoice_kind TEXT,
      invoice_no TEXT,
      paid_on TEXT CHECK (length(paid_on) = 10),
      remark TEXT,
      noted_at INTEGER NOT NULL,
      noted_by TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX settlement_of_document ON local_settlement (arrival)",
    *(
        f"CREATE TRIGGER local_settlement_forbids_{verb.lower()} BEFORE {verb} ON local_settlement "
        "BEGIN SELECT RAISE(ABORT, 'local_settlement is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER local_settlement_forbids_replace BEFORE INSERT ON local_settlement
    WHEN EXISTS (SELECT 1 FROM local_settlement WHERE settlement = NEW.settlement)
    BEGIN SELECT RAISE(ABORT, 'local_settlement is append-only'); END
    """,
)
