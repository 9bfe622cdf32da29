"""A message on the wire to its bytes and back; the same way for every kind of message.

Fields that this program does not know are let through (a newer peer may have them): what is stored and
hashed is always the bytes, never a second encoding of what was understood.
"""

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from packtrail.protocol import canonical, records
from packtrail.protocol.faults import Fault, faults_of

Message = TypeVar("Message")

MAX_MESSAGE_BYTES = 64 * 1024


class BadMessage(ValueError):
    """Bytes from outside are not the message they should be; ``faults`` say where."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.error_type}" for fault in faults))
        self.faults = faults


def encode(message: object) -> bytes:
    """The canonical bytes of a message class; fields that have their default are left out."""
    return canonical.canonical(records.plain(message))


def decode(kind: type[Message], data: bytes, *, max_bytes: int = MAX_MESSAGE_BYTES) -> Message:
    """The message in hostile ``data``; raises BadMessage with every fault at once."""
    try:
        canonical.parse(data, max_bytes=max_bytes)
    except canonical.UnreadableJson as error:
        raise BadMessage((Fault("", "InvalidFormat", error.reason),)) from error
    try:
        return _adapter_of(kind).validate_json(data, strict=True)
    except ValidationError as error:
        raise BadMessage(faults_of(error)) from error


def _adapter_of(kind: type[Message]) -> TypeAdapter[Message]:
    asked: Any = kind  # a class is hashable, whatever a type checker makes of its metaclass
    found: TypeAdapter[Message] = _adapter(asked)
    return found


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
