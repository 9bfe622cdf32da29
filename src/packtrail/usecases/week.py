"""Count what came in and what was handed on, day by day: Today's chart of the week."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from packtrail.domain.documents import HandoffDocument, HandoffState
from packtrail.domain.mass_balance import period_of
from packtrail.domain.moments import legal_day
from packtrail.usecases.ports import View

DAYS = 7


@dataclass(frozen=True, slots=True)
class Moved:
    """Some units and their known mass."""

    count: int = 0
    mass_g: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(self.count + other.count, self.mass_g + other.mass_g)


@dataclass(frozen=True, slots=True)
class DayMoved:
    """One legal day: what came in, and what left on loads that were not cancelled."""

    day: date
    taken_in: Moved = Moved()
    handed_on: Moved = Moved()


def week_to(view: View, today: date) -> tuple[DayMoved, ...]:
    """The ``DAYS`` legal days up to ``today``, the oldest first; their registers add up to the same."""
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    handed_on: dict[date, Moved] = defaultdict(Moved)
    for load in view.between(HandoffDocument, "handed_on_at", *period_of(days[0], today)):
        if load.state is not HandoffState.CANCELLED:
            handed_on[legal_day(load.handed_on_at)] += Moved(load.line_count, load.mass_g)
    return tuple(DayMoved(day, _taken_in(view, day), handed_on[day]) for day in days)


def _taken_in(view: View, day: date) -> Moved:
    found = view.taken_in_sum(*period_of(day, day))
    return Moved(found.count, found.mass_g)
