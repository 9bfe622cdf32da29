"""What the records show and what can be asked of them, as plain values."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from packtrail.domain.errors import OutletError
from packtrail.domain.moments import EARLIEST
from packtrail.usecases.close_day import PeriodReport
from packtrail.usecases.registers import Line, RegisterAsked, RegisterKind, RegisterSum
from packtrail.usecases.search_ledger import Found


class Page(StrEnum):
    """The pages, in the order of their chips."""

    SEARCH = "search"
    INTAKE = "intake"
    HANDOFF = "handoff"
    STOCK = "stock"
    EXCEPTIONS = "exceptions"
    DAY = "day"
    MONTH = "month"


REGISTERS: Final[Mapping[Page, RegisterKind]] = {
    Page.INTAKE: RegisterKind.INTAKE,
    Page.HANDOFF: RegisterKind.HANDOFF,
    Page.STOCK: RegisterKind.STOCK,
    Page.EXCEPTIONS: RegisterKind.EXCEPTIONS,
}
REPORTS: Final = frozenset({Page.DAY, Page.MONTH})
OF_A_DAY: Final = frozenset({Page.STOCK, Page.DAY})


class HitKind(StrEnum):
    """The groups of what a search finds, in the order in which they stand."""

    UNIT = "unit"
    VEHICLE = "vehicle"
    LOAD = "load"
    DELIVERY = "delivery"
    PARTY = "party"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordsState:
    """One page and the question behind it; what was asked for is None until its answer."""

    today: date
    day: date  # of pages OF_A_DAY
    month: date  # any day of the month of the other pages
    page: Page = Page.SEARCH
    text: str = ""
    found: Found | None = None
    lines: tuple[Line, ...] | None = None
    total: RegisterSum | None = None
    next_at: int | None = None
    report: PeriodReport | None = None
    exporting: tuple[int, int] | None = None  # lines written and lines in all, while a spreadsheet is made
    trouble: OutletError | None = None
    is_printing: bool = False  # the report of a day

    @property
    def days(self) -> tuple[date, date]:
        """The legal days of the page, both included."""
        if self.page in OF_A_DAY:
            return self.day, self.day
        last = monthrange(self.month.year, self.month.month)[1]
        return self.month.replace(day=1), self.month.replace(day=last)

    @property
    def asked(self) -> RegisterAsked | None:
        """The register that the page is; None where it is none."""
        kind = REGISTERS.get(self.page)
        return None if kind is None else RegisterAsked(kind=kind, from_day=self.days[0], to_day=self.days[1])

    @property
    def has_earlier(self) -> bool:
        """Whether there may be something before these days."""
        return self.days[0] > EARLIEST

    @property
    def has_later(self) -> bool:
        """Whether these days are over."""
        return self.days[1] < self.today


def at_page(state: RecordsState, page: Page) -> RecordsState:
    """Another page, nothing of it known yet."""
    return replace(state, page=page, lines=None, total=None, next_at=None, report=None, trouble=None)


def stepped(state: RecordsState, step: int) -> RecordsState:
    """The page of the days before (-1) or behind (1) these; the same where there are none."""
    if not (state.has_later if step > 0 else state.has_earlier):
        return state
    beside = state.days[1] + timedelta(days=1) if step > 0 else state.days[0] - timedelta(days=1)
    fresh = at_page(state, state.page)
    return replace(fresh, day=beside) if state.page in OF_A_DAY else replace(fresh, month=beside)


def hit_key(kind: HitKind, subject: str) -> str:
    """What the table knows a hit by."""
    return f"{kind}:{subject}"


def first_hit(found: Found | None) -> str | None:
    """The key of what stands first; None where nothing was found."""
    if found is None:
        return None
    keys = (
        *(hit_key(HitKind.UNIT, each.unit_id) for each in found.units[:1]),
        *(hit_key(HitKind.VEHICLE, each.case_id) for each in found.vehicles[:1]),
        *(hit_key(HitKind.LOAD, each.handoff_id) for each in found.loads[:1]),
        *(hit_key(HitKind.DELIVERY, each.delivery_id) for each in found.deliveries[:1]),
        *(hit_key(HitKind.PARTY, each.uscc) for each in found.parties[:1]),
    )
    return next(iter(keys), None)
