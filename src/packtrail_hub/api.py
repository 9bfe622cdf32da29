"""The calls of the wire (``design.md``, "The wire") on HTTP; each asks one act and returns its bytes."""

import json
import logging
import re
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from packtrail.protocol import messages, problems
from packtrail.protocol.canonical import canonical
from packtrail.protocol.capabilities import Capabilities, Cursor
from packtrail.protocol.faults import Fault
from packtrail.protocol.messages import MAX_MESSAGE_BYTES
from packtrail.protocol.problems import MEDIA_TYPE, Problem
from packtrail.protocol.session import SessionGrant
from packtrail_hub import api_blobs, api_changes, api_refdata, api_stations, api_units, metrics
from packtrail_hub.admin.app import admin_app
from packtrail_hub.admin.asked import ROOT
from packtrail_hub.asking import ENVELOPE_BODY, JSON, DigestPath, DsseEnvelope, HubHere, StationHere
from packtrail_hub.border import bounded_body, problem_response, refuse_too_many_headers
from packtrail_hub.capabilities import capabilities
from packtrail_hub.cursor import read_cursor
from packtrail_hub.dated import Dated
from packtrail_hub.enrolling import enrol
from packtrail_hub.hub import Hub
from packtrail_hub.reception import find_receipt, receive
from packtrail_hub.refused import Refused
from packtrail_hub.service import Counted, Service
from packtrail_hub.session import open_session

PROTOCOL_VERSION: Final = "1.0"  # of the calls, not of the program
_log = logging.getLogger("packtrail_hub")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_STATION: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BatchState(BaseModel):
    """What became of a batch, with its receipt."""

    batch_digest: str
    state: str
    receipt: DsseEnvelope


class Health(BaseModel):
    """The hub answers and reaches its database."""

    status: str


calls = APIRouter()


@calls.get("/v1/health", response_model=Health)
async def health(hub: HubHere) -> Response:
    """Whether hub and database answer."""
    await run_in_threadpool(_reach, hub)
    return Response(canonical({"status": "ok"}), media_type=JSON)


@calls.get("/v1/capabilities", response_model=Capabilities)
async def read_capabilities(hub: HubHere) -> Response:
    """Limits, versions and the hub's time."""
    return Response(messages.encode(await run_in_threadpool(capabilities, hub)), media_type=JSON)


@calls.post("/v1/enrolments", response_model=DsseEnvelope, openapi_extra=ENVELOPE_BODY)
async def post_enrolment(request: Request, hub: HubHere) -> Response:
    """Binds a station to its outlet; the envelope is signed with the station's own key."""
    body = await bounded_body(request, MAX_MESSAGE_BYTES)
    return Response(await run_in_threadpool(enrol, hub, body), media_type=JSON)


@calls.post("/v1/sessions", response_model=SessionGrant, openapi_extra=ENVELOPE_BODY)
async def post_session(request: Request, hub: HubHere) -> Response:
    """A bearer token for a signed statement."""
    body = await bounded_body(request, MAX_MESSAGE_BYTES)
    grant = await run_in_threadpool(open_session, hub, body)
    return Response(messages.encode(grant), media_type=JSON)


@calls.put("/v1/batches/{digest}", response_model=DsseEnvelope, openapi_extra=ENVELOPE_BODY)
async def put_batch(digest: DigestPath, request: Request, hub: HubHere, station: StationHere) -> Response:
    """Takes a batch; the answer is its receipt, and the same bytes again for the same batch."""
    body = await bounded_body(request, hub.max_body_bytes)
    if not _DIGEST.fullmatch(digest):
        raise Refused(problems.DIGEST_MISMATCH, 400)
    service: Service = request.app.state.service
    async with service.judging:
        answer = await run_in_threadpool(receive, hub, station, digest, body)
    service.metrics.count_batch(answer.verdicts, is_replay=answer.is_replay)
    headers = {"Idempotent-Replayed": "true"} if answer.is_replay else None
    return Response(answer.envelope, headers=headers, media_type=JSON)


