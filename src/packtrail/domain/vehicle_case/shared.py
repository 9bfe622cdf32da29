"""What several acts of a case have in common: their drafts' faults and the records around them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from packtrail.domain.acting import Acting, new_record
from packtrail.domain.draft_faults import DraftFault, FaultKind
from packtrail.domain.records import Attachment, Body, Evidence, NewRecord

MOST_PHOTOS = 50
"""Attachments that one record holds."""


def written(
    acting: Acting,
    body: Body,
    depends_on: Iterable[str | None] = (),
    attachments: tuple[Attachment, ...] = (),
) -> NewRecord:
    """``body`` as a record of this act; what it stands on once each, None passed over."""
    names = dict.fromkeys(each for each in depends_on if each)
    return new_record(body, acting.at, acting, *names, attachments=attachments)


def evidence(
    acting: Acting, case_id: str, kind: str, photos: tuple[Attachment, ...], remark: str | None = None
) -> tuple[NewRecord, ...]:
    """Photographs or papers that fill a place of the evidence set; nothing without any."""
    if not photos:
        return ()
    body = Evidence(target_record_id=case_id, remark=remark, kind=kind)
    return (written(acting, body, (case_id,), photos),)


def photo_faults(photos: Sequence[Attachment], at: str) -> Iterator[DraftFault]:
    """Too many photographs for one record."""
    if len(photos) > MOST_PHOTOS:
        yield DraftFault(FaultKind.ENTRIES_TOO_MANY, at, value=str(MOST_PHOTOS))


def day_faults(day: date | None, at: str, *, earliest: date, latest: date) -> Iterator[DraftFault]:
    """A day that is missing, before the vehicle came, or still to come."""
    if day is None:
        yield DraftFault(FaultKind.DAY_MISSING, at)
    elif not earliest <= day <= latest:
        yield DraftFault(FaultKind.DAY_IMPLAUSIBLE, at, value=day.isoformat())
