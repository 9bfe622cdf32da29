"""The overview's facts: each outlet with its stations, what is open, what is missing, what stands there.

One page of outlets at a time; counts stop at ``MOST_COUNTED``, so that nothing here grows with the records.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select, text, true

from packtrail.domain.custody import HERE
from packtrail.protocol import messages
from packtrail.protocol.stock_check import Differing, StockAnswer
from packtrail_hub.ids import moment
from packtrail_hub.tables import (
    batch,
    blob_named,
    enrolment_code,
    epoch,
    outlet,
    receipt,
    record,
    station,
    stock_check,
    unit_state,
)
from packtrail_hub.tables_admin import STILL_OPEN

PAGE: Final = 25
MOST_COUNTED: Final = 1000
WAITING: Final = ("blocked", "deferred")


@dataclass(frozen=True)
class Stock:
    """What stands on a floor."""

    units: int = 0
    mass_g: int = 0
    without_mass: int = 0


@dataclass(frozen=True)
class OutletFacts:
    """One row of the overview; counts over ``MOST_COUNTED`` mean more than that."""

    number: int
    uscc: str
    name: str
    in_service: int
    revoked: int
    heard_at: datetime | None
    rejected: int
    waiting: int
    oldest_at: datetime | None
    forks: int
    unsent: int  # as the stations' last comparisons had it
    photos: int  # named by records and not here
    stock: Stock


def outlets_after(connection: Connection, after: int) -> list[OutletFacts]:
    """A page of outlets, the first bound first, and one more where there is a next page."""
    rows = connection.execute(
        select(outlet).where(outlet.c.id > after).order_by(outlet.c.id).limit(PAGE + 1)
    ).all()
    by_outlet = _stations(connection, [row.id for row in rows])
    return [_facts(connection, row, by_outlet.get(row.id, ())) for row in rows]


def outlet_facts(connection: Connection, uscc: str) -> OutletFacts | None:
    """One outlet, or None before its first station is bound."""
    row = connection.execute(select(outlet).where(outlet.c.uscc == uscc)).one_or_none()
    return _facts(connection, row, _stations(connection, [row.id]).get(row.id, ())) if row else None


def outlets_to_come(connection: Connection, now: int, limit: int = 20) -> list[str]:
    """Outlets that have an open code and no station yet."""
    query = (
        select(enrolment_code.c.outlet_uscc)
        .outerjoin(outlet, outlet.c.uscc == enrolment_code.c.outlet_uscc)
        .where(outlet.c.id.is_(None), enrolment_code.c.expires_at > now)
        .group_by(enrolment_code.c.outlet_uscc)
        .order_by(func.max(enrolment_code.c.id).desc())
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def heard_last(connection: Connection, station_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each station's last batch was taken in."""
    query = (
        select(station.c.id, batch.c.received_at)
        .join(
            receipt,
            (receipt.c.station_id == station.c.id) & (receipt.c.receipt_seq == station.c.receipt_seq),
        )
        .join(batch, batch.c.id == receipt.c.batch_id)
        .where(station.c.id.in_(station_ids))
    )
    return {row.id: moment(row.received_at) for row in connection.execute(query)}


def stock_of(connection: Connection, outlet_id: int) -> dict[tuple[str, str], Stock]:
    """What stands on an outlet's floor, by custody and level."""
    query = (
        select(
            unit_state.c.custody,
            unit_state.c.level,
            func.count().label("units"),
            func.coalesce(func.sum(unit_state.c.mass_g), 0).label("mass_g"),
            func.count(unit_state.c.mass_g).label("weighed"),
        )
        .where(unit_state.c.outlet_id == outlet_id, unit_state.c.custody.in_(sorted(HERE)))
        .group_by(unit_state.c.custody, unit_state.c.level)
        .order_by(unit_state.c.custody, unit_state.c.level)
    )
    return {
        (row.custody, row.level): Stock(row.units, int(row.mass_g), row.units - row.weighed)
        for row in connection.execute(query)
    }


def sum_of(stock: Mapping[Any, Stock]) -> Stock:
    """All of it together."""
    return Stock(
        sum(each.units for each in stock.values()),
        sum(each.mass_g for each in stock.values()),
        sum(each.without_mass for each in stock.values()),
    )


def _stations(connection: Connection, outlet_ids: Sequence[int]) -> Mapping[int, Sequence[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(station).where(station.c.outlet_id.in_(outlet_ids))):
        found[row.outlet_id].append(row)
    return found


def _facts(connection: Connection, row: Row[Any], stations: Sequence[Row[Any]]) -> OutletFacts:
    ids = [each.id for each in stations]
    revoked = sum(each.revoked_at is not None for each in stations)
    return OutletFacts(
        number=row.id,
        uscc=row.uscc,
        name=row.name,
        in_service=len(stations) - revoked,
        revoked=revoked,
        heard_at=max(heard_last(connection, ids).values(), default=None),
        rejected=_open_count(connection, row.id, "rejected"),
        waiting=sum(_open_count(connection, row.id, status) for status in WAITING),
        oldest_at=_oldest(connection, row.id),
        forks=_forks(connection, ids),
        unsent=_unsent(connection, ids),
        photos=_photos(connection, ids),
        stock=sum_of(stock_of(connection, row.id)),
    )


def _open_count(connection: Connection, outlet_id: int, status: str) -> int:
    some = select(true().label("one")).where(
        STILL_OPEN, record.c.outlet_id == outlet_id, record.c.status == status
    )
    counted = select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())
    return int(connection.execute(counted).scalar_one())


def _oldest(connection: Connection, outlet_id: int) -> datetime | None:
    """When the oldest open record came."""
    batches: list[int] = []
    for status in ("rejected", *WAITING):
        mine = record.c.outlet_id == outlet_id, record.c.status == status
        first = select(record.c.batch_id).where(STILL_OPEN, *mine).order_by(record.c.batch_id).limit(1)
        batches += connection.execute(first).scalars().all()
    query = select(func.min(batch.c.received_at)).where(batch.c.id.in_(batches))
    found = connection.execute(query).scalar() if batches else None
    return None if found is None else moment(found)


def _forks(connection: Connection, station_ids: Sequence[int]) -> int:
    mine = epoch.c.station_id.in_(station_ids), epoch.c.forked_from_seq.is_not(None)
    return int(connection.execute(select(func.count()).select_from(epoch).where(*mine)).scalar_one())


def _unsent(connection: Connection, station_ids: Sequence[int]) -> int:
    """How many records the stations had that were not here, when they last compared."""
    query = select(stock_check.c.answer).where(
        stock_check.c.station_id.in_(station_ids), stock_check.c.is_equal.is_(False)
    )
    answers = (messages.decode(StockAnswer, each) for each in connection.execute(query).scalars())
    heads = (each for one in answers for each in one.differences if each.what == Differing.HEAD)
    return sum(max(0, (each.station_number or 0) - (each.hub_number or 0)) for each in heads)


def _photos(connection: Connection, station_ids: Sequence[int]) -> int:
    # in the words of the index of missing ones, so that SQLite uses it
    missing = blob_named.c.station_id.in_(station_ids), text("NOT blob_named.is_held")
    some = select(blob_named.c.id).where(*missing).limit(MOST_COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())
