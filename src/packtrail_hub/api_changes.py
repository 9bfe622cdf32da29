"""The changes feed on HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool

from packtrail.domain.shapes import RecordId
from packtrail.protocol.changes import MAX_CHANGES, CursorText
from packtrail_hub.asking import JSON, DsseEnvelope, HubHere, StationHere
from packtrail_hub.changes import USUAL_LIMIT, read_changes

calls: Final = APIRouter()

Since = Annotated[
    CursorText | None, Query(description="the cursor of the page before; none for the beginning")
]
Behalf = Annotated[
    RecordId | None,
    Query(description="the station of the same outlet whose feed is carried to it; else the asker's"),
]
Limit = Annotated[int, Query(ge=1, le=MAX_CHANGES, description="how many changes the page may hold")]


@calls.get("/v1/changes", response_model=DsseEnvelope)
async def get_changes(
    hub: HubHere,
    station: StationHere,
    since: Since = None,
    limit: Limit = USUAL_LIMIT,
    on_behalf_of: Behalf = None,
) -> Response:
    """What the hub has to tell the station after ``since``: a signed page of changes."""
    page = await run_in_threadpool(read_changes, hub, on_behalf_of or station, since, limit, station)
    return Response(page, media_type=JSON)
