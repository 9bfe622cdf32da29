"""What can be seen and pressed of printing; plain values, no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from packtrail.domain.errors import OutletError
from packtrail.domain.print_jobs import UNSETTLED, PrintedUnit, PrintJob
from packtrail.usecases.label_choices import used_labels

MOST_COPIES: Final = 99
MOST_SHOWN: Final = 12
PAPERS, LABELS = "papers", "labels"
"""Kinds of paper; for each the printer that was chosen last is offered first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelSheet:
    """Labels on a sheet of which some may be used already."""

    stock: str
    per_page: int
    count: int  # of labels to print
    used: int  # labels of the first sheet before them
    behind: Callable[[int], "PaperToPrint"] = field(repr=False)
    """The same labels behind another number of used ones; may take a moment."""

    @property
    def used_after(self) -> int:
        """How many labels of the last sheet are used once these came out."""
        return (self.used + self.count) % self.per_page


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperToPrint:
    """A paper that somebody wants to see, and perhaps print."""

    title: str
    pdf: bytes = field(repr=False)
    kind: str = PAPERS
    unit: PrintedUnit = PrintedUnit.PAGE
    pages: int = 1
    file: Path | None = None  # where it lies for another program, if it does
    for_dpi: Callable[[int], bytes] | None = field(default=None, repr=False)
    """Lays it out anew for a printer's dots; ``pdf`` is then for the eye alone."""
    sheet: LabelSheet | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PrinterLine:
    """One printer to choose."""

    name: str
    condition: str
    is_default: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintingState:
    """A paper in view, if there is one, and the jobs."""

    paper: PaperToPrint | None = None
    page: int = 0  # in view
    printers: tuple[PrinterLine, ...] | None = None  # None: still being asked for
    printer: str = ""
    copies_text: str = "1"
    used_text: str = "0"  # labels of the sheet in the printer that are used
    is_queueing: bool = False
    trouble: OutletError | None = None
    jobs: tuple[PrintJob, ...] = ()
    good_texts: tuple[tuple[str, str], ...] = ()  # by job: what was typed as the last good number

    @property
    def copies(self) -> int | None:
        """How many copies; None for what is no such number."""
        text = self.copies_text.strip()
        is_number = text.isascii() and text.isdigit() and len(text) <= 2
        return int(text) if is_number and 1 <= int(text) <= MOST_COPIES else None

    @property
    def used(self) -> int | None:
        """How many labels of the first sheet are used; None for what is no such number."""
        sheet = self.paper.sheet if self.paper else None
        return used_labels(self.used_text, sheet.per_page) if sheet else 0

    @property
    def _sheet_refusal(self) -> str | None:
        if self.used is None:
            return "used"
        return None if self.is_laid_out else "laying_out"

    @property
    def is_laid_out(self) -> bool:
        """Whether the paper in view is the one behind so many used labels."""
        sheet = self.paper.sheet if self.paper else None
        return sheet is None or sheet.used == self.used

    @property
    def chosen(self) -> PrinterLine | None:
        """The printer that is chosen, while it is there."""
        return next((line for line in self.printers or () if line.name == self.printer), None)

    @property
    def refusal(self) -> str | None:
        """Why nothing can be printed now: the end of a key of ``printing.refusal``."""
        if self.paper is None:
            return "nothing"
        if self.printers is None:
            return "asking"
        if self.chosen is None:
            return "no_printer"
        if self.copies is None:
            return "copies"
        return "queueing" if self.is_queueing else self._sheet_refusal

    def good_text(self, job_id: str) -> str:
        """What stands in a job's field for the last good number."""
        return dict(self.good_texts).get(job_id, "")

    def last_good(self, job: PrintJob) -> int | None:
        """The last good number of an interrupted job; None until a possible one was typed."""
        if not job.doubtful:
            return job.good_to
        text = self.good_text(job.job_id).strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            return None
        return int(text) if int(text) <= job.handed_to else None


def with_moved(jobs: tuple[PrintJob, ...], moved: PrintJob) -> tuple[PrintJob, ...]:
    """The jobs with ``moved`` as it is now; behind the newest only those stay that still ask or wait."""
    if any(job.job_id == moved.job_id for job in jobs):
        return tuple(moved if job.job_id == moved.job_id else job for job in jobs)
    all_of_them = (moved, *jobs)
    older = (job for job in all_of_them[MOST_SHOWN:] if job.state in UNSETTLED)
    return (*all_of_them[:MOST_SHOWN], *older)


def printer_for(lines: tuple[PrinterLine, ...], remembered: str | None) -> str:
    """The printer to offer: the one chosen last for this kind of paper, else the system's own."""
    names = [line.name for line in lines]
    if remembered in names:
        return str(remembered)
    return next((line.name for line in lines if line.is_default), names[0] if names else "")
