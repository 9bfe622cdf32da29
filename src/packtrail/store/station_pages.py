"""Finds the lines of other stations in pages of the feed that a former release heard and did not fold.

Every page in ``heard`` of kind ``changes`` was signed by the hub when it was kept; what the database holds
since is looked at by ``packtrail check``.
"""

import json

from packtrail.protocol import dsse
from packtrail.protocol.changes import StationRecord, read_change
from packtrail.store import station_lines
from packtrail.store.connection import Connection


def note_all(connection: Connection) -> None:
    """Let every line in the pages heard so far wait for its chain, in the order in which they came."""
    pages = connection.execute("SELECT arrival FROM heard WHERE kind = 'changes' ORDER BY arrival").fetchall()
    for page in pages:  # each may have a MiB, and a ledger thousands of them: one in memory at a time
        (payload,) = connection.execute("SELECT payload FROM heard WHERE arrival = ?", page).fetchone() or (
            b"",
        )
        station_lines.keep(connection, _lines_in(payload))


def _lines_in(payload: bytes) -> list[StationRecord]:
    try:
        said = json.loads(dsse.from_json(payload).payload)["changes"]
        changes = [read_change(each) for each in said]
    except (dsse.BadEnvelope, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
    return [each for each in changes if isinstance(each, StationRecord)]
