"""Which fields of which records a correction may change; one rule for the counter and for a hub's judge.

Sources: ``platform.md`` 8.9 (identity is never corrected: void and write anew), ``practice.md`` 9 (no second
way out of isolation). Everything not named here may be corrected.
"""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, get_origin, get_type_hints

from packtrail.domain.records import record_types
from packtrail.domain.safety.danger import condition_danger
from packtrail.domain.shapes import (
    CodeText,
    Digest,
    DocumentNumber,
    Hex,
    OperatorRef,
    RecordId,
    Sha256Hex,
    members,
)
from packtrail.domain.unit import HARMLESS

NEVER_CORRECTED = frozenset(
    {
        "battery_matched",  # looked at again instead
        "correction",
        "correction_answered",
        "epoch_open",
        "forms_issued",
        "handoff_release",
        "key_rotation",
        "outlet_profile",  # a later profile says what is right
        "party_profile",
        "private_purged",
        "quarantine_release",
        "refdata_adopted",
        "resubmit",
        "safety_determination",
        "second_confirmation",
        "void",
    }
)

_IDENTITY_SHAPES = (CodeText, Digest, DocumentNumber, Hex, OperatorRef, RecordId, Sha256Hex)
_IDENTITY_NAMES = frozenset(
    {
        "code_reason",
        "code_scheme",
        "code_source",
        "code_status",
        "late_entry",
        "line_count",
        "line_no",
        "list_origin",
        "picked_by",
        "unit_level",
    }
)
_FINDINGS = frozenset(
    {
        "agreed",
        "inherited_danger",
        "match",
        "missing_battery_proof",
        "pledged",
        "recheck_at",
        "takes_damaged",
        "treatment_code",
        "vin_altered",
    }
)

_WAY_OUT = frozenset({"consignee_uscc", "consignee_name", "consignee_role", "packing_instruction"})
_JUDGED = frozenset({"consignee_uscc", "consignee_role", "evidence_checked_on"})


class Bar(StrEnum):
    """Why a field is not corrected."""

    UNKNOWN = "unknown"  # the record has no such single value
    IDENTITY = "identity"
    FINDING = "finding"


def bar_of(record_type: str, body: Mapping[str, object], field: str, new: object) -> Bar | None:
    """Why ``field`` of a record, whose ``body`` is given by names, can't become ``new``; None: it can."""
    hints = _hints(record_type)
    if field not in hints:
        return Bar.UNKNOWN
    shapes = members(hints[field])
    if (
        field in _IDENTITY_NAMES
        or (record_type, field) == ("delivery", "outcome")
        or any(shape in shapes for shape in _IDENTITY_SHAPES)
        or any(get_origin(shape) is tuple for shape in shapes)
    ):
        return Bar.IDENTITY
    return Bar.FINDING if _is_found(body, field, new) else None


def _is_found(body: Mapping[str, object], field: str, new: object) -> bool:
    """Whether somebody found it so, or an act was allowed because it is so."""
    return bool(
        field in _FINDINGS
        or (field == "arrived_opened" and body.get(field))
        or (field == "condition_class" and _ends_a_danger(body.get(field), new))
        # he was chosen because he takes damaged ones, packed as such
        or (field in _WAY_OUT and body.get("takes_damaged"))
        # these papers are his, and nobody looked at another's
        or (field in _JUDGED and (body.get("consignee_evidence") or body.get("override_by")))
    )


def default_of(record_type: str, field: str) -> object:
    """What a record that leaves a field out says in it; None for a field that it never leaves out."""
    found = (each for each in fields(record_types()[record_type]) if each.name == field)
    return next((each.default for each in found if isinstance(each.default, str | int | bool)), None)


def _ends_a_danger(old: object, new: object) -> bool:
    """A danger once found is not corrected away, and an unlooked-at unit is looked at, not corrected."""
    before, after = condition_danger(str(old)).level, condition_danger(str(new)).level
    return str(old) not in HARMLESS or after < before


@cache
def _hints(record_type: str) -> dict[str, Any]:
    body = record_types().get(record_type)
    if body is None:
        return {}
    found = get_type_hints(body, include_extras=True)
    return {each.name: found[each.name] for each in fields(body) if each.name != "private_sha256"}


def shape_of_field(record_type: str, field: str) -> Any:
    """The annotated type of a field, as ``domain.shapes`` bounds it; KeyError for a field there is not."""
    return _hints(record_type)[field]
