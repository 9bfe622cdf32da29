"""What corrections, their answers and their voids make of an earlier record, as its judge holds it.

The same rule as at the station (``domain.amendments``), over records that may break their shape: a
correction is what puts such a record right.
"""

import dataclasses
from collections.abc import Mapping

from packtrail.domain.amendments import APPLIED
from packtrail.domain.records import Correction, CorrectionAnswered, Record, Resubmit, Void
from packtrail.protocol.knowledge import KnownRecord
from packtrail.protocol.remembered import Remembered


def amended_by(one: Record, known: Remembered) -> KnownRecord | None:
    """The record that ``one`` is about in the end; of an answer or a void of a correction, its target."""
    body = one.body
    if isinstance(body, Correction | Resubmit):
        return known.record(body.target_record_id)
    if isinstance(body, CorrectionAnswered):
        return _about(known.record(body.correction_record_id), known)
    if isinstance(body, Void):
        return _about(known.record(body.target_record_id), known)
    return None


def tell_anew(target: KnownRecord, known: Remembered) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Bring the body and head of ``target`` up to all that counts; the body before and after."""
    before = known.body(target.record_id) or {}
    written, head = known.as_written(target.record_id)
    after = dict(written)
    for each in known.in_order(known.dependents(target.record_id)):
        said, own_hash = known.as_written(each.record_id)
        if _counts(each, said, target.record_id, known):
            after |= _changes(said)
            head = own_hash
    if after != before:
        known.put_body(target.record_id, after)
    if head != target.head_hash:
        known.put_record(dataclasses.replace(target, head_hash=head))
    return before, after


def _about(amendment: KnownRecord | None, known: Remembered) -> KnownRecord | None:
    if amendment is None:
        return None
    if amendment.record_type == "correction_answered":
        return _about(known.record(amendment.subject_id or ""), known)
    return known.record(amendment.subject_id or "") if amendment.record_type == "correction" else None


def _counts(one: KnownRecord, said: Mapping[str, object], target_id: str, known: Remembered) -> bool:
    if one.record_type != "correction" or said.get("target_record_id") != target_id:
        return False
    return not said.get("needs_counterparty") or any(
        each.record_type == "correction_answered"
        and (known.body(each.record_id) or {}).get("outcome") == APPLIED
        for each in known.dependents(one.record_id)
    )


def _changes(said: Mapping[str, object]) -> dict[str, object]:
    changes = said.get("changes")
    return {
        str(change.get("path", "")).removeprefix("/"): change.get("new")
        for change in (changes if isinstance(changes, list) else [])
        if isinstance(change, dict)
    }
