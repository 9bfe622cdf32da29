"""A server on localhost that answers as told, on real sockets: garbage, silence, cuts, redirects."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[socket.socket, bytes], None]


def saying(status: str, body: bytes = b"", *headers: str) -> Answer:
    """An ordinary HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]

    def answer(connection: socket.socket, _: bytes) -> None:
        connection.sendall("\r\n".join(lines).encode() + body)

    return answer


def silent(connection: socket.socket, _: bytes) -> None:
    """Take everything and say nothing until the other side gives up."""
    connection.settimeout(10)
    while connection.recv(65536):
        pass


def cut(_: socket.socket, __: bytes) -> None:
    """Hang up after the request was read."""


@contextmanager
def faulty_hub(*answers: Answer) -> Iterator[tuple[str, list[bytes]]]:
    """A server that gives ``answers`` one connection each; its address, and the requests it got."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, answers, requests))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", requests
        finally:
            with socket.create_connection(server.getsockname()):
                pass
            thread.join()


def _serve(server: socket.socket, answers: tuple[Answer, ...], requests: list[bytes]) -> None:
    for answer in answers:
        connection, _ = server.accept()
        with connection:
            request = _read(connection)
            if not request:
                return
            requests.append(request)
            answer(connection, request)
    connection, _ = server.accept()
    connection.close()


def _read(connection: socket.socket) -> bytes:
    connection.settimeout(10)
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return data
        data += chunk
        if data[:1] == b"\x16":  # a TLS greeting, which this server doesn't understand
            return data
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