@calls.get("/v1/batches/{digest}", response_model=BatchState)
async def get_batch(digest: DigestPath, hub: HubHere, station: StationHere) -> Response:
    """What became of a batch; 404 says that it was never received."""
    found = await run_in_threadpool(find_receipt, hub, station, digest) if _DIGEST.fullmatch(digest) else None
    if found is None:
        raise Refused(problems.NEVER_RECEIVED, 404)
    state = {"batch_digest": digest, "state": "settled", "receipt": json.loads(found)}
    return Response(canonical(state), media_type=JSON)


@calls.get("/v1/stations/{station_id}/cursor", response_model=Cursor)
async def get_cursor(station_id: str, hub: HubHere, station: StationHere) -> Response:
    """How far the hub has the station's log."""
    if not _STATION.fullmatch(station_id) or station_id != station:
        raise Refused(problems.STATION_UNKNOWN, 403)
    cursor = await run_in_threadpool(read_cursor, hub, station)
    return Response(messages.encode(cursor), media_type=JSON)


def create_app(hub: Hub, service: Service | None = None) -> FastAPI:
    """The hub as an ASGI application."""
    app = _application()
    app.state.hub = hub
    app.state.service = service or Service()
    app.mount(ROOT, admin_app(hub))
    app.add_middleware(Counted, hub=hub, service=app.state.service)
    app.add_middleware(Dated, clock=hub.clock)
    return app


def contract() -> dict[str, Any]:
    """The OpenAPI document of all calls, which every hub serves at ``/openapi.json``."""
    return _application().openapi()


def contract_text() -> str:
    """The contract as ``openapi.json`` beside this file holds it, so that a change of it is seen."""
    return json.dumps(contract(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _application() -> FastAPI:
    app = FastAPI(
        title="battery-trace hub",
        version=PROTOCOL_VERSION,
        description="Reference server of the outlet-to-platform protocol, version 1.",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(refuse_too_many_headers)],
        responses={"default": {"description": "RFC 9457 problem", "content": _problem_content()}},
    )
    _add_handlers(app)
    areas = metrics, api_changes, api_blobs, api_stations, api_refdata, api_units
    for each in (calls, *(area.calls for area in areas)):
        app.include_router(each)
    return app


def _reach(hub: Hub) -> None:
    with hub.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")


def _add_handlers(app: FastAPI) -> None:
    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return _problem(request, error)

    @app.exception_handler(HTTPException)
    async def no_such_call(request: Request, error: HTTPException) -> Response:
        problem = problems.NO_SUCH_CALL if error.status_code in {404, 405} else problems.SCHEMA_VIOLATION
        return _problem(request, Refused(problem, error.status_code, headers=error.headers))

    @app.exception_handler(RequestValidationError)
    async def not_as_the_contract_says(request: Request, error: RequestValidationError) -> Response:
        places = ("/".join(str(part) for part in each["loc"]) for each in error.errors())
        faults = tuple(Fault(f"/{place}", "InvalidFormat") for place in places)
        return _problem(request, Refused(problems.SCHEMA_VIOLATION, 422, faults=faults))

    @app.exception_handler(OperationalError)
    @app.exception_handler(PoolTimeout)
    async def busy(request: Request, error: SQLAlchemyError) -> Response:
        _log.error("database: %s", getattr(error, "orig", error))
        return _problem(request, Refused(problems.BUSY, 503))

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        _log.error("a fault of the hub", exc_info=error)
        return _problem(request, Refused(problems.HUB_FAULT, 500))


def _problem(request: Request, refused: Refused) -> Response:
    hub: Hub = request.app.state.hub
    request.app.state.service.metrics.count_refusal(refused.problem.code)
    return problem_response(refused, request.url.path, f"req_{hub.new_id()}", dict(refused.headers))


@cache
def _problem_content() -> dict[str, Any]:
    return {MEDIA_TYPE: {"schema": TypeAdapter(Problem).json_schema()}}
