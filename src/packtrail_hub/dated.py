"""Every answer carries the time by which the hub judges, so that stations hold their clocks against that."""

from collections.abc import Callable
from datetime import datetime
from email.utils import formatdate

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Dated:
    """Puts ``Date`` on every answer (RFC 9110, 6.6.1), from the clock that batches are judged by."""

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime]) -> None:
        self._app, self._clock = app, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, dated."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._clock().timestamp(), usegmt=True).encode()
                message = {**message, "headers": [*message["headers"], (b"date", date)]}
            await send(message)

        await self._app(scope, receive, dated if scope["type"] == "http" else send)
