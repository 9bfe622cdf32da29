"""Which way a request to an address goes: straight, or over which proxy, and with whose login.

Asked once for each session. What a script (PAC) offers is tried in its order; the first that can be
reached is taken.
"""

import contextlib
import ipaddress
import socket
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

import httpx2

from packtrail.sync import pac
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode

SCRIPT_TIMEOUT_S = 10
REACH_TIMEOUT_S = 5
AUTO_CONFIG = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"


class NoRoute(Exception):
    """The way is not known; ``fault``: pac_unreachable, pac_broken, proxy_unsupported, proxy_address."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class ProxyLogin:
    """Who we are at the proxy; the password is shown and logged nowhere."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; ``scheme`` says how one speaks with itself."""

    scheme: str
    host: str
    port: int
    login: ProxyLogin | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Without the login."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def for_client(self) -> httpx2.Proxy:
        """As the HTTP client wants it."""
        auth = (self.login.user, self.login.password) if self.login else None
        return httpx2.Proxy(self.url, auth=auth)


def route(
    url: str, choice: NetworkChoice, login: ProxyLogin | None, *, now: Callable[[], datetime]
) -> Proxy | None:
    """The proxy for ``url``, None for the straight way; raises NoRoute."""
    if choice.mode is ProxyMode.NONE:
        return None
    if choice.mode is ProxyMode.FIXED:
        return _proxy(choice.address, login)
    if choice.mode is ProxyMode.SYSTEM and is_this_pc(urlsplit(url).hostname or ""):
        return None
    script = choice.address if choice.mode is ProxyMode.SCRIPT else system_script()
    if script:
        return _by_script(fetch_script(script), url, login, now())
    return _by_system(url, login)


def is_this_pc(host: str) -> bool:
    """Whether a hub stands on this very PC: no proxy of the house leads there."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _by_system(url: str, login: ProxyLogin | None) -> Proxy | None:
    """What the environment or, on Windows, the system's settings say."""
    parts = urlsplit(url)
    said = urllib.request.getproxies()
    address = said.get(parts.scheme) or said.get("all")
    if not address or not parts.hostname or _is_bypassed(parts.hostname, parts.port):
        return None
    return _proxy(address if "://" in address else f"http://{address}", login)


def _is_bypassed(host: str, port: int | None) -> bool:
    return bool(urllib.request.proxy_bypass(f"{host}:{port}" if port else host)) or bool(
        urllib.request.proxy_bypass(host)
    )


def _proxy(address: str, login: ProxyLogin | None) -> Proxy:
    """The proxy at ``address``; a login that stands in the system's own setting counts where we have none."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NoRoute("proxy_address") from error
    if parts.scheme not in {"http", "https"}:
        raise NoRoute("proxy_unsupported")
    if not parts.hostname:
        raise NoRoute("proxy_address")
    given = ProxyLogin(unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Proxy(parts.scheme, parts.hostname, port, login or given)


def _by_script(script: bytes, url: str, login: ProxyLogin | None, now: datetime) -> Proxy | None:
    host = urlsplit(url).hostname or ""
    try:
        found = pac.choices(script, url, host, now=now, own_address=pac.own_address_towards(host))
    except pac.PacFailed as failure:
        raise NoRoute("pac_broken") from failure
    usable = pac.first_usable(found)
    if not usable:
        raise NoRoute("proxy_unsupported")
    ways = [_of_choice(each, login) for each in usable]
    return next((way for way in ways if way is None or is_reached(way.host, way.port)), ways[0])


def _of_choice(choice: pac.PacProxy, login: ProxyLogin | None) -> Proxy | None:
    if choice.kind == "DIRECT":
        return None
    return Proxy("https" if choice.kind == "HTTPS" else "http", choice.host, choice.port, login)


def is_reached(host: str, port: int, timeout_s: float = REACH_TIMEOUT_S) -> bool:
    """Whether somebody takes a connection there; nothing is said on it."""
    try:
        with socket.create_connection((host, port), timeout_s):
            return True
    except (OSError, UnicodeError):
        return False


def fetch_script(address: str) -> bytes:
    """The script at ``address``, straight and over no proxy; raises NoRoute."""
    try:
        if urlsplit(address).scheme == "file":
            with urllib.request.urlopen(address) as file:  # noqa: S310 - the scheme was looked at
                return _within(file.read(pac.MAX_SCRIPT_BYTES + 1))
        with (
            httpx2.Client(trust_env=False, timeout=SCRIPT_TIMEOUT_S) as client,
            client.stream("GET", address) as response,
        ):
            response.raise_for_status()
            held = b""
            for chunk in response.iter_bytes():
                held += chunk
                if len(held) > pac.MAX_SCRIPT_BYTES:
                    break
            return _within(held)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        raise NoRoute("pac_unreachable") from error


def _within(script: bytes) -> bytes:
    if len(script) > pac.MAX_SCRIPT_BYTES:
        raise NoRoute("pac_broken")
    return script


def system_script() -> str:
    """The address of the script in Windows' settings; other systems tell only proxies, in the environment."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - Windows only

        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, AUTO_CONFIG) as settings,
        ):
            return str(winreg.QueryValueEx(settings, "AutoConfigURL")[0])
    return ""


def end_of(url: str, proxy: Proxy | None) -> tuple[str, int]:
    """Host and port to which the first connection goes."""
    if proxy is not None:
        return proxy.host, proxy.port
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
