"""Compares what a station says it has with what the hub has of it; says what differs and changes nothing."""

from collections import defaultdict
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, func, select

from packtrail.domain.custody import LIVE
from packtrail.protocol import messages, problems
from packtrail.protocol.stock_check import (
    MAX_DIFFERENCES,
    Difference,
    Differing,
    StockAnswer,
    StockCheck,
    compare_stock,
)
from packtrail_hub import database, stations
from packtrail_hub.changes import has_heard_all
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_text, seconds
from packtrail_hub.refused import Refused
from packtrail_hub.tables import stock_check, unit_state


def check_stock(hub: Hub, station_id: str, body: bytes) -> StockAnswer:
    """The answer to a station's check, which is kept for the administration. Raises Refused.

    Of the stock only what stands at the outlet or is on the road counts (``custody.LIVE``).
    """
    try:
        check = messages.decode(StockCheck, body)
    except messages.BadMessage as error:
        raise Refused(problems.SCHEMA_VIOLATION, 422, faults=error.faults) from error
    if check.station_id != station_id:
        raise Refused(problems.STATION_UNKNOWN, 403)
    return hub.write(partial(_checked, hub, check))


def outlet_stock(connection: Connection, outlet_id: int) -> dict[str, dict[str, int]]:
    """Units of the outlet by custody and level, as far as they are there or on the road."""
    query = (
        select(unit_state.c.custody, unit_state.c.level, func.count().label("units"))
        .where(unit_state.c.outlet_id == outlet_id, unit_state.c.custody.in_(sorted(LIVE)))
        .group_by(unit_state.c.custody, unit_state.c.level)
    )
    stock: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(query):
        stock[row.custody][row.level] = row.units
    return dict(stock)


def _checked(hub: Hub, check: StockCheck, connection: Connection) -> StockAnswer:
    owner = stations.bound_station(connection, check.station_id)
    mine = {custody: levels for custody, levels in check.stock.items() if custody in LIVE}
    differences = (
        *_heads(connection, owner, check),
        *_receipts(owner, check),
        *compare_stock(mine, outlet_stock(connection, owner.outlet_id)),
    )
    found = StockAnswer(
        is_equal=not differences,
        is_behind=not has_heard_all(connection, owner, check.heard_to),
        differences=differences[:MAX_DIFFERENCES],
        server_time=hub.now(),
    )
    row = {
        "station_id": owner.id,
        "checked_at": seconds(hub.now()),
        "is_equal": found.is_equal,
        "answer": messages.encode(found),
    }
    database.put_rows(connection, stock_check, [row])
    return found


def _heads(connection: Connection, owner: Row[Any], check: StockCheck) -> list[Difference]:
    """The end of the station's epoch; of two epochs of one number either may be meant."""
    named = [each for each in stations.epochs_of(connection, owner.id) if each.number == check.station_epoch]
    heads = [(each.next_seq - 1, hash_text(each.head_hash)) for each in named]
    if (check.head_seq, check.head_hash) in heads or (check.head_seq == 0 and not heads):
        return []
    hub_seq, hub_hash = heads[-1] if heads else (0, None)
    return [
        Difference(
            what=Differing.HEAD,
            station_number=check.head_seq,
            hub_number=hub_seq,
            station_digest=check.head_hash,
            hub_digest=hub_hash,
        )
    ]


def _receipts(owner: Row[Any], check: StockCheck) -> list[Difference]:
    hub_digest = hash_text(owner.receipt_digest)
    if (check.receipt_seq, check.receipt_digest) == (owner.receipt_seq, hub_digest):
        return []
    return [
        Difference(
            what=Differing.RECEIPT,
            station_number=check.receipt_seq,
            hub_number=owner.receipt_seq,
            station_digest=check.receipt_digest,
            hub_digest=hub_digest,
        )
    ]
