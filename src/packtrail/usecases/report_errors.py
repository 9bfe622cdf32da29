"""What stands between the records and the platform: who has to act, how, and where the act begins.

Errors are grouped by owner and remedy, not by code: an operator wants to know what to do next, and does it
for all records at once. Every issue has both, whatever code a newer platform gives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from packtrail.domain.correctable import Bar, bar_of
from packtrail.domain.records import Intake
from packtrail.domain.sync_state import SubmissionState
from packtrail.domain.unit import Unit
from packtrail.protocol import problems
from packtrail.protocol.problems import CATALOGUE, Owner, Retry
from packtrail.usecases.ports import Submission, View

BODY: Final = "/body/"

REFUSED: Final = frozenset(
    {
        SubmissionState.DEFERRED,
        SubmissionState.BLOCKED,
        SubmissionState.REJECTED,
        SubmissionState.MANUAL_ACTION,
    }
)
"""The platform answered, and the record does not count there."""


class Remedy(StrEnum):
    """What helps; an error list shows one heading for each owner and remedy."""

    CORRECT = "correct"  # the record says something wrong: correct it, write the code anew, or void it
    EARLIER = "earlier"  # another record comes first
    UPSTREAM = "upstream"  # somebody outside acts, then it is offered again
    WAIT = "wait"  # the program does it by itself
    CALL = "call"  # the platform's people have to look
    BY_HAND = "by_hand"  # a person does it at the portal, and tells what the portal showed


class Way(StrEnum):
    """Where the act that puts an error right begins at the desk."""

    CORRECT_FIELD = "correct_field"
    REWRITE_CODE = "rewrite_code"
    OPEN_UNIT = "open_unit"
    OPEN_RECORD = "open_record"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportError:
    """One issue of one record."""

    submission: Submission
    code: str
    pointer: str
    owner: Owner
    remedy: Remedy
    upstream_text: str | None  # what the platform or one behind it wrote, beside our own words
    about: str | None  # another record that the issue names


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorGroup:
    """What one party has to do for some records, the most frequent code first."""

    owner: Owner
    remedy: Remedy
    errors: tuple[ReportError, ...]

    @property
    def records(self) -> int:
        """How many records it is about, each once."""
        return len({each.submission.record_id for each in self.errors})


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """The very place at which an error is put right."""

    record_id: str
    record_type: str
    field: str | None  # of the body; None where no single field is wrong
    way: Way
    unit_id: str | None  # whose page shows the record


_BY_RETRY: Final[Mapping[Retry, Remedy]] = {
    Retry.NEVER: Remedy.CALL,
    Retry.SAME_BYTES: Remedy.WAIT,
    Retry.AFTER_CORRECTION: Remedy.CORRECT,
    Retry.AFTER_DEPENDENCY: Remedy.EARLIER,
    Retry.AFTER_UPSTREAM: Remedy.UPSTREAM,
    Retry.AFTER_REFDATA: Remedy.UPSTREAM,
    Retry.NEW_EPOCH: Remedy.CALL,
}


def remedy_of(code: str, retry: str = "") -> Remedy:
    """What helps against a code; of one that we don't know, what the platform says of it, or a call."""
    entry = CATALOGUE.get(code)
    if entry is not None:
        return _BY_RETRY[entry.retry]
    return _BY_RETRY[Retry(retry)] if retry in set(Retry) else Remedy.CALL


def errors_of(submission: Submission) -> tuple[ReportError, ...]:
    """What is wrong with a record, errors before mere warnings; never nothing for one that does not count."""
    if submission.state not in REFUSED:
        return ()
    if submission.state is SubmissionState.MANUAL_ACTION:
        return (_by_hand(submission),)
    issues = [each for each in submission.issues if each.get("severity") == "error"] or submission.issues
    found = (_error(submission, each) for each in issues)
    each_once = {(one.code, one.pointer, one.upstream_text): one for one in found}
    return tuple(each_once.values()) or (_unexplained(submission),)


def grouped(submissions: Iterable[Submission]) -> tuple[ErrorGroup, ...]:
    """Errors by owner and remedy: ours first, what nobody has to do last."""
    found: dict[tuple[Owner, Remedy], list[ReportError]] = {}
    for submission in submissions:
        for error in errors_of(submission):
            found.setdefault((error.owner, error.remedy), []).append(error)
    owners, remedies = list(Owner), list(Remedy)
    order = sorted(
        found, key=lambda each: (each[1] is Remedy.WAIT, owners.index(each[0]), remedies.index(each[1]))
    )
    return tuple(
        ErrorGroup(owner=owner, remedy=remedy, errors=_by_frequency(found[owner, remedy]))
        for owner, remedy in order
    )


