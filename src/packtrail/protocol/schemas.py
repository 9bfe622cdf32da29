"""JSON Schemas (2020-12) of everything on the wire, made from the classes that read it.

They lie in ``docs/schemas`` for whoever builds another end of the protocol. They are open as the program is:
unknown fields and kinds are let through (``platform.md`` 8.14).
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import TypeAdapter

from packtrail.domain.records import record_types
from packtrail.protocol import changes, records
from packtrail.protocol.batch import BatchHeader
from packtrail.protocol.capabilities import Capabilities, Cursor
from packtrail.protocol.enrolment import Enrolled, EnrolmentRequest
from packtrail.protocol.file_channel import AnswersManifest, BatchesManifest
from packtrail.protocol.problems import Problem
from packtrail.protocol.receipt import Receipt
from packtrail.protocol.refdata_list import RefdataList
from packtrail.protocol.session import SessionGrant, SessionRequest
from packtrail.protocol.station_keys import StationKeyBound, StationKeyChange
from packtrail.protocol.stock_check import StockAnswer, StockCheck
from packtrail.protocol.trusted_keys import KeyFile, RotationStatement

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

MESSAGES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "answers-manifest": AnswersManifest,
        "batch-header": BatchHeader,
        "batches-manifest": BatchesManifest,
        "capabilities": Capabilities,
        "cursor": Cursor,
        "enrolled": Enrolled,
        "enrolment-request": EnrolmentRequest,
        "problem": Problem,
        "publisher-key": KeyFile,
        "publisher-key-rotation": RotationStatement,
        "receipt": Receipt,
        "refdata-list": RefdataList,
        "session-grant": SessionGrant,
        "session-request": SessionRequest,
        "station-key-bound": StationKeyBound,
        "station-key-change": StationKeyChange,
        "stock-answer": StockAnswer,
        "stock-check": StockCheck,
    }
)
"""The class of each message by the name of its schema; changes, envelopes and records stand apart."""

_NOT_ON_THE_WIRE: Final = {"receipt": "digest"}  # it is over the signed bytes, so it cannot be in them
_ENVELOPE: Final = {
    "type": "object",
    "properties": {
        "payloadType": {"type": "string"},
        "payload": {"type": "string", "contentEncoding": "base64"},
        "signatures": {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "items": {
                "type": "object",
                "properties": {
                    "keyid": {"type": "string"},
                    "sig": {"type": "string", "contentEncoding": "base64"},
                },
                "required": ["keyid", "sig"],
            },
        },
    },
    "required": ["payloadType", "payload", "signatures"],
}


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its path without an ending: ``receipt``, ``records/intake``."""
    found = {name: _message(name, kind) for name, kind in MESSAGES.items()}
    found["changes"] = changes_schema()
    found["dsse-envelope"] = dict(_ENVELOPE)
    found |= {f"records/{name}": records.record_schema(name) for name in record_types()}
    return {name: _headed(name, found[name]) for name in sorted(found)}


def schema_texts() -> dict[str, str]:
    """Every schema as its file in ``docs/schemas`` holds it."""
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for name, schema in schemas().items()
    }


def changes_schema() -> dict[str, Any]:
    """The page of changes; each change by its kind, one of a kind that nobody knows yet as it comes."""
    page = TypeAdapter(changes.PageHead).json_schema()
    defs: dict[str, Any] = dict(page.pop("$defs", {}))
    choices = []
    for kind, shape in changes.KINDS.items():
        one = TypeAdapter(shape).json_schema()
        defs |= one.pop("$defs", {})
        defs[shape.__name__] = one
        is_it = {"properties": {"kind": {"const": kind}}}
        choices.append({"if": is_it, "then": {"$ref": f"#/$defs/{shape.__name__}"}})
    page["properties"]["changes"]["items"] = {
        "type": "object",
        "properties": {"kind": {"type": "string"}},
        "required": ["kind"],
        "allOf": choices,
    }
    return page | {"$defs": defs}


def _message(name: str, kind: Any) -> dict[str, Any]:
    schema: dict[str, Any] = TypeAdapter(kind).json_schema()
    schema["properties"].pop(_NOT_ON_THE_WIRE.get(name, ""), None)
    return schema


def _headed(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"urn:battery-trace:schema:{name.replace('/', ':')}:1", **schema}
