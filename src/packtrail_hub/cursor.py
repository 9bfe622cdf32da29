"""How far the hub has a station's log, what is unresolved, and what stands in the outlet's stock."""

from collections import defaultdict
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from packtrail.domain.custody import HERE, Custody
from packtrail.protocol.capabilities import Cursor, EpochHead, StockCounts, Unresolved
from packtrail.protocol.problems import CATALOGUE
from packtrail_hub import database, stations
from packtrail_hub.blobs import missing_blobs
from packtrail_hub.changes import feed_head
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_text, id_text
from packtrail_hub.tables import IS_UNRESOLVED, epoch, record, unit_state

UNRESOLVED_LIMIT: Final = 200
_ON_THE_ROAD: Final = frozenset({Custody.IN_TRANSIT, Custody.RETURNING})


def read_cursor(hub: Hub, station_id: str) -> Cursor:
    """What the station compares its own log with; raises Refused when it is not bound."""
    with database.look(hub.engine) as connection:
        owner = stations.bound_station(connection, station_id)
        missing, missing_count = missing_blobs(hub, connection, owner.id)
        return Cursor(
            station_id=station_id,
            epochs=tuple(_head(each) for each in stations.epochs_of(connection, owner.id)),
            receipt_seq=owner.receipt_seq,
            receipt_digest=hash_text(owner.receipt_digest),
            unresolved=_unresolved(connection, owner.id),
            unresolved_count=_unresolved_count(connection, owner.id),
            stock=_stock(connection, owner.outlet_id),
            server_time=hub.now(),
            missing_blobs=tuple(missing),
            missing_blob_count=missing_count,
            changes_head=feed_head(connection, owner.outlet_id),
        )


def _head(row: Row[Any]) -> EpochHead:
    return EpochHead(
        station_epoch=row.number,
        next_expected_seq=row.next_seq,
        head_record_hash=hash_text(row.head_hash),
        forked_from_seq=row.forked_from_seq,
    )


def _open_records(station_pk: int) -> tuple[Any, ...]:
    return (
        epoch.c.id == record.c.epoch_id,
        epoch.c.station_id == station_pk,
        IS_UNRESOLVED,
        record.c.is_voided.is_(False),
    )


def _unresolved(connection: Connection, station_pk: int) -> tuple[Unresolved, ...]:
    query = (
        select(record.c.record_uid, epoch.c.number, record.c.seq, record.c.status, record.c.issue_code)
        .where(*_open_records(station_pk))
        .order_by(epoch.c.number, record.c.seq)
        .limit(UNRESOLVED_LIMIT)
    )
    return tuple(_unresolved_one(row) for row in connection.execute(query))


def _unresolved_one(row: Any) -> Unresolved:
    entry = CATALOGUE.get(row.issue_code or "")
    return Unresolved(
        record_id=id_text(row.record_uid),
        station_epoch=row.number,
        station_seq=row.seq,
        status=row.status,
        code=row.issue_code,
        retry=entry.retry if entry else None,
    )


def _unresolved_count(connection: Connection, station_pk: int) -> int:
    counted = select(func.count()).select_from(record, epoch).where(*_open_records(station_pk))
    return int(connection.execute(counted).scalar_one())


def _stock(connection: Connection, outlet_id: int) -> StockCounts:
    query = (
        select(unit_state.c.custody, unit_state.c.level, func.count().label("units"))
        .where(unit_state.c.outlet_id == outlet_id)
        .group_by(unit_state.c.custody, unit_state.c.level)
    )
    here: defaultdict[str, int] = defaultdict(int)
    away: defaultdict[str, int] = defaultdict(int)
    for row in connection.execute(query):
        if Custody(row.custody) in HERE:
            here[row.level] += row.units
        elif Custody(row.custody) in _ON_THE_ROAD:
            away[row.level] += row.units
    return StockCounts(in_storage=dict(here), in_transit=dict(away))
