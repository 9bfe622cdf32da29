"""The changes feed as a station reads it: a page of what came after its cursor, signed.

What other stations of the outlet wrote is read where it is stored, by the numbers that their batches got on
arrival; only what nobody wrote as a record has rows of its own (``telling``). A cursor names the number and a
few digits of what lies there, so a hub that was set back to a backup notices that it had told of more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from packtrail.protocol import canonical, changes, dsse, problems
from packtrail.protocol.changes import (
    Change,
    Changes,
    NextHubKeyRotated,
    UnreadChange,
    read_change,
    station_record,
)
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.protocol.relayed_receipt import RelayedReceipt
from packtrail_hub import database, stations
from packtrail_hub.hub import Hub
from packtrail_hub.ids import id_text
from packtrail_hub.refused import Refused
from packtrail_hub.tables import batch, change, epoch, outlet, record, station

USUAL_LIMIT: Final = 200
PAGE_BYTES: Final = 1024 * 1024
"""A page ends once it holds this much; no change is larger than a record's line."""

_OVERHEAD: Final = 600  # of a change around its line
_TAG: Final = 12
_PREFIX: Final = "chg"
_OF_NEXT_HUB: Final = tuple(each.kind for each in (RelayedReceipt, RelayedChanges, NextHubKeyRotated))


@dataclass(frozen=True)
class _Told:
    """One change with its number in the feed."""

    arrival: int
    change: Change | UnreadChange
    size: int


def read_changes(
    hub: Hub, station_id: str, since: str | None, limit: int, carrier_id: str | None = None
) -> bytes:
    """The signed page that follows ``since``, of at most ``limit`` changes.

    ``carrier_id`` reads it on behalf of the station, which is of the same outlet; then only what the hub
    itself has to say is in it. Raises Refused: not bound, or (``CURSOR_UNKNOWN``) a cursor that this hub did
    not give out.
    """
    carrier_id = None if carrier_id == station_id else carrier_id
    with database.look(hub.engine) as connection:
        me = _read_for(connection, station_id, carrier_id)
        after = _number_in(connection, me.outlet_id, since)
        head = _head_number(connection, me.outlet_id)
        told_after = _told_after if carrier_id is None else _own_word
        told, more = _page(told_after(connection, me, after, limit + 1), limit)
        at = told[-1].arrival if more else head
        cursor = _cursor_text(connection, me.outlet_id, at)
    page = Changes(
        station_id=station_id,
        since=since,
        cursor=cursor,
        more=more,
        changes=tuple(each.change for each in told),
        server_time=hub.now(),
        is_practice=hub.is_practice,
        carried_by=carrier_id,
    )
    return dsse.to_json(dsse.signed(changes.CHANGES, changes.encode(page), hub.signer))


def _read_for(connection: Connection, station_id: str, carrier_id: str | None) -> Row[Any]:
    """The station whose feed is read; by another only where both are of one outlet. Raises Refused."""
    if carrier_id is None:
        return stations.bound_station(connection, station_id)
    carrier = stations.bound_station(connection, carrier_id)
    owner = stations.find_station(connection, station_id)
    if owner is None or owner.uscc != carrier.uscc:
        raise Refused(problems.STATION_UNKNOWN, 403)
    return stations.bound_station(connection, station_id)


def feed_head(connection: Connection, outlet_id: int) -> str:
    """The cursor behind everything that was ever told to the outlet."""
    return _cursor_text(connection, outlet_id, _head_number(connection, outlet_id))


def has_heard_all(connection: Connection, me: Row[Any], heard_to: str | None) -> bool:
    """Whether no other station's record lies behind ``heard_to``; a cursor of elsewhere has heard nothing."""
    try:
        after = _number_in(connection, me.outlet_id, heard_to)
    except Refused:
        after = 0
    return next(_records(connection, me, after, 1), None) is None


def _head_number(connection: Connection, outlet_id: int) -> int:
    found = connection.execute(select(outlet.c.arrivals).where(outlet.c.id == outlet_id))
    return int(found.scalar_one())


def _page(told: Iterator[_Told], limit: int) -> tuple[list[_Told], bool]:
    """As many as a page holds, at least one if there are any, and whether more are left."""
    page: list[_Told] = []
    size = 0
    for each in told:
        size += each.size
        if len(page) == limit or (page and size > PAGE_BYTES):
            return page, True
        page.append(each)
    return page, False


def _told_after(connection: Connection, me: Row[Any], after: int, count: int) -> Iterator[_Told]:
    own, heard = _own_changes(connection, me, after, count), _records(connection, me, after, count)
    return merge(own, heard, key=lambda each: each.arrival)


def _own_word(connection: Connection, me: Row[Any], after: int, count: int) -> Iterator[_Told]:
    return _own_changes(connection, me, after, count, change.c.kind.not_in(_OF_NEXT_HUB))


