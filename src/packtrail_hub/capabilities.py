"""What the hub says of itself: limits, versions, calls, maintenance, and the keys it went through."""

from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection, insert, select

from packtrail import __version__
from packtrail.domain.moments import to_moment
from packtrail.domain.records import record_types
from packtrail.protocol.capabilities import (
    MAX_ROTATIONS,
    Capabilities,
    ChangesPolicy,
    ClockPolicy,
    Maintenance,
    Onward,
    SchemaWindow,
)
from packtrail.protocol.changes import MAX_CHANGES
from packtrail_hub import database
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.hub import Hub
from packtrail_hub.ids import moment, seconds
from packtrail_hub.key_rotation import rotations
from packtrail_hub.tables import maintenance, next_hub, portal_batch

POLL_AFTER_S: Final = 60
"""Changes are asked for in every session anyway; a station that stays connected need not ask more often."""

_WINDOWS: Final = 20
_CALLS: Final = ("changes", "refdata", "station_keys", "stock_checks")


def capabilities(hub: Hub) -> Capabilities:
    """What the hub takes, told to anybody who asks."""
    with database.look(hub.engine) as connection:
        windows, keys = _windows(hub, connection), rotations(connection, MAX_ROTATIONS)
        onward = _onward(connection)
    return Capabilities(
        hub_name=hub.name,
        hub_version=__version__,
        is_sandbox=hub.is_sandbox,
        server_time=hub.now(),
        schemas={
            "battery-trace.batch": SchemaWindow(min="1.0", max="1.0"),
            "battery-trace.receipt": SchemaWindow(min="1.0", max="1.0"),
        },
        limits=hub.limits,
        signature_algs=("ed25519",),
        digest_algs=("sha256",),
        clock=ClockPolicy(
            warn_skew_ms=int(hub.rules.warn_skew.total_seconds() * 1000),
            max_future_ms=int(hub.rules.max_future.total_seconds() * 1000),
        ),
        record_types=tuple(sorted(record_types())),
        maintenance=windows,
        calls=(*(("blobs",) if hub.blobs else ()), *_CALLS),
        changes=ChangesPolicy(max_changes=MAX_CHANGES, poll_after_s=POLL_AFTER_S),
        key_rotations=keys,
        destinations=onward,
        is_practice=hub.is_practice,
    )


def _onward(connection: Connection) -> tuple[Onward, ...]:
    """Whom it passes records on to, and by which road; nobody is named to whoever asks."""
    roads = connection.execute(select(portal_batch.c.road).distinct().order_by(portal_batch.c.road)).scalars()
    portals = [Onward(destination="maker_portal", relay="by_hand", road=road) for road in roads]
    bound = select(next_hub.c.id).where(next_hub.c.bound_at.is_not(None)).limit(1)
    is_relay = connection.execute(bound).first() is not None
    next_one = [Onward(destination="next_hub", relay="at_once", road="batches")] if is_relay else []
    return (*next_one, *portals)


def announce_maintenance(hub: Hub, starts_at: datetime, ends_at: datetime) -> None:
    """Says beforehand when the hub will not answer. ValueError when it would end before it starts."""
    if ends_at <= starts_at:
        raise ValueError("a maintenance ends after it starts")
    hub.write(partial(_announced, hub, starts_at, ends_at))


def _announced(hub: Hub, starts_at: datetime, ends_at: datetime, connection: Connection) -> None:
    values = {"starts_at": seconds(starts_at), "ends_at": seconds(ends_at)}
    connection.execute(insert(maintenance).values(**values))
    facts = {"begins_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    note(hub, connection, COMMAND_LINE, "maintenance_announced", **facts)


def _windows(hub: Hub, connection: Connection) -> tuple[Maintenance, ...]:
    coming = (
        select(maintenance)
        .where(maintenance.c.ends_at > seconds(hub.now()))
        .order_by(maintenance.c.starts_at)
        .limit(_WINDOWS)
    )
    return tuple(
        Maintenance(starts_at=to_moment(moment(row.starts_at)), ends_at=to_moment(moment(row.ends_at)))
        for row in connection.execute(coming)
    )
