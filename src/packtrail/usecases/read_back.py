"""Read back what a portal said of a workbook: its failure file, and the count that it showed.

A failure file alone is no verdict: it may be of another upload, or cut. Verdicts are written once an operator
types the number of accepted rows that the portal showed, and it is the number that the rows and the failures
make. Then what is listed is rejected in the portal's words and what is not is ``relay_accepted``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from packtrail.domain.deadlines import DestinationKind, Proof
from packtrail.domain.errors_workbook import (
    FailureSheetDoubtful,
    NoSuchProfile,
    NoSuchWorkbook,
    PortalCountDiffers,
    ReasonNeeded,
    WorkbookIsClosed,
)
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, NewRecord, ReportProof
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.protocol.failure_sheet import Failure, FailureSheet, SheetDoubt, issue_of, read_failures
from packtrail.protocol.workbook_profile import PortalText
from packtrail.usecases.ports import Clock, NewId, OnWriter, Store, Tx, Verdict
from packtrail.usecases.workbook_ports import (
    LoadedProfile,
    PortalResult,
    SealedRow,
    Shelf,
    ShelfOf,
    Workbook,
    WorkbookState,
)

MOST_AT_ONCE = 200
"""Rows settled in one act, with one proof: an operator's next act waits no longer than that."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a failure file comes to; nothing is settled before the count is confirmed."""

    workbook: Workbook
    failures: tuple[Failure, ...]

    @property
    def expected(self) -> int:
        """The number of accepted rows that the portal must have shown."""
        return self.workbook.row_count - len(self.failures)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was written of a workbook."""

    workbook: Workbook
    accepted: int
    rejected: int
    standing: int  # turned away now, and accepted before: that acceptance stands


def read_back(
    number: str,
    content: bytes,
    file_name: str,
    *,
    profile: LoadedProfile,
    texts: Sequence[PortalText],
    by: Operator,
    store: Store,
    shelf: ShelfOf,
    now: Clock,
) -> ReadBack:
    """Keep a failure file as it came and read it against the workbook ``number``; on the writer's lane.

    Raises NotAllowed, NoSuchWorkbook, WorkbookIsClosed, NoSuchProfile; SheetUnreadable or SheetTooLarge for
    what is no sheet (it is not kept); FailureSheetDoubtful when it can't be of this workbook: then its bytes
    are kept and nothing else is.
    """
    require(by, Act.SEND)
    with store.read() as view:
        workbook = _open_workbook(shelf(view), number)
        sent = [row.code for row in shelf(view).rows(number)]
    stage = next((each for each in profile.profile.stages if each.name == workbook.stage), None)
    if stage is None or profile.profile.name != workbook.profile:
        raise NoSuchProfile(f"{workbook.profile} {workbook.stage}")
    sheet = read_failures(content, file_name, profile=profile.profile, stage=stage, sent=sent, texts=texts)
    with store.act() as tx:
        shelf(tx).keep_result(
            PortalResult(
                number=number,
                file_name=file_name[:200],
                content=content,
                heard_at=now(),
                heard_by=by.ref,
                failures=sheet.failures,
                doubt=sheet.doubt,
            )
        )
        elsewhere = _elsewhere(shelf(tx), sheet)
    if sheet.doubt is not None:
        raise FailureSheetDoubtful(number, sheet.doubt, "、".join(sheet.codes[:5]) or None, elsewhere)
    return ReadBack(workbook, sheet.failures)


def standing_of_workbook(number: str, *, store: Store, shelf: ShelfOf) -> ReadBack:
    """A workbook with the failures read so far; raises NoSuchWorkbook."""
    with store.read() as view:
        return _read_so_far(shelf(view), number)


def confirm_count(
    number: str,
    shown: int,
    *,
    pictures: Sequence[Attachment] = (),
    by: Operator,
    store: Store,
    shelf: ShelfOf,
    on_writer: OnWriter,
    now: Clock,
    new_id: NewId,
) -> Settled:
    """Settle every row of a workbook by the number of accepted rows that the portal showed.

    What ended half-way goes on when it is called again with the same number. Raises NotAllowed,
    NoSuchWorkbook, WorkbookIsClosed, or PortalCountDiffers: then no row has a verdict.
    """
    require(by, Act.PROVE_REPORT)
    read = on_writer(lambda: _begin(number, shown, store, shelf))
    settling = _Settling(read, tuple(pictures), by, store, shelf, now, new_id)
    while on_writer(settling.some):
        pass
    with store.read() as view:
        return _settled(shelf(view), number)


def withdraw_workbook(
    number: str, reason: str, *, by: Operator, store: Store, shelf: ShelfOf, now: Clock
) -> Workbook:
    """Take back a workbook that was never uploaded; its rows wait for another.

    Raises NotAllowed, ReasonNeeded, NoSuchWorkbook or WorkbookIsClosed.
    """
    require(by, Act.SEND)
    if len(reason.strip()) < 2:
        raise ReasonNeeded
    with store.act() as tx:
        found = _open_workbook(shelf(tx), number)
        shelf(tx).set_state(number, WorkbookState.WITHDRAWN)
        tx.remember(f"workbook_withdrawn.{number}", f"{now().isoformat()} {by.ref} {reason.strip()[:500]}")
    return found


@dataclass
class _Settling:
    """Settles a confirmed workbook, some rows at a time."""

    read: ReadBack
    pictures: tuple[Attachment, ...]
    by: Operator
    store: Store
    shelf: ShelfOf
    now: Clock
    new_id: NewId

    def some(self) -> bool:
        """Settle the next rows in one act; whether there were any."""
        number = self.read.workbook.number
        failures = {failure.code: failure for failure in self.read.failures}
        with self.store.act() as tx:
            shelf = self.shelf(tx)
            rows = list(islice((row for row in shelf.rows(number) if row.verdict is None), MOST_AT_ONCE))
            verdicts = {
                row.arrival: SubmissionState.REJECTED if row.code in failures else SubmissionState.ACCEPTED
                for row in rows
            }
            shelf.note_verdicts(number, verdicts)
            if self.read.workbook.portal is not None:
                tx.settle(self.read.workbook.portal, self._verdicts(tx, rows, failures))
            accepted = [row for row in rows if verdicts[row.arrival] is SubmissionState.ACCEPTED]
            if accepted:
                self._prove(tx, accepted)
        return bool(rows)

    def _verdicts(self, tx: Tx, rows: Sequence[SealedRow], failures: Mapping[str, Failure]) -> list[Verdict]:
        """Of each row and of what it carried; an acceptance from before is nobody's to take back."""
        said_at, found = self.now(), list[Verdict]()
        for row in rows:
            failure = failures.get(row.code)
            if failure is not None and row.stands:
                continue
            for record_id in (row.record_id, *self.shelf(tx).record_ids(row.carried)):
                found.append(
                    Verdict(
                        record_id=record_id,
                        state=SubmissionState.REJECTED if failure else SubmissionState.ACCEPTED,
                        ack_level=AckLevel.NONE if failure else AckLevel.RELAY_ACCEPTED,
                        remote_no=None,
                        issues=(asdict(issue_of(failure)),) if failure else (),
                        said_at=said_at,
                    )
                )
        return found

    def _prove(self, tx: Tx, rows: Sequence[SealedRow]) -> None:
        """The middle rank of the proofs: the portal's result, read back with its count."""
        workbook, at = self.read.workbook, self.now()
        targets = self.shelf(tx).proven(workbook.number, [row.arrival for row in rows])
        if not targets:
            return
        tx.append(
            NewRecord(
                record_id=self.new_id(),
                body=ReportProof(
                    destination=(
                        DestinationKind.NATIONAL_PLATFORM
                        if workbook.portal is None
                        else DestinationKind.MAKER_PORTAL
                    ),
                    proof=Proof.PORTAL_READBACK,
                    target_record_ids=tuple(targets),
                    reported_on=legal_day(at),
                    confirmed_count=self.read.expected,
                    remote_no=workbook.number,
                ),
                occurred_at=at,
                operator_ref=self.by.ref,
                depends_on=tuple(targets),
                attachments=self.pictures,
            )
        )


