"""A road to a hub on localhost that keeps every byte that a station sends along it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class _Road:
    def __init__(self, target: tuple[str, int]) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.target = target
        self.sent: list[bytes] = []
        self.open: list[socket.socket] = []
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self.server.accept()
            except OSError:
                return
            there = socket.create_connection(self.target)
            self.open += [here, there]
            for ends in ((here, there, self.sent), (there, here, [])):
                thread = threading.Thread(target=self._pass_on, args=ends)
                self.threads.append(thread)
                thread.start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, kept: list[bytes]) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                kept.append(data)
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for each in (self.server, *self.open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in list(self.threads):
            thread.join()


@contextmanager
def recorded_road(url: str) -> Iterator[tuple[str, list[bytes]]]:
    """The address of a road to the hub at ``url``, and what was sent along it so far."""
    host, _, port = url.removeprefix("http://").partition(":")
    road = _Road((host, int(port)))
    try:
        yield f"http://127.0.0.1:{road.server.getsockname()[1]}", road.sent
    finally:
        road.close()
