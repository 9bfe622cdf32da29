"""The calls that a relay makes to the next hub, as the station that it is there.

A redirect is not followed and an answer is cut at a limit, as at a desk: frozen bytes go to the hub that was
named or nowhere.
"""

import json
import secrets
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlencode

import httpx2

from packtrail import __version__
from packtrail.domain.moments import to_moment
from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.capabilities import Capabilities
from packtrail.protocol.changes import HubKeyRotated
from packtrail.protocol.dsse import MAX_ENVELOPE_BYTES
from packtrail.protocol.keys import Signer
from packtrail.protocol.session import SessionGrant, SessionRequest

CONNECT_TIMEOUT_S: Final = 10
ANSWER_TIMEOUT_S: Final = 60
LONGEST_ANSWER_S: Final = 120
FARTHEST_CLOCK: Final = timedelta(days=36_525)
"""No clock is wrong by more, and a moment signed by it has a year of four figures."""

_JSON: Final = {"Content-Type": "application/json"}
_FORBIDDEN: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class NotReached(Exception):
    """No answer came; ``cause`` in a word."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class NotLetIn(Exception):
    """The next hub opens no session for us; nothing else is worth asking before somebody has looked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Busy(Exception):
    """The next hub answers nobody now."""

    def __init__(self, reply: "Reply") -> None:
        super().__init__(reply.status)
        self.cause, self.retry_after_s = f"http_{reply.status}", reply.retry_after_s


@dataclass(frozen=True, slots=True)
class Reply:
    """What the next hub answered."""

    status: int
    body: bytes
    retry_after_s: int | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the next hub answers nobody now."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS or self.status >= 500

    @property
    def code(self) -> str:
        """Of a refusal, or its status in a word."""
        return str(self.problem.get("code") or f"http_{self.status}")

    @property
    def problem(self) -> Mapping[str, Any]:
        """The refusal in it; empty where the body is something else."""
        try:
            value = json.loads(self.body[:65536])
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) and isinstance(value.get("code"), str) else {}


class Wire:
    """A kept connection to the next hub; use it as a context manager, from one thread."""

    def __init__(
        self,
        url: str,
        *,
        station_id: str,
        signer: Signer,
        now: Callable[[], datetime],
        ca_file: Path | None = None,
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> None:
        self._url, self._station_id, self._signer, self._now = url, station_id, signer, now
        self._token = ""
        self._offset = timedelta(0)  # of the next hub's clock from ours
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(answer_timeout_s, connect=CONNECT_TIMEOUT_S),
            headers={"User-Agent": f"packtrail-hub/{__version__}", "Accept": "application/json"},
            follow_redirects=False,
            verify=ssl.create_default_context(cafile=str(ca_file)) if ca_file else True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def capabilities(self) -> Reply:
        """``GET /v1/capabilities``."""
        return self._ask("GET", "/v1/capabilities")

    def rotations(self) -> Sequence[HubKeyRotated]:
        """The keys that the next hub went through, as it tells everybody."""
        said = self.said()
        return said.key_rotations if said else ()

    def said(self) -> Capabilities | None:
        """What it says of itself; None where that cannot be read."""
        try:
            return messages.decode(Capabilities, self.capabilities().body)
        except messages.BadMessage:
            return None

    def enrol(self, envelope: bytes) -> Reply:
        """``POST /v1/enrolments``: our own, or one that a station asked us to pass on."""
        return self._ask("POST", "/v1/enrolments", envelope)

    def change_key(self, station_id: str, envelope: bytes) -> Reply:
        """``POST /v1/stations/{id}/keys``, as a station of ours asked it; both its keys signed."""
        return self._ask("POST", f"/v1/stations/{station_id}/keys", envelope)

    def put_batch(self, digest: str, envelope: bytes) -> Reply:
        """``PUT /v1/batches/{digest}``; raises NotReached or NotLetIn, as what follows does."""
        return self._in_session("PUT", f"/v1/batches/{digest}", envelope)

    def changes(self, station_id: str, since: str | None, limit: int) -> Reply:
        """``GET /v1/changes`` on behalf of a station of ours."""
        asked = {"on_behalf_of": station_id, "limit": str(limit)}
        asked |= {"since": since} if since is not None else {}
        return self._in_session("GET", f"/v1/changes?{urlencode(asked)}")

    def _in_session(self, method: str, path: str, body: bytes | None = None) -> Reply:
        had_token = bool(self._token)
        if not had_token:
            self._open_session()
        reply = self._ask(method, path, body)
        if reply.status == HTTPStatus.UNAUTHORIZED and had_token:
            self._open_session()
            reply = self._ask(method, path, body)
        return reply

    def _open_session(self) -> None:
        self._token = ""
        reply = self._granted()
        if reply.problem.get("code") == problems.CLOCK_SKEW.code:
            reply = self._granted()  # signed anew, by the time that the answer was dated with
        if reply.status in _FORBIDDEN:
            raise NotLetIn(str(reply.problem.get("code", f"http_{reply.status}")))
        if reply.status != HTTPStatus.OK:
            raise NotReached(f"http_{reply.status}")
        try:
            self._token = messages.decode(SessionGrant, reply.body).token
        except messages.BadMessage as error:
            raise NotReached("not_a_hub") from error

    def _granted(self) -> Reply:
        at = to_moment(self._now() + self._offset)
        request = SessionRequest(station_id=self._station_id, nonce=secrets.token_hex(16), at=at)
        envelope = dsse.signed(dsse.SESSION, messages.encode(request), self._signer)
        return self._ask("POST", "/v1/sessions", dsse.to_json(envelope))

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Reply:
        headers = {**_JSON, "Authorization": f"Bearer {self._token}"} if self._token else _JSON
        began = time.monotonic()
        try:
            with self._client.stream(method, self._url + path, content=body, headers=headers) as response:
                self._note_clock(response)
                body_there = _bounded(response, began)
                return Reply(response.status_code, body_there, _retry_after(response))
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise NotReached("name_unknown") from error
        except httpx2.TimeoutException as error:
            raise NotReached("timeout") from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise NotReached(type(error).__name__) from error

    def _note_clock(self, response: httpx2.Response) -> None:
        try:
            dated = parsedate_to_datetime(response.headers.get("Date", ""))
            offset = dated - self._now()
        except (TypeError, ValueError, OverflowError):  # no date, one without a zone, a huge year
            return
        if abs(offset) <= FARTHEST_CLOCK:
            self._offset = offset


def _bounded(response: httpx2.Response, began: float) -> bytes:
    """The body; whatever is longer than any envelope, or comes byte by byte, is no answer."""
    held = bytearray()
    for chunk in response.iter_bytes():
        held += chunk
        if len(held) > MAX_ENVELOPE_BYTES:
            raise NotReached("too_large")
        if time.monotonic() - began > LONGEST_ANSWER_S:
            raise NotReached("timeout")
    return bytes(held)


def _retry_after(response: httpx2.Response) -> int | None:
    text = response.headers.get("Retry-After", "")
    return min(int(text), 86_400) if text.isascii() and text.isdigit() and len(text) < 9 else None
