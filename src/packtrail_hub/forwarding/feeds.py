"""What the next hub says later than in a receipt, brought back to the station that it is for.

A page is asked for on behalf of one station, signed by the next hub for that station alone, and told on as it
came. The telling and the new cursor are one act, so a relay that is killed in between asks again and gets the
same. A station's feed is read once its batches are answered: what is said of a record later has to reach the
desk behind its receipt.
"""

import logging
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
from packtrail_hub.ids import id_text, seconds, uid
from packtrail_hub.tables import forward_feed, station
from packtrail_hub.telling import tell

_log = logging.getLogger("packtrail_hub")

EVERY_S: Final = 60
"""How often a feed without news is asked for."""

CHANGES_A_PAGE: Final = 200
TOO_LARGE: Final = "page_too_large"
PASSED_OVER: Final = "change_too_large"
"""One change alone was too large to be told on: the feed goes on behind it, and ``forwarding`` says so."""

STANDS_STILL: Final = "cursor_stands_still"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """How far one station's feed was read."""

    station_pk: int
    station_id: str
    outlet_pk: int
    cursor: str | None
    failures: int
    cause: str | None = None


def resting(connection: Connection, station_id: str) -> tuple[str, int] | None:
    """Why a station's feed rests, and until when; None while nothing is wrong with it."""
    query = (
        select(forward_feed.c.cause, forward_feed.c.next_at)
        .join(station, station.c.id == forward_feed.c.station_id)
        .where(station.c.station_uid == uid(station_id), forward_feed.c.cause.is_not(None))
    )
    row = connection.execute(query).one_or_none()
    return (row.cause, row.next_at) if row else None


def is_due(connection: Connection, target: NextHub, now: int) -> bool:
    """Whether the feed of any station of the outlet is to be asked for now."""
    stations = outbox.stations_of(connection, target.outlet_uscc)
    return any(_due(connection, each, now) is not None for each in stations)


def hear(hub: Hub, target: NextHub, station_pk: int, wire: Wire, draw: Draw) -> bool:
    """Bring back a page of a station's feed; whether the next may be asked for at once.

    One that is busy with its feeds may still take batches: this feed alone rests. A page that no change has
    room for is asked for in halves. Raises NotReached, NotLetIn or NamedAnew.
    """
    with database.look(hub.engine) as connection:
        feed = _due(connection, station_pk, seconds(hub.now()))
    return feed is not None and _asked(hub, target, feed, wire, draw, CHANGES_A_PAGE)


def _asked(hub: Hub, target: NextHub, feed: Feed, wire: Wire, draw: Draw, limit: int) -> bool:
    reply = wire.changes(feed.station_id, feed.cursor, limit)
    if reply.is_busy:
        return _hold(hub, target, feed, reply.code, draw, reply.retry_after_s)
    outbox.hub_answered(hub, target)
    if reply.status != HTTPStatus.OK:
        return _refused(hub, target, feed, reply, draw)
    return _heard(hub, target, feed, reply, wire, draw, limit)


def _heard(hub: Hub, target: NextHub, feed: Feed, reply: Reply, wire: Wire, draw: Draw, limit: int) -> bool:
    try:
        page = _verified(hub, target, feed, reply.body, wire)
    except AnswerDisputed as dispute:
        return _hold(hub, target, feed, dispute.fault, draw)
    if page.cursor == feed.cursor if page.changes else page.more:
        return _hold(hub, target, feed, STANDS_STILL, draw)  # it would be told again for ever
    text = packed(reply.body)
    if text is None:
        fewer = min(len(page.changes), limit) // 2
        if fewer:  # each is less than before, so this comes to an end
            return _asked(hub, target, feed, wire, draw, fewer)
        if len(page.changes) != 1:  # it hears no limit, and what else is in the page must not be lost
            return _hold(hub, target, feed, TOO_LARGE, draw)
        _log.warning("a change for station %s is too large to be told on: passed over", feed.station_id)
        return hub.write(partial(_told, hub, target, feed, page, None))
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
        cause=kept.cause if kept else None,
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
    hub: Hub, target: NextHub, feed: Feed, page: Changes, told: RelayedChanges | None, connection: Connection
) -> bool:
    """A page without news is not told, and asked for again from where it began.

    One without ``told`` is passed over, and ``forwarding`` goes on saying so.
    """
    next_at = 0 if page.more else seconds(hub.now()) + EVERY_S
    is_noted = told is None or feed.cause == PASSED_OVER
    values: dict[str, Any] = {"next_at": next_at, "failures": 0, "cause": PASSED_OVER if is_noted else None}
    still(connection, target)
    if _cursor(connection, feed.station_pk) != feed.cursor:
        return False  # whoever held the lease after us was quicker
    if told is not None and page.changes:
        tell(connection, feed.outlet_pk, told, hub.now(), station_pk=feed.station_pk)
    if page.changes:
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
