"""Which proxy a company's auto-configuration script (PAC) names for an address.

The script is somebody else's program: it runs in an engine without files, network or clock of its own, for at
most a second and in 16 MiB. It may only ask for names, which are looked up between two runs.
"""

import json
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import quickjs

from packtrail.sync.pac_words import PAC_WORDS

MAX_SCRIPT_BYTES = 1024 * 1024
MOST_SECONDS = 1
MOST_BYTES = 16 * 1024 * 1024
MOST_STACK_BYTES = 256 * 1024
MOST_LOOK_UPS = 12
MOST_ANSWER = 2000

LookUp = Callable[[str], str | None]
"""A name's IPv4 address, None for one that nobody knows."""


class PacFailed(Exception):
    """The script gave no answer; ``reason``: too_large, broken, too_slow, no_answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PacProxy:
    """One choice of the script: ``kind`` is PROXY, HTTPS, SOCKS…, or DIRECT, which has no host."""

    kind: str
    host: str = ""
    port: int = 0


def look_up(name: str) -> str | None:
    """By the system's own resolver."""
    try:
        return socket.getaddrinfo(name, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0]  # type: ignore[return-value]  # of AF_INET: a text
    except (OSError, UnicodeError):
        return None


def choices(
    script: bytes, url: str, host: str, *, now: datetime, own_address: str, look_up: LookUp = look_up
) -> tuple[PacProxy, ...]:
    """What ``script`` says for ``url``, in its order; raises PacFailed."""
    if len(script) > MAX_SCRIPT_BYTES:
        raise PacFailed("too_large")
    text = script.decode("utf-8-sig", errors="replace")
    if "\0" in text:
        raise PacFailed("broken")
    known: dict[str, str | None] = {}
    for _ in range(MOST_LOOK_UPS):
        answer, needed = _run(text, url, host, known, now, own_address)
        if not needed or needed in known:
            return _parsed(answer)
        known[needed] = look_up(needed)
    raise PacFailed("too_slow")


def _run(
    script: str, url: str, host: str, known: dict[str, str | None], now: datetime, own_address: str
) -> tuple[str, str]:
    """The script's answer, and the name that it needs an address of; one of both is empty."""
    engine = quickjs.Context()
    engine.set_memory_limit(MOST_BYTES)
    engine.set_time_limit(MOST_SECONDS)
    engine.set_max_stack_size(MOST_STACK_BYTES)
    offset = now.utcoffset() or timedelta()
    facts = {
        "known": known,
        "own_address": own_address,
        "now_ms": int(now.timestamp() * 1000),
        "offset_ms": int(offset.total_seconds() * 1000),
    }
    declared = "".join(f"var {name} = {json.dumps(value)};\n" for name, value in facts.items())
    try:
        engine.eval(declared + PAC_WORDS)
        engine.eval(script)
        answer = engine.eval(f"String(FindProxyForURL({json.dumps(url)}, {json.dumps(host)}))")
    except quickjs.JSException as error:
        needed = str(engine.eval("String(needed)")) if "lookup" in str(error) else ""
        if needed:
            return "", needed[:253]
        raise PacFailed("too_slow" if "interrupted" in str(error) else "broken") from error
    return str(answer)[:MOST_ANSWER], str(engine.eval("String(needed)"))[:253]


def _parsed(answer: str) -> tuple[PacProxy, ...]:
    """``PROXY a:80; DIRECT`` as choices; words that nobody knows are left out."""
    found = [each for each in map(_choice, answer.split(";")) if each is not None]
    if not found:
        raise PacFailed("no_answer")
    return tuple(found)


def _choice(text: str) -> PacProxy | None:
    kind, *rest = text.split()[:2] or [""]
    if kind.upper() == "DIRECT":
        return PacProxy("DIRECT")
    host, _, port = "".join(rest).rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        return None
    return PacProxy(kind.upper(), host.strip("[]"), int(port))


def own_address_towards(host: str) -> str:
    """The PC's own IPv4 address on the way to ``host``; no packet is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, 9))
        except (OSError, UnicodeError):
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def first_usable(found: Sequence[PacProxy]) -> Sequence[PacProxy]:
    """The choices that we can go by: HTTP proxies, with TLS or without, and none at all."""
    return [each for each in found if each.kind in {"DIRECT", "PROXY", "HTTP", "HTTPS"}]
