"""预约待收: somebody said what he will bring; the lorry is held against it (``practice.md`` 1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from packtrail.domain.delivery import company_of, persons_of, plain_uscc
from packtrail.domain.delivery_draft import DeliveryDraft
from packtrail.domain.delivery_faults import deliverer_faults
from packtrail.domain.draft_faults import (
    HEAVIEST_LOAD_G,
    DraftFault,
    DraftIncomplete,
    FaultKind,
    long_texts,
)
from packtrail.domain.entry import Entry
from packtrail.domain.records import Delivery, DeliveryAnnounced, DeliveryRefused, NewRecord, Record
from packtrail.domain.shapes import RecordId


class ListOrigin(StrEnum):
    """清单来源: where the list came from."""

    SHEET = "sheet"
    RECEIPT_QR = "receipt_qr"  # of another station's paper; it tells count and mass, and no codes
    TBATCH = "tbatch"
    TYPED = "typed"


class AnnouncementState(StrEnum):
    """What became of it."""

    EXPECTED = "expected"  # 预约待收
    ARRIVED = "arrived"  # 已到; whether all of it came is the list's own matter
    REFUSED = "refused"  # 拒收


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """预约待收, as the records up to now make it."""

    announcement_id: RecordId
    source_type: str
    deliverer_uscc: str | None
    deliverer_name: str | None
    claimed_count: int
    expected_codes: tuple[str, ...]
    expected_mass_g: int | None
    list_origin: str
    announced_at: datetime
    state: AnnouncementState = AnnouncementState.EXPECTED
    delivery_ids: tuple[str, ...] = ()  # one lorry may need two trips
    is_voided: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementDraft:
    """An announcement before it is recorded."""

    source_type: str
    deliverer_name: str | None = None
    deliverer_uscc: str | None = None
    deliverer_person: str | None = None  # a natural person; private
    deliverer_phone: str | None = None
    claimed_count: int | None = None  # None: as many as the list has
    codes: tuple[str, ...] = ()
    mass_g: int | None = None
    origin: str = ListOrigin.TYPED

    @property
    def head(self) -> DeliveryDraft:
        """The same as the head of a delivery, which is what it becomes one day."""
        return DeliveryDraft(
            source_type=self.source_type,
            deliverer_name=self.deliverer_name,
            deliverer_uscc=self.deliverer_uscc,
            deliverer_person=self.deliverer_person,
            deliverer_phone=self.deliverer_phone,
            claimed_count=self.claimed_count,
            expected_codes=self.codes,
        )


def announcement_faults(draft: AnnouncementDraft) -> tuple[DraftFault, ...]:
    """Everything that keeps ``draft`` from being announced; it needs a deliverer and a count, or a list."""
    return (*deliverer_faults(draft.head), *long_texts(draft, 0), *_amount_faults(draft))


def announce(draft: AnnouncementDraft, *, record_id: str, at: datetime, operator_ref: str) -> NewRecord:
    """The record of an announcement; raises DraftIncomplete."""
    faults = announcement_faults(draft)
    if faults:
        raise DraftIncomplete(faults)
    head = draft.head
    return NewRecord(
        record_id=record_id,
        body=DeliveryAnnounced(
            source_type=draft.source_type,
            deliverer_uscc=plain_uscc(draft.deliverer_uscc),
            deliverer_name=company_of(head),
            claimed_count=draft.claimed_count or len(draft.codes),
            expected_codes=draft.codes,
            expected_mass_g=draft.mass_g,
            list_origin=draft.origin,
        ),
        occurred_at=at,
        operator_ref=operator_ref,
        private=persons_of(head),
    )


def from_announcement(announcement: Announcement) -> DeliveryDraft:
    """The delivery that the announced lorry becomes: who brings it, how much, and what it names."""
    return DeliveryDraft(
        source_type=announcement.source_type,
        deliverer_name=announcement.deliverer_name,
        deliverer_uscc=announcement.deliverer_uscc,
        claimed_count=announcement.claimed_count,
        announced_id=announcement.announcement_id,
    )


def announcement_subjects(record: Record, _: object) -> Iterable[str | None]:
    """The announcement that a record begins or answers."""
    if isinstance(record.body, DeliveryAnnounced):
        return (record.record_id,)
    return (record.body.announced_record_id,) if isinstance(record.body, Delivery | DeliveryRefused) else ()


def fold_announcement(announcement: Announcement | None, entry: Entry) -> Announcement | None:
    """The announcement after its own record, or after a lorry came or was turned away."""
    record, event = entry.record, entry.record.body
    if isinstance(event, DeliveryAnnounced):
        return Announcement(
            announcement_id=record.record_id,
            source_type=event.source_type,
            deliverer_uscc=event.deliverer_uscc,
            deliverer_name=event.deliverer_name,
            claimed_count=event.claimed_count,
            expected_codes=event.expected_codes,
            expected_mass_g=event.expected_mass_g,
            list_origin=event.list_origin,
            announced_at=record.occurred_at,
            is_voided=entry.is_voided,
        )
    if announcement is None:
        return None
    if isinstance(event, Delivery):
        came = (*announcement.delivery_ids, record.record_id)
        return replace(announcement, state=AnnouncementState.ARRIVED, delivery_ids=came)
    turned_away = isinstance(event, DeliveryRefused) and not announcement.delivery_ids
    return replace(announcement, state=AnnouncementState.REFUSED) if turned_away else announcement


def _amount_faults(draft: AnnouncementDraft) -> Iterator[DraftFault]:
    if draft.claimed_count is None and not draft.codes:
        yield DraftFault(FaultKind.COUNT_MISSING, "claimed_count")
    if draft.mass_g is not None and draft.mass_g <= 0:
        yield DraftFault(FaultKind.MASS_NOT_POSITIVE, "mass_g", value=str(draft.mass_g))
    elif draft.mass_g is not None and draft.mass_g > HEAVIEST_LOAD_G:
        yield DraftFault(FaultKind.TOO_HEAVY, "mass_g", value=str(draft.mass_g // 1000))
