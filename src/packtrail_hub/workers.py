"""Several worker processes behind one listening socket, and the process that looks after them.

They share nothing but the socket, the database and the cells of their metrics. Each holds one end of a pipe:
it says there that it listens, and ends when the pipe does, also when whoever started it was killed. A worker
that dies is started again; nothing is lost with it, since what was answered is in the database.
"""

import logging
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, BinaryIO, Final

from packtrail_hub.api import create_app
from packtrail_hub.forwarding.background import Forwarder
from packtrail_hub.hub import Hub
from packtrail_hub.limits import Quota
from packtrail_hub.metrics import Metrics, shared_cells
from packtrail_hub.server import GRACE_S, PLAIN, Listening, listen, run, server_of, tell_ready
from packtrail_hub.service import Service

AGAIN_S: Final = 1.0
"""Before a worker that died is started again, so that one that dies at once does not fill the log."""

_log = logging.getLogger("packtrail_hub")
_spawning: Final = multiprocessing.get_context("spawn")


class WorkerFailed(Exception):
    """A worker ended before it listened; what it said is on its standard error."""


@dataclass(frozen=True, kw_only=True)
class Crew:
    """What every worker starts with; travels to it pickled."""

    open_hub: Callable[[], Hub]
    workers: int
    address_quota: Quota | None = None
    station_quota: Quota | None = None
    are_metrics_open: bool = True
    listening: Listening = PLAIN

    def service(self, metrics: Metrics) -> Service:
        """What one worker's requests share."""
        return Service(
            address_quota=self.address_quota,
            station_quota=self.station_quota,
            metrics=metrics,
            are_metrics_open=self.are_metrics_open,
        )


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection


def serve_with_workers(
    crew: Crew, host: str, port: int, ready_file: Path | None = None, parent: BinaryIO | None = None
) -> None:
    """Serves with ``crew.workers`` processes until SIGTERM or SIGINT, then returns as an ordinary end.

    Raises OSError when the address cannot be had, and WorkerFailed.
    """
    bound, url = listen(host, port, crew.listening)
    told, tell = _spawning.Pipe(duplex=False)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: tell.send(None))
    if parent is not None:
        threading.Thread(target=_tell_end, args=(parent, tell), name="hub-parent", daemon=True).start()
    overseer = _Overseer(crew, bound)
    try:
        if overseer.start(told):
            tell_ready(ready_file, url)
            overseer.look_after(told)
    finally:
        bound.close()
        overseer.stop()
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)


class _Overseer:
    """Starts the workers, starts anew those that die, and ends them all."""

    def __init__(self, crew: Crew, bound: socket.socket) -> None:
        self._crew = crew
        self._bound = bound
        self._cells = shared_cells(crew.workers)
        self._workers: dict[int, _Worker] = {}

    def start(self, told: Connection) -> bool:
        """Starts all; True once all listen, False when told to stop before. Raises WorkerFailed."""
        for number in range(self._crew.workers):
            self._start(number)
        waiting = {each.pipe for each in self._workers.values()}
        while waiting:
            heard = wait([*waiting, told])
            if told in heard:
                return False
            for pipe in waiting.intersection(heard):
                _hear_ready(pipe)
                waiting.remove(pipe)
        return True

    def look_after(self, told: Connection) -> None:
        """Until told to stop: starts anew whoever died."""
        while True:
            by_end = {each.process.sentinel: number for number, each in self._workers.items()}
            heard = wait([*by_end, told])
            if told in heard:
                return
            for number in (number for end, number in by_end.items() if end in heard):
                gone = self._workers.pop(number)
                gone.process.join()
                gone.pipe.close()
                _log.warning("worker %d ended (%s); started again", number, gone.process.exitcode)
                if wait([told], timeout=AGAIN_S):
                    return
                self._start(number)

    def stop(self) -> None:
        """Lets all finish what they are answering, and ends whoever does not."""
        for each in self._workers.values():
            each.pipe.close()
        latest = time.monotonic() + GRACE_S + 5
        for each in self._workers.values():
            each.process.join(timeout=max(0.0, latest - time.monotonic()))
            if each.process.exitcode is None:
                each.process.kill()
                each.process.join()

    def _start(self, number: int) -> None:
        ours, theirs = _spawning.Pipe()
        process = _spawning.Process(
            target=_work, args=(self._crew, self._bound, theirs, self._cells, number), name=f"worker-{number}"
        )
        process.start()
        theirs.close()
        self._workers[number] = _Worker(process, ours)


def _work(crew: Crew, bound: socket.socket, pipe: Connection, cells: Any, number: int) -> None:
    """One worker, from its start to its end."""
    hub = crew.open_hub()
    try:
        app = create_app(hub, crew.service(Metrics(cells, number)))
        server = server_of(app, lambda: pipe.send("ready"), crew.listening)
        with Forwarder(hub):
            run(server, bound, lambda: _wait_for_end(pipe))
    finally:
        hub.engine.dispose()


def _wait_for_end(pipe: Connection) -> None:
    with suppress(EOFError, OSError):
        pipe.recv()


def _hear_ready(pipe: Connection) -> None:
    try:
        pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerFailed("a worker ended before it listened") from error


def _tell_end(parent: BinaryIO, tell: Connection) -> None:
    parent.read()
    tell.send(None)
