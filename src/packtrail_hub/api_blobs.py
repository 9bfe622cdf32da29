"""Photographs on HTTP: how far one has come, and the next piece of it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from packtrail.protocol import problems
from packtrail.protocol.blobs import (
    BLOB_DIGEST,
    CHUNK_TYPE,
    UPLOAD_LENGTH,
    UPLOAD_OFFSET,
    BadUpload,
    read_upload,
)
from packtrail.protocol.faults import Fault
from packtrail_hub.asking import HubHere, StationHere, body_of
from packtrail_hub.blobs import asked_for, take_piece
from packtrail_hub.border import bounded_body
from packtrail_hub.refused import Refused

calls: Final = APIRouter()

BlobPath = Annotated[str, Path(description="sha256: and 64 hex digits over the whole content")]


def _header(name: str) -> dict[str, Any]:
    shape = {"type": "integer", "minimum": 0}
    return {"name": name, "in": "header", "required": True, "schema": shape}


_PROGRESS: Final = {name: {"schema": {"type": "integer"}} for name in (UPLOAD_OFFSET, UPLOAD_LENGTH)}
_HEAD: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "so far it has come", "headers": _PROGRESS}
}
_PATCH: Final[dict[int | str, dict[str, Any]]] = {
    204: {"description": "so far it has come", "headers": _PROGRESS},
    409: {"description": "another piece is wanted: the one at Upload-Offset", "headers": _PROGRESS},
}
_PIECE: Final = {
    **body_of({"type": "string", "format": "binary"}, CHUNK_TYPE),
    "parameters": [_header(UPLOAD_OFFSET), _header(UPLOAD_LENGTH)],
}


@calls.head("/v1/blobs/{digest}", response_class=Response, responses=_HEAD)
async def head_blob(digest: BlobPath, hub: HubHere, station: StationHere) -> Response:
    """How much of a blob is here; 404 while it is nothing."""
    found = (
        await run_in_threadpool(asked_for, hub, station, digest) if BLOB_DIGEST.fullmatch(digest) else None
    )
    if found is None:
        raise Refused(problems.BLOB_MISSING, 404)
    return Response(headers={**found.headers(), "Cache-Control": "no-store"})


@calls.patch(
    "/v1/blobs/{digest}", status_code=204, response_class=Response, responses=_PATCH, openapi_extra=_PIECE
)
async def patch_blob(digest: BlobPath, request: Request, hub: HubHere, station: StationHere) -> Response:
    """Takes the next piece of a blob that a record of the outlet names."""
    piece = await bounded_body(request, hub.limits.max_chunk_bytes, {CHUNK_TYPE})
    try:
        at = read_upload(request.headers)
    except BadUpload as error:
        faults = (Fault(f"/header/{error.header}", "InvalidFormat"),)
        raise Refused(problems.SCHEMA_VIOLATION, 422, faults=faults) from error
    if not BLOB_DIGEST.fullmatch(digest):
        raise Refused(problems.BLOB_NOT_NAMED, 404)
    there = await run_in_threadpool(take_piece, hub, station, digest, at, piece)
    return Response(status_code=204, headers=there.headers())
