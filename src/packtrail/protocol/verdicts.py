"""The verdict on one record: asked by the hub before its receipt, and by a station before it sends.

One pure function for both, so that the same mistake has the same code and pointer on either side. What is
known besides the record is handed in as ``Knowledge``; the rules of single record types are in
``trade_rules``.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from packtrail.domain.records import Body, Record, record_types
from packtrail.domain.uscc import check_uscc
from packtrail.protocol import problems
from packtrail.protocol.faults import Fault
from packtrail.protocol.knowledge import JudgeRules, Knowledge, issue, standing, warning
from packtrail.protocol.receipt import Issue, RecordStatus, Severity
from packtrail.protocol.records import UnknownBody
from packtrail.protocol.trade_rules import issues_of_body


@dataclass(frozen=True)
class Verdict:
    """The status that a record gets, and why."""

    status: RecordStatus
    issues: tuple[Issue, ...]


def judge(record: Record, known: Knowledge, rules: JudgeRules) -> Verdict:
    """What to answer for ``record``, whose shape is right already; see ``judge_unreadable`` for others."""
    if isinstance(record.body, UnknownBody):
        return _deferred(record.record_type, record.v)
    blocking = tuple(_open_dependencies(record, known))
    issues = (
        *_time_issues(record, known, rules),
        *_uscc_issues(record.body),
        *(() if blocking else issues_of_body(record, known, rules)),
    )
    if any(each.severity == Severity.ERROR for each in issues):
        return Verdict(RecordStatus.REJECTED, issues)
    if blocking:
        return Verdict(RecordStatus.BLOCKED, (*issues, *blocking))
    return Verdict(RecordStatus.ACCEPTED_WITH_WARNINGS if issues else RecordStatus.ACCEPTED, issues)


def judge_unreadable(record_type: str, faults: Iterable[Fault]) -> Verdict:
    """What to answer for a record that breaks its shape: rejected, with a pointer to each fault."""
    return Verdict(RecordStatus.REJECTED, tuple(_shape_issue(record_type, fault) for fault in faults))


def references(record: Record) -> tuple[str, ...]:
    """Every record that ``record`` names, by ``depends_on`` or in its body; each once."""
    body = record.body
    if isinstance(body, UnknownBody):
        return tuple(dict.fromkeys(record.depends_on))
    single, several = _naming(record.record_type)
    found = dict.fromkeys((*record.depends_on, *(value for name in single if (value := getattr(body, name)))))
    for name in several:
        found.update(dict.fromkeys(getattr(body, name)))
    return tuple(found)


@cache
def _naming(record_type: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a type that name one record, and those that name several."""
    return _fields(record_type, "record_id"), _fields(record_type, "record_ids")


@cache
def _fields(record_type: str, ending: str) -> tuple[str, ...]:
    """The names of a type's fields that end like this."""
    fields = dataclasses.fields(record_types()[record_type])
    return tuple(field.name for field in fields if field.name.endswith(ending))


def _deferred(record_type: str, version: int) -> Verdict:
    params: dict[str, str | int | None] = {"record_type": record_type, "v": version}
    return Verdict(
        RecordStatus.DEFERRED, (warning(problems.RECORD_TYPE_UNKNOWN, "/record_type", params=params),)
    )


def _shape_issue(record_type: str, fault: Fault) -> Issue:
    is_consignee = record_type == "handoff" and fault.pointer == "/body/consignee_uscc"
    code = problems.CONSIGNEE_MISSING if is_consignee else problems.SCHEMA_VIOLATION
    return issue(
        code, fault.pointer, fault.error_type, params={"detail": fault.detail} if fault.detail else {}
    )


def _time_issues(record: Record, known: Knowledge, rules: JudgeRules) -> Iterator[Issue]:
    if record.occurred_at > known.now + rules.max_future:
        yield issue(problems.DATE_FUTURE, "/occurred_at")
    if record.occurred_at < known.now - rules.oldest:
        yield issue(problems.DATE_TOO_OLD, "/occurred_at")
    if record.recorded_at > known.now + rules.warn_skew:
        yield warning(problems.CLOCK_SKEW, "/recorded_at")


def _uscc_issues(body: Body) -> Iterator[Issue]:
    for name in _fields(body.record_type, "uscc"):
        value = getattr(body, name)
        if value and not check_uscc(value).is_valid:
            yield issue(problems.USCC_INVALID, f"/body/{name}", params={"uscc": value})


def _open_dependencies(record: Record, known: Knowledge) -> Iterator[Issue]:
    """A record waits for what it depends on, but not for the record that it corrects or explains.

    A line with ``unconfirmed_reason`` says itself that its intake may not be known yet.
    """
    waits_not = getattr(record.body, "unconfirmed_reason", None) is not None
    target = getattr(record.body, "target_record_id", None)
    for at, record_id in enumerate(record.depends_on):
        if record_id == target:
            continue
        dependency = standing(known, record_id)
        if dependency is None:
            if not waits_not:
                yield _dependency_issue(at, record_id, "unknown")
        elif dependency.status in {RecordStatus.REJECTED, RecordStatus.BLOCKED}:
            yield _dependency_issue(at, record_id, dependency.status)


def _dependency_issue(at: int, record_id: str, status: str) -> Issue:
    params = {"record_id": record_id, "status": status}
    return issue(problems.DEPENDENCY_OPEN, f"/depends_on/{at}", params=params)
