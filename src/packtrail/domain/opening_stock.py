"""期初库存: what stood on the floor on the first day, until the count sheet is signed (``practice.md`` 3)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from packtrail.domain.delivery import conflicts, intake_body, place_of
from packtrail.domain.delivery_draft import DeliveryDraft, UnitDraft
from packtrail.domain.delivery_faults import unit_faults
from packtrail.domain.draft_faults import (
    LONGEST_TEXT,
    MOST_IN_ONE_DOCUMENT,
    DraftFault,
    DraftIncomplete,
    FaultKind,
)
from packtrail.domain.entry import Entry
from packtrail.domain.moments import EARLIEST, legal_day
from packtrail.domain.records import (
    Attachment,
    NewRecord,
    OpeningStock,
    OpeningStockClosed,
    Record,
)
from packtrail.domain.records.gate import SourceType
from packtrail.domain.shapes import RecordId
from packtrail.domain.unit import Unit
from packtrail.domain.uscc import check_uscc


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningLine:
    """One unit on the floor, as it was counted; the day and the report as far as anybody knows them."""

    unit: UnitDraft
    source_type: str = SourceType.UNKNOWN
    source_name: str | None = None
    source_uscc: str | None = None
    original_intake_on: date | None = None
    already_reported: bool = False
    reported_where: str | None = None  # as people call it: a maker's portal, the old platform
    reported_on: date | None = None
    reported_to: str | None = None  # our own name of that destination, if it is one of ours

    @property
    def head(self) -> DeliveryDraft:
        """Who once brought it; there is no delivery of it here."""
        return DeliveryDraft(
            source_type=self.source_type,
            deliverer_name=self.source_name,
            deliverer_uscc=self.source_uscc,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningItem:
    """期初明细: one line of the opening stock."""

    line_id: RecordId
    unit_id: RecordId
    original_intake_on: date | None
    already_reported: bool
    reported_where: str | None
    reported_on: date | None
    reported_to: str | None
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class UnitNumbers:
    """The numbers of one unit that comes without a delivery."""

    intake: str
    local_id: str | None  # None for a unit that has a code


def batches(lines: Sequence[OpeningLine]) -> Iterator[Sequence[OpeningLine]]:
    """``lines`` in runs that one act takes."""
    for start in range(0, len(lines), MOST_IN_ONE_DOCUMENT):
        yield lines[start : start + MOST_IN_ONE_DOCUMENT]


def opening_faults(lines: Sequence[OpeningLine], today: date) -> tuple[DraftFault, ...]:
    """Everything that keeps ``lines`` from being recorded, line by line."""
    if not lines:
        return (DraftFault(FaultKind.NOTHING_BROUGHT, "lines"),)
    if len(lines) > MOST_IN_ONE_DOCUMENT:
        return (DraftFault(FaultKind.TOO_MANY, "lines", value=str(MOST_IN_ONE_DOCUMENT)),)
    return tuple(
        fault
        for line_no, line in enumerate(lines, start=1)
        for fault in (*unit_faults(line_no, line.unit), *_line_faults(line_no, line, today))
    )


def take_opening(
    lines: Sequence[OpeningLine],
    *,
    live: Mapping[str, Unit],
    numbers: Sequence[UnitNumbers],
    at: datetime,
    operator_ref: str,
    new_id: Callable[[], str],
) -> tuple[NewRecord, ...]:
    """For each line its intake, then the opening line that says since when and what was reported.

    Raises DraftIncomplete, or CodeAlreadyLive for a code that is on the floor twice.
    """
    faults = opening_faults(lines, legal_day(at))
    if faults:
        raise DraftIncomplete(faults)
    others = conflicts([line.unit for line in lines], live)
    written: list[NewRecord] = []
    for line, drawn, other in zip(lines, numbers, others, strict=True):
        intake = NewRecord(
            record_id=new_id(),
            body=intake_body(
                line.head,
                line.unit,
                number=drawn.intake,
                local_id=drawn.local_id,
                delivery_id=None,
                line_no=None,
                conflicts_with=other,
            ),
            occurred_at=at,
            operator_ref=operator_ref,
            attachments=line.unit.photos,
            private=place_of(line.unit),
        )
        written += (
            intake,
            NewRecord(
                record_id=new_id(),
                body=_opening_body(line, intake.record_id),
                occurred_at=at,
                operator_ref=operator_ref,
                depends_on=(intake.record_id,),
            ),
        )
    return tuple(written)


def closing(
    count: int, mass_g: int, count_sheet: Attachment, *, record_id: str, at: datetime, operator_ref: str
) -> NewRecord:
    """The record that ends the opening stock; the photo of the signed count sheet hangs on it."""
    return NewRecord(
        record_id=record_id,
        body=OpeningStockClosed(unit_count=count, total_mass_g=mass_g, count_sheet_sha256=count_sheet.digest),
        occurred_at=at,
        operator_ref=operator_ref,
        attachments=(count_sheet,),
    )


def opening_subjects(record: Record, _: object) -> Iterable[str | None]:
    """An opening line speaks of itself; its unit is folded elsewhere."""
    return (record.record_id,) if isinstance(record.body, OpeningStock) else ()


def fold_opening(_: OpeningItem | None, entry: Entry) -> OpeningItem | None:
    """The line, as amended; None once it is void."""
    record, event = entry.record, entry.record.body
    if entry.is_voided or not isinstance(event, OpeningStock):
        return None
    return OpeningItem(
        line_id=record.record_id,
        unit_id=event.intake_record_id,
        original_intake_on=event.original_intake_on,
        already_reported=event.already_reported,
        reported_where=event.reported_where,
        reported_on=event.reported_on,
        reported_to=event.reported_to,
        counted_at=record.occurred_at,
    )


def _opening_body(line: OpeningLine, intake_id: str) -> OpeningStock:
    reported = line.already_reported
    return OpeningStock(
        intake_record_id=intake_id,
        original_intake_on=line.original_intake_on,
        already_reported=reported,
        reported_where=line.reported_where if reported else None,
        reported_on=line.reported_on if reported else None,
        reported_to=line.reported_to if reported else None,
    )


def _line_faults(line_no: int, line: OpeningLine, today: date) -> Iterator[DraftFault]:
    if line.source_uscc and not check_uscc(line.source_uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "source_uscc", line_no, line.source_uscc)
    yield from _report_faults(line_no, line)
    days = {"original_intake_on": line.original_intake_on}
    if line.already_reported:
        days["reported_on"] = line.reported_on
    for field, day in days.items():
        if day is not None and day > today:
            yield DraftFault(FaultKind.TIME_IN_FUTURE, field, line_no, day.isoformat())
        elif day is not None and day < EARLIEST:
            yield DraftFault(FaultKind.TIME_TOO_EARLY, field, line_no, day.isoformat())
    for field in ("source_name", "reported_where"):
        if len(getattr(line, field) or "") > LONGEST_TEXT:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, field, line_no, str(LONGEST_TEXT))


def _report_faults(line_no: int, line: OpeningLine) -> Iterator[DraftFault]:
    """Whoever says that a unit was reported says where and when, or the duty can't be told as met."""
    if not line.already_reported:
        return
    if not (line.reported_where or "").strip():
        yield DraftFault(FaultKind.REPORTED_WHERE_MISSING, "reported_where", line_no)
    if line.reported_on is None:
        yield DraftFault(FaultKind.REPORTED_DAY_MISSING, "reported_on", line_no)
    elif line.original_intake_on and line.reported_on < line.original_intake_on:
        said = line.reported_on.isoformat()
        yield DraftFault(FaultKind.REPORTED_BEFORE_INTAKE, "reported_on", line_no, said)
