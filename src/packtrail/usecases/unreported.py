"""Ask what nobody confirmed near or past its day: when a 未报情况说明 may be needed (practice 16)."""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.deadlines import DutyState, RuleBook
from packtrail.usecases.duties import duties
from packtrail.usecases.ports import View

_STATES = frozenset({DutyState.DUE_SOON, DutyState.OVERDUE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressing:
    """Records whose report nothing was shown for; the days are those that others set, where they set one."""

    soon: int = 0
    overdue: int = 0
    nearest: date | None = None  # the first target among them

    @property
    def count(self) -> int:
        """All of them."""
        return self.soon + self.overdue


def pressing_duties(view: View, book: RuleBook, today: date) -> Pressing:
    """What is due soon or overdue on ``today``, and was neither confirmed nor shown by hand."""
    soon = overdue = 0
    targets = list[date]()
    for line in duties(view, book, today):
        state = line.outside_state or line.state
        if line.proof is not None or line.due is None or state not in _STATES:
            continue
        targets.append((line.due.outside or line.due.first).target)
        if state is DutyState.OVERDUE:
            overdue += line.count
        else:
            soon += line.count
    return Pressing(soon=soon, overdue=overdue, nearest=min(targets, default=None))
