"""Proxy, name, connection and TLS to an address, each tried by itself so that the one that fails has a name.

Raw sockets, since an HTTP library tells most of these failures in one word. Nothing of ours is said on them.
"""

import base64
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from packtrail.domain.errors_network import CompanyCaUnreadable
from packtrail.sync.proxy_route import NoRoute, Proxy, ProxyLogin, route
from packtrail.sync.trust_store import tls_context
from packtrail.usecases.check_connection import Hop, HopResult
from packtrail.usecases.network_choice import NetworkChoice

TIMEOUT_S = 10
MAX_HEAD_BYTES = 16 * 1024

_EXPIRED, _NOT_YET, _OTHER_NAME = 10, 9, 62
"""OpenSSL's verify codes; any other certificate that is not believed has an issuer that nobody knows."""


class _Failed(Exception):
    def __init__(self, hop: Hop, fault: str, detail: str = "") -> None:
        super().__init__(fault)
        self.result = HopResult(hop=hop, fault=fault, detail=detail)


def walk(
    url: str, choice: NetworkChoice, login: ProxyLogin | None, *, now: Callable[[], datetime]
) -> Iterator[HopResult]:
    """Each hop as it was passed, and as the last the first that was not."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        yield HopResult(hop=Hop.NAME, fault="address_wrong")
        return
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield HopResult(hop=Hop.NAME, fault="address_wrong")
        return
    try:
        yield from _walk(url, parts.hostname, port, _way(url, choice, login, now), choice)
    except _Failed as failure:
        yield failure.result


def _walk(url: str, host: str, port: int, proxy: Proxy | None, choice: NetworkChoice) -> Iterator[HopResult]:
    is_tls = url.startswith("https:")
    if proxy is None:
        yield _skipped(Hop.PROXY)
        yield HopResult(hop=Hop.NAME, detail=_resolved(host, port, Hop.NAME))
    with _connected(host, port, proxy, is_tls=is_tls) as connection:
        if proxy is not None:
            yield HopResult(hop=Hop.PROXY, detail=proxy.url)
            yield _skipped(Hop.NAME)  # the proxy's to resolve
        yield HopResult(hop=Hop.CONNECTION, detail=f"{host}:{port}")
        yield (
            HopResult(hop=Hop.TLS, detail=_secured(connection, host, choice)) if is_tls else _skipped(Hop.TLS)
        )


def _skipped(hop: Hop) -> HopResult:
    return HopResult(hop=hop, is_skipped=True)


def _way(
    url: str, choice: NetworkChoice, login: ProxyLogin | None, now: Callable[[], datetime]
) -> Proxy | None:
    try:
        return route(url, choice, login, now=now)
    except NoRoute as failure:
        raise _Failed(Hop.PROXY, failure.fault, choice.address) from failure


def _resolved(host: str, port: int, hop: Hop) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Failed(hop, "name_unknown", host) from error
    return str(found[0][4][0])


def _connected(host: str, port: int, proxy: Proxy | None, *, is_tls: bool) -> socket.socket:
    """A connection to the platform, through the proxy if there is one."""
    if proxy is None:
        return _dialled(host, port, Hop.CONNECTION)
    _resolved(proxy.host, proxy.port, Hop.PROXY)
    connection = _dialled(proxy.host, proxy.port, Hop.PROXY)
    try:
        if proxy.scheme == "https":
            context = ssl.create_default_context()
            connection = context.wrap_socket(connection, server_hostname=proxy.host)
        if is_tls:  # without TLS the proxy is asked for each page by itself, and answers there
            _let_through(connection, host, port, proxy)
    except ssl.SSLError as error:
        connection.close()
        raise _Failed(Hop.PROXY, "tls", proxy.url) from error
    except _Failed:
        connection.close()
        raise
    return connection


def _dialled(host: str, port: int, hop: Hop) -> socket.socket:
    try:
        return socket.create_connection((host, port), TIMEOUT_S)
    except TimeoutError as error:
        raise _Failed(hop, "timeout", f"{host}:{port}") from error
    except (OSError, UnicodeError) as error:
        raise _Failed(hop, "refused", f"{host}:{port}") from error


def _let_through(connection: socket.socket, host: str, port: int, proxy: Proxy) -> None:
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    asked = f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n"
    if proxy.login:
        plain = f"{proxy.login.user}:{proxy.login.password}".encode()
        asked += f"Proxy-Authorization: Basic {base64.b64encode(plain).decode()}\r\n"
    try:
        connection.sendall(f"{asked}\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head and len(head) < MAX_HEAD_BYTES:
            chunk = connection.recv(4096)
            if not chunk:
                break
            head += chunk
    except OSError as error:
        raise _Failed(Hop.PROXY, "cut_off", proxy.url) from error
    words = head.split(b"\r\n", 1)[0].split(b" ")
    status = words[1].decode("ascii", "replace")[:3] if len(words) > 1 else ""
    if status.startswith("2"):
        return
    fault = {"407": "proxy_login", "403": "proxy_forbids"}.get(status, "proxy_cannot_reach")
    raise _Failed(Hop.PROXY, fault, f"HTTP {status}" if status.isdigit() else proxy.url)


def _secured(connection: socket.socket, host: str, choice: NetworkChoice) -> str:
    """The version of TLS that both speak; raises _Failed with what is wrong with the certificate."""
    try:
        context = tls_context(choice.ca_file)
    except CompanyCaUnreadable as error:
        raise _Failed(Hop.TLS, "ca_file", choice.ca_file) from error
    try:
        with context.wrap_socket(connection, server_hostname=host) as secured:
            return str(secured.version())
    except ssl.SSLCertVerificationError as error:
        known = {_EXPIRED: "expired", _NOT_YET: "not_yet_valid", _OTHER_NAME: "other_name"}
        raise _Failed(
            Hop.TLS, known.get(error.verify_code, "issuer_unknown"), error.verify_message
        ) from error
    except (ssl.SSLError, OSError) as error:
        raise _Failed(Hop.TLS, "no_tls") from error
