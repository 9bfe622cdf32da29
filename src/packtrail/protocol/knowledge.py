"""What a judge knows besides the record, and the form in which it says what is wrong.

``Knowledge`` is a promise that the hub keeps over its tables and a station over its own ledger.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from packtrail.domain.custody import Custody
from packtrail.protocol.problems import ProblemCode
from packtrail.protocol.receipt import HELD_VALID, Issue, Severity

Params = Mapping[str, str | int | None]


@dataclass(frozen=True, kw_only=True)
class KnownRecord:
    """What is known of an earlier record of the same outlet."""

    record_id: str
    record_type: str
    status: str
    head_hash: str  # of its newest correction, or its own
    is_voided: bool = False
    subject_id: str | None = None  # the record that it mainly speaks of: a line's intake, a release's load

    @property
    def counts(self) -> bool:
        """Whether it was taken as valid and still stands."""
        return self.status in HELD_VALID and not self.is_voided


@dataclass(frozen=True, kw_only=True)
class KnownUnit:
    """Where a unit is, by the records that count."""

    unit_id: str  # the record id of its intake
    custody: Custody
    battery_code: str | None
    taken_in_at: datetime
    mass_g: int | None
    is_ours: bool  # False: it is on the floor of another outlet
    level: str = "pack"
    handoff_id: str | None = None
    line_id: str | None = None
    is_forgotten: bool = False  # its station was restored from a copy that does not have its intake


class Knowledge(Protocol):
    """What the judge knows besides the record; a record or unit that isn't known is None."""

    @property
    def now(self) -> datetime:
        """By the clock of whoever judges."""
        ...

    @property
    def outlet_uscc(self) -> str | None:
        """The outlet that the station belongs to; None before enrolment."""
        ...

    def record(self, record_id: str) -> KnownRecord | None:
        """An earlier record of this outlet."""
        ...

    def body(self, record_id: str) -> Mapping[str, object] | None:
        """The body of an earlier record with its corrections applied."""
        ...

    def unit(self, unit_id: str) -> KnownUnit | None:
        """The unit that came in with this intake."""
        ...

    def unit_on_line(self, line_id: str) -> KnownUnit | None:
        """The unit that this handoff line names."""
        ...

    def live_units(self, battery_code: str) -> Sequence[KnownUnit]:
        """Units that carry this code and are on somebody's floor or on the road."""
        ...

    def dependents(self, record_id: str) -> Sequence[KnownRecord]:
        """Records that name this one and count."""
        ...


def standing(known: Knowledge, record_id: str) -> KnownRecord | None:
    """The record of this id, or the one written anew in its place (编码录错, ``practice.md`` 15)."""
    found = known.record(record_id)
    while found is not None and found.is_voided:
        later = _written_anew(known, found)
        if later is None:
            break
        found = later
    return found


def standing_unit(known: Knowledge, unit_id: str) -> KnownUnit | None:
    """The unit of this intake, or of the one written anew in its place."""
    found = standing(known, unit_id)
    return known.unit(found.record_id if found else unit_id)


def _written_anew(known: Knowledge, voided: KnownRecord) -> KnownRecord | None:
    for each in known.dependents(voided.record_id):
        if each.record_type == voided.record_type:
            body = known.body(each.record_id) or {}
            if body.get("replaces_record_id") == voided.record_id:
                return each
    return None


CodeDoubts = Callable[[str, str], Sequence[ProblemCode]]
"""Of a battery code and its scheme: CODE_FORMAT, CODE_IMPLAUSIBLE, or nothing."""


def no_doubts(code: str, scheme: str) -> Sequence[ProblemCode]:
    """For a judge without the tables of battery codes."""
    del code, scheme
    return ()


@dataclass(frozen=True, kw_only=True)
class JudgeRules:
    """Where plausibility ends; a hub announces the first two in its capabilities."""

    warn_skew: timedelta = timedelta(minutes=2)
    max_future: timedelta = timedelta(minutes=10)
    oldest: timedelta = timedelta(days=3653)  # opening stock may be years old, a century may not
    heaviest_unit_g: int = 3_000_000
    code_doubts: CodeDoubts = no_doubts


def issue(
    problem: ProblemCode,
    pointer: str,
    error_type: str = "BusinessRuleViolation",
    *,
    severity: Severity = Severity.ERROR,
    message: str = "",
    params: Params | None = None,
) -> Issue:
    """One issue, with what the catalogue says of its code."""
    return Issue(
        code=problem.code,
        severity=severity,
        error_type=error_type,
        pointer=pointer[:300],
        message_key=problem.key,
        message=message[:2000],
        retry=problem.retry,
        owner=problem.owner,
        params=params or {},
    )


def warning(problem: ProblemCode, pointer: str, params: Params | None = None) -> Issue:
    """One issue that does not keep the record from counting."""
    return issue(problem, pointer, severity=Severity.WARNING, params=params)
