"""What the road by Excel needs of the ledger: the lines a portal is owed, and the workbooks sealed for it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from packtrail.domain.sync_state import SubmissionState
from packtrail.protocol.failure_sheet import Failure
from packtrail.protocol.workbook_profile import MassUnit, Profile, Rows
from packtrail.protocol.workbook_rows import Facts
from packtrail.usecases.ports import View


class WorkbookState(StrEnum):
    """上报表格状态."""

    OPEN = "open"  # sealed; the portal's answer is not known
    CONFIRMED = "confirmed"  # the count was confirmed; every row has its verdict, or gets it
    WITHDRAWN = "withdrawn"  # never uploaded; its rows wait for another


@dataclass(frozen=True, slots=True)
class LoadedProfile:
    """A profile in use, and which bytes it was read from."""

    profile: Profile
    digest: str
    is_own: bool = False  # loaded by an administrator, in place of one that came with the program


@dataclass(frozen=True, slots=True)
class PortalStage:
    """Whose lines of which kind: ``portal`` is a destination, None for the national platform's web form."""

    portal: str | None
    profile: str
    rows: Rows
    has_earlier: bool  # stages come before it, whose rows have to be accepted first


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalLine:
    """One record that a portal is owed, with all that its row needs."""

    arrival: int
    record_id: str
    state: SubmissionState
    facts: Facts
    counts: bool  # False: voided, or its load was cancelled
    is_ready: bool  # the earlier stages' rows of this unit were accepted
    maker: str | None
    carried: tuple[int, ...] = ()  # amendments that the portal is owed and that this row carries


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One row of a sealed workbook: its record, and the amendments that went with it."""

    arrival: int
    record_id: str
    code: str
    carried: tuple[int, ...]
    verdict: SubmissionState | None = None
    stands: bool = False  # the portal accepted it before; a later failure takes nothing back


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """One file that was sealed for a portal; its bytes are kept and never change."""

    number: str
    digest: str
    portal: str | None
    profile: str
    profile_digest: str
    stage: str
    file_name: str
    mass_unit: MassUnit | None
    row_count: int
    reason: str | None  # why rows that were confirmed went once more
    sealed_at: datetime
    sealed_by: str
    state: WorkbookState = WorkbookState.OPEN
    confirmed_count: int | None = None  # as the portal showed it


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalResult:
    """A failure file as it came, and what was made of it."""

    number: str  # of the workbook
    file_name: str
    content: bytes
    heard_at: datetime
    heard_by: str
    failures: tuple[Failure, ...]
    doubt: str | None


class Shelf(Protocol):
    """Workbooks and portals' lines, inside one read or act."""

    def log_end(self) -> int:
        """The key of the newest record; what was read is still true while it is the same."""
        ...

    def owed(self, stage: PortalStage, *, rejected: bool) -> Sequence[int]:
        """Keys of the lines that wait for a workbook, in log order.

        With ``rejected`` what the portal turned away comes too; without, only where it was amended since.
        """
        ...

    def confirmed(self, stage: PortalStage, codes: Collection[str]) -> Sequence[int]:
        """Keys of the lines with these codes that the portal accepted."""
        ...

    def lines(self, stage: PortalStage, arrivals: Sequence[int]) -> Sequence[PortalLine]:
        """Those lines, in this order."""
        ...

    def workbook(self, number: str) -> Workbook | None:
        """One workbook."""
        ...

    def workbooks(self, limit: int = 200, *, state: WorkbookState | None = None) -> Sequence[Workbook]:
        """The newest workbooks."""
        ...

    def content(self, number: str) -> bytes:
        """The sealed bytes; LookupError for a workbook that there is not."""
        ...

    def rows(self, number: str) -> Sequence[SealedRow]:
        """The rows of a workbook, as they stand in it."""
        ...

    def with_codes(self, codes: Collection[str]) -> str | None:
        """The newest workbook that has every one of these codes."""
        ...

    def record_ids(self, arrivals: Sequence[int]) -> Sequence[str]:
        """The ids of records by their keys, in this order."""
        ...

    def proven(self, number: str, arrivals: Sequence[int]) -> Sequence[str]:
        """The records whose duty is met by these rows: the line itself, or the vehicle's certificate."""
        ...

    def last_result(self, number: str) -> PortalResult | None:
        """The newest failure file of a workbook that counts."""
        ...


class ShelfTx(Shelf, Protocol):
    """The same, inside an act."""

    def seal(self, workbook: Workbook, content: bytes, rows: Sequence[SealedRow]) -> bool:
        """Keep the bytes; the rows are ``batched`` from now on. False when one of them waits no more."""
        ...

    def keep_result(self, result: PortalResult) -> None:
        """Keep a failure file, once by its content."""
        ...

    def set_state(self, number: str, state: WorkbookState, count: int | None = None) -> None:
        """Move a workbook on; those of its rows without a verdict wait again once it is withdrawn."""
        ...

    def note_verdicts(self, number: str, verdicts: Mapping[int, SubmissionState]) -> None:
        """Write beside the rows what the portal said of them, by the keys of their records."""
        ...

    def let_go(self, portal: str, arrivals: Sequence[int]) -> None:
        """Settle lines that count no more and that the portal never heard of."""
        ...

    def set_aside(self, portal: str) -> int:
        """Settle what no workbook will ever carry; how many.

        What was voided before the portal heard of it needs no telling; an amendment of what it has accepted
        is a person's task there, since portals take no corrections.
        """
        ...


ShelfOf = Callable[[View], ShelfTx]
"""The shelf of a read or an act; what writes is for acts alone."""
