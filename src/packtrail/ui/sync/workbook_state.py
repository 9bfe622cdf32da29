"""What the page of the road by Excel shows: where to, what would go, what was sealed; plain values, no Qt."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from packtrail.domain.errors_workbook import MassUnitNotChosen
from packtrail.domain.records import Attachment
from packtrail.protocol.workbook_profile import MassUnit, PortalKind
from packtrail.protocol.workbook_rows import mass_cells
from packtrail.usecases.export_workbook import Exported
from packtrail.usecases.plan_workbook import ExportAsked, HeldBack, StagePlan
from packtrail.usecases.ports import View
from packtrail.usecases.read_back import ReadBack, Settled
from packtrail.usecases.set_profile import current_profile
from packtrail.usecases.workbook_ports import LoadedProfile, Workbook, WorkbookState

WEB: Final = ""
"""What the screen calls the national platform's web form, which is no destination of records."""

DISMANTLER: Final = "dismantler"
SHOWN_HELD: Final = 200
SHOWN_MASSES: Final = 3
SHOWN_MAKERS: Final = 10

Portals = tuple[tuple[str, str], ...]
"""Keys and titles."""


class WorkbookRoad(Protocol):
    """The acts of the road by Excel; ``app.workbook_acts.WorkbookActs`` keeps them."""

    def templates(self) -> tuple[LoadedProfile, ...]:
        """The templates in use; ``reads`` lane."""
        ...

    def add_template(self, file: Path) -> LoadedProfile:
        """Take a template into use; ``network`` lane."""
        ...

    def asked(
        self,
        portal: str | None,
        *,
        profile: str | None = None,
        stage: str | None = None,
        mass_unit: MassUnit | None = None,
        rejected: bool = False,
    ) -> ExportAsked:
        """What to export, with what was chosen for this portal before; ``reads`` lane."""
        ...

    def preview(self, asked: ExportAsked) -> tuple[StagePlan, ...]:
        """What would be sealed now; ``reads`` lane."""
        ...

    def export(self, asked: ExportAsked) -> Exported:
        """Seal what waits; ``network`` lane, as everything that waits for the writer."""
        ...

    def again(self, asked: ExportAsked, codes: Sequence[str], reason: str) -> Exported:
        """Seal accepted rows once more; ``network`` lane."""
        ...

    def save(self, number: str, folder: Path | None = None) -> Path:
        """Write the sealed bytes as a file; ``network`` lane."""
        ...

    def listed(self, *, state: WorkbookState | None = None) -> Sequence[Workbook]:
        """The newest workbooks; ``reads`` lane."""
        ...

    def standing(self, number: str) -> ReadBack:
        """A workbook with the failures read so far; ``reads`` lane."""
        ...

    def content_of(self, file: Path) -> bytes:
        """The bytes of a failure file; ``network`` lane."""
        ...

    def read_back_bytes(self, number: str, content: bytes, name: str) -> ReadBack:
        """Read a failure file against a workbook; ``acts`` lane."""
        ...

    def confirm(self, number: str, shown: int, pictures: Sequence[Attachment] = ()) -> Settled:
        """Settle a workbook by the count that the portal showed; ``network`` lane."""
        ...

    def withdraw(self, number: str, reason: str) -> Workbook:
        """Take back what was never uploaded; ``acts`` lane."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What was chosen on the page; None where nothing was, and the choice of the last time counts."""

    portal: str | None = None
    template: str | None = None
    mass_unit: MassUnit | None = None
    rejected: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One stage as the page tells it."""

    title: str
    rows: int
    held: int
    makers: tuple[tuple[str, int], ...]  # whose rows, the most first; "" where nobody named the maker
    masses: tuple[tuple[str, str], ...]  # code and what would stand in its mass column, of the first rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """Where to, by which template, and what would go."""

    portals: Portals  # WEB among them for an outlet that dismantles
    portal: str | None = None  # None while there is no portal at all
    templates: tuple[LoadedProfile, ...] = ()
    asked: ExportAsked | None = None
    stages: tuple[Planned, ...] = ()
    held: tuple[HeldBack, ...] = ()
    needs_unit: bool = False
    sealed: tuple[Workbook, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows would go."""
        return sum(stage.rows for stage in self.stages)

    @property
    def unit(self) -> MassUnit | None:
        """The unit of mass that was chosen."""
        return self.asked.mass_unit if self.asked else None

    @property
    def lacks_unit(self) -> bool:
        """Whether the unit has to be chosen first."""
        return self.needs_unit and self.unit is None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookPageState:
    """Everything on the page; ``offer`` is None until the first answer."""

    offer: Offer | None = None
    busy: str = ""  # key of what is under way
    is_rejected_too: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedState:
    """One sealed workbook, opened."""

    read: ReadBack
    portal: str  # its title
    stage: str  # its title
    is_failure_read: bool = False
    shown: str = ""  # the count as typed
    picture: Attachment | None = None
    reason: str = ""
    codes: str = ""  # to be exported once more
    busy: str = ""

    @property
    def workbook(self) -> Workbook:
        """The workbook itself."""
        return self.read.workbook

    def typed(self, key: str, text: str) -> "OpenedState":
        """The same with one field typed."""
        if key == "shown":
            return replace(self, shown=text)
        return replace(self, reason=text) if key == "reason" else replace(self, codes=text)

    @property
    def count(self) -> int | None:
        """The typed count; None for what is none."""
        plain = self.shown.strip()
        return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else None


