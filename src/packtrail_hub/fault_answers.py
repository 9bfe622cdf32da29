"""Answers that the fault simulator makes of a good one: without sense, of another batch, badly signed."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.problems import MEDIA_TYPE
from packtrail_hub.fault_script import Fault
from packtrail_hub.hub import Hub

HUGE_BYTES: Final = 13 * 1024 * 1024  # beyond what a station reads of an answer
JSON: Final = "application/json"
PAGE: Final = "<!DOCTYPE html><html><body><h1>欢迎使用本网络</h1><form>…</form></body></html>".encode()

Headers = list[tuple[bytes, bytes]]


@dataclass
class Answer:
    """What leaves the hub; its length is counted when it does."""

    status: int = 0
    headers: Headers = dataclasses.field(default_factory=list)
    body: bytes = b""


def answer_of_type(status: int, media_type: str, body: bytes) -> Answer:
    """An answer with nothing but its type to say of it."""
    return Answer(status, [(b"content-type", media_type.encode())], body)


def _committed(hub: Hub, _: Answer) -> Answer:
    """A fault of the hub that comes after the bytes were stored, and says so."""
    problem = problems.HUB_FAULT
    told = problems.Problem(
        type=problem.type_uri,
        title="stored, then a fault",
        status=500,
        code=problem.code,
        stored=True,
        request_id=f"req_{hub.new_id()}",
        retry=problem.retry,
    )
    return answer_of_type(500, MEDIA_TYPE, messages.encode(told))


def _empty(_: Hub, answer: Answer) -> Answer:
    return answer_of_type(answer.status, JSON, b"")


def _huge(_: Hub, answer: Answer) -> Answer:
    return answer_of_type(answer.status, JSON, b" " * HUGE_BYTES)


def _wrong_charset(_: Hub, answer: Answer) -> Answer:
    text = answer.body.decode()
    return answer_of_type(answer.status, f"{JSON}; charset=utf-16", text.encode("utf-16"))


def _of_tomorrow(_: Hub, answer: Answer) -> Answer:
    """Capabilities that begin where a station of today ends."""
    said: dict[str, Any] = json.loads(answer.body)
    said["schemas"] = {name: {"min": "9.0", "max": "9.0"} for name in said["schemas"]}
    return dataclasses.replace(answer, body=messages.encode(said))


def _badly_signed(_: Hub, answer: Answer) -> Answer:
    """The same envelope with one bit of its signature turned; what is no envelope stays as it is."""
    envelope = _envelope(answer)
    if envelope is None:
        return answer
    first, *others = envelope.signatures
    turned = dataclasses.replace(first, sig=bytes([first.sig[0] ^ 1]) + first.sig[1:])
    wrong = dataclasses.replace(envelope, signatures=(turned, *others))
    return dataclasses.replace(answer, body=dsse.to_json(wrong))


def _for_another(hub: Hub, answer: Answer) -> Answer:
    """The same receipt, well signed, for a batch of another digest."""
    envelope = _envelope(answer)
    if envelope is None or envelope.payload_type != dsse.RECEIPT:
        return answer
    said: dict[str, Any] = json.loads(envelope.payload) | {"batch_digest": "sha256:" + "0" * 64}
    signed = dsse.signed(dsse.RECEIPT, messages.encode(said), hub.signer)
    return dataclasses.replace(answer, body=dsse.to_json(signed))


def _envelope(answer: Answer) -> dsse.Envelope | None:
    try:
        return dsse.from_json(answer.body)
    except dsse.BadEnvelope:
        return None


GARBLED: Final[Mapping[Fault, Callable[[Hub, Answer], Answer]]] = MappingProxyType(
    {
        Fault.ERROR_AFTER_COMMIT: _committed,
        Fault.EMPTY: _empty,
        Fault.HUGE: _huge,
        Fault.WRONG_CHARSET: _wrong_charset,
        Fault.SCHEMA_SUNSET: _of_tomorrow,
        Fault.BAD_RECEIPT_SIGNATURE: _badly_signed,
        Fault.OTHER_BATCH: _for_another,
    }
)
"""What becomes of the hub's own answer, by step; it has carried the request out by then."""
