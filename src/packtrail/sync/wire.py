"""One request to a hub and its answer, or why there is none; over the way that was found for it.

A redirect is not followed: frozen bytes go to the pinned hub or nowhere. Every answer is cut at a limit, and
its date is set beside our own clocks.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx2

from packtrail.domain.clock import ClockSample
from packtrail.domain.moments import to_moment
from packtrail.sync.proxy_route import Proxy
from packtrail.usecases.ports import Clock, Reply, Unreached

CONNECT_TIMEOUT_S = 10
ANSWER_TIMEOUT_S = 60
MAX_REPLY_BYTES = 12 * 1024 * 1024
LONGEST_ANSWER_S = 600
"""A timeout is of each read; an answer that comes byte by byte ends here all the same."""

KEPT_HEADERS = ("etag", "upload-offset", "upload-length")
YEARS = range(2020, 2100)
"""A clock beyond these is no clock."""


@dataclass(frozen=True, slots=True)
class Way:
    """How requests leave this PC: over which proxy, and whose certificates count (None: the system's)."""

    proxy: Proxy | None = None
    tls: ssl.SSLContext | None = None


class Wire:
    """A kept connection to one hub; from one thread at a time."""

    def __init__(
        self,
        base_url: str,
        *,
        way: Way,
        user_agent: str,
        now: Clock,
        boot_id: str,
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._now, self._monotonic, self._boot_id = now, monotonic, boot_id
        self._has_proxy = way.proxy is not None
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(answer_timeout_s, connect=CONNECT_TIMEOUT_S),
            headers={"User-Agent": user_agent, "Accept": "application/json"},
            follow_redirects=False,
            trust_env=False,  # the way was found already
            proxy=way.proxy.for_client() if way.proxy else None,
            verify=way.tls or httpx2.create_ssl_context(),
        )

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        """The answer to one request; raises Unreached, which says whether bytes may have arrived."""
        asked_at, began = self._now(), self._monotonic()
        try:
            with self._client.stream(
                method, self._base_url + path, content=body, headers=dict(headers)
            ) as response:
                if self._has_proxy and response.status_code == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                    raise Unreached("proxy_login", sent=False)
                clock = self._sample(response, asked_at, began)
                return Reply(
                    response.status_code,
                    self._bounded(response, began),
                    _retry_after(response),
                    clock,
                    {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
                )
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise Unreached("name_unknown", sent=False) from error
        except httpx2.ConnectTimeout as error:
            raise Unreached("timeout", sent=False) from error
        except httpx2.ConnectError as error:
            raise Unreached(_cause(error), sent=False) from error
        except httpx2.ProxyError as error:
            is_login = str(error).startswith(str(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED.value))
            raise Unreached("proxy_login" if is_login else "proxy", sent=False) from error
        except httpx2.TimeoutException as error:
            raise Unreached("timeout", sent=True) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise Unreached("cut_off", sent=True) from error

    def _sample(self, response: httpx2.Response, asked_at: datetime, began: float) -> ClockSample | None:
        server_at = _dated(response)
        if server_at is None:
            return None
        arrived = self._monotonic()
        return ClockSample(
            server_at=server_at,
            device_at=asked_at,
            monotonic_ms=round(arrived * 1000),
            boot_id=self._boot_id,
            rtt_ms=max(0, round((arrived - began) * 1000)),
        )

    def _bounded(self, response: httpx2.Response, began: float) -> bytes:
        """The body, cut one byte past the limit: whatever is longer is no answer that we can use."""
        held = bytearray()
        for chunk in response.iter_bytes():
            held += chunk
            if len(held) > MAX_REPLY_BYTES:
                break
            if self._monotonic() - began > LONGEST_ANSWER_S:
                raise Unreached("timeout", sent=True)
        return bytes(held[: MAX_REPLY_BYTES + 1])


def _dated(response: httpx2.Response) -> datetime | None:
    try:
        dated = parsedate_to_datetime(response.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    if dated.tzinfo is None or dated.year not in YEARS:
        return None
    return to_moment(dated)


def _retry_after(response: httpx2.Response) -> int | None:
    text = response.headers.get("Retry-After", "")
    return min(int(text), 86400) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _cause(error: httpx2.ConnectError) -> str:
    text = str(error).lower()
    if "certificate" in text or "ssl" in text or "tls" in text:
        return "tls"
    if "name or service" in text or "getaddrinfo" in text or "nodename" in text:
        return "name_unknown"
    return "refused"
