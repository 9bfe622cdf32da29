"""The HTTP channel to a hub: sessions, and every call of the protocol with its answer as it came.

A session token is asked for when there is none and once more when the hub no longer takes the old one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Self
from urllib.parse import quote, urlencode

from packtrail.domain.clock import ClockSample
from packtrail.protocol import dsse, messages
from packtrail.protocol.blobs import CHUNK_TYPE, Upload, blob_path
from packtrail.protocol.keys import Signer
from packtrail.protocol.session import SessionGrant, SessionRequest
from packtrail.sync.wire import ANSWER_TIMEOUT_S, Way, Wire
from packtrail.usecases.ports import Clock, Reply, Unreached

JSON = {"Content-Type": "application/json"}


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
        way: Way | None = None,
        boot_id: str = "",
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> None:
        self._station_id = station_id
        self._signer = signer
        self._now = now
        self._new_nonce = new_nonce
        self._token: str | None = None
        self._clock: ClockSample | None = None
        self._wire = Wire(
            base_url,
            way=way or Way(),
            user_agent=user_agent,
            now=now,
            boot_id=boot_id,
            answer_timeout_s=answer_timeout_s,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        self._wire.close()

    def capabilities(self) -> Reply:
        """``GET /v1/capabilities``."""
        return self._ask("GET", "/v1/capabilities")

    def enrol(self, envelope: bytes) -> Reply:
        """``POST /v1/enrolments``."""
        return self._ask("POST", "/v1/enrolments", envelope)

    def open_session(self) -> Reply:
        """``POST /v1/sessions``; the token is kept when it was granted."""
        self._token = None
        request = SessionRequest(station_id=self._station_id, nonce=self._new_nonce(), at=self._hub_time())
        envelope = dsse.signed(dsse.SESSION, messages.encode(request), self._signer)
        try:
            reply = self._ask("POST", "/v1/sessions", dsse.to_json(envelope))
        except Unreached as failure:
            raise Unreached(failure.cause, sent=False) from failure  # what waits for it never left
        if not 200 <= reply.status < 300:
            return reply
        try:
            self._token = messages.decode(SessionGrant, reply.body).token
        except messages.BadMessage:
            return Reply(HTTPStatus.BAD_GATEWAY, reply.body)  # 2xx that grants nothing is no hub
        return reply

    def put_batch(self, digest: str, envelope: bytes) -> Reply:
        """``PUT /v1/batches/{digest}``."""
        return self._in_session("PUT", f"/v1/batches/{digest}", envelope)

    def get_batch(self, digest: str) -> Reply:
        """``GET /v1/batches/{digest}``."""
        return self._in_session("GET", f"/v1/batches/{digest}")

    def changes(self, since: str | None, limit: int) -> Reply:
        """``GET /v1/changes``."""
        asked = {"limit": str(limit)} | ({"since": since} if since is not None else {})
        return self._in_session("GET", f"/v1/changes?{urlencode(asked)}")

    def blob_state(self, digest: str) -> Reply:
        """``HEAD /v1/blobs/{digest}``."""
        return self._in_session("HEAD", blob_path(digest))

    def append_blob(self, digest: str, piece: bytes, upload: Upload) -> Reply:
        """``PATCH /v1/blobs/{digest}``: ``piece`` goes behind ``upload.offset``."""
        headers = {"Content-Type": CHUNK_TYPE, **upload.headers()}
        return self._in_session("PATCH", blob_path(digest), piece, headers)

    def check_stock(self, message: bytes) -> Reply:
        """``POST /v1/stations/{id}/stock-checks``."""
        return self._in_session("POST", f"/v1/stations/{quote(self._station_id)}/stock-checks", message)

    def unit(self, battery_code: str) -> Reply:
        """``GET /v1/units/{code}``."""
        return self._in_session("GET", f"/v1/units/{quote(battery_code, safe='')}")

    def look_up_units(self, message: bytes) -> Reply:
        """``POST /v1/units/lookup``."""
        return self._in_session("POST", "/v1/units/lookup", message)

    def change_key(self, envelope: bytes) -> Reply:
        """``POST /v1/stations/{id}/keys``; both signatures in it stand for a session."""
        return self._ask("POST", f"/v1/stations/{quote(self._station_id)}/keys", envelope)

    def refdata_list(self) -> Reply:
        """``GET /v1/refdata``."""
        return self._in_session("GET", "/v1/refdata")

    def refdata(self, dataset: str, version: str, etag: str | None) -> Reply:
        """``GET /v1/refdata/{dataset}``; 304 when it is what ``etag`` names."""
        path = f"/v1/refdata/{quote(dataset, safe='')}?{urlencode({'version': version})}"
        return self._in_session("GET", path, headers={"If-None-Match": etag} if etag else {})

    def _hub_time(self) -> datetime:
        """The hub's time as far as its answers have shown it."""
        if self._clock is None or not self._clock.is_usable:
            return self._now()
        return self._now() + timedelta(milliseconds=self._clock.offset_ms)

    def _in_session(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = JSON
    ) -> Reply:
        had_token = self._token is not None
        if not had_token:
            refusal = self._refused_session()
            if refusal:
                return refusal
        reply = self._ask(method, path, body, headers)
        if reply.status == HTTPStatus.UNAUTHORIZED and had_token:
            refusal = self._refused_session()
            return refusal or self._ask(method, path, body, headers)
        return reply

    def _refused_session(self) -> Reply | None:
        """None when there is a token now, else the hub's refusal."""
        reply = self.open_session()
        return reply if self._token is None else None

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = JSON
    ) -> Reply:
        bearer = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        sent = {**(headers if body is not None or headers is not JSON else {}), **bearer}
        reply = self._wire.ask(method, path, body, sent)
        self._clock = reply.clock or self._clock
        return reply
