"""Opens sessions: a signed statement that is fresh by the hub's clock, against a token."""

from datetime import timedelta
from typing import Final

from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.session import SessionGrant, SessionRequest
from packtrail_hub import database, stations
from packtrail_hub.hub import Hub
from packtrail_hub.refused import Refused
from packtrail_hub.tokens import LIFETIME, issue_token, station_of_token

FRESH: Final = timedelta(minutes=10)
_BEARER: Final = "bearer "


def open_session(hub: Hub, body: bytes) -> SessionGrant:
    """The token for the station that signed ``body``.

    Raises Refused; with CLOCK_SKEW the answer carries the hub's time, so that the station can sign anew.
    """
    try:
        envelope = dsse.from_json(body)
        request = messages.decode(SessionRequest, envelope.payload)
    except dsse.BadEnvelope as error:
        raise Refused(problems.SCHEMA_VIOLATION, 400) from error
    except messages.BadMessage as error:
        raise Refused(problems.SCHEMA_VIOLATION, 422, faults=error.faults) from error
    with database.look(hub.engine) as connection:
        keys = stations.keys_of(connection, stations.bound_station(connection, request.station_id).id)
    try:
        dsse.verified(envelope, dsse.SESSION, keys)
    except dsse.BadEnvelope as error:
        raise Refused(problems.SIGNATURE_INVALID, 403) from error
    now = hub.now()
    if request.at.tzinfo is None or abs(request.at - now) > FRESH:
        raise Refused(problems.CLOCK_SKEW, 403, server_time=now)
    expires_at = now + LIFETIME
    token = issue_token(hub, request.station_id, expires_at)
    return SessionGrant(token=token, expires_at=expires_at, server_time=now)


def station_of(hub: Hub, authorization: str | None) -> str:
    """The station whose session ``authorization`` carries; raises Refused when there is none."""
    text = authorization or ""
    found = station_of_token(hub, text[len(_BEARER) :]) if text.lower().startswith(_BEARER) else None
    if found is None:
        raise Refused(problems.SESSION_INVALID, 401)
    return found
