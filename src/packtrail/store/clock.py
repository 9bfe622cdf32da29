"""What is known of the PC's clock: the newest time in the log, and comparisons (``platform.md`` 8.13)."""

from datetime import datetime, timedelta

from packtrail.domain.clock import REMEMBERED, ClockSample
from packtrail.domain.moments import SHANGHAI
from packtrail.store.columns import moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.desk_notes import remember, setting

LOOK_BACK = 1000
"""Records looked at: after so many the new time is the ledger's own, and no table is read whole."""

SAMPLES_KEPT = 200
_MS = timedelta(milliseconds=1)
_SINCE = datetime.fromtimestamp(0, SHANGHAI)


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


def note_sample(connection: Connection, sample: ClockSample) -> None:
    """Keep a comparison with a platform's clock; old ones make room."""
    connection.execute(
        "INSERT INTO clock_sample (server_at, device_ms, monotonic_ms, boot_id, rtt_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            seconds(sample.server_at),
            (sample.device_at - _SINCE) // _MS,
            sample.monotonic_ms,
            sample.boot_id,
            sample.rtt_ms,
        ),
    )
    connection.execute(
        "DELETE FROM clock_sample WHERE sample <= (SELECT max(sample) FROM clock_sample) - ?", (SAMPLES_KEPT,)
    )


def newest_sample(connection: Connection) -> ClockSample | None:
    """The comparison that was made last."""
    row = connection.execute(
        "SELECT server_at, device_ms, monotonic_ms, boot_id, rtt_ms FROM clock_sample"
        " ORDER BY sample DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    server_at, device_ms, monotonic_ms, boot_id, rtt_ms = row
    return ClockSample(
        server_at=moment(server_at),
        device_at=_SINCE + device_ms * _MS,
        monotonic_ms=monotonic_ms,
        boot_id=boot_id,
        rtt_ms=rtt_ms,
    )
