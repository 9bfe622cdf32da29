"""The week in words and bars: what came in and what was handed on, by units and by tonnes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.ui.today.lines import Way
from packtrail.ui.widgets.day_chart import DayBars
from packtrail.ui.widgets.figures import count_text, tonnes_text
from packtrail.usecases.week import DayMoved, Moved
from packtrail.wording import Wording

_LEAST_MASS_G = 50_000  # less than this would round to no tonnes at all


class Measure(StrEnum):
    """What the bars stand for, in the order of the chips."""

    UNITS = "units"
    TONNES = "tonnes"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView:
    """The chart by both measures, and the sums of the week in words."""

    days: Mapping[Measure, tuple[DayBars, ...]]
    taken_in: str
    handed_on: str


def week_view(week: Sequence[DayMoved], w: Wording) -> WeekView:
    """``week`` in bars and words."""
    return WeekView(
        days={measure: tuple(_bars(day, measure, w) for day in week) for measure in Measure},
        taken_in=_sum("taken_in", [day.taken_in for day in week], w),
        handed_on=_sum("handed_on", [day.handed_on for day in week], w),
    )


def week_ways(week: Sequence[DayMoved]) -> dict[str, Way]:
    """Where each day goes: to its close among the records."""
    return {_key(day.day): Way("records", day.day.isoformat()) for day in week}


def _key(day: date) -> str:
    return f"day/{day.isoformat()}"


def _bars(moved: DayMoved, measure: Measure, w: Wording) -> DayBars:
    day, name = moved.day, w.say(f"today.week.weekday.{moved.day.isoweekday()}")
    value, text = _MEASURES[measure]
    both = (moved.taken_in, moved.handed_on)
    return DayBars(
        key=_key(day),
        name=name,
        date=f"{day:%m-%d}",
        values=(value(both[0]), value(both[1])),
        figures=(text(both[0]), text(both[1])),
        words=w.say(
            "today.week.day",
            day=f"{day:%m-%d}",
            weekday=name,
            taken_in=_sum("taken_in", both[:1], w),
            handed_on=_sum("handed_on", both[1:], w),
        ),
    )


def _sum(kind: str, moved: Sequence[Moved], w: Wording) -> str:
    total = sum(moved, Moved())
    return w.say(f"today.week.{kind}", count=count_text(total.count), mass=_tonnes(total))


def _tonnes(moved: Moved) -> str:
    return "<0.1" if 0 < moved.mass_g < _LEAST_MASS_G else tonnes_text(moved.mass_g)


_MEASURES: Mapping[Measure, tuple[Callable[[Moved], int], Callable[[Moved], str]]] = {
    Measure.UNITS: (lambda moved: moved.count, lambda moved: count_text(moved.count)),
    Measure.TONNES: (lambda moved: moved.mass_g, _tonnes),
}
