"""A hub as relay: what came in goes on to the next hub, and its signed answers come back to the stations."""
