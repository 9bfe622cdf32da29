"""What a request must keep to before anything in it is read, and how a refusal is worded."""

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from packtrail.protocol import messages, problems
from packtrail.protocol.messages import MAX_MESSAGE_BYTES
from packtrail.protocol.problems import MEDIA_TYPE, Problem, ProblemCode
from packtrail.wording import CHINESE, wording
from packtrail.wording.problems import problem_words
from packtrail_hub.limits import BodyRoom, Standing
from packtrail_hub.refused import Refused

MAX_HEADERS: Final = 64
PASSAGE: Final = "packtrail_hub.passage"  # where a request's scope keeps it
WHOLE_S: Final = 600.0
"""A whole body; the largest batch takes 340 s over 64 kbit/s."""

PAUSE_S: Final = 30.0
"""Between two pieces of a body."""

ROOM_S: Final = 30.0
"""Until there is room for a body; then its sender is told to come again."""

MEDIA_TYPES: Final = frozenset({"application/json", "application/vnd.dsse+json"})


@dataclass
class Passage:
    """What one request holds until it is answered."""

    stack: AsyncExitStack
    room: BodyRoom
    standing: Standing | None = None  # with the quota that was asked last


async def bounded_body(request: Request, limit: int, media_types: Collection[str] = MEDIA_TYPES) -> bytes:
    """The whole body, read no further than ``limit`` and no longer than ``WHOLE_S``; raises Refused."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in media_types or request.headers.get("content-encoding", "identity") != "identity":
        raise Refused(problems.MEDIA_TYPE_UNSUPPORTED, 415)
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or len(announced) > 12 or int(announced) > limit:
        raise Refused(problems.TOO_LARGE, 413)
    await _find_room(request.scope[PASSAGE], int(announced) or limit)
    try:
        async with asyncio.timeout(WHOLE_S):
            return await _read(request, limit)
    except (TimeoutError, ClientDisconnect) as error:
        raise Refused(problems.DIGEST_MISMATCH, 408, headers={"Connection": "close"}) from error


async def _find_room(passage: Passage, size: int) -> None:
    """A small message always has room: it comes before anybody has said who he is."""
    if size <= MAX_MESSAGE_BYTES:
        return
    try:
        async with asyncio.timeout(ROOM_S):
            await passage.stack.enter_async_context(passage.room.taken(size))
    except TimeoutError as error:
        raise Refused(problems.BUSY, 503) from error


async def _read(request: Request, limit: int) -> bytes:
    body = bytearray()
    chunks = aiter(request.stream())
    while True:
        async with asyncio.timeout(PAUSE_S):
            chunk = await anext(chunks, None)
        if chunk is None:
            return bytes(body)
        body += chunk
        if len(body) > limit:
            raise Refused(problems.TOO_LARGE, 413)


def refuse_too_many_headers(request: Request) -> None:
    """Raises Refused for a request with more headers than any honest one has."""
    if len(request.headers) > MAX_HEADERS:
        raise Refused(problems.TOO_LARGE, 431)


def problem_response(
    refused: Refused, instance: str, request_id: str, headers: dict[str, str] | None = None
) -> Response:
    """The problem document of a refusal; nothing was stored then."""
    return _response(
        Problem(
            type=refused.problem.type_uri,
            title=_title(refused.problem),
            status=refused.status,
            code=refused.problem.code,
            stored=False,
            request_id=request_id,
            retry=refused.problem.retry,
            detail=_action(refused.problem),
            instance=instance[:300],
            errors=problems.errors_of(refused.faults),
            next_expected_seq=refused.next_expected_seq,
            station_epoch=refused.station_epoch,
            server_time=refused.server_time,
        ),
        headers,
    )


def _response(problem: Problem, headers: dict[str, str] | None) -> Response:
    extra = {"X-Request-Id": problem.request_id, **(headers or {})}
    if problem.status == 401:
        extra["WWW-Authenticate"] = "Bearer"
    if problem.status == 503:
        extra["Retry-After"] = "5"
    return Response(messages.encode(problem), problem.status, extra, MEDIA_TYPE)


def _title(problem: ProblemCode) -> str:
    return problem_words(wording(CHINESE), problem.code).what


def _action(problem: ProblemCode) -> str:
    return problem_words(wording(CHINESE), problem.code).action
