"""A session: a signed statement by the station against a bearer token for a quarter of an hour."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from packtrail.domain.shapes import Line, Moment, RecordId

Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16,64}$")]


@dataclass(frozen=True, kw_only=True)
class SessionRequest:
    """``at`` is the hub's time as far as the station knows it: its own clock plus the known offset."""

    station_id: RecordId
    nonce: Nonce
    at: Moment


@dataclass(frozen=True, kw_only=True)
class SessionGrant:
    """The token that goes into ``Authorization: Bearer``, and until when by the hub's clock."""

    token: Line
    expires_at: Moment
    server_time: Moment