def _begin(number: str, shown: int, store: Store, shelf: ShelfOf) -> ReadBack:
    """Check the count, and note it: from here on the workbook is confirmed."""
    with store.act() as tx:
        read = _read_so_far(shelf(tx), number)
        workbook = read.workbook
        if workbook.state is WorkbookState.WITHDRAWN:
            raise WorkbookIsClosed(number)
        if workbook.state is WorkbookState.CONFIRMED:
            is_whole = all(row.verdict is not None for row in shelf(tx).rows(number))
            if is_whole or workbook.confirmed_count != shown:
                raise WorkbookIsClosed(number)
            return read
        if shown != read.expected:
            raise PortalCountDiffers(number, workbook.row_count, len(read.failures), read.expected, shown)
        shelf(tx).set_state(number, WorkbookState.CONFIRMED, shown)
        return read


def _read_so_far(shelf: Shelf, number: str) -> ReadBack:
    workbook = shelf.workbook(number)
    if workbook is None:
        raise NoSuchWorkbook(number[:64])
    result = shelf.last_result(number)
    return ReadBack(workbook, result.failures if result else ())


def _open_workbook(shelf: Shelf, number: str) -> Workbook:
    workbook = shelf.workbook(number)
    if workbook is None:
        raise NoSuchWorkbook(number[:64])
    if workbook.state is not WorkbookState.OPEN:
        raise WorkbookIsClosed(number)
    return workbook


def _elsewhere(shelf: Shelf, sheet: FailureSheet) -> str | None:
    """Another of our workbooks that has all the codes which this one doesn't."""
    return shelf.with_codes(sheet.codes) if sheet.doubt is SheetDoubt.FOREIGN_CODES else None


def _settled(shelf: Shelf, number: str) -> Settled:
    rows = shelf.rows(number)
    workbook = shelf.workbook(number)
    if workbook is None:
        raise NoSuchWorkbook(number)
    rejected = [row for row in rows if row.verdict is SubmissionState.REJECTED]
    standing = sum(row.stands for row in rejected)
    return Settled(workbook, len(rows) - len(rejected), len(rejected) - standing, standing)
