"""Reference data on HTTP: the list, and whole snapshots that are fetched only when they changed."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.concurrency import run_in_threadpool

from packtrail.protocol import messages
from packtrail.protocol.refdata_list import PACK_TYPE, RefdataList, VersionText, etag
from packtrail_hub.asking import JSON, HubHere, StationHere
from packtrail_hub.refdata import find_pack, list_refdata

calls: Final = APIRouter()

DatasetPath = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Version = Annotated[VersionText | None, Query(description="none for the newest")]
IfNoneMatch = Annotated[str | None, Header(max_length=1000)]
_PACK: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "the pack, gzip", "content": {PACK_TYPE: {}}},
    304: {"description": "the same as the one that the asker has"},
}


@calls.get("/v1/refdata", response_model=RefdataList)
async def get_refdata_list(hub: HubHere, _: StationHere) -> Response:
    """Which snapshots there are."""
    return Response(messages.encode(await run_in_threadpool(list_refdata, hub)), media_type=JSON)


@calls.get("/v1/refdata/{dataset}", response_class=Response, responses=_PACK)
async def get_refdata(
    dataset: DatasetPath,
    hub: HubHere,
    _: StationHere,
    version: Version = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One whole snapshot as its publisher signed it."""
    digest, packed = await run_in_threadpool(find_pack, hub, dataset, version)
    headers = {"ETag": etag(digest), "Cache-Control": "private, no-cache"}
    if etag(digest) in [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(packed, headers=headers, media_type=PACK_TYPE)
