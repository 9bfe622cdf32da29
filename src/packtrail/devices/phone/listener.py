"""Takes connections on one thread of its own, never more than a desk can bear.

A connection is counted before its first byte: thousands of half-open ones would else use up the files that
the ledger needs. Whoever is slow, at the handshake, the head or the body, is shut out after seconds.
"""

import asyncio
import json
import logging
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from packtrail.devices.phone.certificate import StationCertificate
from packtrail.devices.phone.doors import Doors
from packtrail.devices.phone.messages import (
    LONGEST_HEAD,
    Answer,
    Refused,
    read_body,
    read_head,
    write_answer,
)

MOST_CONNECTIONS: Final = 32
MOST_OF_ONE: Final = 8
"""Of one address: a browser opens six."""

HANDSHAKE_S: Final = 5.0
MOST_REQUESTS: Final = 5_000
"""On one connection; a fresh one costs a phone nothing."""

START_S = 3.0
STOP_S: Final = 3.0
NOTED_EVERY_S: Final = 60.0
MOST_NOTED: Final = 200

_GONE = (OSError, TimeoutError, asyncio.IncompleteReadError, ssl.SSLError)
_LOG = logging.getLogger("packtrail.phone")


class Listener:
    """One server from ``start`` to ``stop``; both on the GUI's thread."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._open: Counter[str] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._end: asyncio.Event | None = None
        self._noted: dict[tuple[str, str], float] = {}
        self._origin = ""
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, listening: socket.socket, certificate: StationCertificate, origin: str) -> None:
        """Serve on ``listening`` until ``stop``.

        Raises OSError for a certificate that can't be used, and where the thread doesn't come up.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(certificate.certificate, certificate.key)
        self._origin = origin
        ready, given_up = threading.Event(), threading.Event()

        def work() -> None:
            asyncio.run(self._serve(listening, context, ready.set, given_up.is_set))

        self._thread = threading.Thread(target=work, name="packtrail-phone", daemon=True)
        self._thread.start()
        if not ready.wait(START_S):
            given_up.set()  # before ``stop``: a thread that comes up late sees either
            self.stop()
            raise OSError("the server's thread did not come up")

    def stop(self) -> None:
        """Take no more and let go of all."""
        loop, end, thread = self._loop, self._end, self._thread
        self._loop = self._end = self._thread = None
        if loop is None or end is None or thread is None:
            return
        with suppress(RuntimeError):  # it has ended by itself
            loop.call_soon_threadsafe(end.set)
        thread.join(STOP_S)

    async def _serve(
        self,
        listening: socket.socket,
        context: ssl.SSLContext,
        ready: Callable[[], None],
        is_given_up: Callable[[], bool],
    ) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        end = self._end
        ready()
        if is_given_up():
            return
        accepting = asyncio.create_task(self._accept(listening, context))
        try:
            await end.wait()
        finally:
            for task in (accepting, *self._tasks):
                task.cancel()
            await asyncio.gather(accepting, *self._tasks, return_exceptions=True)
            listening.close()

    async def _accept(self, listening: socket.socket, context: ssl.SSLContext) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                taken, (address, *_) = await loop.sock_accept(listening)
            except OSError:  # no more files, or the network went: a breath, then again
                await asyncio.sleep(1)
                continue
            if self._open.total() >= MOST_CONNECTIONS or self._open[address] >= MOST_OF_ONE:
                taken.close()
                self._note("too_many", address)
                continue
            self._open[address] += 1
            task = asyncio.create_task(self._talk(taken, address, context))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _talk(self, taken: socket.socket, address: str, context: ssl.SSLContext) -> None:
        """One connection from handshake to end."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=LONGEST_HEAD)
        protocol = asyncio.StreamReaderProtocol(reader)
        writer: asyncio.StreamWriter | None = None
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, taken, ssl=context, ssl_handshake_timeout=HANDSHAKE_S
            )
            writer = asyncio.StreamWriter(transport, protocol, reader, loop)
            for count in range(1, MOST_REQUESTS + 1):
                if not await self._exchange(reader, writer, address, is_last=count == MOST_REQUESTS):
                    break
        except _GONE as error:
            self._note(type(error).__name__, address)
        finally:
            if writer is not None:
                writer.transport.abort()
            taken.close()
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str, *, is_last: bool
    ) -> bool:
        """One request and its answer; whether the connection goes on."""
        body_is_read = False

        async def body(most: int) -> bytes:
            nonlocal body_is_read
            content = await read_body(reader, head, most) if head is not None else b""
            body_is_read = True
            return content

        head = None
        try:
            head = await read_head(reader)
            if head is None:
                return False
            answer = await self._doors.answer(head, self._origin, body)
            is_last = is_last or head.is_last
        except Refused as refusal:
            self._note(refusal.why, address)
            answer = Answer(refusal.status)
            # What is left of a body that nobody read would be taken for the next request.
            is_last = is_last or head is None or not (body_is_read or "content-length" not in head.fields)
        await write_answer(writer, answer, is_last=is_last)
        if is_last:
            writer.close()
            with suppress(*_GONE):
                async with asyncio.timeout(HANDSHAKE_S):
                    await writer.wait_closed()
        return not is_last

    def _note(self, why: str, address: str) -> None:
        """Into the program's log, each cause and address once a minute, without anything that was sent."""
        now = time.monotonic()
        if now - self._noted.get((why, address), -NOTED_EVERY_S) < NOTED_EVERY_S:
            return
        if len(self._noted) >= MOST_NOTED:
            self._noted.clear()
        self._noted[why, address] = now
        _LOG.info(json.dumps({"event": "phone_refused", "why": why, "address": address}))
