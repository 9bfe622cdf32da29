"""How a hub is served: who is let in how often, how much lies in memory, and what is counted of it."""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from packtrail.protocol import problems
from packtrail_hub.border import PASSAGE, Passage, problem_response
from packtrail_hub.hub import Hub
from packtrail_hub.limits import BodyRoom, Counter, Quota, Standing, address_key
from packtrail_hub.metrics import Metrics
from packtrail_hub.refused import Refused

JUDGED: Final = 8
"""Batches that are taken apart and judged at a time; more would only keep threads from the other calls."""


class Service:
    """What the requests of one worker share beside the hub; without quotas nobody is held back."""

    def __init__(
        self,
        *,
        address_quota: Quota | None = None,
        station_quota: Quota | None = None,
        metrics: Metrics | None = None,
        are_metrics_open: bool = True,
    ) -> None:
        self.addresses = Counter(address_quota) if address_quota else None
        self.stations = Counter(station_quota) if station_quota else None
        self.metrics = metrics or Metrics()
        self.are_metrics_open = are_metrics_open
        self.room = BodyRoom()
        self.judging = asyncio.Semaphore(JUDGED)


def admit_station(request: Request, station_id: str) -> None:
    """Counts a request of this station; raises Refused beyond its quota."""
    service: Service = request.app.state.service
    if service.stations is not None:
        standing = service.stations.count(station_id)
        request.scope[PASSAGE].standing = standing
        if standing.is_over:
            raise _too_often(standing)


class Counted:
    """An ASGI application around the hub's: counts, times and holds back before anything is read."""

    def __init__(self, app: ASGIApp, hub: Hub, service: Service) -> None:
        self._app = app
        self._hub = hub
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; what it took of the room is free again at its end."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        async with AsyncExitStack() as stack:
            passage = scope[PASSAGE] = Passage(stack, self._service.room)
            try:
                await self._let_in(passage, scope, receive, send)
            finally:
                self._service.metrics.count_request(_call(scope), time.perf_counter() - begun)

    async def _let_in(self, passage: Passage, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and passage.standing is not None:
                said = {name.lower() for name, _ in message["headers"]}
                headers = [(k.lower().encode(), v.encode()) for k, v in passage.standing.headers().items()]
                message["headers"] = [*message["headers"], *(each for each in headers if each[0] not in said)]
            await send(message)

        if self._service.addresses is not None:
            host = scope["client"][0] if scope.get("client") else ""
            passage.standing = self._service.addresses.count(address_key(host))
            if passage.standing.is_over:
                self._service.metrics.count_refusal(problems.BUSY.code)
                refused = _too_often(passage.standing)
                request_id = f"req_{self._hub.new_id()}"
                answer = problem_response(refused, scope["path"], request_id, dict(refused.headers))
                await answer(scope, receive, told)
                return
        await self._app(scope, receive, told)


def _too_often(standing: Standing) -> Refused:
    return Refused(problems.BUSY, 429, headers=standing.headers())


def _call(scope: Scope) -> str:
    is_batch = scope["method"] == "PUT" and scope["path"].startswith("/v1/batches/")
    return "put_batch" if is_batch else "other"
