"""The encrypted, append-only ledger of one station: the only SQL of the desk program."""