def _own_changes(
    connection: Connection, me: Row[Any], after: int, count: int, *also: ColumnElement[bool]
) -> Iterator[_Told]:
    mine = or_(change.c.station_id.is_(None), change.c.station_id == me.id)
    query = (
        select(change.c.arrival, change.c.body)
        .where(change.c.outlet_id == me.outlet_id, change.c.arrival > after, mine, *also)
        .order_by(change.c.arrival)
        .limit(count)
    )
    for row in connection.execute(query).all():
        yield _Told(row.arrival, read_change(canonical.parse(row.body)), len(row.body))


def _records(connection: Connection, me: Row[Any], after: int, count: int) -> Iterator[_Told]:
    """Records of the outlet's other stations behind ``after``, in the order of their arrival."""
    left = count
    for arrived in _batches(connection, me, after, count):
        first = max(arrived.fresh_from, arrived.seq_last - (arrived.arrival - after) + 1)
        for row in _lines(connection, arrived, first, left):
            left -= 1
            yield _Told(
                arrived.arrival - (arrived.seq_last - row.seq),
                _station_record(arrived, row),
                len(row.canonical) + _OVERHEAD,
            )
        if left <= 0:
            return


def _batches(connection: Connection, me: Row[Any], after: int, count: int) -> Sequence[Row[Any]]:
    """At most ``count`` batches of other stations with something behind ``after``; each has a record."""
    others = select(station.c.id).where(station.c.outlet_id == me.outlet_id, station.c.id != me.id)
    query: Select[Any] = (
        select(
            batch.c.epoch_id,
            batch.c.fresh_from,
            batch.c.seq_last,
            batch.c.arrival,
            batch.c.key_id,
            epoch.c.number,
            station.c.station_uid,
            station.c.label,
        )
        .join(epoch, epoch.c.id == batch.c.epoch_id)
        .join(station, station.c.id == batch.c.station_id)
        .where(batch.c.station_id.in_(others), batch.c.arrival > after)
        .order_by(batch.c.arrival)
        .limit(count)
    )
    return connection.execute(query).all()


def _lines(connection: Connection, arrived: Row[Any], first: int, count: int) -> Sequence[Row[Any]]:
    query: Select[Any] = (
        select(record.c.seq, record.c.canonical, record.c.status)
        .where(record.c.epoch_id == arrived.epoch_id, record.c.seq.between(first, arrived.seq_last))
        .order_by(record.c.seq)
        .limit(count)
    )
    return connection.execute(query).all()


def _station_record(arrived: Row[Any], row: Row[Any]) -> changes.StationRecord:
    return station_record(
        station_id=id_text(arrived.station_uid),
        station_label=arrived.label,
        station_epoch=arrived.number,
        station_seq=row.seq,
        key_id=arrived.key_id or "",
        status=row.status,
        canonical_line=row.canonical,
    )


def _cursor_text(connection: Connection, outlet_id: int, number: int) -> str:
    return f"{_PREFIX}_{number}_{_tag(connection, outlet_id, number)}"


def _number_in(connection: Connection, outlet_id: int, cursor: str | None) -> int:
    """The number that a cursor of ours names; raises Refused for any other."""
    if cursor is None:
        return 0
    prefix, _, rest = cursor.partition("_")
    digits, _, tag = rest.partition("_")
    is_ours = prefix == _PREFIX and digits.isascii() and digits.isdigit() and len(digits) <= 18
    if not is_ours or not tag or tag != _tag(connection, outlet_id, int(digits)):
        raise Refused(problems.CURSOR_UNKNOWN, 410)
    return int(digits)


def _tag(connection: Connection, outlet_id: int, number: int) -> str:
    """A few digits of what has this number in the feed; empty when nothing has."""
    if number == 0:
        return "0" * _TAG
    mine = change.c.outlet_id == outlet_id, change.c.arrival == number
    stored = connection.execute(select(change.c.digest).where(*mine)).scalar()
    stored = stored or _hash_at(connection, outlet_id, number)
    return stored.hex()[:_TAG] if stored else ""


def _hash_at(connection: Connection, outlet_id: int, number: int) -> bytes | None:
    of_outlet = select(station.c.id).where(station.c.outlet_id == outlet_id)
    query = (
        select(batch.c.epoch_id, batch.c.fresh_from, batch.c.seq_last, batch.c.arrival)
        .where(batch.c.station_id.in_(of_outlet), batch.c.arrival >= number)
        .order_by(batch.c.arrival)
        .limit(1)
    )
    arrived = connection.execute(query).one_or_none()
    if arrived is None:
        return None
    seq = arrived.seq_last - (arrived.arrival - number)
    if seq < arrived.fresh_from:
        return None
    at = record.c.epoch_id == arrived.epoch_id, record.c.seq == seq
    found: bytes | None = connection.execute(select(record.c.hash).where(*at)).scalar()
    return found
