"""日结 and 月报: whether a period's masses come out even, what explains a difference, and what is still open.

Nothing is written: a day is closed by looking at it and finishing what is open, and looks the same tomorrow
unless somebody corrects what happened on it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffState
from packtrail.domain.mass_balance import MassBalance, period_of
from packtrail.domain.owed_papers import OwedPaper
from packtrail.usecases.drafts import DELIVERY, HANDOFF, STOCK_TAKE, VEHICLE
from packtrail.usecases.mass_balance import mass_balance
from packtrail.usecases.ports import View
from packtrail.usecases.unacknowledged import unacknowledged

MOST_SHARES = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class StillOpen:
    """What waits now, whatever day it began; ``unprinted`` are loads of the period without their paper."""

    drafts: int  # deliveries, loads, vehicles, stock-takes
    unsent: int
    unanswered: int  # loads on the road
    owed_papers: int
    unprinted: int

    @property
    def is_nothing(self) -> bool:
        """Whether all is done."""
        return not (self.drafts + self.unsent + self.unanswered + self.owed_papers + self.unprinted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One source or consignee, and what came from it or went to it."""

    name: str | None  # None: all behind the heaviest ``MOST_SHARES``, together
    count: int
    mass_g: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PeriodReport:
    """A day or a month, both ends included."""

    from_day: date
    to_day: date
    balance: MassBalance
    open: StillOpen
    by_source: tuple[Share, ...]  # source types, the heaviest first; they add up to the whole
    by_consignee: tuple[Share, ...]  # companies, likewise


def close_period(view: View, from_day: date, to_day: date, now: datetime) -> PeriodReport:
    """The legal days from ``from_day`` to ``to_day`` as the ledger knows them now."""
    after, until = period_of(from_day, to_day)
    loads = [
        each
        for each in view.between(HandoffDocument, "handed_on_at", after, until)
        if each.state is not HandoffState.CANCELLED
    ]
    deliveries = view.between(DeliveryDocument, "taken_in_at", after, until)
    return PeriodReport(
        from_day=from_day,
        to_day=to_day,
        balance=mass_balance(view, after, until),
        open=_open(view, loads, now),
        by_source=_shares((each.source_type, each.unit_count, each.mass_g) for each in deliveries),
        by_consignee=_shares(
            (each.consignee_name or each.consignee_uscc, each.line_count, each.mass_g) for each in loads
        ),
    )


def _open(view: View, loads: Iterable[HandoffDocument], now: datetime) -> StillOpen:
    return StillOpen(
        drafts=sum(len(view.drafts(kind)) for kind in (DELIVERY, HANDOFF, VEHICLE, STOCK_TAKE)),
        unsent=sum(view.backlog(each.name).unsent for each in view.destinations()),
        unanswered=len(unacknowledged(view, now)),
        owed_papers=view.count(OwedPaper, is_open=True),
        unprinted=sum(
            each.release_id is not None and not view.times_printed(each.handoff_id) for each in loads
        ),
    )


def _shares(lines: Iterable[tuple[str, int, int]]) -> tuple[Share, ...]:
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for name, count, mass_g in lines:
        so_far = sums[name]
        sums[name] = (so_far[0] + count, so_far[1] + mass_g)
    shares = [Share(name=name, count=count, mass_g=mass_g) for name, (count, mass_g) in sums.items() if count]
    shares.sort(key=lambda each: (-each.mass_g, each.name or ""))
    rest = shares[MOST_SHARES:]
    if not rest:
        return tuple(shares)
    others = Share(
        name=None, count=sum(each.count for each in rest), mass_g=sum(each.mass_g for each in rest)
    )
    return (*shares[:MOST_SHARES], others)
