"""HTTP/1.1 as far as our one page needs it: requests read within limits, answers written without guesses.

A head that is too long, too slow or odd is refused before anything of its body is read. There are no
chunked bodies: browsers send none for what our page sends.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

LONGEST_HEAD: Final = 8 * 1024
MOST_FIELDS: Final = 60
HEAD_S: Final = 5.0
"""So long a head may take to arrive; a browser's arrives at once."""

BODY_S: Final = 20.0
IDLE_S: Final = 30.0
"""So long a connection may rest between two requests."""

_PATH = re.compile(r"/[A-Za-z0-9._/-]{0,100}")
_LENGTH = re.compile(r"[0-9]{1,9}")
_FIELD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}")

GUARDS: Final = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=()"),
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            "img-src 'self' blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
    ),
)
"""What every answer tells the browser to keep out."""


class Refused(Exception):
    """A request that gets no more than a status."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body; names of fields in small letters."""

    method: str
    path: str
    fields: Mapping[str, str]

    @property
    def length(self) -> int:
        """Bytes of the body. Raises Refused."""
        if "transfer-encoding" in self.fields:
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "chunked")
        told = self.fields.get("content-length", "0")
        if not _LENGTH.fullmatch(told):
            raise Refused(HTTPStatus.BAD_REQUEST, "length")
        return int(told)

    @property
    def is_last(self) -> bool:
        """Whether the other end wants no more on this connection."""
        return "close" in self.fields.get("connection", "").lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: HTTPStatus = HTTPStatus.OK
    body: bytes = b""
    media_type: str = ""
    more: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def of_json(cls, content: object) -> "Answer":
        """``content`` as JSON."""
        body = json.dumps(content, ensure_ascii=False).encode()
        return cls(body=body, media_type="application/json; charset=utf-8")


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next request's head; None where the other end has gone. Raises Refused, TimeoutError."""
    try:
        async with asyncio.timeout(IDLE_S):
            first = await reader.readexactly(1)
        async with asyncio.timeout(HEAD_S):
            raw = first + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError as error:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head") from error
    if len(raw) > LONGEST_HEAD:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "head")
    return _parsed(raw)


async def read_body(reader: asyncio.StreamReader, head: Head, most: int) -> bytes:
    """The body of ``head``, at most ``most`` bytes. Raises Refused, TimeoutError, IncompleteReadError."""
    if head.length > most:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body")
    async with asyncio.timeout(BODY_S):
        return await reader.readexactly(head.length)


async def write_answer(writer: asyncio.StreamWriter, answer: Answer, *, is_last: bool) -> None:
    """Send ``answer``. Raises TimeoutError, OSError."""
    lines = [f"HTTP/1.1 {answer.status.value} {answer.status.phrase}"]
    fields = [("Content-Length", str(len(answer.body))), *GUARDS, *answer.more]
    if answer.media_type:
        fields.append(("Content-Type", answer.media_type))
    if is_last:
        fields.append(("Connection", "close"))
    lines += [f"{name}: {value}" for name, value in fields]
    writer.write("\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + answer.body)
    async with asyncio.timeout(BODY_S):
        await writer.drain()


def _parsed(raw: bytes) -> Head:
    try:
        start, *lines = raw[:-4].decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        raise Refused(HTTPStatus.BAD_REQUEST, "head") from None
    words = start.split(" ")
    if len(words) != 3 or words[2] != "HTTP/1.1" or not _PATH.fullmatch(words[1]):
        raise Refused(HTTPStatus.BAD_REQUEST, "start")
    if len(lines) > MOST_FIELDS:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "fields")
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not _FIELD.fullmatch(name) or name.lower() in fields:
            raise Refused(HTTPStatus.BAD_REQUEST, "field")
        fields[name.lower()] = value.strip()
    return Head(words[0], words[1], fields)
