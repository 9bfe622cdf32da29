"""Runs the hub on a socket until it is told to stop; then it finishes what it is answering and ends."""

import gc
import signal
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import uvicorn

from packtrail_hub.api import create_app
from packtrail_hub.fault_script import FaultScript
from packtrail_hub.faults import faulty_app
from packtrail_hub.forwarding.background import Forwarder
from packtrail_hub.hub import Hub
from packtrail_hub.punctual import PunctualProtocol
from packtrail_hub.service import Service

GRACE_S: Final = 10
BACKLOG: Final = 1024
MAX_HEAD_BYTES: Final = 32 * 1024


@dataclass(frozen=True, kw_only=True)
class Listening:
    """How a hub listens, beside its address: TLS files, and the proxies whose word on addresses counts."""

    tls_certificate: Path | None = None
    tls_key: Path | None = None
    proxies: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises OSError or ssl.SSLError for files that TLS cannot be spoken with; asks for no passphrase."""
        if self.tls_certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.tls_certificate, self.tls_key, password="")


PLAIN: Final = Listening()


class ReadyServer(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()


def listen(host: str, port: int, listening: Listening = PLAIN) -> tuple[socket.socket, str]:
    """A bound socket and its URL; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family, backlog=BACKLOG)
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if listening.tls_certificate else "http"
    return bound, f"{scheme}://{shown}:{bound.getsockname()[1]}"


def server_of(app: Any, on_ready: Callable[[], object], listening: Listening = PLAIN) -> ReadyServer:
    """A server of this application, not running yet."""
    config = uvicorn.Config(
        app,
        access_log=False,
        backlog=BACKLOG,
        date_header=False,  # the application dates its answers by the hub's clock
        forwarded_allow_ips=list(listening.proxies),
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        http=PunctualProtocol,
        lifespan="off",
        log_level="warning",
        proxy_headers=bool(listening.proxies),
        server_header=False,
        ssl_certfile=listening.tls_certificate,
        ssl_keyfile=listening.tls_key,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=30,
        ws="none",
    )
    return ReadyServer(config, on_ready)


def make_server(
    hub: Hub,
    host: str,
    port: int,
    ready_file: Path | None = None,
    faults: FaultScript | None = None,
    *,
    service: Service | None = None,
    listening: Listening = PLAIN,
) -> tuple[ReadyServer, socket.socket, str]:
    """A server on a bound socket, and its URL. Raises OSError.

    With ``faults``, which needs a sandbox, it goes wrong as they say.
    """
    bound, url = listen(host, port, listening)
    app = create_app(hub, service) if faults is None else faulty_app(hub, faults, service)
    return server_of(app, lambda: tell_ready(ready_file, url), listening), bound, url


def serve(
    hub: Hub,
    host: str,
    port: int,
    ready_file: Path | None = None,
    parent: BinaryIO | None = None,
    faults: FaultScript | None = None,
    *,
    service: Service | None = None,
    listening: Listening = PLAIN,
) -> None:
    """Serves until SIGTERM or SIGINT, then returns as an ordinary end.

    With ``parent``, a pipe that nobody writes to, it ends as well when whoever started it is gone.
    """
    server, bound, _ = make_server(hub, host, port, ready_file, faults, service=service, listening=listening)
    try:
        with Forwarder(hub):
            run(server, bound, None if parent is None else parent.read)
    finally:
        hub.engine.dispose()
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)


def run(server: ReadyServer, bound: socket.socket, gone: Callable[[], object] | None) -> None:
    """Runs until it is told to stop, or ``gone``, waited for in a thread, returns."""
    if gone is not None:
        threading.Thread(target=_end_with, args=(gone, server), name="hub-parent", daemon=True).start()
    gc.collect()
    gc.freeze()  # what is loaded stays; going through all of it again took a twentieth of judging a batch
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _already_ending)  # uvicorn raises the signal again when it has stopped
    try:
        server.run(sockets=[bound])
    finally:
        bound.close()


def tell_ready(ready_file: Path | None, url: str) -> None:
    """Whoever waits for the ready file reads the whole URL or nothing."""
    if ready_file is not None:
        fresh = ready_file.with_name(ready_file.name + ".new")
        fresh.write_text(url, encoding="utf-8")
        fresh.replace(ready_file)


def _end_with(gone: Callable[[], object], server: uvicorn.Server) -> None:
    gone()
    server.should_exit = True


def _already_ending(signum: int, frame: object) -> None:
    del signum, frame
