"""What is known of battery codes on HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from packtrail.protocol.messages import MAX_MESSAGE_BYTES
from packtrail.protocol.unit_life import UnitLookup
from packtrail_hub.asking import JSON, DsseEnvelope, HubHere, StationHere, body_like
from packtrail_hub.border import bounded_body
from packtrail_hub.unit_life import look_up, read_life

calls: Final = APIRouter()

CodePath = Annotated[str, Path(min_length=1, max_length=128, description="as it was read")]


@calls.post("/v1/units/lookup", response_model=DsseEnvelope, openapi_extra=body_like(UnitLookup))
async def post_lookup(request: Request, hub: HubHere, station: StationHere) -> Response:
    """The signed lives of up to 200 codes; a code that nobody told of is an answer too."""
    body = await bounded_body(request, MAX_MESSAGE_BYTES)
    return Response(await run_in_threadpool(look_up, hub, station, body), media_type=JSON)


@calls.get("/v1/units/{code:path}", response_model=DsseEnvelope)
async def get_unit(code: CodePath, hub: HubHere, station: StationHere) -> Response:
    """The signed life of one code, with the whole of the asking outlet's own records."""
    return Response(await run_in_threadpool(read_life, hub, station, code), media_type=JSON)
