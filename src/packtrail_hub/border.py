"""What a request must keep to before anything in it is read, and how a refusal is worded."""

from typing import Final

from fastapi import Request, Response

from packtrail.protocol import messages, problems
from packtrail.protocol.problems import MEDIA_TYPE, Problem, ProblemCode
from packtrail.wording import CHINESE, wording
from packtrail.wording.problems import problem_words
from packtrail_hub.refused import Refused

MAX_HEADERS: Final = 64
MEDIA_TYPES: Final = frozenset({"application/json", "application/vnd.dsse+json"})


async def bounded_body(request: Request, limit: int) -> bytes:
    """The whole body, read no further than ``limit``; raises Refused."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES or request.headers.get("content-encoding", "identity") != "identity":
        raise Refused(problems.MEDIA_TYPE_UNSUPPORTED, 415)
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or len(announced) > 12 or int(announced) > limit:
        raise Refused(problems.TOO_LARGE, 413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(problems.TOO_LARGE, 413)
    return bytes(body)


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
