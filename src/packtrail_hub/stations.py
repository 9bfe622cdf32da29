"""Stations as the hub has bound them: finding one, its keys and its epochs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from packtrail.protocol import problems
from packtrail.protocol.keys import key_id
from packtrail_hub.ids import seconds, uid
from packtrail_hub.refused import Refused
from packtrail_hub.tables import epoch, outlet, station, station_key


def find_station(connection: Connection, station_id: str, *, to_write: bool = False) -> Row[Any] | None:
    """The station with its outlet's number.

    ``to_write`` makes every other who writes for the outlet wait until this act ends: a record is judged by
    what all stations of its outlet wrote, and what is not there yet cannot be locked row by row.
    """
    query = (
        select(station, outlet.c.uscc)
        .join(outlet, outlet.c.id == station.c.outlet_id)
        .where(station.c.station_uid == uid(station_id))
    )
    locked = query.with_for_update(of=(outlet, station), key_share=True)  # rows that name them may still come
    return connection.execute(locked if to_write else query).one_or_none()


def bound_station(connection: Connection, station_id: str, *, to_write: bool = False) -> Row[Any]:
    """The station; raises Refused when there is none, or it was revoked."""
    found = find_station(connection, station_id, to_write=to_write)
    if found is None:
        raise Refused(problems.STATION_UNKNOWN, 403)
    if found.revoked_at is not None:
        raise Refused(problems.STATION_REVOKED, 403)
    return found


def sealing_station(
    connection: Connection, station_id: str, seq_last: int | None = None, *, to_write: bool = False
) -> Row[Any]:
    """The station whose batch ends with ``seq_last``; raises Refused when it is none of ours to believe.

    What a station sealed before it was taken out of service stays good, whoever brings it; while ``seq_last``
    is None that is left open.
    """
    found = find_station(connection, station_id, to_write=to_write)
    if found is None:
        raise Refused(problems.STATION_UNKNOWN, 403)
    is_gone = found.revoked_at is not None and seq_last is not None
    if is_gone and (found.revoked_from_seq is None or seq_last >= found.revoked_from_seq):
        raise Refused(problems.STATION_REVOKED, 403)
    return found


@dataclass(frozen=True)
class BoundKey:
    """A key of a station; of one that was given up, what it signed before ``retired_from_seq`` stays good."""

    key_id: str
    public_key: bytes
    is_retired: bool
    retired_from_seq: int | None

    def may_sign(self, seq_last: int) -> bool:
        """Whether a batch that ends with this seq can be its."""
        return not self.is_retired or (self.retired_from_seq is not None and seq_last < self.retired_from_seq)


def keys_of(connection: Connection, station_pk: int) -> Mapping[str, bytes]:
    """Every key that was bound to the station and not withdrawn, by key id."""
    bound = batch_keys_of(connection, station_pk)
    return {each.key_id: each.public_key for each in bound if not each.is_retired}


def batch_keys_of(connection: Connection, station_pk: int) -> list[BoundKey]:
    """Every key that was ever bound to the station: batches lie for weeks before they are sent."""
    mine = select(station_key).where(station_key.c.station_id == station_pk).order_by(station_key.c.id)
    return [
        BoundKey(row.key_id, row.public_key, row.retired_at is not None, row.retired_from_seq)
        for row in connection.execute(mine)
    ]


def bind_key(connection: Connection, station_pk: int, public_key: bytes, at: int) -> None:
    """From here on the station may sign with ``public_key`` too; harmless when it may already."""
    same = station_key.c.station_id == station_pk, station_key.c.public_key == public_key
    if connection.execute(select(station_key.c.id).where(*same)).first() is None:
        values = {
            "station_id": station_pk,
            "key_id": key_id(public_key),
            "public_key": public_key,
            "bound_at": at,
        }
        connection.execute(insert(station_key).values(**values))


def epochs_of(connection: Connection, station_pk: int) -> list[Row[Any]]:
    """The station's epochs, oldest first."""
    return list(
        connection.execute(
            select(epoch).where(epoch.c.station_id == station_pk).order_by(epoch.c.number, epoch.c.id)
        )
    )


def revoke(connection: Connection, station_id: str, at: Any, from_seq: int | None = None) -> bool:
    """Takes a station out of service; what it sent stays. False when there is none.

    ``from_seq`` is the first record whose signature is not to be believed; None is the first that the hub
    does not have. Revoking again changes nothing.
    """
    found = find_station(connection, station_id, to_write=True)
    if found is None or found.revoked_at is not None:
        return found is not None
    first_missing = max((each.next_seq for each in epochs_of(connection, found.id)), default=1)
    values = {"revoked_at": seconds(at), "revoked_from_seq": from_seq or first_missing}
    connection.execute(update(station).where(station.c.id == found.id).values(**values))
    return True
