"""When a duty is due: both dates that a rule may mean, and the earlier one as the target.

Counting (docs/sources.md, S15, to be confirmed): the day of the event is not counted, and a last day that
nobody works moves to the next that is worked. Since neither that nor what a bare 日 means was read in the
Measures, every reading is kept and the earliest date is what we aim at. Source: ``domain.md`` 7.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from packtrail.domain.deadlines.calendar import WorkCalendar
from packtrail.domain.deadlines.rules import DayUnit, DeadlineRule, Duty, Reporter, RuleBook, Standing

_READINGS = {
    DayUnit.WORKDAY: (DayUnit.WORKDAY,),
    DayUnit.CALENDAR_DAY: (DayUnit.CALENDAR_DAY,),
    DayUnit.UNCLEAR: (DayUnit.CALENDAR_DAY, DayUnit.WORKDAY),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to count a rule's days."""

    unit: DayUnit  # never unclear
    literal: date  # the last day by the count alone
    extended: date  # the same, or the next worked day when nobody works on it


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """截止日 of one event by one rule."""

    rule: DeadlineRule
    event_day: date
    readings: tuple[Reading, ...]  # the earliest first; two where the unit is unclear
    soon_on: date  # 临期 from here on
    is_provisional: bool  # a year not announced yet has a part in it

    @property
    def literal(self) -> date:
        """The last day by the count alone, of the earliest reading."""
        return self.readings[0].literal

    @property
    def extended(self) -> date:
        """The last day after moving off days that nobody works, of the earliest reading."""
        return self.readings[0].extended

    @property
    def target(self) -> date:
        """What we aim at: the earliest date that the rule can mean."""
        return min(reading.literal for reading in self.readings)

    @property
    def latest(self) -> date:
        """The latest date that the rule can mean."""
        return max(reading.extended for reading in self.readings)

    def is_late_by_one_reading_only(self, day: date) -> bool:
        """Whether ``day`` misses the target, and another reading of the rule still has it in time."""
        return self.target < day <= self.latest


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyDue:
    """All that the rules in force say of one duty."""

    first: Due  # the earliest target
    others: tuple[Due, ...]  # by target

    @property
    def outside(self) -> Due | None:
        """The earliest that isn't merely our own 内部目标; None when nobody else set a day."""
        every = (self.first, *self.others)
        return next((due for due in every if due.rule.standing is not Standing.INTERNAL), None)


def due(event_day: date, rule: DeadlineRule, calendar: WorkCalendar) -> Due:
    """The last day on which the report of ``event_day`` is still in time, by every reading of ``rule``.

    Which rule was in force on the day is the caller's to choose. Raises CalendarMissing when a count runs
    past the years loaded.
    """
    counted = (_read(event_day, unit, rule.days, calendar) for unit in _READINGS[rule.unit])
    readings = tuple(sorted(counted, key=lambda reading: reading.literal))
    near = calendar.near_from(readings[0].literal, rule.soon_workdays)
    return Due(
        rule=rule,
        event_day=event_day,
        readings=readings,
        soon_on=max(event_day, near),
        is_provisional=calendar.is_provisional(event_day, max(one.extended for one in readings)),
    )


def duty_due(book: RuleBook, duty: Duty, reporters: Collection[Reporter], event_day: date) -> DutyDue | None:
    """Every day that the rules in force on ``event_day`` set for any of ``reporters``, the earliest first.

    None when no rule sets one. ``reporters`` may hold the one further on: an outlet's report is what the
    maker's own days begin with. Raises CalendarMissing.
    """
    dues = [
        due(event_day, rule, book.calendar)
        for reporter in dict.fromkeys(reporters)
        for rule in book.in_force(duty, reporter, event_day)
    ]
    if not dues:
        return None
    first, *others = sorted(dues, key=_order)
    return DutyDue(first=first, others=tuple(others))


def _read(event_day: date, unit: DayUnit, days: int, calendar: WorkCalendar) -> Reading:
    if unit is DayUnit.WORKDAY:
        last = calendar.add_worked(event_day, days)
        return Reading(unit, last, last)
    last = calendar.add_days(event_day, days)
    return Reading(unit, last, calendar.next_worked(last))


def _order(one: Due) -> tuple[date, int, str]:
    return one.target, list(Standing).index(one.rule.standing), one.rule.rule_id
