"""测试连接: walk the hops to a platform in their order and name the first that failed.

Proxy, name, connection, TLS, HTTP, hub, session. What lies behind a hop that failed is not tried: whoever is
asked to put something right is asked for one thing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from packtrail.domain.clock import MOST_OFFSET_MS
from packtrail.protocol import messages, problems
from packtrail.usecases.ask_hub import understood
from packtrail.usecases.ports import Channel, Reply, Unreached


class Hop(StrEnum):
    """The steps from this PC to a platform, in their order."""

    PROXY = "proxy"  # which way it goes, and whether the proxy is there and takes us
    NAME = "name"  # the address as numbers
    CONNECTION = "connection"
    TLS = "tls"
    HTTP = "http"
    HUB = "hub"  # it is a reporting platform, and not another web page
    SESSION = "session"  # it knows this station


@dataclass(frozen=True, kw_only=True, slots=True)
class HopResult:
    """How one hop went; ``fault`` is empty where it was passed.

    ``detail`` is a fact in nobody's language: an address, a status, a code.
    """

    hop: Hop
    fault: str = ""
    detail: str = ""
    is_skipped: bool = False  # nothing to do here: no proxy, no TLS


Way = Callable[[str], Iterator[HopResult]]
"""Walks proxy, name, connection and TLS to an address, and ends with the first that failed."""


def check_connection(
    base_url: str, *, walk: Way, open_channel: Callable[[], Channel], is_enrolled: bool
) -> tuple[HopResult, ...]:
    """Every hop up to the first that failed; the session only where this station is bound there."""
    results = []
    for result in walk(base_url):
        results.append(result)
        if result.fault:
            return tuple(results)
    channel = open_channel()
    for hop in (_http, _session) if is_enrolled else (_http,):
        for result in hop(channel):
            results.append(result)
            if result.fault:
                return tuple(results)
    return tuple(results)


def _http(channel: Channel) -> Iterator[HopResult]:
    """HTTP itself, then whether a hub speaks it; a clock that is far off is told with the hub."""
    try:
        reply = channel.capabilities()
    except Unreached as failure:
        yield HopResult(hop=Hop.HTTP, fault=failure.cause)
        return
    if reply.status >= HTTPStatus.BAD_REQUEST:
        is_theirs = reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        yield HopResult(
            hop=Hop.HTTP, fault="http_theirs" if is_theirs else "http_refused", detail=str(reply.status)
        )
        return
    yield HopResult(hop=Hop.HTTP, detail=str(reply.status))
    said = understood(reply)
    if said is None:
        is_elsewhere = reply.status in range(300, 400)
        yield HopResult(hop=Hop.HUB, fault="redirected" if is_elsewhere else "not_a_hub")
        return
    clock = reply.clock
    if clock is not None and clock.is_usable and abs(clock.offset_ms) >= MOST_OFFSET_MS:
        yield HopResult(hop=Hop.HUB, fault="clock_off", detail=str(round(clock.offset_ms / 1000)))
        return
    yield HopResult(hop=Hop.HUB, detail=said.hub_name)


def _session(channel: Channel) -> Iterator[HopResult]:
    try:
        reply = channel.open_session()
    except Unreached as failure:
        yield HopResult(hop=Hop.SESSION, fault=failure.cause)
        return
    if 200 <= reply.status < 300:
        yield HopResult(hop=Hop.SESSION)
        return
    code = _code(reply)
    fault = "session_refused" if code in problems.CATALOGUE else "not_a_hub"
    yield HopResult(hop=Hop.SESSION, fault=fault, detail=code or f"HTTP {reply.status}")


def _code(reply: Reply) -> str:
    try:
        return problems.decode(reply.body).code
    except messages.BadMessage:
        return ""
