"""A record to its canonical bytes and back, at every version ever released.

The canonical form is the record without its own hash; the hash is over exactly those bytes, so a
reader never re-encodes what it received (``platform.md`` 8.2, ``design.md`` "The wire").
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from annotated_types import Len
from pydantic import TypeAdapter, ValidationError

from packtrail.domain.moments import moment_text
from packtrail.domain.records.body import record_types
from packtrail.domain.records.envelope import Attachment, NewRecord, Record
from packtrail.domain.shapes import Digest, Line, Moment, OperatorRef, RecordId, Seq, Version
from packtrail.protocol import canonical
from packtrail.protocol.faults import Fault, faults_of

ZERO_HASH = "sha256:" + "0" * 64
CURRENT_VERSION = 1
MAX_RECORD_BYTES = 64 * 1024
_PLAIN_ALREADY = frozenset({str, int, bool, type(None)})


class BadRecord(ValueError):
    """A record from outside breaks its shape; ``faults`` say where, as JSON Pointers into the record."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.error_type}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class UnknownBody:
    """The body of a type that this program does not know yet; kept, shown raw, never an error."""

    record_type: str
    content: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """The outer shape of every record; with a body of one class it is the whole shape."""

    record_id: RecordId
    station_seq: Seq
    prev_hash: Digest
    record_type: Line
    occurred_at: Moment
    recorded_at: Moment
    operator_ref: OperatorRef
    depends_on: Annotated[tuple[RecordId, ...], Len(max_length=1000)]
    body: Any
    attachments: Annotated[tuple[Attachment, ...], Len(max_length=50)]
    v: Version = 1


@dataclass(frozen=True)
class Chained:
    """A record in its place: the value, and the bytes that its hash is over."""

    record: Record
    canonical: bytes


def chain(
    new: NewRecord,
    *,
    station_seq: int,
    prev_hash: str,
    recorded_at: datetime,
    private_sha256: str | None = None,
) -> Chained:
    """``new`` as the link after ``prev_hash``.

    ``private_sha256`` is entered into the body when there is a private part. Raises BadRecord when a
    field breaks its shape, so nothing that a hub would refuse for its form is ever written.
    """
    body = dataclasses.replace(new.body, private_sha256=private_sha256) if private_sha256 else new.body
    value = {
        "record_id": new.record_id,
        "station_seq": station_seq,
        "prev_hash": prev_hash,
        "record_type": body.record_type,
        "occurred_at": moment_text(new.occurred_at),
        "recorded_at": moment_text(recorded_at),
        "operator_ref": new.operator_ref,
        "depends_on": list(new.depends_on),
        "body": plain(body),
        "attachments": [plain(attachment) for attachment in new.attachments],
    }
    data = canonical.canonical(value)
    record = read(data)
    if isinstance(record.body, UnknownBody):
        raise TypeError(f"{body.record_type} is not registered")
    return Chained(record, data)


def read(data: bytes) -> Record:
    """The record in ``data``, canonical bytes from our own log or from outside.

    The hash is taken over ``data`` as it is. A type that we don't know gives an ``UnknownBody``.
    Raises BadRecord with every fault at once.
    """
    value = _parsed(data)
    return _record(data, _checked(data, _known_type(value)))


def read_envelope(data: bytes) -> Record:
    """The record in ``data`` with its body as it is, for a body that is not as this program knows its type.

    Raises BadRecord as ``read`` does, but for the body.
    """
    _parsed(data)
    return _record(data, _checked(data, None))


def plain(value: Any) -> Any:
    """A record class as JSON values: fields that have their default are left out."""
    if type(value) in _PLAIN_ALREADY or isinstance(value, str | int):
        return value
    if dataclasses.is_dataclass(type(value)):
        told = ((name, default, getattr(value, name)) for name, default in _told(value))
        return {name: plain(entry) for name, default, entry in told if entry != default}
    if isinstance(value, date):
        return moment_text(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    return value


def private_digest(salt: bytes, private: Mapping[str, object]) -> str:
    """What a body says of its private part: SHA-256 over 32 random bytes and the canonical part."""
    return canonical.sha256_digest(salt + canonical.canonical(plain_mapping(private)))


def plain_mapping(private: Mapping[str, object]) -> dict[str, Any]:
    """A private part as JSON values, without what is empty."""
    return {name: plain(entry) for name, entry in private.items() if entry is not None}


def body_schema(record_type: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one type's body; KeyError for a type that there is not."""
    return TypeAdapter(record_types()[record_type]).json_schema()


def record_schema(record_type: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a whole record of one type; KeyError for a type that there is not."""
    schema = _adapter(record_type).json_schema()
    schema["properties"]["record_type"] = {"const": record_type}
    return schema


def _parsed(data: bytes) -> Mapping[str, Any]:
    try:
        value = canonical.parse_canonical(data, max_bytes=MAX_RECORD_BYTES)
    except canonical.UnreadableJson as error:
        raise BadRecord((Fault("", "InvalidFormat", error.reason),)) from error
    if not isinstance(value, dict):
        raise BadRecord((Fault("", "InvalidType", "object"),))
    return value


def _record(data: bytes, shape: _Shape) -> Record:
    return Record(
        record_id=shape.record_id,
        station_seq=shape.station_seq,
        prev_hash=shape.prev_hash,
        record_hash=canonical.sha256_digest(data),
        occurred_at=_aware(shape.occurred_at, "/occurred_at"),
        recorded_at=_aware(shape.recorded_at, "/recorded_at"),
        operator_ref=shape.operator_ref,
        depends_on=shape.depends_on,
        body=shape.body,
        attachments=shape.attachments,
        v=shape.v,
    )


def _checked(data: bytes, known: str | None) -> _Shape:
    try:
        shape = _adapter(known).validate_json(data, strict=True)
    except ValidationError as error:
        raise BadRecord(faults_of(error)) from error
    if known is not None:
        return shape
    if not isinstance(shape.body, dict):
        raise BadRecord((Fault("/body", "InvalidType", "object"),))
    return dataclasses.replace(shape, body=UnknownBody(record_type=shape.record_type, content=shape.body))


def _known_type(value: Mapping[str, Any]) -> str | None:
    """The type's name if this program has a class for it at this version."""
    name = value.get("record_type")
    newer = isinstance(value.get("v", 1), int) and value.get("v", 1) > CURRENT_VERSION
    return name if isinstance(name, str) and name in record_types() and not newer else None


@cache
def _adapter(record_type: str | None) -> TypeAdapter[_Shape]:
    body = record_types()[record_type] if record_type else Any
    typed = dataclasses.make_dataclass(
        "Shape",
        [("body", body)],
        bases=(_Shape,),
        frozen=True,
        kw_only=True,
        namespace={"__module__": __name__},
    )
    return TypeAdapter(typed)


def _aware(moment: datetime, pointer: str) -> datetime:
    if moment.tzinfo is None:
        raise BadRecord((Fault(pointer, "InvalidFormat", "offset_missing"),))
    return moment


def _told(value: Any) -> tuple[tuple[str, Any], ...]:
    kind: Any = type(value)  # a class is hashable, whatever a type checker makes of its metaclass
    return _defaults(kind)


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Each field's name with its default; no value equals that of a field without one."""
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))