def target_of(view: View, error: ReportError) -> Target:
    """Where ``error`` is put right: the very field, or the page of what the record speaks of."""
    submission = error.submission
    record_id = error.about if error.remedy is Remedy.EARLIER and error.about else submission.record_id
    amended = view.amended(record_id)
    if amended is None:
        return _page(view, submission.record_id, submission.record_type, None)
    record = amended.record
    field = _field(error.pointer) if record_id == submission.record_id else None
    if field is None or field not in vars(record.body):
        return _page(view, record_id, record.record_type, None)
    bar = bar_of(record.record_type, vars(record.body), field, getattr(record.body, field))
    if bar is None and amended.voided_by is None:
        return Target(
            record_id=record_id,
            record_type=record.record_type,
            field=field,
            way=Way.CORRECT_FIELD,
            unit_id=_unit_of(view, record_id),
        )
    if bar is Bar.IDENTITY and isinstance(record.body, Intake) and field == "battery_code":
        return Target(
            record_id=record_id,
            record_type=record.record_type,
            field=field,
            way=Way.REWRITE_CODE,
            unit_id=record_id,
        )
    return _page(view, record_id, record.record_type, field)


def _pressing(key: tuple[Owner, Remedy]) -> tuple[bool, int, int]:
    owner, remedy = key
    return remedy is Remedy.WAIT, list(Owner).index(owner), list(Remedy).index(remedy)


def _page(view: View, record_id: str, record_type: str, field: str | None) -> Target:
    unit_id = _unit_of(view, record_id)
    way = Way.OPEN_UNIT if unit_id else Way.OPEN_RECORD
    return Target(record_id=record_id, record_type=record_type, field=field, way=way, unit_id=unit_id)


def _unit_of(view: View, record_id: str) -> str | None:
    """The unit that a record speaks of, if it speaks of one."""
    if view.one(Unit, record_id) is not None:
        return record_id
    record = view.record(record_id)
    named = getattr(record.body, "intake_record_id", None) if record is not None else None
    return named if isinstance(named, str) and view.one(Unit, named) is not None else None


def _field(pointer: str) -> str | None:
    """The field of a body that a pointer leads to; of an entry in a list, the list."""
    return pointer.removeprefix(BODY).split("/")[0] if pointer.startswith(BODY) else None


def _error(submission: Submission, issue: Mapping[str, object]) -> ReportError:
    code, named = str(issue.get("code") or ""), str(issue.get("owner") or "")
    entry = CATALOGUE.get(code)
    by_code = entry.owner if entry else Owner.PLATFORM
    said = issue.get("upstream_text") or (issue.get("message") if entry is None else None)
    return ReportError(
        submission=submission,
        code=code,
        pointer=str(issue.get("pointer") or ""),
        owner=Owner(named) if named in set(Owner) else by_code,
        remedy=remedy_of(code, str(issue.get("retry") or "")),
        upstream_text=str(said) if said else None,
        about=_about(issue),
    )


def _about(issue: Mapping[str, object]) -> str | None:
    params = issue.get("params")
    named = params.get("record_id") if isinstance(params, Mapping) else None
    return named if isinstance(named, str) else None


def _by_hand(submission: Submission) -> ReportError:
    """Nothing is wrong with it: the portal has no way in for it, so a person does it there."""
    return ReportError(
        submission=submission,
        code="",
        pointer="",
        owner=Owner.OUTLET,
        remedy=Remedy.BY_HAND,
        upstream_text=None,
        about=None,
    )


def _unexplained(submission: Submission) -> ReportError:
    """The platform did not say why: there is something to do all the same."""
    is_blocked = submission.state is SubmissionState.BLOCKED
    entry = problems.DEPENDENCY_OPEN if is_blocked else problems.AUTHORITY_GENERIC_ERROR
    return ReportError(
        submission=submission,
        code=entry.code,
        pointer="",
        owner=entry.owner,
        remedy=Remedy.EARLIER if is_blocked else Remedy.CALL,
        upstream_text=None,
        about=None,
    )


def _by_frequency(errors: Sequence[ReportError]) -> tuple[ReportError, ...]:
    counts: dict[str, int] = {}
    for each in errors:
        counts[each.code] = counts.get(each.code, 0) + 1
    return tuple(sorted(errors, key=lambda each: (-counts[each.code], each.code)))
