"""The deadline engine: which rule counts for an event, when its report is due, and where the duty stands.

``calendar`` knows the worked days, ``rules`` the dated rules, ``due_dates`` counts, ``duties`` compares.
The numbers are data (``resources/rules``, ``resources/calendars``), read by ``app/rulebook.py``.
"""

from packtrail.domain.deadlines.calendar import CalendarYear, WorkCalendar
from packtrail.domain.deadlines.due_dates import Due, DutyDue, Reading, due, duty_due
from packtrail.domain.deadlines.duties import (
    DutyStanding,
    DutyState,
    DutyTally,
    ProofGiven,
    Reported,
    best_proof,
    duty_standing,
    duty_state,
    proofs_that_count,
    tally,
)
from packtrail.domain.deadlines.errors import CalendarMissing, DocumentFault, RuleDataUnfit, RulesOverlap
from packtrail.domain.deadlines.rules import (
    DayUnit,
    DeadlineRule,
    DestinationKind,
    Duty,
    MetBy,
    Proof,
    Reporter,
    RuleBook,
    Standing,
)

__all__ = [
    "CalendarMissing",
    "CalendarYear",
    "DayUnit",
    "DeadlineRule",
    "DestinationKind",
    "DocumentFault",
    "Due",
    "Duty",
    "DutyDue",
    "DutyStanding",
    "DutyState",
    "DutyTally",
    "MetBy",
    "Proof",
    "ProofGiven",
    "Reading",
    "Reported",
    "Reporter",
    "RuleBook",
    "RuleDataUnfit",
    "RulesOverlap",
    "Standing",
    "WorkCalendar",
    "best_proof",
    "due",
    "duty_due",
    "duty_standing",
    "duty_state",
    "proofs_that_count",
    "tally",
]
