"""A count as it stands on the screen: plain values, no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.errors import OutletError
from packtrail.domain.stock_take import Differences, Finding, FindingKind, StockTakeDraft
from packtrail.domain.unit import Unit
from packtrail.ui.stock.count.counting import Heard, Tally
from packtrail.usecases.drafts import STOCK_TAKE, draft_from
from packtrail.usecases.ports import View
from packtrail.usecases.set_places import current_places

MOST_ROWS = 100
"""Lines of one list on the screen; the figure on its chip is of all of them."""


class Part(StrEnum):
    """The lists of a count, in the order of their chips."""

    ALL = "all"  # what was scanned, the newest on top
    MISSING = "missing"
    MISPLACED = FindingKind.MISPLACED.value
    EXTRA = FindingKind.EXTRA.value
    UNKNOWN = FindingKind.UNKNOWN.value
    WHICH = FindingKind.WHICH.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """A count that was left before its end."""

    draft_id: str
    draft: StockTakeDraft
    saved_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """What can be counted, and what was left."""

    zones: tuple[str, ...] = ()
    left: Left | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CountState:
    """Everything that the page shows; without a ``tally`` no count is under way."""

    begin: Begin = Begin()
    zone: str | None = None  # of the next count; None is the whole floor
    draft_id: str | None = None
    tally: Tally | None = None
    last: Heard | None = None
    part: Part = Part.ALL
    is_finishing: bool = False
    given_up: Left | None = None  # just now: it can be brought back
    done: Differences | None = None  # of the count that was recorded just now
    now: datetime | None = None
    trouble: OutletError | None = None


def begin(view: View) -> Begin:
    """The zones of the plan, and the newest count that was left."""
    return Begin(zones=tuple(zone.name for zone in current_places(view).zones), left=_left(view))


def lines(state: CountState) -> tuple[tuple[int, Finding], ...]:
    """The scans of the list in sight with their places in the count, newest first, ``MOST_ROWS`` at most."""
    found = _of_part(state)
    return tuple(line for line, _ in zip(found, range(MOST_ROWS), strict=False))


def missing(state: CountState) -> tuple[Unit, ...]:
    """What nobody has seen yet, where that is the list in sight."""
    if state.tally is None or state.part is not Part.MISSING:
        return ()
    return state.tally.found.missing[:MOST_ROWS]


def choices(tally: Tally, at: int | None) -> tuple[Unit, ...]:
    """The units that the scan ``at`` may be of, where several carry its code."""
    if at is None or at >= len(tally.findings):
        return ()
    finding = tally.findings[at]
    return finding.choices if finding.kind is FindingKind.WHICH else ()


def how_many(tally: Tally, part: Part) -> int:
    """How long one list is."""
    return len(tally.findings) if part is Part.ALL else len(getattr(tally.found, part.value))


def _of_part(state: CountState) -> Iterator[tuple[int, Finding]]:
    findings = state.tally.findings if state.tally else ()
    for at in reversed(range(len(findings))):
        if state.part in {Part.ALL, findings[at].kind.value}:
            yield at, findings[at]


def _left(view: View) -> Left | None:
    for saved in view.drafts(STOCK_TAKE):
        draft = draft_from(STOCK_TAKE, saved.content)
        if isinstance(draft, StockTakeDraft):
            return Left(draft_id=saved.draft_id, draft=draft, saved_at=saved.updated_at)
    return None
