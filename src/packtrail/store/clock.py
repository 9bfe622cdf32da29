"""What the log says of the PC's clock: the newest time that it has written (``platform.md`` 8.13)."""

from datetime import datetime

from packtrail.domain.clock import REMEMBERED
from packtrail.store.columns import moment
from packtrail.store.connection import Connection
from packtrail.store.desk_notes import remember, setting

LOOK_BACK = 1000
"""Records looked at: after so many the new time is the ledger's own, and no table is read whole."""


def latest_recorded_at(connection: Connection) -> datetime | None:
    """The latest ``recorded_at`` of our newest records since the clock was confirmed, None without any.

    Not only the newest one's: after a clock went back each new record carries the earlier time as well.
    """
    row = connection.execute(
        """
        SELECT max(recorded_at) FROM
          (SELECT arrival, recorded_at FROM record ORDER BY arrival DESC LIMIT ?) WHERE arrival > ?
        """,
        (LOOK_BACK, int(setting(connection, REMEMBERED) or 0)),
    ).fetchone()
    return moment(row[0]) if row and row[0] is not None else None


def confirm(connection: Connection) -> None:
    """Somebody looked at the clock and found it right: what was recorded so far says no more against it."""
    row = connection.execute("SELECT max(arrival) FROM record").fetchone()
    remember(connection, REMEMBERED, str(row[0] or 0 if row else 0))
