"""预审: what the platform would say of everything that waits, asked of its own rules, without a network.

The judge is the hub's (``protocol.verdicts``), fed with what this station's log says of the units and
documents around the backlog. What only the platform knows (other outlets' stock, its lists) it can't foresee.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from packtrail.domain.records import Intake, Record
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.protocol.batch import entry_of
from packtrail.protocol.code_doubts import form_doubts
from packtrail.protocol.foresight import Foresight
from packtrail.protocol.knowledge import JudgeRules
from packtrail.protocol.receipt import HELD_VALID, Issue, RecordStatus
from packtrail.protocol.remembered import Remembered
from packtrail.protocol.verdicts import Verdict, references
from packtrail.usecases.ports import Submission, View
from packtrail.usecases.set_profile import current_profile
from packtrail.usecases.sync_ports import LogLine

MOST_AT_ONCE = 50_000
RULES: Final = JudgeRules(code_doubts=form_doubts)
"""As a hub judges without lists of its own; an outlet behind a stricter one hears more from it."""

_REFUSED: Final = frozenset({SubmissionState.REJECTED, SubmissionState.MANUAL_ACTION})
NO_DESTINATION = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsal:
    """What would become of the backlog."""

    destination: str  # whose backlog; empty while there is nobody to report to
    judged: int
    refused: tuple[Submission, ...]  # rejected, blocked or put off, with the issues that would be given
    warned: tuple[Submission, ...]  # taken, with remarks
    is_cut: bool  # more waits than was judged

    @property
    def accepted(self) -> int:
        """How many would count at once, remarks or not."""
        return self.judged - len(self.refused)


def rehearse(
    view: View,
    destination: str | None,
    now: datetime,
    *,
    rules: JudgeRules = RULES,
    limit: int = MOST_AT_ONCE,
) -> Rehearsal:
    """Judge what ``destination`` has not answered for, or the whole log while there is none.

    ``now`` stands for the platform's clock. Nothing is written and nothing is sent.
    """
    waiting = view.unsent_lines(destination, limit + 1)
    is_cut, waiting = len(waiting) > limit, waiting[:limit]
    profile = current_profile(view)
    foresight = Foresight(Remembered(now=now, outlet_uscc=profile.outlet_uscc if profile else None), rules)
    for known in _around(view, waiting, destination):
        foresight.told(known.line, _as_told(known))
    verdicts = {each.record_id: foresight.judged(each.line) for each in waiting}
    verdicts |= foresight.judged_again()
    named = destination or NO_DESTINATION
    told = [_submission(each, named, verdicts[each.record_id], now) for each in waiting]
    return Rehearsal(
        destination=named,
        judged=len(told),
        refused=tuple(each for each in told if RecordStatus(each.state) not in HELD_VALID),
        warned=tuple(each for each in told if each.state is SubmissionState.ACCEPTED_WITH_WARNINGS),
        is_cut=is_cut,
    )


def _around(view: View, waiting: Sequence[LogLine], destination: str | None) -> Iterable[LogLine]:
    """What was answered earlier and may decide about what waits."""
    records = [record for each in waiting if (record := entry_of(each.line).record) is not None]
    own = {each.record_id for each in waiting}
    named = {each for record in records for each in references(record)} - own
    codes = {code for record in records if (code := _code_of(record))}
    return (each for each in view.lines_about(named, codes, destination) if each.record_id not in own)


def _code_of(record: Record) -> str | None:
    return record.body.battery_code if isinstance(record.body, Intake) else None


def _as_told(known: LogLine) -> RecordStatus:
    """What the platform made of an earlier record; one that it need not hear of counts for us."""
    if known.state in _REFUSED:
        return RecordStatus.REJECTED
    if known.state is SubmissionState.DUPLICATE and known.ack_level is AckLevel.RELAY_RECEIVED:
        return RecordStatus.REJECTED  # of a record that it never took
    if known.state is SubmissionState.BLOCKED:
        return RecordStatus.BLOCKED
    return RecordStatus.DEFERRED if known.state is SubmissionState.DEFERRED else RecordStatus.ACCEPTED


def _submission(line: LogLine, destination: str, verdict: Verdict, now: datetime) -> Submission:
    """The verdict in the form in which a real one is listed."""
    return Submission(
        record_id=line.record_id,
        record_type=line.record_type,
        subject=line.subject,
        recorded_at=line.recorded_at,
        destination=destination,
        state=SubmissionState(verdict.status),
        ack_level=line.ack_level,
        remote_no=None,
        issues=tuple(_plain(each) for each in verdict.issues),
        said_at=now,
    )


def _plain(issue: Issue) -> dict[str, object]:
    return dataclasses.asdict(issue) | {"params": dict(issue.params)}
