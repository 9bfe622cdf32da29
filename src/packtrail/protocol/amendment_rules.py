"""What a record about another one must satisfy: corrections, their answers, voids, what is written anew.

The same rules as at the counter (``domain.correctable``, ``domain.voiding``), so that the hub refuses what
the station refused. Source: ``platform.md`` 8.9, ``practice.md`` 12 and 15.
"""

from collections.abc import Iterator
from typing import Any, Final

from packtrail.domain.correctable import NEVER_CORRECTED, Bar, bar_of, default_of
from packtrail.domain.custody import Custody
from packtrail.domain.records import (
    Correction,
    CorrectionAnswered,
    Record,
    Resubmit,
    SecondConfirmation,
    Void,
)
from packtrail.domain.voiding import CARRYING, NEVER_VOIDED
from packtrail.protocol import problems
from packtrail.protocol.knowledge import JudgeRules, Knowledge, KnownRecord, issue
from packtrail.protocol.receipt import Issue, RecordStatus

_CONFIRMED: Final = frozenset({"quarantine_release", "returned_to_source", "incident_closed"})
"""What a second person stands by."""

_ANSWERED: Final = frozenset({Custody.DELIVERED, Custody.RETURNING})


def target_stands(_: Record, body: Any, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """What it names is there, counts, and reads as whoever wrote this saw it."""
    target = known.record(body.target_record_id)
    if target is None:
        yield issue(problems.TARGET_UNKNOWN, "/body/target_record_id")
    elif target.is_voided:
        yield issue(problems.STALE_TARGET, "/body/target_record_id", params={"state": "voided"})
    elif getattr(body, "target_head_hash", target.head_hash) != target.head_hash:
        yield issue(problems.STALE_TARGET, "/body/target_head_hash", params={"state": target.head_hash})


def changes_fit(_: Record, body: Correction, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """Old values are what the target says now; a field that it leaves out says its default."""
    target, current = known.record(body.target_record_id), known.body(body.target_record_id)
    if target is None or current is None:
        return
    kind = target.record_type
    for at, change in enumerate(body.changes):
        name = change.path.removeprefix("/")
        bar = bar_of(kind, current, name, change.new)
        if kind in NEVER_CORRECTED or bar in {Bar.IDENTITY, Bar.FINDING}:
            yield issue(problems.FIELD_SEALED, f"/body/changes/{at}/path", params={"field": name})
        elif current.get(name, None if bar is Bar.UNKNOWN else default_of(kind, name)) != change.old:
            yield issue(problems.STALE_TARGET, f"/body/changes/{at}/old", params={"field": name})


def both_sides_are_asked(_: Record, body: Correction, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """What the consignee acknowledged is changed only by a correction that waits for him."""
    target = known.record(body.target_record_id)
    if target is not None and not body.needs_counterparty and _is_acknowledged(target, known):
        params = {"field": body.changes[0].path.removeprefix("/") if body.changes else None}
        yield issue(problems.FIELD_SEALED, "/body/needs_counterparty", params=params)


def _is_acknowledged(target: KnownRecord, known: Knowledge) -> bool:
    if target.record_type == "consignee_ack":
        return True
    if target.record_type == "handoff_line":
        return with_type(known, target.record_id, "consignee_ack") is not None
    if target.record_type != "handoff":
        return False
    lines = (each for each in known.dependents(target.record_id) if each.record_type == "handoff_line")
    units = (known.unit_on_line(each.record_id) for each in lines)
    return any(unit is not None and unit.custody in _ANSWERED for unit in units)


def answer_is_awaited(
    _: Record, body: CorrectionAnswered, known: Knowledge, __: JudgeRules
) -> Iterator[Issue]:
    """It answers a correction that waits for the other side, or the void behind a line written anew."""
    asked = known.record(body.correction_record_id)
    said = known.body(body.correction_record_id) or {}
    pointer = "/body/correction_record_id"
    if asked is None:
        yield issue(problems.TARGET_UNKNOWN, pointer)
    elif not asked.counts or not (said.get("needs_counterparty") or said.get("replacement_record_ids")):
        yield issue(problems.STALE_TARGET, pointer, params={"state": asked.status})
    elif with_type(known, asked.record_id, "correction_answered"):
        yield issue(problems.STALE_TARGET, pointer, params={"state": "answered"})


def target_can_be_confirmed(
    _: Record, body: SecondConfirmation, known: Knowledge, __: JudgeRules
) -> Iterator[Issue]:
    """A second person stands by a release from isolation or an exit, nothing else."""
    target = known.record(body.target_record_id)
    if target is not None and target.record_type not in _CONFIRMED:
        params = {"state": target.record_type}
        yield issue(problems.STALE_TARGET, "/body/target_record_id", params=params)


def nothing_hangs_on_it(_: Record, body: Void, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """What is written anew in its place holds what hung on it; all else keeps a record from being voided.

    A part is voided just before the opening that it came out of, since each names the other.
    """
    target = known.record(body.target_record_id)
    if target is not None and target.record_type in NEVER_VOIDED:
        yield issue(problems.STALE_TARGET, "/body/target_record_id", params={"state": target.record_type})
    elif not body.replacement_record_ids:
        holding = [
            each
            for each in _hanging_on(known, body.target_record_id)
            if each.record_type in CARRYING and not _gave(each, body.target_record_id, known)
        ]
        if holding:
            params = {"record_id": holding[0].record_id, "record_type": holding[0].record_type}
            yield issue(problems.HAS_DEPENDENTS, "/body/target_record_id", params=params)


def _gave(opening: KnownRecord, unit_id: str, known: Knowledge) -> bool:
    """Whether ``opening`` is the one that a unit came out of."""
    children = (known.body(opening.record_id) or {}).get("child_record_ids")
    return opening.record_type == "pack_opened" and isinstance(children, list | tuple) and unit_id in children


def _hanging_on(known: Knowledge, record_id: str) -> Iterator[KnownRecord]:
    """What names a record, or what that was written anew in the place of."""
    same: list[str] = []
    earlier: Any = record_id
    while isinstance(earlier, str) and earlier not in same:
        same.append(earlier)
        earlier = (known.body(earlier) or {}).get("replaces_record_id")
    for each in same:
        yield from (one for one in known.dependents(each) if one.record_id not in same)


def stands_for_a_voided_one(record: Record, body: Any, known: Knowledge, _: JudgeRules) -> Iterator[Issue]:
    """A record written anew names one of its kind that was voided before it (practice 15)."""
    if body.replaces_record_id is None:
        return
    replaced = known.record(body.replaces_record_id)
    if replaced is None or replaced.record_type != record.record_type:
        yield issue(problems.TARGET_UNKNOWN, "/body/replaces_record_id")
    elif not replaced.is_voided:
        yield issue(problems.STALE_TARGET, "/body/replaces_record_id", params={"state": replaced.status})


def target_was_refused(_: Record, body: Resubmit, known: Knowledge, __: JudgeRules) -> Iterator[Issue]:
    """Only what does not count is offered again."""
    target = known.record(body.target_record_id)
    if target is not None and target.status not in {RecordStatus.REJECTED, RecordStatus.BLOCKED}:
        yield issue(problems.STALE_TARGET, "/body/target_record_id", params={"state": target.status})


def with_type(known: Knowledge, record_id: str, record_type: str) -> KnownRecord | None:
    """The first record of a type that names this one and counts."""
    return next((each for each in known.dependents(record_id) if each.record_type == record_type), None)
