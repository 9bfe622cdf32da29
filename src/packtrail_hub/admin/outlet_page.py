"""One outlet's facts: its stations with epochs and keys, and its enrolment codes with what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from packtrail.protocol import messages
from packtrail.protocol.stock_check import StockAnswer
from packtrail_hub.admin.overview import heard_last
from packtrail_hub.enrolling import MAX_FAILURES
from packtrail_hub.ids import id_text, moment
from packtrail_hub.stations import epochs_of
from packtrail_hub.tables import enrolment_code, outlet, station, station_key, stock_check

MOST_STATIONS: Final = 200
MOST_CODES: Final = 50


@dataclass(frozen=True)
class Epoch:
    """One history of a station, as far as it is here."""

    number: int
    head_seq: int
    forked_from_seq: int | None


@dataclass(frozen=True)
class Key:
    """A key that a station signs or signed with."""

    key_id: str
    bound_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True)
class StationFacts:
    """A station of the outlet; ``differences`` as it and the hub last compared, None where they never did."""

    station_id: str
    label: str
    enrolled_at: datetime
    heard_at: datetime | None
    revoked_at: datetime | None
    revoked_from_seq: int | None
    epochs: Sequence[Epoch]
    keys: Sequence[Key]
    checked_at: datetime | None
    differences: int | None


@dataclass(frozen=True)
class Code:
    """An enrolment code: open, used, locked or expired; ``label`` is the station's that used it."""

    number: int
    state: str
    expires_at: datetime
    failures: int
    label: str | None


def find_outlet(connection: Connection, uscc: str) -> Row[Any] | None:
    """The outlet's row, None before its first station is bound."""
    return connection.execute(select(outlet).where(outlet.c.uscc == uscc)).one_or_none()


def stations_of(connection: Connection, outlet_id: int) -> list[StationFacts]:
    """The outlet's stations, those in service first."""
    mine = (
        select(station, stock_check.c.checked_at, stock_check.c.answer)
        .outerjoin(stock_check, stock_check.c.station_id == station.c.id)
        .where(station.c.outlet_id == outlet_id)
        .order_by(station.c.revoked_at.is_not(None), station.c.id)
        .limit(MOST_STATIONS)
    )
    rows = connection.execute(mine).all()
    heard = heard_last(connection, [row.id for row in rows])
    return [_station(connection, row, heard.get(row.id)) for row in rows]


def codes_of(connection: Connection, uscc: str, now: int) -> list[Code]:
    """The outlet's last enrolment codes, newest first."""
    mine = (
        select(enrolment_code, station.c.label)
        .outerjoin(station, station.c.station_uid == enrolment_code.c.used_by)
        .where(enrolment_code.c.outlet_uscc == uscc)
        .order_by(enrolment_code.c.id.desc())
        .limit(MOST_CODES)
    )
    return [
        Code(row.id, _state(row, now), moment(row.expires_at), row.failures, row.label)
        for row in connection.execute(mine)
    ]


def _state(row: Row[Any], now: int) -> str:
    if row.used_by is not None:
        return "used" if row.label else "used_elsewhere"
    if row.expires_at <= now:
        return "expired"
    return "locked" if row.failures >= MAX_FAILURES else "open"


def _station(connection: Connection, row: Row[Any], heard_at: datetime | None) -> StationFacts:
    keys = select(station_key).where(station_key.c.station_id == row.id).order_by(station_key.c.id.desc())
    return StationFacts(
        station_id=id_text(row.station_uid),
        label=row.label,
        enrolled_at=moment(row.enrolled_at),
        heard_at=heard_at,
        revoked_at=_at(row.revoked_at),
        revoked_from_seq=row.revoked_from_seq,
        epochs=[
            Epoch(each.number, each.next_seq - 1, each.forked_from_seq)
            for each in epochs_of(connection, row.id)
        ],
        keys=[
            Key(each.key_id, moment(each.bound_at), _at(each.retired_at)) for each in connection.execute(keys)
        ],
        checked_at=_at(row.checked_at),
        differences=len(messages.decode(StockAnswer, row.answer).differences) if row.answer else None,
    )


def _at(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)
