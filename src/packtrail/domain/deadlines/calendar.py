"""Which days are worked in China: Monday to Friday less the days off, plus the weekend days worked instead.

The State Council's office announces a year's days each November of the year before (docs/sources.md, S14),
so they are data, year by year, and a year that is not announced yet is provisional.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from packtrail.domain.deadlines.errors import CalendarMissing, DocumentFault, RuleDataUnfit

DATASET = "holiday_calendar"
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class CalendarYear:
    """One year as announced: 放假 days off and 调休上班 make-up days.

    A day off may fall on a weekend, as the notices write it. Raises RuleDataUnfit for a day of another
    year, a make-up day that is no weekend day, and a day that is both.
    """

    year: int
    days_off: frozenset[date]
    make_up_days: frozenset[date]
    is_provisional: bool
    source: str

    def __post_init__(self) -> None:
        for day in sorted(self.days_off | self.make_up_days):
            if day.year != self.year:
                raise RuleDataUnfit(DATASET, str(self.year), DocumentFault.OF_ANOTHER_YEAR, day.isoformat())
        for day in sorted(self.make_up_days):
            if day in self.days_off:
                raise RuleDataUnfit(DATASET, str(self.year), DocumentFault.OFF_AND_WORKED, day.isoformat())
            if day.weekday() < _SATURDAY:
                raise RuleDataUnfit(
                    DATASET, str(self.year), DocumentFault.MAKE_UP_NOT_WEEKEND, day.isoformat()
                )

    def worked_days(self) -> Iterator[date]:
        """The worked days of the year, in order."""
        day = date(self.year, 1, 1)
        while day.year == self.year:
            weekday_worked = day.weekday() < _SATURDAY and day not in self.days_off
            if weekday_worked or day in self.make_up_days:
                yield day
            day += _DAY


@dataclass(frozen=True)
class WorkCalendar:
    """工作日历: consecutive years, in order.

    Raises RuleDataUnfit when there is no year, a year stands there twice, or one between is missing.
    """

    years: tuple[CalendarYear, ...]

    def __post_init__(self) -> None:
        if not self.years:
            raise RuleDataUnfit(DATASET, "year", DocumentFault.MISSING_FIELD, "")
        for before, after in pairwise(self.years):
            if after.year == before.year:
                raise RuleDataUnfit(DATASET, "year", DocumentFault.TWICE, str(after.year))
            if after.year != before.year + 1:
                raise RuleDataUnfit(DATASET, "year", DocumentFault.YEAR_LEFT_OUT, str(before.year + 1))

    @property
    def first_year(self) -> int:
        """The first year loaded."""
        return self.years[0].year

    @property
    def last_year(self) -> int:
        """The last year loaded."""
        return self.years[-1].year

    def is_worked(self, day: date) -> bool:
        """Whether ``day`` is worked. Raises CalendarMissing for a day of a year that is not loaded."""
        self._ask_for(day.year)
        index = bisect_right(self._worked, day)
        return index > 0 and self._worked[index - 1] == day

    def next_worked(self, day: date) -> date:
        """``day`` itself when it is worked, else the first worked day after it.

        Raises CalendarMissing when the years loaded don't say.
        """
        return day if self.is_worked(day) else self.add_worked(day, 1)

    def add_worked(self, day: date, count: int) -> date:
        """The ``count``-th worked day after ``day``, which itself is not counted; ``day`` for nought.

        Raises CalendarMissing when the count begins or ends outside the years loaded.
        """
        if count < 0:
            raise ValueError("working days are counted forward")
        if count == 0:
            return day
        self._ask_for(day.year + 1 if (day.month, day.day) == (12, 31) else day.year)
        index = bisect_right(self._worked, day) + count - 1
        if index >= len(self._worked):
            raise self._missing(self.last_year + 1)
        return self._worked[index]

    def add_days(self, day: date, count: int) -> date:
        """``count`` calendar days after ``day``; raises CalendarMissing as ``add_worked`` does."""
        if day.year > self.last_year:
            raise self._missing(day.year)
        there = day + count * _DAY
        self._ask_for(there.year)
        return there

    def near_from(self, day: date, workdays: int) -> date:
        """The first day after which no more than ``workdays`` working days are left up to ``day``.

        The first day loaded when there never were more.
        """
        self._ask_for(day.year)
        index = bisect_right(self._worked, day) - workdays - 1
        return self._worked[index] if index >= 0 else date(self.first_year, 1, 1)

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a year that is not announced yet has a part in the days from ``first`` to ``last``."""
        return any(one.is_provisional for one in self.years if first.year <= one.year <= last.year)

    @cached_property
    def _worked(self) -> list[date]:
        return [day for year in self.years for day in year.worked_days()]

    def _ask_for(self, year: int) -> None:
        if not self.first_year <= year <= self.last_year:
            raise self._missing(year)

    def _missing(self, year: int) -> CalendarMissing:
        return CalendarMissing(year, self.first_year, self.last_year)
