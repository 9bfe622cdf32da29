"""What each request gets: the page, a pairing, or a picture's way to the desk; everything else a status.

The page itself is nobody's secret. Without a paired phone's secret all else is 401, whatever was asked, so
that a stranger learns nothing; what another page sent, or came under another name, is refused before.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

from packtrail import resources
from packtrail.devices.phone.guard import Guard
from packtrail.devices.phone.messages import Answer, Head, Refused
from packtrail.domain.phones import ID_FORM, PairedPhone, digest_of

LARGEST_PICTURE: Final = 4 * 1024 * 1024
LARGEST_NOTE: Final = 1024
DESK_S: Final = 20.0
"""So long the desk may take to say what became of a picture; the phone sends it again then."""

WRONG_S: float = 1.0
"""A wrong pairing word is answered so much later, on a connection of which there are few."""

HELD: Final = "held"
"""All that a reply has where the desk can't take the picture now: the sentence that says why."""

OLDEST_MS: Final = 7 * 24 * 3600 * 1000

_PAGE: Final = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/queue.js": ("queue.js", "text/javascript; charset=utf-8"),
}
_JPEG = b"\xff\xd8\xff"
_KINDS = frozenset({"live", "still"})
_BUSY = HTTPStatus.SERVICE_UNAVAILABLE

Reply = Callable[[Mapping[str, object] | None], None]
ReadBody = Callable[[int], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture of a paired phone; ``reply`` takes what the page is to show, None for "send it again"."""

    scan_id: str
    phone_id: str
    is_live: bool  # a frame of the running camera; else a photograph, or one that waited for the network
    age_ms: int  # how long the phone had kept it
    content: bytes  # begins as a JPEG does
    arrived_s: float  # of ``time.monotonic``
    reply: Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A phone that knew the word; ``reply`` takes the answer once the pairing is kept."""

    phone: PairedPhone
    reply: Reply


class Doors:
    """The rooms of one server; its methods belong to the server's thread."""

    def __init__(
        self, guard: Guard, tell: Callable[[Shot | Newcomer], None], words: Callable[[], Mapping[str, str]]
    ) -> None:
        self._guard, self._tell, self._words = guard, tell, words
        self._page = {
            door: Answer(body=resources.path("phone", name).read_bytes(), media_type=kind)
            for door, (name, kind) in _PAGE.items()
        }

    async def answer(self, head: Head, origin: str, body: ReadBody) -> Answer:
        """What ``head`` gets, of the server whose pages come from ``origin``. Raises Refused."""
        if f"https://{head.fields.get('host', '')}" != origin:
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "host")
        if head.method == "GET" and head.path in self._page:
            return self._page[head.path]
        if head.method == "GET" and head.path == "/words.json":
            return Answer.of_json(self._words())
        if head.method == "POST" and head.fields.get("origin") != origin:
            raise Refused(HTTPStatus.FORBIDDEN, "origin")
        if (head.method, head.path) == ("POST", "/pair"):
            return await self._pair(head, body)
        phone = self._guard.phone_of(head.fields.get("authorization", ""))
        if phone is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "unpaired")
        return await self._of_paired(phone, head, body)

    async def _of_paired(self, phone: PairedPhone, head: Head, body: ReadBody) -> Answer:
        if (head.method, head.path) == ("GET", "/hello"):
            return Answer.of_json({"name": phone.name})
        if (head.method, head.path) == ("POST", "/shot"):
            return await self._shot(phone, head, body)
        raise Refused(HTTPStatus.NOT_FOUND, "door")

    async def _pair(self, head: Head, body: ReadBody) -> Answer:
        if head.fields.get("content-type", "") != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "type")
        if not self._guard.takes(_token_in(await body(LARGEST_NOTE))):
            await asyncio.sleep(WRONG_S)
            raise Refused(HTTPStatus.UNAUTHORIZED, "token")
        secret, phone_id = secrets.token_urlsafe(32), secrets.token_hex(16)
        phone = PairedPhone(phone_id=phone_id, name="", secret_sha256=digest_of(secret))
        told = await self._asked(lambda reply: Newcomer(phone=phone, reply=reply))
        return Answer.of_json({**told, "credential": f"{phone_id}.{secret}"})

    async def _shot(self, phone: PairedPhone, head: Head, body: ReadBody) -> Answer:
        scan_id, kind, age = (
            head.fields.get(f"x-scan-{name}", default)
            for name, default in (("id", ""), ("kind", ""), ("age", "0"))
        )
        is_age = age.isascii() and age.isdecimal() and int(age[:12]) <= OLDEST_MS
        if not ID_FORM.fullmatch(scan_id) or kind not in _KINDS or not is_age:
            raise Refused(HTTPStatus.BAD_REQUEST, "scan")
        if head.fields.get("content-type", "") != "image/jpeg":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "type")
        content = await body(LARGEST_PICTURE)
        if not content.startswith(_JPEG):
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "picture")
        told = await self._asked(
            lambda reply: Shot(
                scan_id=scan_id,
                phone_id=phone.phone_id,
                is_live=kind == "live",
                age_ms=int(age[:12]),
                content=content,
                arrived_s=time.monotonic(),
                reply=reply,
            )
        )
        # A phone keeps what it gets no 200 for, with whichever page it has open.
        return replace(Answer.of_json(told), status=_BUSY) if HELD in told else Answer.of_json(told)

    async def _asked(self, wish: Callable[[Reply], Shot | Newcomer]) -> Mapping[str, object]:
        """What the desk says to ``wish``. Raises Refused where it says nothing, or that it can't."""
        loop = asyncio.get_running_loop()
        said: asyncio.Future[Mapping[str, object] | None] = loop.create_future()

        def hear(answer: Mapping[str, object] | None) -> None:
            if not said.done():
                said.set_result(answer)

        def reply(answer: Mapping[str, object] | None) -> None:
            with suppress(RuntimeError):  # the server was stopped meanwhile
                loop.call_soon_threadsafe(hear, answer)

        self._tell(wish(reply))
        try:
            async with asyncio.timeout(DESK_S):
                answer = await said
        except TimeoutError:
            answer = None
        if answer is None:
            raise Refused(_BUSY, "desk")
        return answer


def _token_in(note: bytes) -> str:
    """The pairing word of a note; one that no word equals where the note is something else."""
    try:
        found: Any = json.loads(note)
    except (ValueError, RecursionError):
        return ""
    token = found.get("token") if isinstance(found, dict) else None
    return token if isinstance(token, str) and token.isascii() else ""
