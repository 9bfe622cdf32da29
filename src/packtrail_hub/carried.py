"""Whose batch it is, when another station of the outlet or a file brought it.

The signature of the batch decides what is in it; whoever carries it adds nothing and hides nothing
(``docs/decisions``, "A batch may be carried by anyone of its outlet").
"""

from sqlalchemy import Connection

from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.batch import BatchHeader
from packtrail_hub import database, stations
from packtrail_hub.hub import Hub
from packtrail_hub.refused import Refused


def sealer_for(hub: Hub, carrier_id: str, envelope: dsse.Envelope) -> str:
    """Whose batch ``carrier_id`` brings: its own, or one that a station of the same outlet signed.

    Raises Refused. A batch that names no station is the carrier's own to be told about.
    """
    named = _named(envelope)
    if named is None or named == carrier_id:
        return carrier_id
    with database.look(hub.engine) as connection:
        carrier = stations.bound_station(connection, carrier_id)
        owner = stations.find_station(connection, named)
        if owner is None or owner.uscc != carrier.uscc:
            raise Refused(problems.STATION_UNKNOWN, 403)
        _refuse_unsigned(connection, owner.id, envelope)
    return named


def sealer_of(hub: Hub, envelope: dsse.Envelope) -> str:
    """The bound station that signed a batch which came as a file; raises Refused."""
    named = _named(envelope)
    if named is None:
        raise Refused(problems.SCHEMA_VIOLATION, 422)
    with database.look(hub.engine) as connection:
        _refuse_unsigned(connection, stations.bound_station(connection, named).id, envelope)
    return named


def _named(envelope: dsse.Envelope) -> str | None:
    """The station that a batch says it is of; None if it says none."""
    first_line = envelope.payload[: envelope.payload.find(b"\n")]
    try:
        return messages.decode(BatchHeader, first_line).station_id
    except messages.BadMessage:
        return None


def _refuse_unsigned(connection: Connection, station_pk: int, envelope: dsse.Envelope) -> None:
    """Nobody gets an answer to what he did not seal and its station did not sign, not even an old one."""
    keys = {key.key_id: key.public_key for key in stations.batch_keys_of(connection, station_pk)}
    try:
        dsse.verified(envelope, dsse.BATCH, keys)
    except dsse.BadEnvelope as error:
        raise Refused(problems.SIGNATURE_INVALID, 403) from error
