"""The opening stock as it stands on the screen: plain values, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.errors import OutletError
from packtrail.domain.opening_stock import OpeningItem, OpeningLine
from packtrail.domain.records import OpeningStockClosed
from packtrail.domain.unit import Unit
from packtrail.usecases.close_opening_stock import opening_sum
from packtrail.usecases.drafts import OPENING_LINE, draft_from
from packtrail.usecases.ports import View
from packtrail.usecases.take_opening_stock import opening_closed

MOST_ROWS = 200
"""Lines on the screen; the sum below them is of all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One recorded line with its unit as it stands now."""

    item: OpeningItem
    unit: Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """What the signed count sheet said."""

    at: datetime
    count: int
    mass_g: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """A line that was begun and not recorded."""

    draft_id: str
    line: OpeningLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What the ledger says of it; the newest ``MOST_ROWS`` lines first."""

    lines: tuple[Line, ...] = ()
    count: int = 0
    mass_g: int = 0
    closed: Closed | None = None
    destinations: tuple[tuple[str, str], ...] = ()  # name and title of where units may have been reported
    left: Left | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What became of one line; its unit is recorded, and stands nowhere where ``not_placed`` says why."""

    unit: Unit
    place: str = ""
    not_placed: OutletError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What came of the last scan or form; at most one of them besides ``text``."""

    text: str = ""
    taken: Taken | None = None
    known: bool = False  # the code stands in the list, or in the form
    waits: bool = False  # another line has to be finished first
    place: str = ""  # where the next batteries stand
    error: OutletError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningState:
    """Everything that the page shows; ``opening`` is None until the ledger was asked."""

    opening: Opening | None = None
    last: Heard | None = None
    is_form_open: bool = False
    trouble: OutletError | None = None

    @property
    def is_taking(self) -> bool:
        """Whether lines may still be recorded."""
        return self.opening is not None and self.opening.closed is None


def ask_opening(view: View) -> Opening:
    """How the opening stock stands, of one moment."""
    items = view.in_order(OpeningItem)
    count, mass_g = opening_sum(view)
    return Opening(
        lines=_lines(view, items),
        count=count,
        mass_g=mass_g,
        closed=_closed(view),
        destinations=tuple((each.name, each.title) for each in view.destinations()),
        left=_left(view),
    )


def _lines(view: View, items: Sequence[OpeningItem]) -> tuple[Line, ...]:
    newest = ((item, view.unit(item.unit_id)) for item in reversed(items[-MOST_ROWS:]))
    return tuple(Line(item=item, unit=unit) for item, unit in newest if unit is not None)


def _closed(view: View) -> Closed | None:
    found = opening_closed(view)
    if found is None or not isinstance(found.record.body, OpeningStockClosed):
        return None
    body = found.record.body
    return Closed(at=found.record.occurred_at, count=body.unit_count, mass_g=body.total_mass_g)


def _left(view: View) -> Left | None:
    for saved in view.drafts(OPENING_LINE):
        line = draft_from(OPENING_LINE, saved.content)
        if isinstance(line, OpeningLine):
            return Left(draft_id=saved.draft_id, line=line)
    return None
