"""A station's keys change hands: it goes over to a new one, or is taken out of service."""

from functools import partial

from sqlalchemy import Connection, insert, select, update

from packtrail.domain.moments import to_moment
from packtrail.protocol import problems
from packtrail.protocol.changes import StationRevoked
from packtrail.protocol.enrolment import station_key_statement
from packtrail.protocol.station_keys import (
    BadKeyChange,
    StationKeyBound,
    StationKeyChange,
    answer,
    claimed,
    verify_key_change,
)
from packtrail_hub import stations
from packtrail_hub.forwarding.next_hub import forwards
from packtrail_hub.hub import Hub
from packtrail_hub.ids import moment, seconds
from packtrail_hub.refused import Refused
from packtrail_hub.tables import forward_key, station_key
from packtrail_hub.telling import tell


def change_key(hub: Hub, station_id: str, body: bytes) -> bytes:
    """The signed answer to a key change that both keys signed; the same request again is answered alike.

    From ``from_seq`` on the old key signs nothing more; what it signed before stays good, sent or not. Raises
    Refused.
    """
    try:
        if claimed(body).station_id != station_id:
            raise Refused(problems.STATION_UNKNOWN, 403)
        bound = hub.write(partial(_bound, hub, station_id, body))
    except BadKeyChange as error:
        raise _refusal(error) from error
    return answer(bound, hub.signer)


def revoke_station(hub: Hub, station_id: str, from_seq: int | None = None) -> bool:
    """Takes a station out of service and tells the outlet's others; False when there is none.

    ``from_seq`` is the first record that is not to be believed; None is the first that the hub does not have.
    """
    return hub.write(partial(revoked, hub, station_id, from_seq))


def _bound(hub: Hub, station_id: str, body: bytes, connection: Connection) -> StationKeyBound:
    owner = stations.bound_station(connection, station_id, to_write=True)
    keys = {each.key_id: each for each in stations.batch_keys_of(connection, owner.id)}
    change = verify_key_change(body, {name: each.public_key for name, each in keys.items()})
    old, new = keys[change.old_key_id], keys.get(change.new_key_id)
    if old.is_retired or (new is not None and new.is_retired):
        if new is None or old.retired_from_seq != change.from_seq:
            raise Refused(problems.SIGNATURE_INVALID, 403)
    else:
        _go_over(hub, connection, owner.id, change)
        if forwards(connection, owner.uscc):
            asked = {"station_id": owner.id, "envelope": body, "is_told": False}
            connection.execute(insert(forward_key).values(**asked))
    new_key = bytes.fromhex(change.new_public_key)
    mine = station_key.c.station_id == owner.id, station_key.c.public_key == new_key
    bound_at = connection.execute(select(station_key.c.bound_at).where(*mine)).scalar_one()
    return StationKeyBound(
        station_id=station_id,
        key_id=change.new_key_id,
        station_key_signature=hub.signer.sign(station_key_statement(owner.uscc, new_key)).hex(),
        from_seq=change.from_seq,
        bound_at=to_moment(moment(bound_at)),
    )


def _go_over(hub: Hub, connection: Connection, station_pk: int, change: StationKeyChange) -> None:
    at = seconds(hub.now())
    old = station_key.c.station_id == station_pk, station_key.c.key_id == change.old_key_id
    retired = {"retired_at": at, "retired_from_seq": change.from_seq}
    connection.execute(update(station_key).where(*old).values(**retired))
    stations.bind_key(connection, station_pk, bytes.fromhex(change.new_public_key), at)


def revoked(hub: Hub, station_id: str, from_seq: int | None, connection: Connection) -> bool:
    """As ``revoke_station``, within an act."""
    before = stations.find_station(connection, station_id, to_write=True)
    if before is None or not stations.revoke(connection, station_id, hub.now(), from_seq):
        return False
    after = stations.find_station(connection, station_id)
    if before.revoked_at is None and after is not None:
        told = StationRevoked(
            station_id=station_id, revoked_at=hub.now(), revoked_from_seq=after.revoked_from_seq
        )
        tell(connection, after.outlet_id, told, hub.now())
    return True


def _refusal(error: BadKeyChange) -> Refused:
    if error.is_signed_wrong:
        return Refused(problems.SIGNATURE_INVALID, 403)
    return Refused(problems.SCHEMA_VIOLATION, 422, faults=error.faults)
