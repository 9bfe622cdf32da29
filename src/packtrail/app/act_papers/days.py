"""From the views of one legal day to its 日报."""

from collections.abc import Iterator
from datetime import date, datetime

from packtrail.app.act_papers.issuing import issue_of_now, ledger_root
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.mass_balance import period_of
from packtrail.domain.moments import legal_day
from packtrail.papers.report_content import DayReport, NumbersOfDay
from packtrail.usecases.mass_balance import mass_balance
from packtrail.usecases.ports import DocumentKind, View

_KINDS = (
    DocumentKind.DELIVERY,
    DocumentKind.INTAKE,
    DocumentKind.HANDOFF,
    DocumentKind.VEHICLE_CASE,
    DocumentKind.REPLACEMENT,
)


def day_content(view: View, day: date, now: datetime) -> DayReport:
    """The report of ``day`` as it is known at ``now``.

    Raises PaperOfNothing for a day that has not begun, OutletNotNamed.
    """
    if day > legal_day(now):
        raise PaperOfNothing(day.isoformat())
    after, until = period_of(day, day)
    return DayReport(
        issue=issue_of_now(view, "DR", now, f"{day:%Y%m%d}"),
        day=day,
        is_over=until < now,
        root=ledger_root(view, until),
        balance=mass_balance(view, after, until),
        numbers=tuple(_numbers(view, day)),
    )


def _numbers(view: View, day: date) -> Iterator[NumbersOfDay]:
    for kind in _KINDS:
        runs = view.number_runs(kind, day, day)
        gaps = [gap for run in runs for gap in run.gaps]
        if runs:
            yield NumbersOfDay(
                kind=kind,
                drawn=sum(run.drawn for run in runs),
                gaps=tuple(gap.number for gap in gaps),
                unexplained=sum(gap.explained_id is None for gap in gaps),
            )