def look(read: Callable[[Callable[[View], Portals]], Portals], road: WorkbookRoad, wanted: Wanted) -> Offer:
    """Everything that the page offers now; raises ProfileUnusable, NoSuchProfile or NoSuchPortal."""
    portals = read(portals_of)
    known, sealed = dict(portals), tuple(road.listed())
    portal = wanted.portal if wanted.portal in known else next(iter(known), None)
    if portal is None:
        return Offer(portals=portals, sealed=sealed)
    kind = PortalKind.NATIONAL_PLATFORM if portal == WEB else PortalKind.MAKER_PORTAL
    templates = tuple(each for each in road.templates() if each.profile.portal is kind)
    asked = road.asked(
        portal or None, profile=wanted.template, mass_unit=wanted.mass_unit, rejected=wanted.rejected
    )
    plans = _previewed(road, asked)
    return Offer(
        portals=portals,
        portal=portal,
        templates=templates,
        asked=asked,
        stages=tuple(_told(plan, asked.mass_unit) for plan in plans),
        held=tuple(held for plan in plans for held in plan.held)[:SHOWN_HELD],
        needs_unit=any(stage.has_mass for stage in asked.profile.profile.stages),
        sealed=sealed,
    )


def portals_of(view: View) -> Portals:
    """Makers' portals by name and title, and the web form where the outlet dismantles vehicles."""
    found = [(each.name, each.title) for each in view.destinations() if each.is_portal]
    profile = current_profile(view)
    if profile is not None and profile.outlet_kind == DISMANTLER:
        found.append((WEB, ""))
    return tuple(found)


def _previewed(road: WorkbookRoad, asked: ExportAsked) -> tuple[StagePlan, ...]:
    """Rows can be counted before a unit is chosen: in whichever unit, the same ones lack something."""
    try:
        return road.preview(asked)
    except MassUnitNotChosen:
        return road.preview(replace(asked, mass_unit=MassUnit.KG))


def _told(plan: StagePlan, unit: MassUnit | None) -> Planned:
    makers = Counter(line.maker or "" for line in plan.lines)
    first = plan.rows[:SHOWN_MASSES] if unit is not None else []
    cells = mass_cells(plan.stage, first)
    return Planned(
        title=plan.stage.title,
        rows=len(plan.rows),
        held=plan.held_count,
        makers=tuple(makers.most_common(SHOWN_MAKERS)),
        masses=tuple((row.code, cell) for row, cell in zip(first, cells, strict=False)),
    )
