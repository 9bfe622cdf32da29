"""From the countdowns of hot units to the 检查表 of a day."""

from datetime import date, datetime

from packtrail.app.act_papers.issuing import issue_of_now
from packtrail.domain.isolation_acts import Recheck
from packtrail.domain.mass_balance import period_of
from packtrail.domain.places import Place
from packtrail.domain.safety import RecheckRule
from packtrail.papers.report_content import RecheckLine, RecheckSheet
from packtrail.usecases.ports import View
from packtrail.usecases.rechecks import rechecks_due


def rechecks_content(view: View, day: date, now: datetime, rule: RecheckRule) -> RecheckSheet:
    """What is to be looked at by the end of ``day``, as it is known at ``now``. Raises OutletNotNamed."""
    _, until = period_of(day, day)
    return RecheckSheet(
        issue=issue_of_now(view, "RC", now, f"{day:%Y%m%d}"),
        day=day,
        lines=tuple(_line(each) for each in rechecks_due(view, now, rule) if each.due_at <= until),
    )


def _line(each: Recheck) -> RecheckLine:
    return RecheckLine(
        label=each.label,
        place=str(Place(each.zone, each.slot)) if each.zone else "",
        condition=each.condition_class,
        hot_at=each.hot_at,
        due_at=each.due_at,
    )
