"""The HTTP channel to a hub: sessions, frozen batches to their address, and replies as they come.

One connection is kept; a session token is asked for when there is none and once more when the hub no
longer takes the old one. A redirect is not followed: frozen bytes go to the pinned hub or nowhere.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Self

import httpx2

from packtrail.protocol import dsse, messages
from packtrail.protocol.keys import Signer
from packtrail.protocol.session import SessionGrant, SessionRequest
from packtrail.usecases.ports import Clock, Reply, Unreached

CONNECT_TIMEOUT_S = 10
ANSWER_TIMEOUT_S = 60
MAX_REPLY_BYTES = 12 * 1024 * 1024


class HttpChannel:
    """``usecases.ports.Channel`` over HTTP; use it as a context manager, from one thread at a time."""

    def __init__(
        self,
        base_url: str,
        *,
        station_id: str,
        signer: Signer,
        now: Clock,
        new_nonce: Callable[[], str],
        user_agent: str,
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._station_id = station_id
        self._signer = signer
        self._now = now
        self._new_nonce = new_nonce
        self._token: str | None = None
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(answer_timeout_s, connect=CONNECT_TIMEOUT_S),
            headers={"User-Agent": user_agent, "Accept": "application/json"},
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def capabilities(self) -> Reply:
        """``GET /v1/capabilities``."""
        return self._ask("GET", "/v1/capabilities")

    def enrol(self, envelope: bytes) -> Reply:
        """``POST /v1/enrolments``."""
        return self._ask("POST", "/v1/enrolments", envelope)

    def put_batch(self, digest: str, envelope: bytes) -> Reply:
        """``PUT /v1/batches/{digest}``."""
        return self._in_session("PUT", f"/v1/batches/{digest}", envelope)

    def get_batch(self, digest: str) -> Reply:
        """``GET /v1/batches/{digest}``."""
        return self._in_session("GET", f"/v1/batches/{digest}")

    def _in_session(self, method: str, path: str, body: bytes | None = None) -> Reply:
        had_token = self._token is not None
        if not had_token:
            refusal = self._open_session()
            if refusal:
                return refusal
        reply = self._ask(method, path, body)
        if reply.status == HTTPStatus.UNAUTHORIZED and had_token:
            refusal = self._open_session()
            return refusal or self._ask(method, path, body)
        return reply

    def _open_session(self) -> Reply | None:
        """Get a token; None when there is one now, else the hub's refusal."""
        self._token = None
        request = SessionRequest(station_id=self._station_id, nonce=self._new_nonce(), at=self._now())
        envelope = dsse.signed(dsse.SESSION, messages.encode(request), self._signer)
        try:
            reply = self._ask("POST", "/v1/sessions", dsse.to_json(envelope))
        except Unreached as failure:
            raise Unreached(failure.cause, sent=False) from failure  # the batch itself never left
        if not 200 <= reply.status < 300:
            return reply
        try:
            self._token = messages.decode(SessionGrant, reply.body).token
        except messages.BadMessage:
            return Reply(HTTPStatus.BAD_GATEWAY, reply.body)  # 2xx that grants nothing is no hub
        return None

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Reply:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            with self._client.stream(
                method, self._base_url + path, content=body, headers=headers
            ) as response:
                return Reply(response.status_code, _bounded(response), _retry_after(response))
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise Unreached("name_unknown", sent=False) from error
        except httpx2.ConnectTimeout as error:
            raise Unreached("timeout", sent=False) from error
        except httpx2.ConnectError as error:
            raise Unreached(_cause(error), sent=False) from error
        except httpx2.ProxyError as error:
            raise Unreached("proxy", sent=False) from error
        except httpx2.TimeoutException as error:
            raise Unreached("timeout", sent=True) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise Unreached("cut_off", sent=True) from error


def _bounded(response: httpx2.Response) -> bytes:
    """The body, cut one byte past the limit: whatever is longer is no answer that we can use."""
    held = bytearray()
    for chunk in response.iter_bytes():
        held += chunk
        if len(held) > MAX_REPLY_BYTES:
            break
    return bytes(held[: MAX_REPLY_BYTES + 1])


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
