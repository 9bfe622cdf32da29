"""Runs the hub on a socket until it is told to stop; then it finishes what it is answering and ends."""

import signal
import socket
import threading
from pathlib import Path
from typing import BinaryIO, Final

import uvicorn

from packtrail_hub.api import create_app
from packtrail_hub.fault_script import FaultScript
from packtrail_hub.faults import faulty_app
from packtrail_hub.hub import Hub

GRACE_S: Final = 10


class ReadyServer(uvicorn.Server):
    """A server that says where it listens, once it does."""

    def __init__(self, config: uvicorn.Config, ready_file: Path | None, url: str) -> None:
        super().__init__(config)
        self._ready_file = ready_file
        self._url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen; whoever waits for the ready file reads the whole URL or nothing."""
        await super().startup(sockets=sockets)
        if self.started and self._ready_file is not None:
            fresh = self._ready_file.with_name(self._ready_file.name + ".new")
            fresh.write_text(self._url, encoding="utf-8")
            fresh.replace(self._ready_file)


def make_server(
    hub: Hub, host: str, port: int, ready_file: Path | None = None, faults: FaultScript | None = None
) -> tuple[ReadyServer, socket.socket, str]:
    """A server on a bound socket, and its URL; port 0 takes a free one. Raises OSError.

    With ``faults``, which needs a sandbox, it goes wrong as they say.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family, backlog=256)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{bound.getsockname()[1]}"
    config = uvicorn.Config(
        create_app(hub) if faults is None else faulty_app(hub, faults),
        access_log=False,
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=30,
    )
    return ReadyServer(config, ready_file, url), bound, url


def serve(
    hub: Hub,
    host: str,
    port: int,
    ready_file: Path | None = None,
    parent: BinaryIO | None = None,
    faults: FaultScript | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT, then returns as an ordinary end.

    With ``parent``, a pipe that nobody writes to, it ends as well when whoever started it is gone.
    """
    server, bound, _ = make_server(hub, host, port, ready_file, faults)
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent, server), name="hub-parent", daemon=True).start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _already_ending)  # uvicorn raises the signal again when it has stopped
    try:
        server.run(sockets=[bound])
    finally:
        bound.close()
        hub.engine.dispose()
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)


def _end_with(parent: BinaryIO, server: uvicorn.Server) -> None:
    parent.read()
    server.should_exit = True


def _already_ending(signum: int, frame: object) -> None:
    del signum, frame
