"""The changes feed on HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool

from packtrail.protocol.changes import MAX_CHANGES, CursorText
from packtrail_hub.asking import JSON, DsseEnvelope, HubHere, StationHere
from packtrail_hub.changes import USUAL_LIMIT, read_changes

calls: Final = APIRouter()

Since = Annotated[
    CursorText | None, Query(description="the cursor of the page before; none for the beginning")
]
Limit = Annotated[int, Query(ge=1, le=MAX_CHANGES, description="how many changes the page may hold")]


@calls.get("/v1/changes", response_model=DsseEnvelope)
async def get_changes(
    hub: HubHere, station: StationHere, since: Since = None, limit: Limit = USUAL_LIMIT
) -> Response:
    """What the hub has to tell the station after ``since``: a signed page of changes."""
    page = await run_in_threadpool(read_changes, hub, station, since, limit)
    return Response(page, media_type=JSON)
