"""What later records make of an earlier one: corrected, voided, confirmed by a second person.

Nothing is edited: a correction or a void is a record that names its target (``platform.md`` 8.9), and
every view is folded from the target as amended.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, get_origin, get_type_hints

from packtrail.domain.records import Body, Correction, CorrectionAnswered, PrivatePurged, Record, Void
from packtrail.domain.records.body import record_types
from packtrail.domain.records.ledger import FieldChange, JsonScalar
from packtrail.domain.shapes import members

APPLIED = "applied"


@dataclass(frozen=True, kw_only=True, slots=True)
class Amended:
    """A record as all that was written about it later leaves it."""

    record: Record  # its body with every correction that counts
    head_hash: str  # what the next amendment must name
    voided_by: Record | None
    corrections: tuple[Record, ...]  # those that count, in order
    pending: tuple[Record, ...]  # corrections that wait for the other side
    station: str | None = None  # the label of the other station that wrote it; None for our own

    @property
    def is_voided(self) -> bool:
        """Whether the record does not count any more."""
        return self.voided_by is not None


def targets_of(record: Record) -> tuple[str, ...]:
    """The records that ``record`` amends; empty for one that says something of its own."""
    body = record.body
    if isinstance(body, Correction | Void):
        return (body.target_record_id,)
    if isinstance(body, CorrectionAnswered):
        return (body.correction_record_id,)
    if isinstance(body, PrivatePurged):
        return body.target_record_ids
    return ()


def amended(record: Record, amendments: Sequence[Record]) -> Amended:
    """``record`` under ``amendments``: every correction, void and answer around it, in log order.

    An amendment that was voided itself counts no more; a correction that needs the other side counts once
    that side applied it, and one it declined never does.
    """
    undone = _undone(amendments)
    answers = {
        each.body.correction_record_id: each.body.outcome
        for each in amendments
        if isinstance(each.body, CorrectionAnswered) and each.record_id not in undone
    }
    voided_by: Record | None = None
    counting: list[Record] = []
    pending: list[Record] = []
    for each in amendments:
        body = each.body
        if each.record_id in undone:
            continue
        if isinstance(body, Void) and body.target_record_id == record.record_id:
            voided_by = each
        elif isinstance(body, Correction) and body.target_record_id == record.record_id:
            if not body.needs_counterparty or answers.get(each.record_id) == APPLIED:
                counting.append(each)
            elif each.record_id not in answers:
                pending.append(each)
    changes = [
        change for each in counting if isinstance(each.body, Correction) for change in each.body.changes
    ]
    body = corrected(record.body, changes)
    return Amended(
        record=record if body is record.body else dataclasses.replace(record, body=body),
        head_hash=(voided_by or (counting[-1] if counting else record)).record_hash,
        voided_by=voided_by,
        corrections=tuple(counting),
        pending=tuple(pending),
    )


def _undone(amendments: Sequence[Record]) -> set[str]:
    """What a void that counts takes back; one comes after what it names, so the last have their say first."""
    undone: set[str] = set()
    for each in reversed(amendments):
        if isinstance(each.body, Void) and each.record_id not in undone:
            undone.add(each.body.target_record_id)
    return undone


def replaces(record: Record) -> str | None:
    """The voided record of the same thing in whose place ``record`` stands (编码录错, practice 15)."""
    return getattr(record.body, "replaces_record_id", None)


def corrected(body: Body, changes: Iterable[FieldChange]) -> Body:
    """``body`` with the new values of ``changes``, each in its field's own type.

    Raises KeyError for a path that names no field of the body and ValueError for a value that is none of
    the field's type; a correction is checked with both before it is written.
    """
    found = {change.path.removeprefix("/"): change.new for change in changes}
    if not found:
        return body
    types = _field_types(body.record_type)
    changed: dict[str, Any] = {name: _typed(types[name], value) for name, value in found.items()}
    return dataclasses.replace(body, **changed)


def said_now(body: Body, field: str) -> JsonScalar:
    """A field of ``body`` as a correction writes it; KeyError for a field that holds no single value."""
    if field not in _field_types(body.record_type):
        raise KeyError(field)
    value = getattr(body, field)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    raise KeyError(field)


@cache
def _field_types(record_type: str) -> dict[str, tuple[type, ...]]:
    """The plain types of each field that a correction may name."""
    body = record_types()[record_type]
    hints = get_type_hints(body)
    names = {field.name for field in dataclasses.fields(body)} - {"private_sha256"}
    return {name: tuple(_plain(hints[name])) for name in names}


def _plain(hint: Any) -> Iterable[type]:
    return (get_origin(part) or part for part in members(hint))


def _typed(types: tuple[type, ...], value: JsonScalar) -> object:
    if value is None:
        if type(None) not in types:
            raise ValueError("this field is never empty")
        return None
    if isinstance(value, bool) != (bool in types):
        raise ValueError("yes or no stands in a field for it, and only there")
    if isinstance(value, str) and datetime in types:
        return datetime.fromisoformat(value)
    if isinstance(value, str) and date in types:
        return date.fromisoformat(value)
    if isinstance(value, types):
        return value
    raise ValueError(f"not a {types[0].__name__}")
