"""What the next hub says later than in a receipt, brought back to the station that it is for.

A page is asked for on behalf of one station, signed by the next hub for that station alone, and told on as it
came. The telling and the new cursor are one act, so a relay that is killed in between asks again and gets the
same. A station's feed is read once its batches are answered: what is said of a record later has to reach the
desk behind its receipt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from packtrail.protocol import dsse, problems
from packtrail.protocol.changes import Changes, verify_changes
from packtrail.protocol.hub_answer import AnswerDisputed, AnswerFault
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.protocol.relayed_receipt import packed
from packtrail_hub import database
from packtrail_hub.forwarding import outbox
from packtrail_hub.forwarding.back_off import Draw, wait_s
from packtrail_hub.forwarding.next_hub import NextHub, follow_keys, still
from packtrail_hub.forwarding.wire import Reply, Wire
from packtrail_hub.hub import Hub
from packtrail_hub.ids import id_text, seconds
from packtrail_hub.tables import forward_feed, station
from packtrail_hub.telling import tell

EVERY_S: Final = 60
"""How often a feed without news is asked for."""

CHANGES_A_PAGE: Final = 200
TOO_LARGE: Final = "page_too_large"
STANDS_STILL: Final = "cursor_stands_still"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """How far one station's feed was read."""

    station_pk: int
    station_id: str
    outlet_pk: int
    cursor: str | None
    failures: int


def is_due(connection: Connection, target: NextHub, now: int) -> bool:
    """Whether the feed of any station of the outlet is to be asked for now."""
    stations = outbox.stations_of(connection, target.outlet_uscc)
    return any(_due(connection, each, now) is not None for each in stations)


def hear(hub: Hub, target: NextHub, station_pk: int, wire: Wire, draw: Draw) -> bool:
    """Bring back a page of a station's feed; whether the next may be asked for at once.

    One that is busy with its feeds may still take batches: this feed alone rests. Raises NotReached,
    NotLetIn or NamedAnew.
    """
    with database.look(hub.engine) as connection:
        feed = _due(connection, station_pk, seconds(hub.now()))
    if feed is None:
        return False
    reply = wire.changes(feed.station_id, feed.cursor, CHANGES_A_PAGE)
    if reply.is_busy:
        return _hold(hub, target, feed, reply.code, draw, reply.retry_after_s)
    outbox.hub_answered(hub, target)
    if reply.status != HTTPStatus.OK:
        return _refused(hub, target, feed, reply, draw)
    return _heard(hub, target, feed, reply, wire, draw)


def _heard(hub: Hub, target: NextHub, feed: Feed, reply: Reply, wire: Wire, draw: Draw) -> bool:
    try:
        page = _verified(hub, target, feed, reply.body, wire)
    except AnswerDisputed as dispute:
        return _hold(hub, target, feed, dispute.fault, draw)
    if page.cursor == feed.cursor if page.changes else page.more:
        return _hold(hub, target, feed, STANDS_STILL, draw)  # it would be told again for ever
    text = packed(reply.body)
    if text is None:
        return _hold(hub, target, feed, TOO_LARGE, draw)
    told = RelayedChanges(
        hub_name=target.name, key_id=dsse.from_json(reply.body).signatures[0].keyid, packed=text
    )
    return hub.write(partial(_told, hub, target, feed, page, told))


def _due(connection: Connection, station_pk: int, now: int) -> Feed | None:
    """A station's feed if it is its turn; a station out of service hears nothing any more."""
    row = connection.execute(select(station).where(station.c.id == station_pk)).one()
    kept = connection.execute(
        select(forward_feed).where(forward_feed.c.station_id == station_pk)
    ).one_or_none()
    is_later = kept is not None and kept.next_at > now
    if row.revoked_at is not None or is_later or not outbox.is_answered(connection, station_pk):
        return None
    return Feed(
        station_pk=station_pk,
        station_id=id_text(row.station_uid),
        outlet_pk=row.outlet_id,
        cursor=kept.cursor if kept else None,
        failures=kept.failures if kept else 0,
    )


def _verified(hub: Hub, target: NextHub, feed: Feed, body: bytes, wire: Wire) -> Changes:
    """The page; one under a key that is new to us is believed when a pinned key hands on to it."""
    verify = partial(
        verify_changes,
        body,
        expect_station_id=feed.station_id,
        expect_since=feed.cursor,
        expect_carrier=target.station_id,
    )
    try:
        return verify(hub_keys=target.keys)
    except AnswerDisputed as dispute:
        if dispute.fault is not AnswerFault.UNKNOWN_KEY:
            raise
        return verify(hub_keys=follow_keys(hub, target, wire.rotations()))


def _refused(hub: Hub, target: NextHub, feed: Feed, reply: Reply, draw: Draw) -> bool:
    if reply.code == problems.CURSOR_UNKNOWN.code and feed.cursor is not None:  # it was set back to a backup
        hub.write(partial(_noted, target, feed, {"cursor": None, "next_at": 0}))
        return True
    return _hold(hub, target, feed, reply.code, draw)


def _hold(
    hub: Hub, target: NextHub, feed: Feed, cause: str, draw: Draw, asked_wait_s: int | None = None
) -> bool:
    failures = feed.failures + 1
    next_at = seconds(hub.now()) + wait_s(failures, draw, asked_wait_s)
    values = {"failures": failures, "next_at": next_at, "cause": cause[:64]}
    hub.write(partial(_noted, target, feed, values))
    return False


def _told(
    hub: Hub, target: NextHub, feed: Feed, page: Changes, told: RelayedChanges, connection: Connection
) -> bool:
    """A page without news is not told, and asked for again from where it began."""
    next_at = 0 if page.more else seconds(hub.now()) + EVERY_S
    values: dict[str, Any] = {"next_at": next_at, "failures": 0, "cause": None}
    still(connection, target)
    if _cursor(connection, feed.station_pk) != feed.cursor:
        return False  # whoever held the lease after us was quicker
    if page.changes:
        tell(connection, feed.outlet_pk, told, hub.now(), station_pk=feed.station_pk)
        values["cursor"] = page.cursor
    _put(connection, feed.station_pk, values)
    return page.more


def _noted(target: NextHub, feed: Feed, values: Mapping[str, Any], connection: Connection) -> None:
    still(connection, target)
    _put(connection, feed.station_pk, values)


def _cursor(connection: Connection, station_pk: int) -> str | None:
    query = select(forward_feed.c.cursor).where(forward_feed.c.station_id == station_pk)
    return connection.execute(query).scalar()


def _put(connection: Connection, station_pk: int, values: Mapping[str, Any]) -> None:
    mine = forward_feed.c.station_id == station_pk
    if connection.execute(update(forward_feed).where(mine).values(**values)).rowcount == 0:
        fresh = {"station_id": station_pk, "next_at": 0, "failures": 0}
        connection.execute(insert(forward_feed).values(**{**fresh, **values}))
