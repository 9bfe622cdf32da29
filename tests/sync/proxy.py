"""A forward proxy on real sockets: plain requests and CONNECT, with a login or without."""

import base64
import contextlib
import selectors
import socket
import threading


class ForwardProxy:
    """Counts what it let through and what it turned away; ``port`` is where it listens."""

    def __init__(self, login=None, answer=None):
        self._wanted = base64.b64encode(login.encode()).decode() if login else None
        self._answer = answer
        self.passed = []
        self.refused = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def close(self):
        """Take no more, and wait for what is under way."""
        self._server.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._server.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._handle, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _handle(self, connection):
        with connection:
            connection.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head:
                chunk = connection.recv(65536)
                if not chunk:
                    return
                head += chunk
            self._pass_on(connection, head)

    def _pass_on(self, connection, data):
        head, _, body = data.partition(b"\r\n\r\n")
        first, *headers = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        said = [h for h in headers if h.lower().startswith("proxy-authorization:")]
        if self._wanted and said != [f"Proxy-Authorization: Basic {self._wanted}"]:
            self.refused += 1
            connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        if self._answer:
            connection.sendall(f"HTTP/1.1 {self._answer}\r\nContent-Length: 0\r\n\r\n".encode())
            return
        self.passed.append(target)
        place = target if method == "CONNECT" else target.split("/")[2]
        host, _, port = place.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            if method == "CONNECT":
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = "/" + target.split("/", 3)[3]
                kept = [h for h in headers if not h.lower().startswith(("proxy-", "connection:"))]
                kept.append("Connection: close")  # the next request has its own address in its first line
                there.sendall("\r\n".join([f"{method} {path} HTTP/1.1", *kept, "", ""]).encode() + body)
            _both_ways(connection, there)


def _both_ways(here, there):
    with selectors.DefaultSelector() as ready, contextlib.suppress(OSError):
        ready.register(here, selectors.EVENT_READ, there)
        ready.register(there, selectors.EVENT_READ, here)
        while True:
            for key, _ in ready.select(10):
                chunk = key.fileobj.recv(65536)
                if not chunk:
                    return
                key.data.sendall(chunk)


@contextlib.contextmanager
def forward_proxy(login=None, answer=None):
    """A proxy that lets everybody through, or those with ``login``; ``answer`` is all that it says else."""
    proxy = ForwardProxy(login, answer)
    try:
        yield proxy
    finally:
        proxy.close()
