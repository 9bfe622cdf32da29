"""在途未签收 N 天: which loads left and have no whole answer yet (``practice.md`` 17)."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.documents import HandoffDocument, HandoffState
from packtrail.domain.moments import legal_day
from packtrail.usecases.ports import View

WAITING = frozenset({HandoffState.RELEASED, HandoffState.DEPARTED, HandoffState.ARRIVED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Unacknowledged:
    """One load that waits for its consignee."""

    document: HandoffDocument
    days: int  # calendar days since it left
    open_count: int  # lines without an answer
    is_overdue: bool  # longer than the internal target; False where none is given

    @property
    def since(self) -> datetime:
        """When it left, or was released where nobody noted the departure."""
        return self.document.departed_at or self.document.handed_on_at


def unacknowledged(
    view: View, now: datetime, *, overdue_after_days: int | None = None
) -> list[Unacknowledged]:
    """The loads on the road, the longest first."""
    found = [
        _waiting(document, now, overdue_after_days)
        for document in view.in_order(HandoffDocument, state=WAITING)
    ]
    return sorted(found, key=lambda each: (each.since, each.document.number))


def _waiting(document: HandoffDocument, now: datetime, overdue_after_days: int | None) -> Unacknowledged:
    days = (legal_day(now) - legal_day(document.departed_at or document.handed_on_at)).days
    answered = document.accepted_count + document.refused_count + document.written_off_count
    return Unacknowledged(
        document=document,
        days=days,
        open_count=document.line_count - answered,
        is_overdue=overdue_after_days is not None and days > overdue_after_days,
    )
