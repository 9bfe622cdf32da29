"""What a station asks about itself on HTTP: another key, and whether both sides count alike."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from packtrail.protocol import messages, problems
from packtrail.protocol.messages import MAX_MESSAGE_BYTES
from packtrail.protocol.stock_check import StockAnswer, StockCheck
from packtrail_hub.asking import ENVELOPE_BODY, JSON, DsseEnvelope, HubHere, StationHere, body_like
from packtrail_hub.border import bounded_body
from packtrail_hub.refused import Refused
from packtrail_hub.station_keys import change_key
from packtrail_hub.stock_checks import check_stock

calls: Final = APIRouter()

_STATION: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

StationPath = Annotated[str, Path(description="the station's own id")]


@calls.post("/v1/stations/{station_id}/keys", response_model=DsseEnvelope, openapi_extra=ENVELOPE_BODY)
async def post_key(station_id: StationPath, request: Request, hub: HubHere) -> Response:
    """Goes over to a new key; the envelope is signed by the old key and the new, and needs no session."""
    body = await bounded_body(request, MAX_MESSAGE_BYTES)
    if not _STATION.fullmatch(station_id):
        raise Refused(problems.STATION_UNKNOWN, 403)
    return Response(await run_in_threadpool(change_key, hub, station_id, body), media_type=JSON)


@calls.post(
    "/v1/stations/{station_id}/stock-checks",
    response_model=StockAnswer,
    openapi_extra=body_like(StockCheck),
)
async def post_stock_check(
    station_id: StationPath, request: Request, hub: HubHere, station: StationHere
) -> Response:
    """Whether log, receipts and stock are the same on both sides, and what differs; nothing is changed."""
    body = await bounded_body(request, MAX_MESSAGE_BYTES)
    if station_id != station:
        raise Refused(problems.STATION_UNKNOWN, 403)
    found = await run_in_threadpool(check_stock, hub, station, body)
    return Response(messages.encode(found), media_type=JSON)
