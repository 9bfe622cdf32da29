"""What every call needs of a request: the hub that is asked, the station that asks, the digest it names."""

from typing import Annotated, Any, Final

from fastapi import Depends, Path, Request
from pydantic import BaseModel, ConfigDict, TypeAdapter

from packtrail_hub.hub import Hub
from packtrail_hub.service import admit_station
from packtrail_hub.session import station_of

JSON: Final = "application/json"


class DsseSignature(BaseModel):
    """One signature of an envelope, base64."""

    keyid: str
    sig: str


class DsseEnvelope(BaseModel):
    """A DSSE envelope: ``payload`` is base64 of the signed bytes."""

    model_config = ConfigDict(extra="forbid")

    payloadType: str  # noqa: N815 - the name that DSSE gives it
    payload: str
    signatures: list[DsseSignature]


def body_of(schema: dict[str, Any], media_type: str = JSON) -> dict[str, Any]:
    """What the contract says of a request's body, which the call itself reads within its limits."""
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


def body_like(kind: Any) -> dict[str, Any]:
    """As ``body_of``, for a message class."""
    return body_of(TypeAdapter(kind).json_schema())


ENVELOPE_BODY: Final = body_of(DsseEnvelope.model_json_schema())


def _hub(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def _station(request: Request, hub: Annotated[Hub, Depends(_hub)]) -> str:
    station_id = station_of(hub, request.headers.get("authorization"))
    admit_station(request, station_id)
    return station_id


HubHere = Annotated[Hub, Depends(_hub)]
StationHere = Annotated[str, Depends(_station)]
DigestPath = Annotated[str, Path(description="sha256: and 64 hex digits over the batch's frozen bytes")]
