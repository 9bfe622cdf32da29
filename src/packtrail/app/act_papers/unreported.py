"""From duties and the state of each record at its destinations to the 未报情况说明."""

from collections.abc import Iterator
from datetime import datetime

from packtrail.app.act_papers.issuing import issue_of_now, ledger_root
from packtrail.domain.moments import legal_day, to_moment
from packtrail.domain.sync_state import SETTLED, SubmissionState
from packtrail.papers.report_content import (
    AtDestination,
    UnreportedDuty,
    UnreportedPaper,
    UnreportedRecord,
)
from packtrail.usecases.duties import DutyLine, duties
from packtrail.usecases.ports import Submission, View
from packtrail.usecases.rules import RulesInUse

MOST_LISTED = 1000
"""Some thirty pages of the newest; what is older goes by data file, and the paper says how much that is."""

_OPEN = frozenset(SubmissionState) - SETTLED


def unreported_content(view: View, now: datetime, rules: RulesInUse) -> UnreportedPaper:
    """What nobody confirmed by ``now``. Raises OutletNotNamed."""
    lines = [line for line in duties(view, rules.rulebook, legal_day(now)) if line.proof is None]
    found = sorted(_records(view), key=lambda each: (each.recorded_at, each.subject))
    at_destinations = tuple(_backlogs(view))
    waiting = sum(each.unsent + each.undecided + each.refused for each in at_destinations)
    listed = tuple(found[-MOST_LISTED:])
    return UnreportedPaper(
        issue=issue_of_now(view, "UR", now, f"{to_moment(now):%Y%m%d-%H%M%S}"),
        root=ledger_root(view, now),
        duties=tuple(_duty(line) for line in lines),
        destinations=at_destinations,
        records=listed,
        left_out=waiting - len(listed),
    )


def _duty(line: DutyLine) -> UnreportedDuty:
    """By the day that others set, where one did; our own target is the outlet's affair."""
    due = (line.due.outside or line.due.first) if line.due else None
    return UnreportedDuty(
        duty=line.duty,
        event_on=line.event_on,
        count=line.count,
        target=due.target if due else None,
        standing=due.rule.standing if due else None,
        state=line.outside_state or line.state,
    )


def _backlogs(view: View) -> Iterator[AtDestination]:
    for destination in view.destinations():
        backlog = view.backlog(destination.name)
        yield AtDestination(
            title=destination.title,
            unsent=backlog.unsent,
            oldest_at=backlog.oldest_recorded_at,
            undecided=backlog.undecided,
            refused=backlog.refused,
            last_confirmed_at=backlog.last_confirmed_at,
        )


def _records(view: View) -> Iterator[UnreportedRecord]:
    for destination in view.destinations():
        for each in view.submissions(destination.name, _OPEN, MOST_LISTED):
            yield UnreportedRecord(
                destination=destination.title,
                record_type=each.record_type,
                subject=each.subject,
                recorded_at=each.recorded_at,
                state=each.state,
                issue=_first_issue(each),
            )


def _first_issue(each: Submission) -> str:
    return str(each.issues[0].get("code") or "") if each.issues else ""
